//! The parameters of markets and vaults, with the bounds that no authority can leave.

use crate::layout::*;
use crate::sealed::CLEARING_SECS;

/// What a price must satisfy before it is used.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct OracleLimits {
    /// Oldest price to trade on.
    pub max_age_secs: u32,
    /// How far a price may be ahead of the chain's clock.
    pub max_future_secs: u32,
    /// A settlement price is published at most this long after expiry, or in the retry time after that.
    pub settlement_window_secs: u32,
    /// How long a settlement price that is not provably the first one can be replaced by an earlier one.
    pub settlement_challenge_secs: u32,
    /// Largest confidence interval, in bps of the price.
    pub max_confidence_bps: u32,
    /// Largest step from the last price that was traded at or observed, in bps of that one.
    pub max_jump_bps: u32,
    /// How long after its publication that price limits the next one.
    pub jump_window_secs: u32,
}

impl OracleLimits {
    /// Where no oracle is asked.
    pub const NONE: Self = Self {
        max_age_secs: 0,
        max_future_secs: 0,
        settlement_window_secs: 0,
        settlement_challenge_secs: 0,
        max_confidence_bps: 0,
        max_jump_bps: 0,
        jump_window_secs: 0,
    };
    /// Where no price of the settlement window was usable, prices of three days more are accepted: most outages of a feed are shorter.
    pub const RETRY_SECS: u32 = 3 * 86_400;

    /// The last moment after expiry at which a settlement price may be published.
    pub fn last_settlement_secs(&self) -> i64 {
        i64::from(self.settlement_window_secs).saturating_add(i64::from(Self::RETRY_SECS))
    }

    /// - Age at most five minutes: whoever trades chooses among the prices of that time.
    /// - Confidence from 0.1 % to 5 %, window from ten minutes to a day: tighter, and a round might never find a
    ///   settlement price; wider, and it might find a bad one.
    /// - Challenge period from six hours to a day: whoever sleeps through the first price must wake up before a chosen one
    ///   stands. The first price itself is final at once and waits for nothing.
    /// - Jump from 1 % to 100 %, for a minute to an hour: tighter, and ordinary days would stop trades; longer, and a true jump would
    ///   stop them for too long.
    pub fn is_valid(&self) -> bool {
        (1..=300).contains(&self.max_age_secs)
            && self.max_future_secs <= 60
            && (10..=500).contains(&self.max_confidence_bps)
            && (600..=86_400).contains(&self.settlement_window_secs)
            && (21_600..=86_400).contains(&self.settlement_challenge_secs)
            && (100..=10_000).contains(&self.max_jump_bps)
            && (60..=3_600).contains(&self.jump_window_secs)
    }
}

/// Expiries are `offset + n * period`; a series is only started at least `min_tenor` before its expiry.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct ExpiryCalendar {
    pub period_secs: u32,
    pub offset_secs: u32,
    pub min_tenor_secs: u32,
}

/// Which strike a vault sells: the listed strike nearest the one with the target delta, within distances from spot.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct StrikePolicy {
    /// Farthest strike allowed, in bps of spot: above it for calls, below it for puts.
    pub max_distance_bps: u32,
    /// Nearest strike allowed, in bps of spot, on the same side.
    pub min_distance_bps: u16,
    /// Size of the delta to aim at, in bps: 2,000 is 0.20 for a call and -0.20 for a put.
    pub target_delta_bps: u16,
}

impl StrikePolicy {
    /// The nearest distance of puts at most: a strike below a tenth of spot would hang on the last digits of a settlement price.
    pub const MAX_PUT_DISTANCE_BPS: u16 = 9_000;

    /// Can puts be sold by this policy?
    pub fn is_valid_for_puts(&self) -> bool {
        self.is_valid() && self.min_distance_bps < Self::MAX_PUT_DISTANCE_BPS
    }

    /// Delta between 0.01 and 0.50, the band not empty.
    pub fn is_valid(&self) -> bool {
        (100..=5_000).contains(&self.target_delta_bps) && u32::from(self.min_distance_bps) < self.max_distance_bps
    }
}

