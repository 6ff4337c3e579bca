//! Pays a holder for options of a settled series.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, OptionsRedeemed},
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::state::Series;

#[event_cpi]
#[derive(Accounts)]
pub struct Redeem<'info> {
    pub holder: Signer<'info>,
    #[account(mut, has_one = option_mint, has_one = pool)]
    pub series: Box<Account<'info, Series>>,
    /// CHECK: the series names it (`has_one`) and made it.
    #[account(mut)]
    pub option_mint: UncheckedAccount<'info>,
    /// CHECK: the series names it (`has_one`) and made it.
    #[account(mut)]
    pub pool: UncheckedAccount<'info>,
    /// Options to burn.
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub holder_options: UncheckedAccount<'info>,
    /// Receives the payoff; may belong to anyone the holder names.
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub holder_assets: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

pub(crate) fn handler(ctx: Context<Redeem>, quantity_atoms: u64) -> Result<()> {
    ensure(quantity_atoms > 0, VaultError::ZeroAmount)?;
    let accounts = &mut *ctx.accounts;
    let series = &mut accounts.series;
    let payoff = series.final_payoff(now_ts()?).map_err(VaultError::from)?.ok_or(VaultError::NoSettlementPrice)?;
    let payoff_atoms = payoff.to_holder(quantity_atoms).map_err(VaultError::from)?;
    ensure(payoff_atoms > 0, VaultError::NothingToRedeem)?;

    series.pool_atoms = series.pool_atoms.checked_sub(payoff_atoms).ok_or(VaultError::PoolNotFunded)?;
    series.outstanding_atoms =
        series.outstanding_atoms.checked_sub(quantity_atoms).ok_or(VaultError::BrokenInvariant)?;

    tokens::burn(
        accounts.option_mint.info(),
        accounts.holder_options.info(),
        accounts.holder.info(),
        quantity_atoms,
        Signature::User,
    )?;
    tokens::transfer(
        accounts.pool.info(),
        accounts.holder_assets.info(),
        accounts.series.info(),
        payoff_atoms,
        Signature::Series(&accounts.series),
    )?;
    ensure(accounts.series.invariant(), VaultError::BrokenInvariant)?;
    let event = OptionsRedeemed {
        series: ctx.accounts.series.key(),
        holder: ctx.accounts.holder.key(),
        quantity_atoms,
        payoff_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
