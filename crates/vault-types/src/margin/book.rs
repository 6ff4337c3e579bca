//! The books of a margin account: what each change does to its collateral and options, and to the options' tokens.
//!
//! The instruction that changes them calls [`MarginAccount::note_change`] once, unless it only deposits.
//!
//! Options of one series are owned or owed, never both. An option is either an entry here or a token in somebody's wallet: what leaves an
//! account is minted, what comes in is burned. So the tokens of a series are always what all accounts together owe less what they own.

use super::{Holding, MAX_COLLATERALS};
use crate::{
    state::{AccountHolder, AccountMarket, HeldCollateral, HeldOptions, MarginAccount, OptionKind, SettlementAsset},
    threshold::is_lower,
    Pubkey,
};
use bytemuck::Zeroable;
use core::fmt;
use options_math::{OptionType, MAX_QUANTITY};

/// The most markets of an account.
pub const MAX_ACCOUNT_MARKETS: usize = 4;

/// What an account notes of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    pub series: Pubkey,
    pub market: AccountMarket,
    pub quote_mint: Pubkey,
    pub kind: OptionKind,
    pub settlement: SettlementAsset,
    /// USD times 10^8.
    pub strike_e8: u64,
    pub expiry_ts: i64,
}

/// A position before and after a change, in atoms of the underlying: above zero when owned, below when owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PositionChange {
    pub before: i64,
    pub after: i64,
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
    /// Options of a market with another quote than the account's.
    OtherQuote,
}

