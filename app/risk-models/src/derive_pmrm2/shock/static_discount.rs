//! What the options of an expiry are worth in a bad market: less when they are owned, more when they are owed.

use crate::derive_pmrm2::input::MarginParameters;

/// What the value of an expiry is multiplied with in every scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StaticDiscount {
    /// For a value of zero or more.
    pub owned: f64,
    /// For a value below zero.
    pub owed: f64,
}

impl StaticDiscount {
    /// With `t` the years to expiry, `r` the rate and `D = e^(-r t)` the discount already in the prices:
    ///
    /// `owned = BASE_STATIC_DISCOUNT e^(-t (r LONG_RATE_MULTSCALE + LONG_RATE_ADDSCALE))`
    ///
    /// `owed = min(1 / D, BASE_STATIC_DISCOUNT_NEG e^(t (r SHORT_RATE_MULTSCALE + SHORT_RATE_ADDSCALE)))`
    ///
    /// The bound `1 / D` takes what is owed to its value without any discount, and no further.
    ///
    /// Source: `PMRMLib_2`, static discount of an expiry.
    pub fn of(parameters: &MarginParameters, rate: f64, years: f64, discount: f64) -> Self {
        let owned_rate = rate * parameters.owned_rate_scale + parameters.owned_rate_addition;
        let owed_rate = rate * parameters.owed_rate_scale + parameters.owed_rate_addition;
        let mark_up = parameters.owed_base * libm::exp(years * owed_rate);
        Self { owned: parameters.owned_base * libm::exp(-years * owned_rate), owed: mark_up.min(1.0 / discount) }
    }

    /// USD.
    pub fn apply(&self, value: f64) -> f64 {
        value * if value >= 0.0 { self.owned } else { self.owed }
    }
}
