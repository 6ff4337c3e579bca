//! The risk that a requirement is made of.

use proptest::prelude::*;
use risk_models::add_ons::Losses;

#[test]
fn the_risk_is_the_larger_loss_and_the_costs() {
    let losses = Losses { stress: 100.0, expected_shortfall: 80.0, liquidation_cost: 5.0, concentration: 3.0 };
    assert_eq!(losses.risk(), 108.0);
    assert_eq!(Losses { expected_shortfall: 120.0, ..losses }.risk(), 128.0);
    assert_eq!(Losses::default().risk(), 0.0);
}

fn of(numbers: [f64; 4]) -> Losses {
    let [stress, expected_shortfall, liquidation_cost, concentration] = numbers;
    Losses { stress, expected_shortfall, liquidation_cost, concentration }
}

proptest! {
    #[test]
    fn more_of_any_loss_never_lowers_the_risk(
        numbers in prop::array::uniform4(0.0f64..1e6), which in 0usize..4, more in 0.0f64..1e6,
    ) {
        let mut larger = numbers;
        larger[which] += more;
        prop_assert!(of(larger).risk() >= of(numbers).risk());
    }
}
