//! The price of a European option on a forward.

use options_math::OptionType;

/// Everything a price depends on.
#[derive(Clone, Copy, Debug)]
pub struct Black76 {
    /// USD for a coin at expiry.
    pub forward: f64,
    /// USD.
    pub strike: f64,
    /// Yearly.
    pub volatility: f64,
    pub years: f64,
    /// What a USD at expiry is worth today.
    pub discount: f64,
}

impl Black76 {
    /// USD for one option:
    ///
    /// `call = D (F N(d1) - K N(d2))`, `put = D (K N(-d2) - F N(-d1))`, with
    /// `d1 = ln(F/K) / s + s/2`, `d2 = d1 - s`, `s = volatility sqrt(years)`, `N` the normal distribution;
    /// without volatility or time `D max(F - K, 0)` and `D max(K - F, 0)`.
    ///
    /// Source: F. Black, "The pricing of commodity contracts" (1976), equation 16.
    pub fn price(&self, option_type: OptionType) -> f64 {
        let deviation = self.volatility * self.years.sqrt();
        if deviation == 0.0 {
            return self.intrinsic(option_type);
        }
        let d1 = libm::log(self.forward / self.strike) / deviation + deviation / 2.0;
        let d2 = d1 - deviation;
        let undiscounted = match option_type {
            OptionType::Call => self.forward * normal_cdf(d1) - self.strike * normal_cdf(d2),
            OptionType::Put => self.strike * normal_cdf(-d2) - self.forward * normal_cdf(-d1),
        };
        self.discount * undiscounted
    }

    fn intrinsic(&self, option_type: OptionType) -> f64 {
        let in_the_money = match option_type {
            OptionType::Call => self.forward - self.strike,
            OptionType::Put => self.strike - self.forward,
        };
        self.discount * in_the_money.max(0.0)
    }
}

/// `N(x) = erfc(-x / sqrt 2) / 2`: exact to a few units in the last place in both tails.
pub fn normal_cdf(x: f64) -> f64 {
    libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2) / 2.0
}
