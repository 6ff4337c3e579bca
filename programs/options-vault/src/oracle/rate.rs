//! What a token that stands for another one is worth in it, as the account says that its bank names.

use crate::{
    errors::{ensure, refuse, VaultError},
    pda::read_in_place,
};
use anchor_lang::prelude::*;
use vault_types::state::{CollateralBank, CollateralClass, Vault, VaultState};

/// Atoms of the base per atom of the bank's token, times 10^9.
pub fn read_rate(account: &AccountInfo, bank: &CollateralBank) -> Result<u64> {
    ensure(*account.key == bank.rate_source, VaultError::WrongFeed)?;
    match bank.class {
        CollateralClass::VAULT_SHARE => price_per_share(&*read_in_place::<Vault>(account)?),
        CollateralClass::YIELD_BEARING => stake_pool_rate(account, bank),
        _ => Err(refuse(VaultError::WrongFeed)),
    }
}

/// Of the last finished round. While one is being settled its loss is known and not yet in the price. What a vault on margin can lose in a
/// round is more than the haircut of its shares.
fn price_per_share(vault: &Vault) -> Result<u64> {
    ensure(!vault.params.is_on_margin(), VaultError::VaultOnMargin)?;
    ensure(vault.state != VaultState::SETTLING, VaultError::RoundNotClosed)?;
    Ok(vault.pps_e9)
}

/// Of a pool of `spl-stake-pool`: its lamports over its tokens, rounded down. The account's type, its pool's mint, lamports and tokens are where
/// `StakePool` of version 2.0 has them.
fn stake_pool_rate(account: &AccountInfo, bank: &CollateralBank) -> Result<u64> {
    const IS_STAKE_POOL: u8 = 1;
    const MINT: usize = 162;
    const LAMPORTS: usize = 258;
    const TOKENS: usize = 266;
    ensure(*account.owner == bank.price_program, VaultError::WrongPriceOwner)?;
    let data = account.try_borrow_data()?;
    let number =
        |offset: usize| data.get(offset..).and_then(|data| data.first_chunk()).map(|at| u64::from_le_bytes(*at));
    let is_theirs = data.first() == Some(&IS_STAKE_POOL)
        && data.get(MINT..).and_then(|data| data.first_chunk()) == Some(&bank.mint.to_bytes());
    ensure(is_theirs, VaultError::NotARateAccount)?;
    let (lamports, tokens) = number(LAMPORTS).zip(number(TOKENS)).ok_or(VaultError::NotARateAccount)?;
    let rate_e9 = u128::from(lamports).saturating_mul(1_000_000_000).checked_div(tokens.into());
    Ok(u64::try_from(rate_e9.ok_or(VaultError::NotARateAccount)?).map_err(|_| VaultError::Overflow)?)
}
