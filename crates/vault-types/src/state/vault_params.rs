//! The parameters of a vault, with the bounds that no authority can leave.

use super::{AuctionMechanism, AuctionParams, FeeParams, StrikePolicy};
use crate::{layout::*, margin::MarginMode, BPS};
use options_math::mul_div::mul_div_floor;

/// Everything about a vault that its creator chooses. Changes wait out the timelock, but for those that only tighten.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct VaultParams {
    pub strike_policy: StrikePolicy,
    pub auction: AuctionParams,
    pub fees: FeeParams,
    /// The most that may be paid out within a day, in bps of what the vault owes its depositors; 10,000 is no limit.
    pub max_outflow_bps: u16,
    /// The most options that are offered, in bps of those that the NAV covers; zero, and all are covered.
    pub max_leverage_bps: u16,
    /// Length of a round in periods of the market's calendar: 2 on a weekly calendar is bi-weekly.
    pub periods: u8,
    /// What the vault must hold against what it sells. Unless everything is covered it sells out of a margin account of its own.
    pub margin_mode: MarginMode,
    pub padding: [u8; 6],
    /// Smallest deposit.
    pub min_deposit_atoms: u64,
    /// Smallest withdrawal, by its worth when requested; whoever holds less may withdraw any of it.
    pub min_withdrawal_atoms: u64,
    /// No deposit makes the vault larger than this; `u64::MAX` is no cap.
    pub vault_cap_atoms: u64,
    /// Most that one owner may queue for a round, or hold after depositing between rounds; `u64::MAX` is no cap.
    pub owner_cap_atoms: u64,
    /// Root of the list of those who may deposit, see [`crate::allow_list`]; zero lets everybody in.
    pub allow_list_root: [u8; 32],
}

impl VaultParams {
    /// A deposit of fewer atoms than this could round to no share at all after a few good years.
    pub const SMALLEST_MIN_DEPOSIT_ATOMS: u64 = 1_000;
    /// Whatever the outflow limit, a tenth of the vault can leave each day: nobody is locked in for long.
    pub const LEAST_OUTFLOW_BPS: u16 = 1_000;
    /// No limit on the outflow.
    pub const ANY_OUTFLOW_BPS: u16 = 10_000;
    /// The longest round.
    pub const MOST_PERIODS: u8 = 5;
    /// Three times what is covered: a vault of calls is ruined where the underlying ends half above their strike, one of puts where it
    /// ends a third below.
    pub const MOST_LEVERAGE_BPS: u16 = 30_000;

    /// All parts valid.
    pub fn is_valid(&self) -> bool {
        self.strike_policy.is_valid()
            && self.auction.is_valid()
            && self.fees.is_valid()
            && (Self::LEAST_OUTFLOW_BPS..=Self::ANY_OUTFLOW_BPS).contains(&self.max_outflow_bps)
            && (1..=Self::MOST_PERIODS).contains(&self.periods)
            && self.padding == [0; 6]
            && self.has_valid_leverage()
            && self.min_deposit_atoms >= Self::SMALLEST_MIN_DEPOSIT_ATOMS
    }

    /// Off as it is, or on margin by scenarios at least, with Dutch auctions: what sealed bids clear at could not be checked against the
    /// margin until all have been paid for.
    fn has_valid_leverage(&self) -> bool {
        if !self.is_on_margin() {
            return self.margin_mode == MarginMode::MAX_LOSS && self.max_leverage_bps == 0;
        }
        matches!(self.margin_mode, MarginMode::SCENARIO | MarginMode::PORTFOLIO)
            && (10_000..=Self::MOST_LEVERAGE_BPS).contains(&self.max_leverage_bps)
            && self.auction.mechanism == AuctionMechanism::DUTCH
    }

    /// Does the vault sell out of a margin account?
    pub fn is_on_margin(&self) -> bool {
        self.margin_mode != MarginMode::MAX_LOSS
    }

    /// What is offered against so much: as many options as it covers, or with leverage as many as the cap allows, rounded down.
    pub fn offered_atoms(&self, nav_atoms: u64) -> Option<u64> {
        offered_atoms(nav_atoms, self.max_leverage_bps)
    }

    /// Do these only tighten others: caps, leverage, fees and outflow at most theirs, everything else the same?
    pub fn tightens(&self, other: &Self) -> bool {
        let Self { fees, max_outflow_bps, max_leverage_bps, vault_cap_atoms, owner_cap_atoms, .. } = *other;
        Self { fees, max_outflow_bps, max_leverage_bps, vault_cap_atoms, owner_cap_atoms, ..*self } == *other
            && self.fees.at_most(&fees)
            && self.max_outflow_bps <= max_outflow_bps
            && self.max_leverage_bps <= max_leverage_bps
            && self.vault_cap_atoms <= vault_cap_atoms
            && self.owner_cap_atoms <= owner_cap_atoms
    }
}

/// See [`VaultParams::offered_atoms`].
pub(super) fn offered_atoms(nav_atoms: u64, max_leverage_bps: u16) -> Option<u64> {
    match max_leverage_bps {
        0 => Some(nav_atoms),
        leverage_bps => mul_div_floor(nav_atoms, leverage_bps.into(), BPS),
    }
}

borsh_as_bytes!(VaultParams);
