//! A part of a portfolio goes from one account to another: of every collateral and every option alike, so nobody is left with what others did not
//! want.

use super::price_path::{part_down, part_up, ONE_E9};
use crate::{
    margin::{BookError, MAX_COLLATERALS},
    state::MarginAccount,
    LedgerError, Pubkey,
};
use core::fmt;

/// Why a part of an account is not handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOverError {
    /// The taker has no place for it, or too little to pay.
    Book(BookError),
    /// Accounts in different quotes or of different houses.
    OtherHouse,
    Ledger(LedgerError),
}

impl fmt::Display for HandOverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Book(error) => error.fmt(f),
            Self::OtherHouse => {
                f.write_str("the accounts have different quotes or houses: take it with an account like it")
            }
            Self::Ledger(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for HandOverError {}

impl From<BookError> for HandOverError {
    fn from(error: BookError) -> Self {
        Self::Book(error)
    }
}

impl From<LedgerError> for HandOverError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

/// What was handed over, of each collateral in the giver's places.
pub type HandedOver = [u64; MAX_COLLATERALS];

impl MarginAccount {
    /// Gives a part of everything to another account, but for `reserved_atoms` of the quote: rounded against the taker, who gets no more than the part
    /// of what is owned and no less of what is owed. Both have the same quote and house. Neither counts the change: the caller does.
    ///
    /// Errors: the taker has no room ([`BookError::TooManyPositions`], [`BookError::TooManyCollaterals`], [`BookError::TooManyMarkets`]).
    pub fn hand_over(
        &mut self,
        part_e9: u64,
        reserved_atoms: u64,
        taker: &mut MarginAccount,
    ) -> Result<HandedOver, HandOverError> {
        if self.quote_mint != taker.quote_mint || self.config != taker.config {
            return Err(HandOverError::OtherHouse);
        }
        let handed = self.hand_over_collateral(part_e9, reserved_atoms, taker)?;
        for place in 0..self.options.len() {
            self.hand_over_options(place, part_e9, taker)?;
        }
        self.finish_changes()?;
        taker.finish_changes()?;
        Ok(handed)
    }

    /// Gives options of one series that are owed to another account. Errors: [`BookError::NotHeld`] for more than are owed.
    pub fn hand_over_owed(
        &mut self,
        series: &Pubkey,
        quantity_atoms: u64,
        taker: &mut MarginAccount,
    ) -> Result<(), HandOverError> {
        if self.quote_mint != taker.quote_mint || self.config != taker.config {
            return Err(HandOverError::OtherHouse);
        }
        let place = self.options.iter().position(|held| held.is_used() && held.series == *series);
        let contract = place.and_then(|place| self.contract_at(place)).ok_or(BookError::NotHeld)?;
        let owed_atoms = self.quantity_of(series).min(0).unsigned_abs();
        if quantity_atoms == 0 || quantity_atoms > owed_atoms {
            return Err(BookError::NotHeld.into());
        }
        let signed_atoms = i64::try_from(quantity_atoms).map_err(|_| BookError::TooLarge)?;
        self.add_options(&contract, signed_atoms)?;
        taker.add_options(&contract, signed_atoms.wrapping_neg())?;
        self.finish_changes()?;
        taker.finish_changes()?;
        self.note_change();
        taker.note_change();
        Ok(())
    }

    fn hand_over_collateral(
        &mut self,
        part_e9: u64,
        reserved_atoms: u64,
        taker: &mut MarginAccount,
    ) -> Result<HandedOver, HandOverError> {
        let mut handed = HandedOver::default();
        for (held, handed_atoms) in self.collaterals.iter_mut().zip(&mut handed).filter(|(held, _)| held.is_used()) {
            let kept_atoms = if held.mint == self.quote_mint { reserved_atoms } else { 0 };
            *handed_atoms = part_down(held.amount_atoms.saturating_sub(kept_atoms), part_e9.min(ONE_E9));
            if *handed_atoms > 0 {
                taker.receive(held.mint, *handed_atoms)?;
                held.amount_atoms = held.amount_atoms.saturating_sub(*handed_atoms);
            }
            held.clear_if_unused();
        }
        Ok(handed)
    }

    #[inline(never)]
    fn hand_over_options(
        &mut self,
        place: usize,
        part_e9: u64,
        taker: &mut MarginAccount,
    ) -> Result<(), HandOverError> {
        let Some(contract) = self.contract_at(place) else { return Ok(()) };
        let Some(held) = self.options.get_mut(place) else { return Ok(()) };
        let size_atoms = held.quantity_atoms.unsigned_abs();
        let handed_atoms = match held.quantity_atoms < 0 {
            true => part_up(size_atoms, part_e9).min(size_atoms),
            false => part_down(size_atoms, part_e9).min(size_atoms),
        };
        // At most the quantity, which is an i64.
        let signed_atoms = (handed_atoms as i64).wrapping_mul(held.quantity_atoms.signum());
        if signed_atoms != 0 {
            held.quantity_atoms = held.quantity_atoms.wrapping_sub(signed_atoms);
            held.clear_if_unused();
            taker.add_options(&contract, signed_atoms)?;
        }
        Ok(())
    }
}
