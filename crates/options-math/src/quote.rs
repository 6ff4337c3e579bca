//! What the pricing functions return.

use crate::inputs::{OptionInputs, SECONDS_PER_YEAR};
use fixed::types::{I24F40, U20F44, U24F40, U29F35};

/// The values of a call and a put on the same strike, and the call's delta. One is computed and rounded down, the
/// other follows by parity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prices {
    /// USD * 1e12.
    pub call_e12: u64,
    /// USD * 1e12; exactly the call's value less spot plus the discounted strike.
    pub put_e12: u64,
    /// Derivative of the call's value by spot, from 0 to 1.
    pub call_delta: U24F40,
}

impl Prices {
    /// Derivative of the put's value by spot, from -1 to 0.
    pub fn put_delta(&self) -> I24F40 {
        // At most one: far below the sign bit.
        I24F40::from_bits((self.call_delta.to_bits() as i64).wrapping_sub(1 << 40))
    }
}

/// Prices with the other derivatives, each divided or multiplied by spot so that its size does not depend on the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Greeks {
    /// Values and delta.
    pub prices: Prices,
    /// Second derivative by spot, times spot: the change of delta per 100 % of spot. The same for call and put.
    pub gamma_times_spot: U29F35,
    /// Derivative by volatility (per 1.00), over spot. The same for call and put.
    pub vega_over_spot: U20F44,
    /// Change of the call's value per year that passes, over spot; never positive.
    pub call_theta_over_spot: I24F40,
    /// Derivative of the call's value by the rate (per 1.00), over spot: `T K exp(-rT) N(d2) / S`.
    pub call_rho_over_spot: U24F40,
}

impl Greeks {
    /// Change of the put's value per year that passes, over spot: the call's plus `r K exp(-rT) / S`.
    ///
    /// K comes from parity, so `r (5e-15 K' + 2e-12 USD) / S` joins the call's error. The quote must be that of these inputs at this rate. A strike beyond 8 million times spot
    /// counts as 8 million times spot.
    /// Without a rate it is the call's.
    pub fn put_theta_over_spot(&self, inputs: &OptionInputs, rate_e9: u64) -> I24F40 {
        let interest = self.discounted_strike_over_spot(inputs).saturating_mul(u128::from(rate_e9)) / 1_000_000_000;
        self.call_theta_over_spot.saturating_add(saturated(interest))
    }

    /// Derivative of the put's value by the rate (per 1.00), over spot: `-T K exp(-rT) N(-d2) / S`, the call's less
    /// `T K exp(-rT) / S`.
    ///
    /// The quote must be that of these inputs. A strike beyond 8 million times spot counts as 8 million times spot.
    pub fn put_rho_over_spot(&self, inputs: &OptionInputs) -> I24F40 {
        let years = u128::from(inputs.seconds_to_expiry);
        let all = self.discounted_strike_over_spot(inputs).saturating_mul(years) / u128::from(SECONDS_PER_YEAR);
        let call = self.call_rho_over_spot.to_bits() as i64; // at most two
        I24F40::from_bits(call).saturating_sub(saturated(all))
    }

    /// `K exp(-rT) / S` in Q40 by parity: S - call + put.
    fn discounted_strike_over_spot(&self, inputs: &OptionInputs) -> u128 {
        let spot_e12 = u128::from(inputs.spot_e8).wrapping_mul(10_000);
        let owed = spot_e12.wrapping_add(u128::from(self.prices.put_e12));
        let strike_e12 = owed.saturating_sub(u128::from(self.prices.call_e12));
        (strike_e12 << 40).checked_div(spot_e12).unwrap_or(0)
    }

    pub(crate) const ZERO: Self = Self {
        prices: Prices { call_e12: 0, put_e12: 0, call_delta: U24F40::ZERO },
        gamma_times_spot: U29F35::ZERO,
        vega_over_spot: U20F44::ZERO,
        call_theta_over_spot: I24F40::ZERO,
        call_rho_over_spot: U24F40::ZERO,
    };
}

fn saturated(q40: u128) -> I24F40 {
    i64::try_from(q40).map_or(I24F40::MAX, I24F40::from_bits)
}
