//! Shows the market a fresh price. Anyone may, so that the price which limits the next one is never far behind the oracle.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, PriceObserved},
    oracle,
};
use anchor_lang::prelude::*;
use vault_types::state::Market;

#[event_cpi]
#[derive(Accounts)]
pub struct ObservePrice<'info> {
    /// Keeps the price as its last one.
    #[account(mut)]
    pub market: Box<Account<'info, Market>>,
    /// The market's oracle account.
    /// CHECK: owner, address or feed, format, verification or status in [`oracle::read_fresh`], in the adapter of the market's source.
    pub price_update: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<ObservePrice>) -> Result<()> {
    let now_ts = now_ts()?;
    let market = &mut ctx.accounts.market;
    let before_ts = market.last_price_ts;
    let price = oracle::read_fresh(&ctx.accounts.price_update, market, now_ts)?;
    ensure(price.publish_ts > before_ts, VaultError::PriceNotNewer)?;
    let event = PriceObserved { market: market.key(), price_e8: price.price_e8, publish_ts: price.publish_ts };
    record(&event, &ctx.accounts.event_authority)
}
