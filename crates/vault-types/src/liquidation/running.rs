//! The auction that an account is in: a part of the account itself.

use super::{assert_layout, ElapsedE4, Health, LiquidationParameters};
use crate::{calendar::span_secs, layout::*};

code! {
    /// What is auctioned.
    AuctionPhase {
        /// Nothing.
        NONE = 0,
        /// As much of the portfolio as brings the account back, or all of it, at a falling part of its value.
        SOLVENT = 1,
        /// All of it, to whoever is paid for it by the insurance fund.
        INSOLVENT = 2,
        /// Who takes over options that the account owes, until its vega is within the limit.
        HEDGE = 3,
    }
}

/// 56 bytes of the account's own. An account that never was in an auction: all zero.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct RunningAuction {
    pub phase: AuctionPhase,
    /// 1 if all of the portfolio is for sale.
    pub is_full: u8,
    pub padding: [u8; 2],
    /// Rises whenever what a bidder would get changes, but for the price. It never starts anew.
    pub step_id: u32,
    /// How long it has gone on by its own clock, when somebody last looked: seconds times 10^4.
    pub elapsed_e4: u64,
    /// When somebody last looked.
    pub seen_ts: i64,
    /// When it began.
    pub started_ts: i64,
    /// What was paid into the account by this auction, in atoms of its quote: it is no longer for sale.
    pub reserved_atoms: u64,
    /// What it has laid claim to in the insurance fund, while it is insolvent.
    pub claim_atoms: u64,
    /// How fast its clock goes, in bps of the world's.
    pub pace_bps: u32,
    pub padding_2: [u8; 4],
}

assert_layout!(RunningAuction, 56, phase 0, is_full 1, padding 2, step_id 4, elapsed_e4 8, seen_ts 16, started_ts 24,
    reserved_atoms 32, claim_atoms 40, pace_bps 48, padding_2 52);

impl RunningAuction {
    /// The most of a time in which nobody looked that its clock goes on: a price must not fall to nothing while keepers are away.
    pub const MAX_UNSEEN_SECS: u64 = 600;

    /// Does one run?
    pub fn is_running(&self) -> bool {
        self.phase != AuctionPhase::NONE
    }

    /// Is the portfolio for sale, or given away?
    pub fn is_sale(&self) -> bool {
        matches!(self.phase, AuctionPhase::SOLVENT | AuctionPhase::INSOLVENT)
    }

    /// How long it has gone on now.
    pub fn elapsed(&self, now_ts: i64) -> ElapsedE4 {
        let unseen_secs = span_secs(self.seen_ts, now_ts).min(Self::MAX_UNSEEN_SECS);
        self.elapsed_e4.saturating_add(unseen_secs.saturating_mul(self.pace_bps.into()))
    }

    /// The same, when the step began that it is in: what prices are taken at.
    pub fn priced_at(&self, parameters: &LiquidationParameters, now_ts: i64) -> ElapsedE4 {
        parameters.step_start(self.elapsed(now_ts), self.pace_bps)
    }

    /// How long something that is given away must have found nobody to count as unwanted.
    pub const UNWANTED_SECS: i64 = 3 * 86_400;

    /// Is it worth less than nothing, and has nobody taken it for days, whatever the fund and everybody could add?
    pub fn is_unwanted(&self, now_ts: i64) -> bool {
        let since_ts = self.started_ts.saturating_add(Self::UNWANTED_SECS);
        self.phase == AuctionPhase::INSOLVENT && now_ts >= since_ts
    }

    /// Somebody looks.
    pub fn look(&mut self, now_ts: i64) {
        self.elapsed_e4 = self.elapsed(now_ts);
        self.seen_ts = self.seen_ts.max(now_ts);
    }

    /// A new auction, or another phase, from its first price on.
    pub fn begin(&mut self, phase: AuctionPhase, pace_bps: u32, now_ts: i64) {
        let goes_on = self.is_sale();
        *self = Self {
            phase,
            step_id: self.step_id.wrapping_add(1),
            seen_ts: now_ts,
            started_ts: if self.is_running() { self.started_ts } else { now_ts },
            reserved_atoms: if goes_on { self.reserved_atoms } else { 0 },
            pace_bps,
            ..Self::zeroed()
        };
    }

    /// What bids have brought in is kept back as long as the rest is worth something. Nobody would take a rest that is worth less than nothing for a price of
    /// nothing, so then everything is for sale together.
    pub fn offer_what_nobody_would_take(&mut self, health: &Health) {
        if health.value() <= i128::from(self.reserved_atoms) {
            self.reserved_atoms = 0;
        }
    }

    /// It is over.
    pub fn end(&mut self) {
        *self = Self { step_id: self.step_id.wrapping_add(1), ..Self::zeroed() };
    }

    /// Something in it has changed: bids that were made for what it was are refused.
    pub fn note_change(&mut self) {
        self.step_id = self.step_id.wrapping_add(1);
    }

    /// Known codes, and nothing but the number of the step where none runs.
    pub fn invariant(&self) -> bool {
        let is_idle = *self == Self { step_id: self.step_id, ..Self::zeroed() };
        self.phase.is_known()
            && self.is_full <= 1
            && self.is_running() != is_idle
            && (self.claim_atoms == 0 || self.phase == AuctionPhase::INSOLVENT)
    }
}
