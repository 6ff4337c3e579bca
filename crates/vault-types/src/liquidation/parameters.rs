//! How accounts that fall short are brought back or wound up, with the bounds that no authority can leave.

use super::assert_layout;
use crate::layout::*;

/// For all auctions of a house.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct LiquidationParameters {
    /// How long the price falls fast.
    pub fast_secs: u32,
    /// After how long it is zero.
    pub whole_secs: u32,
    /// How long the insurance fund's offer for an account that is worth nothing rises.
    pub insolvent_secs: u32,
    /// How long the price that a hedge is bought at rises.
    pub hedge_secs: u32,
    /// How long a price stays as it is.
    pub step_secs: u32,
    /// How long after it asked a stake leaves the insurance fund.
    pub unstake_secs: u32,
    /// How long after its threshold became too old anybody may put an account on the chain's own margin.
    pub forsaken_secs: u32,
    /// What is asked at first, in bps of the portfolio's value.
    pub first_bps: u16,
    /// What is asked when the fast part is over.
    pub knee_bps: u16,
    /// What an account is brought back to: maintenance margin and this part, in bps, of how far that is above the portfolio's value.
    pub buffer_bps: u16,
    /// The insurance fund's part of what is paid for a portfolio, in bps.
    pub penalty_bps: u16,
    /// What ten points more of volatility may cost an account, in bps of its collateral.
    pub vega_limit_bps: u16,
    /// The most that a hedge costs above the model's price, in bps of what its options lose by ten points of volatility.
    pub hedge_most_bps: u16,
    /// The volatility at which auctions take as long as said here, in bps a year: with twice of it they go twice as fast.
    pub usual_vol_bps: u16,
    pub padding: [u8; 6],
}

assert_layout!(LiquidationParameters, 48, fast_secs 0, whole_secs 4, insolvent_secs 8, hedge_secs 12, step_secs 16, unstake_secs 20,
    forsaken_secs 24, first_bps 28, knee_bps 30, buffer_bps 32, penalty_bps 34, vega_limit_bps 36, hedge_most_bps 38,
    usual_vol_bps 40, padding 42);

impl LiquidationParameters {
    /// From 95 % to 70 % of the value in a quarter of an hour, to nothing in twelve hours; the fund's offer rises for an hour. A buffer of a fifth, and
    /// two per cent for the fund. A hedge costs up to five points of volatility more than the model says, after half an hour. A stake leaves after a week.
    pub const DEFAULT: Self = Self {
        fast_secs: 900,
        whole_secs: 43_200,
        insolvent_secs: 3_600,
        hedge_secs: 1_800,
        step_secs: 15,
        unstake_secs: 7 * 86_400,
        forsaken_secs: 86_400,
        first_bps: 9_500,
        knee_bps: 7_000,
        buffer_bps: 2_000,
        penalty_bps: 200,
        vega_limit_bps: 2_000,
        hedge_most_bps: 5_000,
        usual_vol_bps: 8_000,
        padding: [0; 6],
    };

    /// - Prices fall: a first one above the knee, the knee above half of the value, the fast part in five minutes at least and a tenth of the whole at
    ///   most, the whole within a day.
    /// - The fund's offer and a hedge's price rise for five minutes to six hours; a step is at most a minute.
    /// - Stakes wait from three days, longer than any auction, to 30; thresholds from an hour to a week.
    /// - The buffer is at most the whole distance, the penalty at most a tenth, a hedge costs at most ten points of volatility more than the model says.
    pub fn is_valid(&self) -> bool {
        (5_000..self.first_bps).contains(&self.knee_bps)
            && self.first_bps < 10_000
            && (3_600..=86_400).contains(&self.whole_secs)
            && (300..=self.whole_secs / 10).contains(&self.fast_secs)
            && (300..=21_600).contains(&self.insolvent_secs)
            && (300..=21_600).contains(&self.hedge_secs)
            && (1..=60).contains(&self.step_secs)
            && (3 * 86_400..=30 * 86_400).contains(&self.unstake_secs)
            && (3_600..=7 * 86_400).contains(&self.forsaken_secs)
            && (500..=10_000).contains(&self.buffer_bps)
            && self.penalty_bps <= 1_000
            && (500..=10_000).contains(&self.vega_limit_bps)
            && (500..=10_000).contains(&self.hedge_most_bps)
            && (1_000..=40_000).contains(&self.usual_vol_bps)
            && self.padding == [0; 6]
    }
}

borsh_as_bytes!(LiquidationParameters);
