//! Undoes the sales of a series for which no settlement price was to be had, in the settlement window and three days more: its
//! holders get the premium back, its writers their collateral. Anyone may call it, and nobody's key is needed.
//!
//! Without a price nobody can say who won, so nobody does. It cannot be chosen: until it is called, and for all of four days, anyone
//! can bring a price, and any valid price excludes it.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, SeriesUnwound},
};
use anchor_lang::prelude::*;
use vault_types::state::{Market, Series, SettlementStatus};

#[event_cpi]
#[derive(Accounts)]
pub struct UnwindSeries<'info> {
    pub market: Box<Account<'info, Market>>,
    #[account(mut, has_one = market)]
    pub series: Box<Account<'info, Series>>,
}

pub(crate) fn handler(ctx: Context<UnwindSeries>) -> Result<()> {
    let series = &mut ctx.accounts.series;
    ensure(series.settlement.status == SettlementStatus::UNPRICED, VaultError::AlreadySettled)?;
    let unwind_ts = series.unwind_ts(&ctx.accounts.market.oracle_limits);
    ensure(now_ts()? > unwind_ts, VaultError::PriceMayCome)?;
    ensure(series.sold_atoms > 0, VaultError::NothingToUnwind)?;
    series.unwind();

    ensure(series.invariant(), VaultError::BrokenInvariant)?;
    let event =
        SeriesUnwound { series: series.key(), options_atoms: series.sold_atoms, premium_atoms: series.premium_atoms };
    record(&event, &ctx.accounts.event_authority)
}
