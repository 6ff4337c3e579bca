//! Options that have expired and are not settled, in an account that is to be auctioned: it may have too little of the token that they are paid in.

use super::{CoinsDue, Named};
use crate::{
    errors::{ensure, VaultError},
    pda::read_in_place,
};
use anchor_lang::prelude::*;
use vault_types::{
    margin::{NetPayment, SettleError, MAX_POSITIONS},
    state::{Expiry, MarginAccount, SettlementAsset},
};

/// What was set aside, and what it is a debt of.
pub(super) struct Expired {
    pub quote_atoms: u64,
    /// What the account is to be paid for others, in atoms of its quote at the price of their expiry.
    pub coming_atoms: u64,
    /// Is more of a token overdue than the account has of it?
    pub owes_token: bool,
    pub coins_atoms: CoinsDue,
    /// The options by their places; zero for those that are still in theirs.
    quantities: [i64; MAX_POSITIONS],
}

impl Expired {
    /// The options are where they were.
    pub fn put_back(&self, account: &mut MarginAccount) {
        for (held, quantity) in account.options.iter_mut().zip(self.quantities).filter(|(_, quantity)| *quantity != 0) {
            held.quantity_atoms = quantity;
        }
    }
}

impl Named<'_, '_> {
    /// Takes what has expired at a known price out of an account for as long as it is judged. What it is to be paid for that is part of its value, and
    /// counts nothing before it is paid. An expiry without a price leaves its options: they are worth what the spot makes of them.
    #[inline(never)]
    pub(super) fn set_aside_expired(&mut self, account: &mut MarginAccount) -> Result<Expired> {
        let mut expired = Expired {
            quote_atoms: 0,
            coming_atoms: 0,
            owes_token: false,
            coins_atoms: CoinsDue::default(),
            quantities: [0; MAX_POSITIONS],
        };
        let mut seen: u32 = 0; // a bit for each of at most 24 places
        for place in 0..account.options.len() {
            let Some(held) = account.options.get(place).filter(|held| held.is_used()) else { continue };
            if held.expiry_ts > self.now_ts || seen >> place & 1 == 1 {
                continue;
            }
            let (market, expiry_ts) = (held.market, held.expiry_ts);
            let together = account.options.iter().enumerate();
            let together =
                together.filter(|(_, held)| held.is_used() && (held.market, held.expiry_ts) == (market, expiry_ts));
            let mask = together.fold(0_u32, |mask, (place, _)| mask | 1 << place);
            seen |= mask;
            self.set_aside(account, market, expiry_ts, mask, &mut expired)?;
        }
        Ok(expired)
    }

    fn set_aside(
        &mut self,
        account: &mut MarginAccount,
        market: u8,
        expiry_ts: i64,
        mask: u32,
        expired: &mut Expired,
    ) -> Result<()> {
        let place = usize::from(market);
        let expiry = read_in_place::<Expiry>(self.next()?)?;
        let is_its = account.markets.get(place).is_some_and(|market| market.market == expiry.market);
        ensure(is_its && expiry.expiry_ts == expiry_ts, VaultError::WrongAccountOrder)?;
        let Some((price_e8, _)) = expiry.settlement.final_price(self.now_ts) else { return Ok(()) };
        let payment = |settlement| match account.payment(&expiry, settlement, price_e8) {
            Ok(payment) => Ok(payment),
            Err(SettleError::NothingToSettle) => Ok(NetPayment::default()),
            Err(error) => Err(VaultError::from(error)),
        };
        let quote = payment(SettlementAsset::QUOTE)?;
        let coins = payment(SettlementAsset::UNDERLYING)?;
        let sum = |a: u64, b: u64| a.checked_add(b).ok_or(VaultError::Overflow);
        expired.quote_atoms = sum(expired.quote_atoms, quote.from_account_atoms)?;
        if let Some(due_atoms) = expired.coins_atoms.get_mut(place) {
            *due_atoms = sum(*due_atoms, coins.from_account_atoms)?;
        }
        let is_short = quote.from_account_atoms > account.amount_of(&expiry.quote_mint)
            || coins.from_account_atoms > account.amount_of(&expiry.underlying_mint);
        expired.owes_token |= is_short && expiry.is_overdue(self.now_ts);
        let coins_value = i128::from(coins.to_account_atoms).wrapping_mul(price_e8.into());
        let coins_value_atoms = expiry.units().quote_atoms_down(coins_value).map_err(VaultError::from)?;
        expired.coming_atoms = sum(expired.coming_atoms, sum(quote.to_account_atoms, coins_value_atoms)?)?;
        let places = account.options.iter_mut().zip(&mut expired.quantities).enumerate();
        for (_, (held, quantity)) in places.filter(|(place, _)| mask >> place & 1 == 1) {
            *quantity = core::mem::take(&mut held.quantity_atoms);
        }
        Ok(())
    }
}
