//! The basis contingency, which the published cases call forward contingency: forwards of different expiries may move apart, so that a
//! long one no longer pays for a short one. Each expiry is shocked for itself, and gains of one do not make up for losses of another.

use crate::derive_pmrm2::input::BasisParameters;

/// The loss of an expiry when spot goes to `SCENARIO_SPOT_UP` or `SCENARIO_SPOT_DOWN`, zero or below:
/// `min(0, V_up - V, V_down - V)`, with `V` its value now and the others its values at those spots, without a static discount.
pub fn basis_loss(value: f64, value_up: f64, value_down: f64) -> f64 {
    (value_up - value).min(value_down - value).min(0.0)
}

/// The share of that loss that counts: `BASIS_CONT_ADD_FACTOR + BASIS_CONT_MULT_FACTOR t`, with `t` the years to expiry.
pub fn basis_factor(parameters: &BasisParameters, years: f64) -> f64 {
    parameters.addition + parameters.per_year * years
}
