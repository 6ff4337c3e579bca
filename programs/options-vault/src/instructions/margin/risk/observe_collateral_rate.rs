//! Shows a bank the exchange rate of its token. Anyone may: a rise counts only as fast as the bank allows, a fall at once.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, CollateralRateObserved},
    oracle,
};
use anchor_lang::prelude::*;
use vault_types::state::CollateralBank;

#[event_cpi]
#[derive(Accounts)]
pub struct ObserveCollateralRate<'info> {
    #[account(mut)]
    pub bank: Box<Account<'info, CollateralBank>>,
    /// The account that says the rate.
    /// CHECK: address, owner and format in [`oracle::read_rate`].
    pub rate_source: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<ObserveCollateralRate>) -> Result<()> {
    let bank = &mut ctx.accounts.bank;
    let rate_e9 = oracle::read_rate(&ctx.accounts.rate_source, bank)?;
    bank.observe_rate(rate_e9, now_ts()?).map_err(VaultError::from)?;
    ensure(bank.invariant(), VaultError::BrokenInvariant)?;
    let event = CollateralRateObserved { bank: bank.key(), rate_e9, counted_e9: bank.rate.rate_e9 };
    record(&event, &ctx.accounts.event_authority)
}
