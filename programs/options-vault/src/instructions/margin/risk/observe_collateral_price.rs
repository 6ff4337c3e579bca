//! Shows a bank a price of its token, for the average above which no price counts. Anyone may.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, CollateralPriceObserved},
    oracle,
};
use anchor_lang::prelude::*;
use vault_types::state::CollateralBank;

#[event_cpi]
#[derive(Accounts)]
pub struct ObserveCollateralPrice<'info> {
    #[account(mut)]
    pub bank: Box<Account<'info, CollateralBank>>,
    /// The bank's oracle account.
    /// CHECK: owner, address or feed, format, verification or status in [`oracle::read_collateral`], in the adapter of the bank's source.
    pub price_update: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<ObserveCollateralPrice>) -> Result<()> {
    let bank = &mut ctx.accounts.bank;
    let price = oracle::read_collateral(&ctx.accounts.price_update, bank)?;
    bank.observe_price(&price, now_ts()?).map_err(VaultError::from)?;
    ensure(bank.invariant(), VaultError::BrokenInvariant)?;
    let event = CollateralPriceObserved {
        bank: bank.key(),
        price_e8: price.mid.price_e8,
        publish_ts: price.mid.publish_ts,
        average_e8: bank.average.average_e8,
    };
    record(&event, &ctx.accounts.event_authority)
}
