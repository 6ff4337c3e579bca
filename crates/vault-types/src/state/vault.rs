//! A pool of depositors who sell options together.

use super::{Halts, OptionKind, VaultParams};
use crate::layout::*;
use crate::ledger::Ledger;
use crate::outflow::Outflow;
use crate::Pubkey;

code! {
    /// Where the vault stands in its week: `OPEN -> AUCTION -> LIVE -> SETTLING -> OPEN`.
    VaultState {
        /// Between rounds: nothing is at risk, shares are paid at once.
        OPEN = 0,
        /// The round's options are for sale.
        AUCTION = 1,
        /// The sale is over; waiting for expiry.
        LIVE = 2,
        /// The payoff has been paid into the series' pool; fees and withdrawals come next.
        SETTLING = 3,
    }
}

/// A vault of covered calls or cash-secured puts: depositors' assets, sold options, shares.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct Vault {
    pub version: u8,
    pub bump: u8,
    pub id: u16,
    pub state: VaultState,
    /// What is sold every round: calls against the underlying, or puts against the quote.
    pub kind: OptionKind,
    pub halts: Halts,
    pub padding: u8,
    /// The house that the vault belongs to.
    pub config: Pubkey,
    pub market: Pubkey,
    /// What is deposited, paid as premium, paid out: the market's underlying for calls, its quote for puts.
    pub asset_mint: Pubkey,
    pub share_mint: Pubkey,
    /// Token account of all assets, owned by the vault.
    pub custody: Pubkey,
    /// Token account of unclaimed and queued shares, owned by the vault.
    pub share_escrow: Pubkey,
    /// Owner of the token accounts to which fees may be sent.
    pub fee_recipient: Pubkey,
    pub params: VaultParams,
    /// Number of the last round that was started; 0 before the first.
    pub round: u64,
    /// Expiry of that round.
    pub expiry_ts: i64,
    /// Price per share at the end of the last finished round.
    pub pps_e9: u64,
    /// The same less the withdrawal fee: what withdrawals are paid at until the next round starts.
    pub withdrawal_pps_e9: u64,
    /// Highest price per share at the end of any round: performance fees are only charged above it.
    pub high_water_mark_e9: u64,
    pub ledger: Ledger,
    pub outflow: Outflow,
    pub reserved: [u8; 96],
}

impl Vault {
    /// The round that a deposit made now joins.
    pub fn next_round(&self) -> u64 {
        self.round.saturating_add(1)
    }

    /// Holds after every instruction: the ledger is sound, options are only backed while a round runs, between rounds
    /// nothing waits to be burned, and the NAV covers every share at the official price as long as that price stands.
    pub fn invariant(&self) -> bool {
        let ledger = &self.ledger;
        let backs_nothing = ledger.locked_atoms == 0 && ledger.margined_atoms == 0;
        let covers_shares = ledger.covers_shares(self.pps_e9);
        let fits_state = match self.state {
            VaultState::OPEN => backs_nothing && ledger.queued_shares == 0 && covers_shares,
            VaultState::AUCTION | VaultState::LIVE => self.round > 0 && covers_shares,
            VaultState::SETTLING => self.round > 0 && backs_nothing,
            _ => false,
        };
        ledger.invariant()
            && fits_state
            && self.halts.is_known()
            && self.high_water_mark_e9 >= self.pps_e9
            && self.withdrawal_pps_e9 <= self.pps_e9
    }
}

account_layout!(Vault, [211, 8, 232, 43, 2, 152, 117, 119]);
