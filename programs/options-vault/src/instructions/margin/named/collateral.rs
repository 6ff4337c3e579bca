//! What an account's collateral counts for, and what it is worth.

use super::Named;
use crate::{
    errors::{ensure, refuse, VaultError},
    oracle,
    pda::read_in_place,
};
use anchor_lang::prelude::*;
use vault_types::{
    margin::{CollateralPrice, CollateralTerms},
    state::{CollateralBank, HeldCollateral, MarginAccount},
};

/// In atoms of the account's quote.
#[derive(Clone, Copy, Default)]
pub(crate) struct CollateralValue {
    /// With haircut, ramp, and no price above the average.
    pub counted_atoms: u64,
    /// At its price.
    pub fair_atoms: u64,
}

/// How a token is valued.
struct Valued {
    terms: CollateralTerms,
    /// Of the token that is priced, USD times 10^8.
    mid_e8: u64,
}

impl Named<'_, '_> {
    /// What all collateral counts for, and what it is worth. A value above `u64::MAX` stays there.
    pub fn collateral_value(&mut self, account: &MarginAccount) -> Result<CollateralValue> {
        let mut total = CollateralValue::default();
        for held in account.collaterals.iter().filter(|held| held.is_used()) {
            let value = self.value_of(account, held)?;
            total.counted_atoms = total.counted_atoms.saturating_add(value.counted_atoms);
            total.fair_atoms = total.fair_atoms.saturating_add(value.fair_atoms);
        }
        Ok(total)
    }

    #[inline(never)]
    fn value_of(&mut self, account: &MarginAccount, held: &HeldCollateral) -> Result<CollateralValue> {
        let value = |terms: &CollateralTerms| terms.value_atoms(held.amount_atoms, account.quote_decimals);
        if held.mint == account.quote_mint {
            let atoms = value(&CollateralTerms::quote(account.quote_decimals)).map_err(VaultError::from)?;
            return Ok(CollateralValue { counted_atoms: atoms, fair_atoms: atoms });
        }
        let Some(Valued { terms, mid_e8 }) = self.terms(account, held)? else {
            return Ok(CollateralValue::default());
        };
        let counted_atoms = value(&terms).map_err(VaultError::from)?;
        let fair_atoms = match self.is_liquidation() {
            true => value(&terms.fair(mid_e8)).map_err(VaultError::from)?,
            false => counted_atoms,
        };
        Ok(CollateralValue { counted_atoms, fair_atoms })
    }

    /// `None` for a token without a price that one would trade at, or without a rate: it counts nothing, and holds up nothing that does not
    /// need it.
    #[inline(never)]
    fn terms(&mut self, account: &MarginAccount, held: &HeldCollateral) -> Result<Option<Valued>> {
        let (bank_info, source_info) = (self.next()?, self.next()?);
        let bank = read_in_place::<CollateralBank>(bank_info)?;
        ensure(bank.config == account.config && bank.mint == held.mint, VaultError::WrongAccountOrder)?;
        if !bank.class.is_derived() {
            return self.terms_by_price(&bank, source_info);
        }
        let (base_info, price_info) = (self.next()?, self.next()?);
        ensure(*base_info.key == bank.base_bank, VaultError::WrongAccountOrder)?;
        let base = self.terms_by_price(&*read_in_place::<CollateralBank>(base_info)?, price_info)?;
        // A liquidation counts at the last one that was observed: a vault that is being settled must not make its shares worth nothing.
        let observed_e9 = Some(bank.rate.rate_e9).filter(|_| self.is_liquidation());
        let rate_e9 = usable(oracle::read_rate(source_info, &bank))?.or(observed_e9);
        Ok(base.zip(rate_e9).map(|(base, rate_e9)| Valued {
            terms: bank.terms_on(&base.terms, rate_e9, self.now_ts),
            mid_e8: base.mid_e8,
        }))
    }

    fn terms_by_price(&self, bank: &CollateralBank, price_info: &AccountInfo) -> Result<Option<Valued>> {
        let price = usable(oracle::read_collateral(price_info, bank))?;
        let price = price.filter(|price| price.check_fresh(self.now_ts, &bank.oracle_limits).is_ok());
        let valued =
            |price: CollateralPrice| Valued { terms: bank.terms_of(&price, self.now_ts), mid_e8: price.mid.price_e8 };
        if self.is_liquidation() {
            let price = price.map(|price| bank.without_jump(&price, self.now_ts)).or(bank.last_seen(self.now_ts));
            return Ok(Some(valued(price.ok_or_else(|| refuse(VaultError::PriceTooOld))?)));
        }
        Ok(price.filter(|price| bank.check_jump(price, self.now_ts).is_ok()).map(valued))
    }
}

/// What an account that was named says; `None` if it is the right one and has nothing that one would trade at.
fn usable<T>(read: Result<T>) -> Result<Option<T>> {
    const WRONG: [VaultError; 3] = [VaultError::WrongFeed, VaultError::WrongPriceOwner, VaultError::NotAPriceAccount];
    match read {
        Ok(value) => Ok(Some(value)),
        Err(Error::AnchorError(error)) if WRONG.iter().any(|wrong| error.error_code_number == u32::from(*wrong)) => {
            Err(Error::AnchorError(error))
        }
        Err(_) => Ok(None),
    }
}
