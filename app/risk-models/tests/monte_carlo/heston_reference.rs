//! Written by `tables/heston.py`; do not edit.
#![allow(clippy::excessive_precision, clippy::unreadable_literal)]

/// A call and the market it is on; rates and volatilities for a year.
pub struct Case {
    pub spot: f64,
    pub strike: f64,
    pub years: f64,
    pub volatility: f64,
    pub theta: f64,
    pub kappa: f64,
    pub xi: f64,
    pub rho: f64,
    pub call: f64,
}

#[rustfmt::skip]
pub const CASES: [Case; 5] = [
    Case { spot: 100.0, strike: 100.0, years: 1.0, volatility: 0.13228756555322954, theta: 0.0398, kappa: 1.5768, xi: 0.5751, rho: -0.5711, call: 5.78515543438 },
    Case { spot: 100.0, strike: 120.0, years: 0.0821917808219178, volatility: 0.8, theta: 0.81, kappa: 4.0, xi: 2.0, rho: -0.3, call: 2.81516276722 },
    Case { spot: 100.0, strike: 100.0, years: 0.0821917808219178, volatility: 0.8, theta: 0.81, kappa: 4.0, xi: 2.0, rho: -0.3, call: 9.1097675263 },
    Case { spot: 100.0, strike: 80.0, years: 0.0821917808219178, volatility: 0.8, theta: 0.81, kappa: 4.0, xi: 2.0, rho: -0.3, call: 22.0732977849 },
    Case { spot: 100.0, strike: 110.0, years: 0.019178082191780823, volatility: 1.2, theta: 0.64, kappa: 8.0, xi: 4.0, rho: 0.4, call: 3.08111239218 },
];
