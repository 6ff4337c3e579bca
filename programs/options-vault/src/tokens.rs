//! Token movements, and who signs for them.

use anchor_lang::{
    prelude::*,
    solana_program::{instruction::Instruction, program::invoke_signed},
};
use anchor_spl::token::{self, spl_token::instruction};
use vault_types::{
    seeds,
    state::{CollateralBank, Expiry, MarginSeries, Series, Vault},
};

/// Extensions of a mint are checked before its tokens are taken.
const TOKEN_2022: Pubkey = Pubkey::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");

/// Who authorises a movement.
pub enum Signature<'a> {
    /// The transaction's own signer.
    User,
    Vault(&'a Vault),
    Series(&'a Series),
    Bank(&'a CollateralBank),
    Expiry(&'a Expiry),
    MarginSeries(&'a MarginSeries),
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

/// The classic token program, or Token-2022.
pub fn is_token_program(program: &Pubkey) -> bool {
    *program == token::ID || *program == TOKEN_2022
}

/// Moves tokens of either token program.
pub fn transfer_by<'info>(
    program: &Pubkey,
    from: &AccountInfo<'info>,
    to: &AccountInfo<'info>,
    authority: &AccountInfo<'info>,
    amount: u64,
    signature: Signature,
) -> Result<()> {
    let mut call = instruction::transfer(&token::ID, from.key, to.key, authority.key, &[], amount)?;
    call.program_id = *program; // the instruction is the same in both
    invoke(&call, [from, to, authority], signature)
}

/// Moves tokens.
pub fn transfer<'info>(
    from: &AccountInfo<'info>,
    to: &AccountInfo<'info>,
    authority: &AccountInfo<'info>,
    amount: u64,
    signature: Signature,
) -> Result<()> {
    transfer_by(&token::ID, from, to, authority, amount, signature)
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
        Signature::Bank(bank) => {
            let seeds: [&[u8]; 4] = [seeds::BANK, bank.config.as_ref(), bank.mint.as_ref(), &[bank.bump]];
            invoke_signed(call, infos, &[&seeds])?
        }
        Signature::Expiry(expiry) => {
            let (at, bump) = (expiry.expiry_ts.to_le_bytes(), [expiry.bump]);
            let seeds: [&[u8]; 4] = [seeds::EXPIRY, expiry.market.as_ref(), &at, &bump];
            invoke_signed(call, infos, &[&seeds])?
        }
        Signature::MarginSeries(series) => {
            let (strike, bump) = (series.strike_e8.to_le_bytes(), [series.bump]);
            let (kind, settlement) = ([series.kind.code()], [series.settlement.code()]);
            let seeds: [&[u8]; 6] = [seeds::MARGIN_SERIES, series.expiry.as_ref(), &kind, &settlement, &strike, &bump];
            invoke_signed(call, infos, &[&seeds])?
        }
    }
    Ok(())
}
