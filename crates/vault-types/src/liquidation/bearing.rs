//! Who bears losses, and how much of them has reached an account.

use super::{Covered, LossBook};
use crate::{
    margin::MarginMode,
    state::{AccountHolder, CollateralBank, MarginAccount},
    LedgerError,
};

impl MarginAccount {
    /// Everybody does who may owe more than collateral of the same kind covers: an account at its maximum loss owes nobody's fund anything.
    pub fn bears_losses(&self) -> bool {
        self.mode != MarginMode::MAX_LOSS
    }

    /// Before anything changes the account's quote or its mode: what was lost since the last time is gone from it, and it leaves the sum of those
    /// who bear. [`Self::join_losses`] ends the change. The bank of another token changes nothing. Returns what was lost.
    pub fn leave_losses(&mut self, bank: &mut CollateralBank) -> Result<u64, LedgerError> {
        if bank.mint != self.quote_mint {
            return Ok(0);
        }
        let lost_atoms = self.lost_atoms(&bank.losses);
        if lost_atoms > 0 {
            let quote_mint = self.quote_mint;
            self.withdraw(&quote_mint, lost_atoms).map_err(|_| LedgerError::BrokenInvariant)?;
            bank.note_lost(self.holder, lost_atoms)?;
        }
        self.loss_index_e18 = bank.losses.index_e18;
        bank.losses.note_exposed(self.exposed_atoms(), 0)?;
        Ok(lost_atoms)
    }

    /// What is noted of its quote and was lost.
    pub fn lost_atoms(&self, losses: &LossBook) -> u64 {
        if !self.bears_losses() {
            return 0;
        }
        let noted_atoms = self.amount_of(&self.quote_mint);
        noted_atoms.saturating_sub(losses.left_of(noted_atoms, self.loss_index_e18))
    }

    /// Looks at the account as losses have left it, without taking them.
    pub fn as_left_by<R>(&mut self, losses: &LossBook, look: impl FnOnce(&mut Self) -> R) -> R {
        let (lost_atoms, quote_mint) = (self.lost_atoms(losses), self.quote_mint);
        let place = self.collaterals.iter().position(|held| held.is_used() && held.mint == quote_mint);
        let shift = |account: &mut Self, change: fn(u64, u64) -> u64| {
            if let Some(held) = place.and_then(|place| account.collaterals.get_mut(place)) {
                held.amount_atoms = change(held.amount_atoms, lost_atoms);
            }
        };
        shift(self, u64::saturating_sub);
        let seen = look(self);
        shift(self, u64::saturating_add);
        seen
    }

    /// After a change.
    pub fn join_losses(&mut self, bank: &mut CollateralBank) -> Result<(), LedgerError> {
        if bank.mint != self.quote_mint {
            return Ok(());
        }
        self.loss_index_e18 = bank.losses.index_e18;
        bank.losses.note_exposed(0, self.exposed_atoms())
    }

    /// Nobody can be owed by an account without options, so its auction is over, with what it claims of the fund. Only the bank of its quote keeps
    /// that: with another one somebody has to judge the account.
    pub fn end_auction_of_nothing(&mut self, bank: &mut CollateralBank) {
        if bank.mint == self.quote_mint && !self.has_options() {
            self.end_auction(&mut bank.losses);
        }
    }

    /// What of it bears losses.
    fn exposed_atoms(&self) -> u64 {
        match self.bears_losses() {
            true => self.amount_of(&self.quote_mint),
            false => 0,
        }
    }
}

impl CollateralBank {
    /// A loss reaches an account of such a holder.
    fn note_lost(&mut self, holder: AccountHolder, lost_atoms: u64) -> Result<(), LedgerError> {
        let atoms = self.atoms_of(holder);
        *atoms = atoms.checked_sub(lost_atoms).ok_or(LedgerError::BrokenInvariant)?;
        self.losses.note_lost(lost_atoms);
        Ok(())
    }

    /// Pays a loss to an account of such a holder, as far as the fund and everybody can: see [`LossBook::cover`](super::LossBook::cover).
    pub fn cover_loss(&mut self, loss_atoms: u64, holder: AccountHolder) -> Result<Covered, LedgerError> {
        let covered = self.losses.cover(loss_atoms);
        let paid_atoms = covered.atoms()?;
        let atoms = self.atoms_of(holder);
        *atoms = atoms.checked_add(paid_atoms).ok_or(LedgerError::Overflow)?;
        Ok(covered)
    }

    /// A penalty goes from an account of such a holder into the fund.
    pub fn receive_penalty(&mut self, penalty_atoms: u64, holder: AccountHolder) -> Result<(), LedgerError> {
        let atoms = self.atoms_of(holder);
        *atoms = atoms.checked_sub(penalty_atoms).ok_or(LedgerError::BrokenInvariant)?;
        self.losses.receive(penalty_atoms)
    }

    /// Tokens go from an account of one holder to one of another.
    pub fn hand_over(&mut self, from: AccountHolder, to: AccountHolder, handed_atoms: u64) -> Result<(), LedgerError> {
        let atoms = self.atoms_of(from);
        *atoms = atoms.checked_sub(handed_atoms).ok_or(LedgerError::BrokenInvariant)?;
        let atoms = self.atoms_of(to);
        *atoms = atoms.checked_add(handed_atoms).ok_or(LedgerError::Overflow)?;
        Ok(())
    }
}
