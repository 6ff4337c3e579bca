//! What is checked at the end of every instruction that changes a margin account, a bank, or an expiry.

use crate::{
    errors::{ensure, VaultError},
    tokens,
};
use anchor_lang::prelude::*;
use vault_types::{
    margin::Contract,
    state::{AccountMarket, CollateralBank, Expiry, MarginAccount, MarginSeries, SettlementAsset, VERSION},
};

/// The account's own fields agree with each other.
pub(super) fn check_account(account: &MarginAccount) -> Result<()> {
    ensure(account.invariant(), VaultError::BrokenInvariant)
}

/// The same where only collateral has changed.
pub(super) fn check_collateral(account: &MarginAccount) -> Result<()> {
    ensure(account.is_collateral_sound(), VaultError::BrokenInvariant)
}

/// The bank's fields agree, and after all transfers its custody holds at least what its books say.
pub(super) fn check_bank(bank: &CollateralBank, custody: &AccountInfo) -> Result<()> {
    let amount = tokens::amount(custody)?;
    let covers = bank.custody_atoms().is_some_and(|owed| owed <= amount);
    ensure(covers && bank.invariant(), VaultError::BrokenInvariant)
}

/// The same for an expiry and one of its pools.
pub(super) fn check_expiry(expiry: &Expiry, settlement: SettlementAsset, pool: &AccountInfo) -> Result<()> {
    let covers = expiry.pool_atoms(settlement) <= tokens::amount(pool)?;
    ensure(covers && expiry.invariant(), VaultError::BrokenInvariant)
}

/// An account of another layout is none that this program can read.
pub(super) fn check_version(account: &MarginAccount) -> Result<()> {
    ensure(account.version == VERSION, VaultError::UnknownVersion)
}

/// A change of an account's collateral or mode, with the bank that it moves: what the account has lost of its quote since the last one is gone first.
pub(super) fn change<R>(
    account: &mut MarginAccount,
    bank: &mut CollateralBank,
    apply: impl FnOnce(&mut MarginAccount, &mut CollateralBank) -> Result<R>,
) -> Result<R> {
    account.leave_losses(bank).map_err(VaultError::from)?;
    let result = apply(account, bank)?;
    account.join_losses(bank).map_err(VaultError::from)?;
    Ok(result)
}

/// What an account notes of a series.
pub(super) fn contract(series: &Account<MarginSeries>, expiry: &Expiry) -> Contract {
    Contract {
        series: series.key(),
        market: AccountMarket {
            market: expiry.market,
            underlying_mint: expiry.underlying_mint,
            underlying_decimals: expiry.underlying_decimals,
            padding: [0; 7],
        },
        quote_mint: expiry.quote_mint,
        kind: series.kind,
        settlement: series.settlement,
        strike_e8: series.strike_e8,
        expiry_ts: series.expiry_ts,
    }
}