impl fmt::Display for BookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "the amount is zero",
            Self::TooManyCollaterals => {
                "an account has at most 8 kinds of collateral, its quote and what its options pay among them"
            }
            Self::TooManyPositions => "an account has at most 24 positions: close or settle one first",
            Self::TooManyMarkets => "an account has options on at most 4 markets",
            Self::NotHeld => "the account has less than that",
            Self::TooLarge => "the amount is too large",
            Self::OtherQuote => "the market's quote is not the account's: open an account for that quote",
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
        self.receive(mint, amount_atoms)?;
        self.check_room()
    }

    /// The same as one of several changes, after which the caller looks at the room.
    pub(crate) fn receive(&mut self, mint: Pubkey, amount_atoms: u64) -> Result<(), BookError> {
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
        held.clear_if_unused();
        Ok(())
    }

    /// How much of a collateral there is.
    pub fn amount_of(&self, mint: &Pubkey) -> u64 {
        let held = self.collaterals.iter().find(|held| held.is_used() && held.mint == *mint);
        held.map_or(0, |held| held.amount_atoms)
    }

    /// Is it a vault's, and has some of this collateral beside its quote?
    pub fn is_vault_with(&self, mint: &Pubkey) -> bool {
        self.holder == AccountHolder::VAULT && *mint != self.quote_mint && self.amount_of(mint) > 0
    }

    /// Options of a series, above zero when owned.
    pub fn quantity_of(&self, series: &Pubkey) -> i64 {
        let held = self.options.iter().find(|held| held.is_used() && held.series == *series);
        held.map_or(0, |held| held.quantity_atoms)
    }

    /// The owner takes options out: fewer are owned, more are owed. As many tokens are minted.
    pub fn write(&mut self, contract: &Contract, quantity_atoms: u64) -> Result<PositionChange, BookError> {
        self.change_options(contract, quantity_atoms, i64::checked_neg)
    }

    /// The owner brings options in: fewer are owed, more are owned. As many tokens are burned.
    pub fn bring_in(&mut self, contract: &Contract, quantity_atoms: u64) -> Result<PositionChange, BookError> {
        self.change_options(contract, quantity_atoms, Some)
    }

    /// Adds to or takes from a position.
    fn change_options(
        &mut self,
        contract: &Contract,
        quantity_atoms: u64,
        sign: impl Fn(i64) -> Option<i64>,
    ) -> Result<PositionChange, BookError> {
        if quantity_atoms == 0 {
            return Err(BookError::Nothing);
        }
        let quantity_atoms = i64::try_from(quantity_atoms).ok().and_then(sign).ok_or(BookError::TooLarge)?;
        let change = self.add_options(contract, quantity_atoms)?;
        self.finish_changes()?;
        Ok(change)
    }

    /// Adds options, or takes them away below zero, as one of several changes: [`Self::finish_changes`] ends them.
    pub(crate) fn add_options(
        &mut self,
        contract: &Contract,
        quantity_atoms: i64,
    ) -> Result<PositionChange, BookError> {
        if contract.quote_mint != self.quote_mint {
            return Err(BookError::OtherQuote);
        }
        let place = self.options.iter().position(|held| held.is_used() && held.series == contract.series);
        let before = place.and_then(|place| self.options.get(place)).map_or(0, |held| held.quantity_atoms);
        let after = before.checked_add(quantity_atoms);
        let after = after.filter(|after| after.unsigned_abs() <= MAX_QUANTITY.unsigned_abs());
        let after = after.ok_or(BookError::TooLarge)?;
        let place = place.or_else(|| self.make_place_for(&contract.series)).ok_or(BookError::TooManyPositions)?;
        let market = self.place_of_market(&contract.market)?;
        let held = self.options.get_mut(place).ok_or(BookError::TooManyPositions)?;
        *held = if after == 0 { HeldOptions::zeroed() } else { contract.held(after, market) };
        Ok(PositionChange { before, after })
    }

    /// After changes of options or collateral: markets without options leave, and there must be room for what options may pay.
    pub(crate) fn finish_changes(&mut self) -> Result<(), BookError> {
        self.forget_unused_markets();
        self.check_room()
    }

    /// What the account knows of the series in this place; `None` for an unused one.
    pub(crate) fn contract_at(&self, place: usize) -> Option<Contract> {
        let held = self.options.get(place).filter(|held| held.is_used())?;
        let market = *self.markets.get(usize::from(held.market))?;
        let HeldOptions { series, kind, settlement, strike_e8, expiry_ts, .. } = *held;
        Some(Contract { series, market, quote_mint: self.quote_mint, kind, settlement, strike_e8, expiry_ts })
    }

    /// A free place for a series that the account does not have. Options stand by rising series: the portfolio is hashed in that order.
    fn make_place_for(&mut self, series: &Pubkey) -> Option<usize> {
        let free = self.options.iter().position(|held| !held.is_used())?;
        let is_lower = |held: &HeldOptions| held.is_used() && is_lower(&held.series, series);
        let next = self.options.iter().rposition(is_lower).map_or(0, |last| last + 1);
        if free < next {
            self.options.copy_within(free + 1..next, free);
            Some(next - 1)
        } else {
            self.options.copy_within(next..free, next + 1);
            Some(next)
        }
    }

    /// The market's place, or the first free one, which is then its own.
    fn place_of_market(&mut self, market: &AccountMarket) -> Result<u8, BookError> {
        let place = self.place_of(&market.market);
        let place = place.or_else(|| self.markets.iter().position(|known| !known.is_used()));
        let (place, known) = place
            .and_then(|place| Some((u8::try_from(place).ok()?, self.markets.get_mut(place)?)))
            .ok_or(BookError::TooManyMarkets)?;
        *known = *market;
        Ok(place)
    }

    /// Which of the account's markets this is.
    pub(super) fn place_of(&self, market: &Pubkey) -> Option<usize> {
        self.markets.iter().position(|known| known.is_used() && known.market == *market)
    }

    /// Markets without options leave their places.
    pub(super) fn forget_unused_markets(&mut self) {
        for place in 0..self.markets.len() {
            let is_used = self.options.iter().any(|held| held.is_used() && usize::from(held.market) == place);
            if let Some(known) = self.markets.get_mut(place).filter(|_| !is_used) {
                *known = AccountMarket::zeroed();
            }
        }
    }

    /// Refuses an account that has no place for what its options may pay, or for its quote: it could not be settled, or sold.
    fn check_room(&self) -> Result<(), BookError> {
        let mut mints = Vec::with_capacity(MAX_COLLATERALS + MAX_ACCOUNT_MARKETS + 1);
        mints.push(self.quote_mint);
        let others = self.collaterals.iter().filter(|held| held.is_used() && held.mint != self.quote_mint);
        mints.extend(others.map(|held| held.mint));
        for held in self.options.iter().filter(|held| held.is_used()) {
            let mint = self.paid_in(held);
            if !mints.contains(&mint) {
                mints.push(mint);
            }
        }
        (mints.len() <= MAX_COLLATERALS).then_some(()).ok_or(BookError::TooManyCollaterals)
    }

    /// The token that these options are paid in.
    pub(super) fn paid_in(&self, held: &HeldOptions) -> Pubkey {
        match held.settlement {
            SettlementAsset::QUOTE => self.quote_mint,
            _ => self.markets.get(usize::from(held.market)).map_or(Pubkey::default(), |market| market.underlying_mint),
        }
    }

    /// Ends the threshold. For the instruction to call once, whatever it changes, if that may add risk: a message that was signed for the
    /// account after a trade is for the next number. 2^64 changes never come.
    pub fn note_change(&mut self) {
        self.position_seq = self.position_seq.saturating_add(1);
    }
}

impl Contract {
    fn held(&self, quantity_atoms: i64, market: u8) -> HeldOptions {
        let Self { series, kind, settlement, strike_e8, expiry_ts, .. } = *self;
        HeldOptions { series, strike_e8, expiry_ts, quantity_atoms, kind, settlement, market, padding: [0; 5] }
    }
}

impl HeldOptions {
    /// As the margin models take it; `None` for an unused place.
    pub fn holding(&self) -> Option<Holding> {
        let option_type = match self.kind {
            OptionKind::CALL => OptionType::Call,
            _ => OptionType::Put,
        };
        let Self { strike_e8, expiry_ts, quantity_atoms: quantity, .. } = *self;
        self.is_used().then_some(Holding { option_type, strike_e8, expiry_ts, quantity })
    }
}
