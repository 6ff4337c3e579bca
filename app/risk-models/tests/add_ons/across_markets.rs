//! Concentration, and markets that stop offsetting each other.

use proptest::prelude::*;
use risk_models::add_ons::{concentration, correlation_breakdown, ConcentrationLimit};
use risk_models::requirement::Requirement;

#[test]
fn only_what_is_above_the_limit_is_charged() {
    let limit = |notional, rate| ConcentrationLimit { notional, rate };
    let limits = [limit(100.0, 0.1), limit(50.0, 0.2), limit(10.0, 0.5)];
    assert_eq!(concentration(&limits, &[100.0, 20.0, 0.0]), 0.0);
    assert!((concentration(&limits, &[130.0, 60.0, 5.0]) - 5.0).abs() < 1e-12);
}

fn levels(maintenance: f64) -> Requirement {
    Requirement { initial: 1.5 * maintenance, maintenance, liquidation_threshold: 0.5 * maintenance }
}

#[test]
fn a_share_of_what_markets_offset_is_taken_back() {
    let of = |share, alone, together| correlation_breakdown(share, &levels(alone), &levels(together));
    assert_eq!(of(0.25, 160.0, 120.0), levels(10.0));
    assert_eq!(of(0.0, 160.0, 120.0), Requirement::NOTHING);
    // Sampling may make the whole a little worse than its parts: nothing is given for that.
    assert_eq!(of(0.25, 100.0, 101.0), Requirement::NOTHING);
}

proptest! {
    /// With all of it taken back each market stands alone; never is it more than that.
    #[test]
    fn with_the_requirement_together_it_is_between_together_and_alone(
        share in 0.0f64..=1.0, alone in 0.0f64..1e6, part in 0.0f64..=1.0, more in 0.0f64..1e6,
    ) {
        let with_add_on = |share, together| together + correlation_breakdown(share, &levels(alone), &levels(together)).maintenance;
        let together = part * alone;
        let whole = with_add_on(share, together);
        prop_assert!(whole >= together && whole <= alone * (1.0 + 1e-12));
        prop_assert!((with_add_on(1.0, together) - alone).abs() <= 1e-9 * (1.0 + alone));
        // A larger requirement together never lowers the two together.
        prop_assert!(with_add_on(share, together + more) >= whole - 1e-9 * (1.0 + alone));
    }
}
