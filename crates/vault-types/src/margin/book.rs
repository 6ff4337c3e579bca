//! The books of a margin account: what each change does to its collateral and options, and to the options' tokens.
//!
//! The instruction that changes them calls [`MarginAccount::note_change`] once, unless it only deposits.
//!
//! Options of one series are owned or owed, never both. Whoever writes options that the account owns gets those, and only beyond them new
//! ones are minted; options brought in first extinguish what is owed, and only beyond that are kept.

use super::{Holding, Units};
use crate::{
    state::{HeldCollateral, HeldOptions, MarginAccount, OptionKind, SettlementAsset},
    Pubkey,
};
use bytemuck::Zeroable;
use core::fmt;
use options_math::{
    mul_div::{mul_div_ceil, mul_div_floor},
    OptionType, MAX_QUANTITY,
};

/// The most markets of an account.
pub const MAX_ACCOUNT_MARKETS: usize = 4;

/// What an account notes of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    pub series: Pubkey,
    pub market: Pubkey,
    pub kind: OptionKind,
    pub settlement: SettlementAsset,
    /// USD times 10^8.
    pub strike_e8: u64,
    pub expiry_ts: i64,
    pub units: Units,
}

/// What becomes of the options' tokens, in atoms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokenMoves {
    /// New ones, for the owner.
    pub minted_atoms: u64,
    /// The owner's, that the account owed.
    pub burned_atoms: u64,
    /// From the owner into the account.
    pub kept_atoms: u64,
    /// From the account to the owner.
    pub returned_atoms: u64,
}

/// Why a change is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookError {
    /// Nothing is to change.
    Nothing,
    TooManyCollaterals,
    TooManyPositions,
    TooManyMarkets,
    /// More than the account has of this collateral, or of these options.
    NotHeld,
    /// Above [`MAX_QUANTITY`].
    TooLarge,
}

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "the amount is zero",
            Self::TooManyCollaterals => "an account has at most 8 kinds of collateral",
            Self::TooManyPositions => "an account has at most 24 positions: close or settle one first",
            Self::TooManyMarkets => "an account has options on at most 4 markets",
            Self::NotHeld => "the account has less than that",
            Self::TooLarge => "the amount is too large",
        })
    }
}

impl core::error::Error for BookError {}

impl MarginAccount {
    /// Collateral comes in. That adds no risk, so a threshold may stay good.
    pub fn deposit(&mut self, mint: Pubkey, amount_atoms: u64) -> Result<(), BookError> {
        if amount_atoms == 0 {
            return Err(BookError::Nothing);
        }
        let place = self.collaterals.iter().position(|held| held.is_used() && held.mint == mint);
        let place = place.or_else(|| self.collaterals.iter().position(|held| !held.is_used()));
        let held = place.and_then(|place| self.collaterals.get_mut(place)).ok_or(BookError::TooManyCollaterals)?;
        let amount_atoms = held.amount_atoms.checked_add(amount_atoms).ok_or(BookError::TooLarge)?;
        *held = HeldCollateral { mint, amount_atoms };
        Ok(())
    }

    /// Collateral goes out. The caller checks the margin afterwards.
    pub fn withdraw(&mut self, mint: &Pubkey, amount_atoms: u64) -> Result<(), BookError> {
        if amount_atoms == 0 {
            return Err(BookError::Nothing);
        }
        let mut used = self.collaterals.iter_mut().filter(|held| held.is_used());
        let held = used.find(|held| held.mint == *mint).ok_or(BookError::NotHeld)?;
        held.amount_atoms = held.amount_atoms.checked_sub(amount_atoms).ok_or(BookError::NotHeld)?;
        if !held.is_used() {
            *held = HeldCollateral::default();
        }
        Ok(())
    }

    /// How much of a collateral there is.
    pub fn amount_of(&self, mint: &Pubkey) -> u64 {
        let held = self.collaterals.iter().find(|held| held.is_used() && held.mint == *mint);
        held.map_or(0, |held| held.amount_atoms)
    }

    /// Options of a series, above zero when owned.
    pub fn quantity_of(&self, series: &Pubkey) -> i64 {
        let held = self.options.iter().find(|held| held.is_used() && held.series == *series);
        held.map_or(0, |held| held.quantity_atoms)
    }

    /// The owner takes options out: those that the account owns, and beyond them new ones that it then owes.
    pub fn write(&mut self, contract: &Contract, quantity_atoms: u64) -> Result<TokenMoves, BookError> {
        let before = self.change_options(contract, quantity_atoms, i64::checked_sub)?;
        let returned_atoms = quantity_atoms.min(u64::try_from(before).unwrap_or(0));
        let minted_atoms = quantity_atoms.saturating_sub(returned_atoms);
        Ok(TokenMoves { minted_atoms, returned_atoms, ..TokenMoves::default() })
    }

    /// The owner brings options in: they extinguish what the account owes, and beyond that it owns them.
    pub fn bring_in(&mut self, contract: &Contract, quantity_atoms: u64) -> Result<TokenMoves, BookError> {
        let before = self.change_options(contract, quantity_atoms, i64::checked_add)?;
        let owed_atoms = if before < 0 { before.unsigned_abs() } else { 0 };
        let burned_atoms = quantity_atoms.min(owed_atoms);
        let kept_atoms = quantity_atoms.saturating_sub(burned_atoms);
        Ok(TokenMoves { burned_atoms, kept_atoms, ..TokenMoves::default() })
    }

