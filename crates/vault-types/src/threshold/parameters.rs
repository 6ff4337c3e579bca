//! How far signed thresholds are trusted, with the bounds that no authority can leave.

use super::assert_layout;
use crate::layout::*;

#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct ThresholdParameters {
    /// How long after it was issued a threshold is good for.
    pub max_age_secs: u32,
    /// How long after it was issued a threshold that is too low earns its signers a strike. It is only taken in the first half of that
    /// time: signers could otherwise date a lie back until nobody can strike at it.
    pub strike_window_secs: u32,
    /// How much of a level may go within an hour, in bps of the level.
    pub loosen_bps_per_hour: u16,
    /// How far a maintenance margin may be below the chain's own, in bps of that one.
    pub tolerance_bps: u16,
    /// The least of the standard margin's buffers that is asked for, whatever was signed: see [`crate::margin::standard_floor`].
    pub floor_bps: u16,
    /// From so many strikes on the signers can only tighten.
    pub max_strikes: u16,
}

assert_layout!(ThresholdParameters, 16, max_age_secs 0, strike_window_secs 4, loosen_bps_per_hour 8, tolerance_bps 10,
    floor_bps 12, max_strikes 14);

impl ThresholdParameters {
    /// Good for an hour; strikes within ten minutes, three of which are too many; a tenth of a level may go in an hour; 5 % below the chain's own
    /// margin is tolerated, and half of the standard margin's buffers are asked for.
    pub const DEFAULT: Self = Self {
        max_age_secs: 3_600,
        strike_window_secs: 600,
        loosen_bps_per_hour: 1_000,
        tolerance_bps: 500,
        floor_bps: crate::margin::requirement::DEFAULT_FLOOR_BPS,
        max_strikes: 3,
    };

    /// Do these trust the signers no further than others, and leave every account what its threshold asks for now? The strike window stays as it
    /// is: a longer one takes older messages and strikes less often, a shorter one lets more lies go without a strike. Age, tolerance and floor do
    /// too: a threshold that ends, that a challenge voids or that lies below the floor raises a maintenance margin, and with that begins auctions.
    pub fn tightens(&self, other: &Self) -> bool {
        let trusts_no_further =
            Self { loosen_bps_per_hour: self.loosen_bps_per_hour, max_strikes: self.max_strikes, ..*other };
        *self == trusts_no_further
            && self.loosen_bps_per_hour <= other.loosen_bps_per_hour
            && self.max_strikes <= other.max_strikes
    }

    /// - Age from a minute to a day: shorter, and no signer keeps up; longer, and it is of another market.
    /// - Strike window from a minute to an hour and never longer than the age: shorter, and messages arrive too late; longer, and
    ///   honest signers are struck for what the market did since.
    /// - All of a level within an hour at most. At zero nothing would ever loosen.
    /// - Half the chain's margin as tolerance at most, and never less than a quarter of the standard buffers.
    /// - From one strike to a hundred.
    pub fn is_valid(&self) -> bool {
        (60..=86_400).contains(&self.max_age_secs)
            && (60..=3_600.min(self.max_age_secs)).contains(&self.strike_window_secs)
            && (1..=10_000).contains(&self.loosen_bps_per_hour)
            && self.tolerance_bps <= 5_000
            && (2_500..=10_000).contains(&self.floor_bps)
            && (1..=100).contains(&self.max_strikes)
    }
}

borsh_as_bytes!(ThresholdParameters);
