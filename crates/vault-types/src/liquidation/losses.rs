//! What the insurance fund cannot pay is borne by everybody who takes part in the risk, pro rata: every account that is not covered by its own
//! collateral loses the same part of its quote.
//!
//! The book keeps what is left of one since the beginning; an account keeps what was left when it was last touched. What it has is its amount
//! times the quotient, so it does not matter who comes first or when.

use super::assert_layout;
use crate::{layout::*, LedgerError, BPS};
use options_math::mul_div::mul_div_floor;

/// Part of the bank of a quote: 56 bytes.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct LossBook {
    /// What is left of one after all losses, times 10^18.
    pub index_e18: u64,
    /// What all accounts together have that bear losses, after all losses.
    pub exposed_atoms: u64,
    /// The insurance fund's own.
    pub fund_atoms: u64,
    /// Shares in it.
    pub fund_shares: u64,
    /// What running auctions may still ask of it.
    pub claims_atoms: u64,
    /// What accounts have lost and are still noted to have: it goes when they are next touched.
    pub pending_atoms: u64,
    /// How often the fund has been used up: shares of an earlier one are worth nothing.
    pub fund_number: u64,
}

assert_layout!(LossBook, 56, index_e18 0, exposed_atoms 8, fund_atoms 16, fund_shares 24, claims_atoms 32, pending_atoms 40, fund_number 48);

/// Who paid for a loss.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    pub by_fund_atoms: u64,
    pub by_accounts_atoms: u64,
}

impl Covered {
    /// All that was paid.
    pub fn atoms(&self) -> Result<u64, LedgerError> {
        self.by_fund_atoms.checked_add(self.by_accounts_atoms).ok_or(LedgerError::Overflow)
    }
}

impl LossBook {
    /// Nothing has been lost.
    pub const NEW: Self = Self {
        index_e18: Self::ONE_E18,
        exposed_atoms: 0,
        fund_atoms: 0,
        fund_shares: 0,
        claims_atoms: 0,
        pending_atoms: 0,
        fund_number: 0,
    };
    const ONE_E18: u64 = 1_000_000_000_000_000_000;
    /// The most of everybody's that one loss takes, in bps: the index must stay above zero.
    const MOST_LOST_BPS: u64 = 9_000;
    /// The part of what bears losses, in bps, that claims may exceed the fund by before the fund counts as exhausted. A loss of a thousandth is worth
    /// nobody's flight; were it nothing, an atom that the fund lacks would hold up every account that bears losses.
    const BEARABLE_BPS: u64 = 10;
    /// It is never taken below this: its digits would end.
    const LEAST_INDEX_E18: u64 = 10_000_000_000;

    /// What an amount that was noted at an index has become, rounded down.
    pub fn left_of(&self, amount_atoms: u64, at_index_e18: u64) -> u64 {
        match at_index_e18 == self.index_e18 {
            true => amount_atoms,
            // An index never rises, so it fits; one of zero is of an account that never bore anything.
            false => {
                mul_div_floor(amount_atoms, self.index_e18, at_index_e18).unwrap_or(amount_atoms).min(amount_atoms)
            }
        }
    }

    /// Pays a loss: out of the fund as far as that goes, and then by everybody. What is not paid then is not paid at all.
    pub fn cover(&mut self, loss_atoms: u64) -> Covered {
        let by_fund_atoms = loss_atoms.min(self.fund_atoms);
        self.fund_atoms = self.fund_atoms.saturating_sub(by_fund_atoms);
        self.close_used_up_fund();
        let by_accounts_atoms = self.socialise(loss_atoms.saturating_sub(by_fund_atoms));
        Covered { by_fund_atoms, by_accounts_atoms }
    }

    /// Takes as much of a loss as there is from everybody; the index is rounded down, against them.
    fn socialise(&mut self, loss_atoms: u64) -> u64 {
        let most_atoms = mul_div_floor(self.exposed_atoms, Self::MOST_LOST_BPS, BPS).unwrap_or(0);
        let spare_e18 = self.index_e18.saturating_sub(Self::LEAST_INDEX_E18);
        let most_by_index_atoms = mul_div_floor(self.exposed_atoms, spare_e18, self.index_e18).unwrap_or(0);
        let taken_atoms = loss_atoms.min(most_atoms).min(most_by_index_atoms);
        let left_atoms = self.exposed_atoms.saturating_sub(taken_atoms);
        let Some(index_e18) = mul_div_floor(self.index_e18, left_atoms, self.exposed_atoms) else { return 0 };
        if taken_atoms == 0 {
            return 0;
        }
        (self.index_e18, self.exposed_atoms) = (index_e18, left_atoms);
        self.pending_atoms = self.pending_atoms.saturating_add(taken_atoms);
        taken_atoms
    }

    /// A loss has reached an account. Accounts lose a little more than was taken, since what is left is rounded down: that stays in custody.
    pub fn note_lost(&mut self, lost_atoms: u64) {
        self.pending_atoms = self.pending_atoms.saturating_sub(lost_atoms);
    }

    /// An account's exposed amount changes.
    pub fn note_exposed(&mut self, before_atoms: u64, after_atoms: u64) -> Result<(), LedgerError> {
        let others_atoms = self.exposed_atoms.checked_sub(before_atoms).ok_or(LedgerError::BrokenInvariant)?;
        self.exposed_atoms = others_atoms.checked_add(after_atoms).ok_or(LedgerError::Overflow)?;
        Ok(())
    }

    /// What an auction may still ask of the fund changes.
    pub fn note_claim(&mut self, before_atoms: u64, after_atoms: u64) {
        self.claims_atoms = self.claims_atoms.saturating_sub(before_atoms).saturating_add(after_atoms);
    }

    /// May more be asked of the fund than it has, by so much that those who bear losses would rather leave? Then nothing of theirs leaves.
    pub fn is_exhausted(&self) -> bool {
        let bearable_atoms = mul_div_floor(self.exposed_atoms, Self::BEARABLE_BPS, BPS).unwrap_or(0);
        self.claims_atoms > self.fund_atoms.saturating_add(bearable_atoms)
    }

    /// What no auction may ask of the fund.
    pub fn free_atoms(&self) -> u64 {
        self.fund_atoms.saturating_sub(self.claims_atoms)
    }

    pub fn invariant(&self) -> bool {
        (Self::LEAST_INDEX_E18..=Self::ONE_E18).contains(&self.index_e18)
    }
}