code! {
    /// How a round's options are sold.
    AuctionMechanism {
        /// At a price that falls until somebody buys.
        DUTCH = 0,
        /// To the best of sealed bids, at one price for all.
        SEALED_BID = 1,
    }
}

/// The premium auction: its mechanism, times, prices and smallest bid.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct AuctionParams {
    /// Smallest bid, unless less than that is left.
    pub min_bid_atoms: u64,
    pub duration_secs: u32,
    /// First asking price of a Dutch auction, in bps above the model price.
    pub start_premium_bps: u16,
    /// Last asking price, or reserve price of sealed bids, in bps below the model price.
    pub end_discount_bps: u16,
    /// A bid in the last so many seconds moves the close of a Dutch auction to as long after it; 0 for never.
    pub extension_secs: u16,
    pub mechanism: AuctionMechanism,
    pub padding: [u8; 1],
    /// The last part of the duration, in which sealed bids are revealed.
    pub reveal_secs: u32,
}

impl AuctionParams {
    /// Shortest time to commit and shortest time to reveal: a few minutes of congestion must not cost anybody the deposit.
    pub const MIN_PHASE_SECS: u32 = 600;

    /// At most double the model at the start, at most half off at the end, at most three days. What belongs to the other
    /// mechanism is zero.
    pub fn is_valid(&self) -> bool {
        self.start_premium_bps <= 10_000
            && self.end_discount_bps <= 5_000
            && (1..=3 * 86_400).contains(&self.duration_secs)
            && self.min_bid_atoms > 0
            && self.padding == [0; 1]
            && match self.mechanism {
                AuctionMechanism::DUTCH => self.reveal_secs == 0 && self.extension_secs <= 3_600,
                AuctionMechanism::SEALED_BID => {
                    self.extension_secs == 0 && self.start_premium_bps == 0 && self.has_valid_phases()
                }
                _ => false,
            }
    }

    /// Time to commit and, at most a day, to reveal.
    fn has_valid_phases(&self) -> bool {
        (Self::MIN_PHASE_SECS..=86_400).contains(&self.reveal_secs) && self.commit_secs() >= Self::MIN_PHASE_SECS
    }

    /// The price path of a Dutch auction, the commitments of a sealed one.
    pub fn commit_secs(&self) -> u32 {
        self.duration_secs.saturating_sub(self.reveal_secs)
    }

    /// How long an auction lasts at most: late bids can double a Dutch one, a sealed one may wait to be cleared.
    pub fn longest_secs(&self) -> u64 {
        let duration_secs = u64::from(self.duration_secs);
        match self.mechanism {
            AuctionMechanism::SEALED_BID => duration_secs.saturating_add(CLEARING_SECS.into()),
            _ if self.extension_secs == 0 => duration_secs,
            _ => duration_secs.saturating_mul(2),
        }
    }
}

/// What the vault charges. The first two come out of a round's gain only: never for a round in which the depositors lost money.
/// A round keeps the fees that it starts with.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct FeeParams {
    /// Share of the gain above the high-water mark.
    pub performance_fee_bps: u32,
    /// Yearly share of the vault's assets, times 10^8: 2,000,000 is 2 %.
    pub management_fee_e8: u32,
    /// Share of what is withdrawn.
    pub withdrawal_fee_bps: u32,
}

impl FeeParams {
    /// At most 30 % of gains, 5 % a year and 1 % of withdrawals.
    pub fn is_valid(&self) -> bool {
        self.performance_fee_bps <= 3_000 && self.management_fee_e8 <= 5_000_000 && self.withdrawal_fee_bps <= 100
    }

    /// None of the fees is higher than the other's.
    pub fn at_most(&self, other: &Self) -> bool {
        self.performance_fee_bps <= other.performance_fee_bps
            && self.management_fee_e8 <= other.management_fee_e8
            && self.withdrawal_fee_bps <= other.withdrawal_fee_bps
    }
}

borsh_as_bytes!(OracleLimits, ExpiryCalendar);
