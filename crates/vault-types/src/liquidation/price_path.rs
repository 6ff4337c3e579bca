//! What an auction asks or offers: a pure function of how long it has gone on.
//!
//! A portfolio is offered at a part of its value that falls fast at first and slowly then. For an account that is worth nothing the insurance fund
//! pays whoever takes it, a part of what is missing that rises. A hedge is bought for the model's price and a part
//! of its vega that rises. Every part
//! stands still for a step, so a bid is decided on a price that still holds when it arrives.

use super::LiquidationParameters;
use crate::BPS;
use options_math::mul_div::{mul_div_ceil, mul_div_floor};

/// One, in parts of 10^-9.
pub const ONE_E9: u64 = 1_000_000_000;

/// How long an auction has gone on by its own clock, in seconds times 10^4.
pub type ElapsedE4 = u64;

impl LiquidationParameters {
    /// The least and the most that an auction's clock is faster than the world's, in bps.
    const PACES_BPS: core::ops::RangeInclusive<u64> = 5_000..=40_000;

    /// How fast an auction goes when the market's realised volatility is this, in bps: half as fast as usual at least and four times at most. What is
    /// asked falls with the risk of waiting, and by larger steps.
    pub fn pace_bps(&self, realised_vol_e9: u64) -> u32 {
        let usual_e9 = u64::from(self.usual_vol_bps).saturating_mul(ONE_E9 / BPS);
        let pace_bps = mul_div_floor(realised_vol_e9, BPS, usual_e9).unwrap_or(*Self::PACES_BPS.end());
        pace_bps.clamp(*Self::PACES_BPS.start(), *Self::PACES_BPS.end()) as u32
    }

    /// When the step began that an auction is in. A step takes [`LiquidationParameters::step_secs`] of the world's time.
    pub fn step_start(&self, elapsed: ElapsedE4, pace_bps: u32) -> ElapsedE4 {
        let step = u64::from(self.step_secs).saturating_mul(pace_bps.into()).max(1);
        elapsed.saturating_sub(elapsed % step)
    }

    /// What is asked of a portfolio's value, times 10^9, rounded up.
    pub fn asked_e9(&self, elapsed: ElapsedE4) -> u64 {
        let [first_e9, knee_e9] =
            [self.first_bps, self.knee_bps].map(|bps| u64::from(bps).saturating_mul(ONE_E9 / BPS));
        let [fast, whole] = [self.fast_secs, self.whole_secs].map(|secs| u64::from(secs).saturating_mul(BPS));
        let fallen = |from_e9: u64, by_e9: u64, passed: u64, of: u64| {
            from_e9.saturating_sub(mul_div_floor(by_e9, passed.min(of), of).unwrap_or(by_e9))
        };
        match elapsed.checked_sub(fast) {
            None => fallen(first_e9, first_e9.saturating_sub(knee_e9), elapsed, fast),
            Some(slow) => fallen(knee_e9, knee_e9, slow, whole.saturating_sub(fast)),
        }
    }

    /// What the fund pays of what an account lacks, times 10^9, rounded down.
    pub fn offered_e9(&self, elapsed: ElapsedE4) -> u64 {
        part_e9(elapsed, self.insolvent_secs)
    }

    /// What a hedge costs above the model's price, of what its options lose by ten points of volatility, times 10^9, rounded down.
    pub fn hedge_e9(&self, elapsed: ElapsedE4) -> u64 {
        let most_e9 = u64::from(self.hedge_most_bps).saturating_mul(ONE_E9 / BPS);
        part_down(most_e9, part_e9(elapsed, self.hedge_secs))
    }

    /// Has what is asked fallen to nothing?
    pub fn is_over(&self, elapsed: ElapsedE4) -> bool {
        elapsed >= u64::from(self.whole_secs).saturating_mul(BPS)
    }
}

/// How much of a time has passed, times 10^9, rounded down: at most one.
fn part_e9(elapsed: ElapsedE4, of_secs: u32) -> u64 {
    let of = u64::from(of_secs).saturating_mul(BPS).max(1);
    mul_div_floor(elapsed.min(of), ONE_E9, of).unwrap_or(ONE_E9)
}

/// `amount * part / 10^9`, rounded up. Parts are at most one, or the result fits because the amount is money.
pub(super) fn part_up(amount: u64, part_e9: u64) -> u64 {
    mul_div_ceil(amount, part_e9, ONE_E9).unwrap_or(u64::MAX)
}

/// `amount * part / 10^9`, rounded down.
pub(super) fn part_down(amount: u64, part_e9: u64) -> u64 {
    mul_div_floor(amount, part_e9, ONE_E9).unwrap_or(u64::MAX)
}
