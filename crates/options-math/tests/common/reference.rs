//! Black-Scholes in f64: F. Black and M. Scholes, Journal of Political Economy 81 (1973).

use super::reference_cdf;
use options_math::{OptionInputs, SECONDS_PER_YEAR};

/// Values in USD and derivatives in the units of [`options_math::Greeks`], all within 1e-14 of their scale.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    pub spot: f64,
    /// K exp(-rT) in USD.
    pub discounted_strike: f64,
    pub years: f64,
    pub rate: f64,
    pub vol: f64,
    /// vol sqrt(T).
    pub deviation: f64,
    pub d1: f64,
    pub call: f64,
    pub put: f64,
    pub call_delta: f64,
    pub gamma_times_spot: f64,
    pub vega_over_spot: f64,
    pub call_theta_over_spot: f64,
    pub call_rho_over_spot: f64,
}

impl Reference {
    /// For time and volatility above zero.
    pub fn new(inputs: &OptionInputs, rate_e9: u64) -> Self {
        let (spot, strike) = (inputs.spot_e8 as f64 / 1e8, inputs.strike_e8 as f64 / 1e8);
        let years = inputs.seconds_to_expiry as f64 / SECONDS_PER_YEAR as f64;
        let (rate, vol) = (rate_e9 as f64 / 1e9, inputs.vol_e9 as f64 / 1e9);
        let deviation = vol * years.sqrt();
        let centre = (log_ratio(inputs.spot_e8, inputs.strike_e8) + rate * years) / deviation;
        let (d1, d2) = (centre + deviation / 2.0, centre - deviation / 2.0);

        let interest = -strike * libm::expm1(-rate * years);
        let discounted_strike = strike - interest;
        // Prices are below 2^53, so the difference of the integers has no error, unlike that of the quotients.
        let forward = (inputs.spot_e8 as f64 - inputs.strike_e8 as f64) / 1e8 + interest;
        let (call_leg, put_leg) = (discounted_strike * reference_cdf(d2), discounted_strike * reference_cdf(-d2));
        // The cheaper option from its tails, the other by parity.
        let (call, put) = if forward >= 0.0 {
            let put = put_leg - spot * reference_cdf(-d1);
            (put + forward, put)
        } else {
            let call = spot * reference_cdf(d1) - call_leg;
            (call, call - forward)
        };
        let density = libm::exp(-d1 * d1 / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
        let decay = density * vol / (2.0 * years.sqrt());
        Self {
            spot,
            discounted_strike,
            years,
            rate,
            vol,
            deviation,
            d1,
            call,
            put,
            call_delta: reference_cdf(d1),
            gamma_times_spot: density / deviation,
            vega_over_spot: density * years.sqrt(),
            call_theta_over_spot: -decay - rate * call_leg / spot,
            call_rho_over_spot: years * call_leg / spot,
        }
    }

    /// Gamma times spot at its peak, near the money.
    pub fn gamma_peak(&self) -> f64 {
        0.4 / self.deviation
    }

    /// Vega over spot at its peak.
    pub fn vega_peak(&self) -> f64 {
        0.4 * self.years.sqrt()
    }

    /// Theta over spot at its peak, without interest.
    pub fn theta_peak(&self) -> f64 {
        0.2 * self.vol / self.years.sqrt()
    }
}

/// `ln(spot / strike)`. Near one, of the exact difference, so it keeps its digits.
pub fn log_ratio(spot_e8: u64, strike_e8: u64) -> f64 {
    let (spot, strike) = (spot_e8 as f64, strike_e8 as f64);
    let difference = spot - strike;
    if difference.abs() < 0.5 * strike {
        libm::log1p(difference / strike)
    } else {
        libm::log(spot / strike)
    }
}
