//! Concentration, and markets that stop offsetting each other.

use proptest::prelude::*;
use risk_engine::add_ons::{concentration, correlation_breakdown, ConcentrationLimit};

#[test]
fn only_what_is_above_the_limit_is_charged() {
    let limit = |notional, rate| ConcentrationLimit { notional, rate };
    let limits = [limit(100.0, 0.1), limit(50.0, 0.2), limit(10.0, 0.5)];
    assert_eq!(concentration(&limits, &[100.0, 20.0, 0.0]), 0.0);
    assert!((concentration(&limits, &[130.0, 60.0, 5.0]) - 5.0).abs() < 1e-12);
}

#[test]
fn a_share_of_what_markets_offset_is_taken_back() {
    assert_eq!(correlation_breakdown(0.25, &[100.0, 60.0], 120.0), 10.0);
    assert_eq!(correlation_breakdown(0.0, &[100.0, 60.0], 120.0), 0.0);
    // Sampling may make the whole a little worse than its parts: nothing is given for that.
    assert_eq!(correlation_breakdown(0.25, &[100.0], 101.0), 0.0);
}

proptest! {
    /// With all of it taken back each market stands alone; never is it more than that.
    #[test]
    fn together_with_the_shortfall_it_is_between_together_and_alone(
        share in 0.0f64..=1.0, alone in prop::collection::vec(0.0f64..1e6, 1..5), part in 0.0f64..=1.0, more in 0.0f64..1e6,
    ) {
        let sum: f64 = alone.iter().sum();
        let together = part * sum;
        let whole = together + correlation_breakdown(share, &alone, together);
        prop_assert!(whole >= together && whole <= sum * (1.0 + 1e-12));
        prop_assert!((together + correlation_breakdown(1.0, &alone, together) - sum).abs() <= 1e-9 * (1.0 + sum));
        // A larger shortfall together never lowers the two together.
        let larger = together + more;
        prop_assert!(larger + correlation_breakdown(share, &alone, larger) >= whole - 1e-9 * (1.0 + sum));
    }
}
