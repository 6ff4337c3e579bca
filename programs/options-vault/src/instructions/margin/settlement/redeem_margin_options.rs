//! Pays a holder for options of a settled margin series.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, MarginOptionsRedeemed},
    instructions::margin::books::check_expiry,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::state::{Expiry, MarginSeries};

#[event_cpi]
#[derive(Accounts)]
pub struct RedeemMarginOptions<'info> {
    pub holder: Signer<'info>,
    #[account(mut)]
    pub expiry: Box<Account<'info, Expiry>>,
    #[account(mut, has_one = expiry, has_one = option_mint)]
    pub series: Box<Account<'info, MarginSeries>>,
    /// CHECK: the series names it (`has_one`) and made it.
    #[account(mut)]
    pub option_mint: UncheckedAccount<'info>,
    /// CHECK: the expiry names it and made it.
    #[account(mut, address = expiry.pool(series.settlement))]
    pub pool: UncheckedAccount<'info>,
    /// Options to burn.
    /// CHECK: the token program refuses any other mint or owner in the burn.
    #[account(mut)]
    pub holder_options: UncheckedAccount<'info>,
    /// Receives the payoff; may belong to anyone the holder names.
    /// CHECK: the token program refuses any other mint in the transfer.
    #[account(mut)]
    pub destination: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

pub(crate) fn handler(ctx: Context<RedeemMarginOptions>, quantity_atoms: u64) -> Result<()> {
    ensure(quantity_atoms > 0, VaultError::ZeroAmount)?;
    let accounts = &mut *ctx.accounts;
    let (expiry, series) = (&mut accounts.expiry, &mut accounts.series);
    let (price_e8, _) = expiry.settlement.final_price(now_ts()?).ok_or(VaultError::NoSettlementPrice)?;
    let payoff = series.payoff(quantity_atoms, price_e8, &expiry.units()).map_err(VaultError::from)?;
    let payoff_atoms = payoff.to_account_atoms;
    ensure(payoff_atoms > 0, VaultError::NothingToRedeem)?;
    series.redeem(quantity_atoms).map_err(VaultError::from)?;
    expiry.fund(series.settlement, &payoff).ok_or(VaultError::MarginPoolShort)?;

    tokens::burn(
        accounts.option_mint.info(),
        accounts.holder_options.info(),
        accounts.holder.info(),
        quantity_atoms,
        Signature::User,
    )?;
    tokens::transfer(
        accounts.pool.info(),
        accounts.destination.info(),
        accounts.expiry.info(),
        payoff_atoms,
        Signature::Expiry(&accounts.expiry),
    )?;
    ensure(accounts.series.invariant(), VaultError::BrokenInvariant)?;
    check_expiry(&accounts.expiry, accounts.series.settlement, &accounts.pool)?;
    let event = MarginOptionsRedeemed {
        series: accounts.series.key(),
        holder: accounts.holder.key(),
        quantity_atoms,
        payoff_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
