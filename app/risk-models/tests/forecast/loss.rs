//! Losses by hand.

use crate::assert_near;
use proptest::prelude::*;
use risk_models::forecast::loss::{qlike, squared_log_error};

#[test]
fn losses_by_hand() {
    assert_near(qlike(2.0, 1.0), 1.0 - std::f64::consts::LN_2, 1e-15);
    assert_near(qlike(1.0, 2.0), std::f64::consts::LN_2 - 0.5, 1e-15);
    assert_near(squared_log_error(1.0, 2.0), std::f64::consts::LN_2.powi(2), 1e-15);
    assert!(qlike(2.0, 1.0) > qlike(1.0, 2.0), "too low costs more");
}

proptest! {
    #[test]
    fn only_a_perfect_forecast_costs_nothing(realised in 1e-8..1.0_f64, forecast in 1e-8..1.0_f64) {
        prop_assert_eq!(qlike(realised, realised), 0.0);
        prop_assert!(qlike(realised, forecast) >= 0.0);
        prop_assert!((qlike(3.0 * realised, 3.0 * forecast) - qlike(realised, forecast)).abs() < 1e-9 * (1.0 + realised / forecast));
    }
}
