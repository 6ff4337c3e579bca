//! Initial margin, maintenance margin and liquidation threshold.

use proptest::prelude::*;
use risk_engine::add_ons::{Factors, Losses, Margin, MarginFactors};

fn factors(initial: (f64, f64), maintenance: (f64, f64), liquidation: (f64, f64)) -> MarginFactors {
    let of = |(loss, add_ons)| Factors { loss, add_ons };
    MarginFactors { initial: of(initial), maintenance: of(maintenance), liquidation: of(liquidation) }
}

fn three(margin: &Margin) -> [f64; 3] {
    [margin.initial, margin.maintenance, margin.liquidation_threshold]
}

#[test]
fn margins_are_those_of_the_formula() {
    let factors = factors((1.5, 2.0), (1.0, 1.0), (0.5, 1.0));
    let losses =
        Losses { scenario: 100.0, expected_shortfall: 80.0, liquidation: 5.0, concentration: 3.0, correlation: 2.0 };
    assert_eq!(three(&factors.margin(&losses, -40.0)), [210.0, 150.0, 100.0]);
    assert_eq!(three(&factors.margin(&losses, 60.0)), [110.0, 50.0, 0.0]);
    let losses = Losses { expected_shortfall: 120.0, ..losses };
    assert_eq!(three(&factors.margin(&losses, 0.0)), [200.0, 130.0, 70.0]);
}

#[test]
fn nothing_to_lose_needs_nothing() {
    let factors = factors((1.5, 2.0), (1.0, 1.0), (0.5, 1.0));
    assert_eq!(three(&factors.margin(&Losses::default(), 0.0)), [0.0; 3]);
}

prop_compose! {
    fn any_factors()(sorted in prop::array::uniform2(prop::array::uniform3(0.0f64..3.0))) -> MarginFactors {
        let [losses, add_ons] = sorted.map(|mut of| { of.sort_by(f64::total_cmp); of });
        factors((losses[2], add_ons[2]), (losses[1], add_ons[1]), (losses[0], add_ons[0]))
    }
}

fn of(numbers: [f64; 5]) -> Losses {
    let [scenario, expected_shortfall, liquidation, concentration, correlation] = numbers;
    Losses { scenario, expected_shortfall, liquidation, concentration, correlation }
}

proptest! {
    #[test]
    fn more_of_any_loss_never_lowers_a_margin(
        factors in any_factors(), numbers in prop::array::uniform5(0.0f64..1e6), value in -1e6f64..1e6, which in 0usize..5, more in 0.0f64..1e6,
    ) {
        let mut larger = numbers;
        larger[which] += more;
        let (before, after) = (factors.margin(&of(numbers), value), factors.margin(&of(larger), value));
        for (before, after) in three(&before).into_iter().zip(three(&after)) {
            prop_assert!(after >= before, "{} after {}", after, before);
        }
    }

    #[test]
    fn the_three_are_in_order_and_not_below_zero(
        factors in any_factors(), numbers in prop::array::uniform5(0.0f64..1e6), value in -1e6f64..1e6,
    ) {
        let [initial, maintenance, liquidation] = three(&factors.margin(&of(numbers), value));
        prop_assert!(initial >= maintenance && maintenance >= liquidation && liquidation >= 0.0);
    }

    /// Owing more never lowers what must be held.
    #[test]
    fn a_lower_value_never_lowers_a_margin(
        factors in any_factors(), numbers in prop::array::uniform5(0.0f64..1e6), value in -1e6f64..1e6, less in 0.0f64..1e6,
    ) {
        let (before, after) = (factors.margin(&of(numbers), value), factors.margin(&of(numbers), value - less));
        for (before, after) in three(&before).into_iter().zip(three(&after)) {
            prop_assert!(after >= before);
        }
    }
}
