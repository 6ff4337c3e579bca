//! The public record of one round. It is never closed or changed after its end.

use super::{vault_params::offered_atoms, FeeParams, SealedSale};
use crate::layout::*;
use crate::Pubkey;

code! {
    /// Where a round stands.
    RoundStatus {
        /// Started and not yet paid out.
        RUNNING = 0,
        /// Ended: `end_pps_e9` is what shares were worth.
        CLOSED = 1,
    }
}

/// What a vault did in one round.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct Round {
    pub version: u8,
    pub bump: u8,
    pub status: RoundStatus,
    pub padding: u8,
    /// The fees that this round is closed with.
    pub fees: FeeParams,
    pub vault: Pubkey,
    pub number: u64,
    pub series: Pubkey,
    pub started_ts: i64,
    pub expiry_ts: i64,
    pub closed_ts: i64,
    /// Spot when the strike was chosen, USD times 10^8.
    pub spot_e8: u64,
    pub strike_e8: u64,
    /// Delta of the strike when it was chosen, times 10^9.
    pub delta_e9: u64,
    /// Volatility at the strike when it was chosen, times 10^9.
    pub volatility_e9: u64,
    /// Price per share at which this round's deposits joined.
    pub start_pps_e9: u64,
    pub start_nav_atoms: u64,
    pub deposited_atoms: u64,
    pub deposit_shares: u64,
    /// Options offered and sold, and what they brought, with the deposits that sealed bidders forfeited.
    pub size_atoms: u64,
    pub sold_atoms: u64,
    pub premium_atoms: u64,
    pub settlement_e8: u64,
    pub settlement_publish_ts: i64,
    pub payoff_atoms: u64,
    pub performance_fee_atoms: u64,
    pub management_fee_atoms: u64,
    /// Price per share at the end.
    pub end_pps_e9: u64,
    /// The same less the withdrawal fee: what this round's withdrawals are paid at.
    pub withdrawal_pps_e9: u64,
    pub withdrawn_shares: u64,
    pub withdrawn_atoms: u64,
    pub withdrawal_fee_atoms: u64,
    pub end_nav_atoms: u64,
    /// How the sealed bids were served.
    pub sale: SealedSale,
    /// The vault's leverage when it started.
    pub max_leverage_bps: u16,
    pub padding_of_leverage: [u8; 6],
    /// What a vault on margin brought home on top of all that it had put in.
    pub surplus_atoms: u64,
    pub reserved: [u8; 8],
}

impl Round {
    /// Never more sold than offered, never more offered than owned, or than the leverage allows, nothing sold for nothing and no premium but for options and
    /// forfeits; a running round has no result yet, and in a closed one every atom is accounted for.
    pub fn invariant(&self) -> bool {
        let fits_status = match self.status {
            RoundStatus::RUNNING => self.has_no_result(),
            RoundStatus::CLOSED => self.closed_ts >= self.expiry_ts && self.has_price() && self.balances(),
            _ => false,
        };
        fits_status
            && self.withdrawal_pps_e9 <= self.end_pps_e9
            && self.deposited_atoms <= self.start_nav_atoms
            && self.size_atoms <= self.most_offered_atoms()
            && self.sold_atoms <= self.size_atoms
            && self.sale.forfeited_atoms <= self.premium_atoms
            && (self.sold_atoms == 0) == (self.premium_atoms == self.sale.forfeited_atoms)
            && self.sale.is_sound(self.sold_atoms)
            && self.payoff_atoms <= self.most_paid_atoms()
            && (self.is_on_margin() || self.surplus_atoms == 0)
    }

    /// What backs the options that were sold; on margin all that there was, which an auction of the account can cost.
    fn most_paid_atoms(&self) -> u64 {
        match self.is_on_margin() {
            true => self.start_nav_atoms.saturating_add(self.premium_atoms),
            false => self.sold_atoms,
        }
    }

    fn is_on_margin(&self) -> bool {
        self.max_leverage_bps > 0
    }

    /// What the writer owes when the sales are undone: what its own buyers paid, without forfeits, never more than backs their options. A
    /// part of the series' whole premium instead would make a vault pay for what buyers paid another one.
    pub fn premium_to_give_back_atoms(&self) -> u64 {
        self.premium_atoms.saturating_sub(self.sale.forfeited_atoms).min(self.sold_atoms)
    }

    fn most_offered_atoms(&self) -> u64 {
        offered_atoms(self.start_nav_atoms, self.max_leverage_bps).unwrap_or(0)
    }

    /// Without a settlement price a round can only end if it sold nothing, or gave the premium back.
    fn has_price(&self) -> bool {
        self.settlement_e8 > 0 || self.sold_atoms == 0 || self.payoff_atoms > 0
    }

    fn has_no_result(&self) -> bool {
        self.closed_ts == 0
            && self.performance_fee_atoms == 0
            && self.management_fee_atoms == 0
            && self.end_pps_e9 == 0
            && self.withdrawal_pps_e9 == 0
            && self.withdrawal_fee_atoms == 0
            && self.withdrawn_shares == 0
            && self.withdrawn_atoms == 0
            && self.end_nav_atoms == 0
    }

    /// Start NAV + premium + surplus = end NAV + payoff + fees + withdrawals.
    fn balances(&self) -> bool {
        let came = [self.start_nav_atoms, self.premium_atoms, self.surplus_atoms];
        let went = [
            self.end_nav_atoms,
            self.payoff_atoms,
            self.performance_fee_atoms,
            self.management_fee_atoms,
            self.withdrawn_atoms,
            self.withdrawal_fee_atoms,
        ];
        total(&came) == total(&went)
    }
}

/// Sum without overflow, for a handful of amounts.
fn total(amounts: &[u64]) -> u128 {
    amounts.iter().copied().map(u128::from).sum()
}

account_layout!(Round, [87, 127, 165, 51, 73, 78, 116, 174]);
