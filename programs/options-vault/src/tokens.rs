//! Token movements, and who signs for them.

use anchor_lang::{
    prelude::*,
    solana_program::{instruction::Instruction, program::invoke_signed},
};
use anchor_spl::token::{self, spl_token::instruction};
use vault_types::{
    seeds,
    state::{Series, Vault},
};

/// Who authorises a movement.
pub enum Signature<'a> {
    /// The transaction's own signer.
    User,
    Vault(&'a Vault),
    Series(&'a Series),
}

/// The runtime's view of an account, borrowed: cloning it at each call is a good part of a handler's code.
pub trait Info<'info> {
    fn info(&self) -> &AccountInfo<'info>;
}

impl<'info, T: AccountSerialize + AccountDeserialize + Clone> Info<'info> for Box<Account<'info, T>> {
    fn info(&self) -> &AccountInfo<'info> {
        (**self).as_ref()
    }
}

impl<'info> Info<'info> for UncheckedAccount<'info> {
    fn info(&self) -> &AccountInfo<'info> {
        self
    }
}

impl<'info> Info<'info> for Signer<'info> {
    fn info(&self) -> &AccountInfo<'info> {
        self
    }
}

/// The owner of a token account. Without data there is none; that it is an account of the token program, the caller must know.
pub fn owner(account: &AccountInfo) -> Result<Pubkey> {
    read(account, 32).map(Pubkey::new_from_array)
}

/// The tokens in an account. That it is one of the token program and of the right mint, the movement that follows must check.
pub fn amount(account: &AccountInfo) -> Result<u64> {
    read(account, 64).map(u64::from_le_bytes)
}

/// Some bytes of an account. Anchor's own accessors panic where there are none.
fn read<const LENGTH: usize>(account: &AccountInfo, offset: usize) -> Result<[u8; LENGTH]> {
    let data = account.try_borrow_data()?;
    let bytes = data.get(offset..).and_then(|bytes| bytes.first_chunk());
    Ok(*bytes.ok_or(ErrorCode::AccountNotInitialized)?)
}

/// Moves tokens.
pub fn transfer<'info>(
    from: &AccountInfo<'info>,
    to: &AccountInfo<'info>,
    authority: &AccountInfo<'info>,
    amount: u64,
    signature: Signature,
) -> Result<()> {
    let call = instruction::transfer(&token::ID, from.key, to.key, authority.key, &[], amount)?;
    invoke(&call, [from, to, authority], signature)
}

/// Mints tokens.
pub fn mint<'info>(
    mint: &AccountInfo<'info>,
    to: &AccountInfo<'info>,
    authority: &AccountInfo<'info>,
    amount: u64,
    signature: Signature,
) -> Result<()> {
    let call = instruction::mint_to(&token::ID, mint.key, to.key, authority.key, &[], amount)?;
    invoke(&call, [mint, to, authority], signature)
}

/// Burns tokens.
pub fn burn<'info>(
    mint: &AccountInfo<'info>,
    from: &AccountInfo<'info>,
    authority: &AccountInfo<'info>,
    amount: u64,
    signature: Signature,
) -> Result<()> {
    let call = instruction::burn(&token::ID, from.key, mint.key, authority.key, &[], amount)?;
    invoke(&call, [from, mint, authority], signature)
}

#[inline(never)]
fn invoke<'info>(call: &Instruction, infos: [&AccountInfo<'info>; 3], signature: Signature) -> Result<()> {
    let infos = &infos.map(AccountInfo::clone);
    match signature {
        Signature::User => invoke_signed(call, infos, &[])?,
        Signature::Vault(vault) => {
            let (id, bump) = (vault.id.to_le_bytes(), [vault.bump]);
            let seeds: [&[u8]; 4] = [seeds::VAULT, vault.market.as_ref(), &id, &bump];
            invoke_signed(call, infos, &[&seeds])?
        }
        Signature::Series(series) => {
            let (strike, expiry) = (series.strike_e8.to_le_bytes(), series.expiry_ts.to_le_bytes());
            let (kind, bump) = ([series.kind.code()], [series.bump]);
            let market = series.market.as_ref();
            let settlement_mint = series.settlement_mint.as_ref();
            let seeds: [&[u8]; 7] = [seeds::SERIES, market, &kind, &strike, &expiry, settlement_mint, &bump];
            invoke_signed(call, infos, &[&seeds])?
        }
    }
    Ok(())
}