    /// The options of a series are settled and gone. Returns how many there were, above zero when owned.
    pub fn remove_options(&mut self, series: &Pubkey) -> Result<i64, BookError> {
        let mut used = self.options.iter_mut().filter(|held| held.is_used());
        let held = used.find(|held| held.series == *series).ok_or(BookError::NotHeld)?;
        let (quantity_atoms, market) = (held.quantity_atoms, held.market);
        *held = HeldOptions::zeroed();
        self.forget_unused(market);
        Ok(quantity_atoms)
    }

    /// Adds to or takes from a position, and returns what it was.
    fn change_options(
        &mut self,
        contract: &Contract,
        quantity_atoms: u64,
        change: impl Fn(i64, i64) -> Option<i64>,
    ) -> Result<i64, BookError> {
        if quantity_atoms == 0 {
            return Err(BookError::Nothing);
        }
        let quantity_atoms = i64::try_from(quantity_atoms).map_err(|_| BookError::TooLarge)?;
        let before = self.quantity_of(&contract.series);
        let after = change(before, quantity_atoms).filter(|after| after.unsigned_abs() <= MAX_QUANTITY.unsigned_abs());
        let after = after.ok_or(BookError::TooLarge)?;
        let place = self.options.iter().position(|held| held.is_used() && held.series == contract.series);
        let place = place.or_else(|| self.options.iter().position(|held| !held.is_used()));
        let place = place.ok_or(BookError::TooManyPositions)?;
        let market = self.place_of_market(&contract.market)?;
        let held = self.options.get_mut(place).ok_or(BookError::TooManyPositions)?;
        *held = if after == 0 { HeldOptions::zeroed() } else { contract.held(after, market)? };
        self.forget_unused(market);
        Ok(before)
    }

    /// The market's place, or the first free one, which is then its own.
    fn place_of_market(&mut self, market: &Pubkey) -> Result<u8, BookError> {
        let place = self.markets.iter().position(|known| known == market);
        let place = place.or_else(|| self.markets.iter().position(|known| *known == Pubkey::default()));
        let (place, known) = place
            .and_then(|place| Some((u8::try_from(place).ok()?, self.markets.get_mut(place)?)))
            .ok_or(BookError::TooManyMarkets)?;
        *known = *market;
        Ok(place)
    }

    fn forget_unused(&mut self, market: u8) {
        let is_used = self.options.iter().any(|held| held.is_used() && held.market == market);
        if let Some(known) = self.markets.get_mut(usize::from(market)).filter(|_| !is_used) {
            *known = Pubkey::default();
        }
    }

    /// Ends the threshold. For the instruction to call once, whatever it changes, if that may add risk: a message that was signed for the
    /// account after a trade is for the next number. 2^64 changes never come.
    pub fn note_change(&mut self) {
        self.position_seq = self.position_seq.saturating_add(1);
    }
}

impl Contract {
    /// The options in atoms of the underlying that they are on, rounded down; above [`MAX_QUANTITY`] is refused.
    ///
    /// A call's atom is the right on one atom of the underlying, a put's on what one atom of the quote buys at the strike:
    /// `quantity * 10^(8 + underlying_decimals - quote_decimals) / strike`.
    pub fn underlying_atoms(&self, quantity_atoms: i64) -> Result<i64, BookError> {
        let underlying_atoms = match self.kind {
            OptionKind::PUT => self.bought_by_quote(quantity_atoms)?,
            _ => quantity_atoms,
        };
        if underlying_atoms.unsigned_abs() > MAX_QUANTITY.unsigned_abs() {
            return Err(BookError::TooLarge);
        }
        Ok(underlying_atoms)
    }

    fn bought_by_quote(&self, quote_atoms: i64) -> Result<i64, BookError> {
        let unit = self.units.quote_unit_e8().ok_or(BookError::TooLarge)?;
        let size = quote_atoms.unsigned_abs();
        let bought = if quote_atoms < 0 { mul_div_ceil } else { mul_div_floor }(size, unit, self.strike_e8);
        let bought = bought.and_then(|bought| i64::try_from(bought).ok()).ok_or(BookError::TooLarge)?;
        Ok(if quote_atoms < 0 { bought.saturating_neg() } else { bought })
    }

    fn held(&self, quantity_atoms: i64, market: u8) -> Result<HeldOptions, BookError> {
        let Self { series, kind, settlement, strike_e8, expiry_ts, .. } = *self;
        let underlying_atoms = self.underlying_atoms(quantity_atoms)?;
        Ok(HeldOptions {
            series,
            strike_e8,
            expiry_ts,
            quantity_atoms,
            underlying_atoms,
            kind,
            settlement,
            market,
            padding: [0; 5],
        })
    }
}

impl HeldOptions {
    /// As the margin models take it; `None` for an unused place.
    pub fn holding(&self) -> Option<Holding> {
        let option_type = match self.kind {
            OptionKind::CALL => OptionType::Call,
            _ => OptionType::Put,
        };
        let Self { strike_e8, expiry_ts, underlying_atoms: quantity, .. } = *self;
        self.is_used().then_some(Holding { option_type, strike_e8, expiry_ts, quantity })
    }
}
