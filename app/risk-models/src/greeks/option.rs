//! One option.

use super::AllGreeks;
use crate::batch_pricing::{ln, price_one};
use options_math::OptionType;

/// Everything the value of a European option depends on; units as in [`portfolio`](crate::portfolio), years of 365 days.
#[derive(Clone, Copy, Debug)]
pub struct EuropeanOption {
    pub spot: f64,
    pub forward: f64,
    pub strike: f64,
    pub years: f64,
    pub volatility: f64,
    pub rate: f64,
    pub option_type: OptionType,
}

impl EuropeanOption {
    /// The formulas of the [module](super).
    pub fn greeks(&self) -> AllGreeks {
        let Self { spot, forward, strike, years, volatility, rate, option_type } = *self;
        let forward_one = price_one(forward, strike, years, volatility, option_type);
        let discount = libm::exp(-rate * years);
        let spot_to_forward = forward / spot;
        let value = discount * forward_one.price;
        let vega = discount * forward_one.vega;
        let forward_delta_value = discount * forward * forward_one.delta;
        // Of the whole time: `t (c S delta + vega v / (2 t))`.
        let decay = libm::log(spot_to_forward) * forward_delta_value + 0.5 * vega * volatility;
        let by_volatility = self.volatility_terms(vega);
        AllGreeks {
            value,
            delta: discount * spot_to_forward * forward_one.delta,
            gamma: discount * spot_to_forward * spot_to_forward * forward_one.gamma,
            vega,
            theta: if years > 0.0 { rate * value - decay / years } else { 0.0 },
            rho: years * (forward_delta_value - value),
            vanna: by_volatility.vanna,
            volga: by_volatility.volga,
        }
    }

    /// `vanna = -vega d2 / (S s)`, which is `-D (F/S) n(d1) d2 / v`, and `volga = vega d1 d2 / v`; zero where nothing is left of vega or of time.
    fn volatility_terms(&self, vega: f64) -> VolatilityTerms {
        let deviation = self.volatility * self.years.sqrt();
        if deviation == 0.0 || vega == 0.0 {
            return VolatilityTerms { vanna: 0.0, volga: 0.0 };
        }
        let d1 = ln(self.forward / self.strike) / deviation + 0.5 * deviation;
        let d2 = d1 - deviation;
        VolatilityTerms { vanna: -vega * d2 / (self.spot * deviation), volga: vega * d1 * d2 / self.volatility }
    }
}

struct VolatilityTerms {
    vanna: f64,
    volga: f64,
}
