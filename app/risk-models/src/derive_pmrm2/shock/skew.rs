//! The volatilities of strikes far from the forward rise or fall against those near it.
//!
//! Source: `PMRMLib_2`, the value of an expiry under a skew shock. Symbols: `k = ln(K / F)` for strike `K` and forward `F`, `t` the years to expiry.

use crate::derive_pmrm2::input::SkewShockParameters;

/// Which way the smile turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skew {
    /// One wing up and the other down, in proportion to `k`.
    Linear,
    /// Both wings up, in proportion to `|k|`.
    Absolute,
}

/// `k* = max(MIN_K_STAR, MIN_WIDTH_SCALE sqrt(t) (VOL_PARAM_STATIC + VOL_PARAM_SCALE sqrt(t)))`: about the `k` at which the smile becomes
/// flat; from there on the shock does not grow.
pub fn width(parameters: &SkewShockParameters, years: f64) -> f64 {
    let root = years.sqrt();
    let volatility = parameters.volatility_static + parameters.volatility_scale * root;
    (parameters.width_scale * root * volatility).max(parameters.least_width)
}

/// `C = SCALE_CAP + CBASE sqrt(t)`, of the skew's own parameters: the largest change of a volatility, as a share of it.
pub fn cap(parameters: &SkewShockParameters, skew: Skew, years: f64) -> f64 {
    let (base, slope) = match skew {
        Skew::Linear => (parameters.linear_cap, parameters.linear_cap_slope),
        Skew::Absolute => (parameters.absolute_cap, parameters.absolute_cap_slope),
    };
    base + slope * years.sqrt()
}

/// What the volatility of a strike is multiplied with: with `x = k` (linear) or `|k|` (absolute),
///
/// `max(0, 1 + min(C, C x / k*))` if `x >= 0`, and `max(0, 1 + max(-C, C x / k*))` below.
///
/// Where time makes `C` negative, `min` and `max` no longer limit the change; the contracts compute it so, and so does this.
pub fn factor(skew: Skew, log_moneyness: f64, cap: f64, width: f64) -> f64 {
    let x = match skew {
        Skew::Linear => log_moneyness,
        Skew::Absolute => log_moneyness.abs(),
    };
    let proportional = cap * x / width;
    let change = if x >= 0.0 { proportional.min(cap) } else { proportional.max(-cap) };
    (1.0 + change).max(0.0)
}
