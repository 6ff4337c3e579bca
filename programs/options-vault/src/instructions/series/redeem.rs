//! Pays a holder for options of a settled series.

use crate::{
    errors::{ensure, VaultError},
    events::{record, OptionsRedeemed},
    tokens::{self, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::{payoff::payoff_to_holder, state::Series};

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
    #[account(mut, token::mint = option_mint, token::authority = holder)]
    pub holder_options: Box<Account<'info, TokenAccount>>,
    /// Receives the payoff; may belong to anyone the holder names.
    #[account(mut, token::mint = series.settlement_mint)]
    pub holder_assets: Box<Account<'info, TokenAccount>>,
    pub token_program: Program<'info, Token>,
}

pub(crate) fn handler(ctx: Context<Redeem>, quantity_atoms: u64) -> Result<()> {
    ensure(quantity_atoms > 0, VaultError::ZeroAmount)?;
    let accounts = &mut *ctx.accounts;
    let series = &mut accounts.series;
    let (settlement_e8, _) =
        series.settlement.final_price(Clock::get()?.unix_timestamp).ok_or(VaultError::NoSettlementPrice)?;
    let payoff_atoms =
        payoff_to_holder(series.kind, quantity_atoms, series.strike_e8, settlement_e8).map_err(VaultError::from)?;
    ensure(payoff_atoms > 0, VaultError::NothingToRedeem)?;

    series.pool_atoms = series.pool_atoms.checked_sub(payoff_atoms).ok_or(VaultError::PoolNotFunded)?;
    series.outstanding_atoms =
        series.outstanding_atoms.checked_sub(quantity_atoms).ok_or(VaultError::BrokenInvariant)?;

    tokens::burn(
        accounts.option_mint.to_account_info(),
        accounts.holder_options.to_account_info(),
        accounts.holder.to_account_info(),
        quantity_atoms,
        Signature::User,
    )?;
    tokens::transfer(
        accounts.pool.to_account_info(),
        accounts.holder_assets.to_account_info(),
        accounts.series.to_account_info(),
        payoff_atoms,
        Signature::Series(&accounts.series),
    )?;
    let event = OptionsRedeemed {
        series: ctx.accounts.series.key(),
        holder: ctx.accounts.holder.key(),
        quantity_atoms,
        payoff_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
