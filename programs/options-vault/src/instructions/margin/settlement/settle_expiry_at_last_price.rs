//! Settles an expiry for which no price was to be had, in the settlement window and three days more, at the last price that the market
//! knows. Anyone may call it.
//!
//! A vault's sale can be undone, since everybody's premium is known. What margin accounts hold against each other cannot: an option that covers
//! another one would be worth nothing. So there must be a price, and this one was validated like every other. It is the newest that anybody has
//! shown to the market, and showing it a price is open to anybody for as long as the oracle works.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, ExpiryPricePosted},
};
use anchor_lang::prelude::*;
use vault_types::state::{Expiry, Market, SettlementStatus};

#[event_cpi]
#[derive(Accounts)]
pub struct SettleExpiryAtLastPrice<'info> {
    pub market: Box<Account<'info, Market>>,
    #[account(mut, has_one = market)]
    pub expiry: Box<Account<'info, Expiry>>,
}

pub(crate) fn handler(ctx: Context<SettleExpiryAtLastPrice>) -> Result<()> {
    let market = &ctx.accounts.market;
    let expiry = &mut ctx.accounts.expiry;
    ensure(expiry.settlement.status == SettlementStatus::UNPRICED, VaultError::AlreadySettled)?;
    ensure(now_ts()? > expiry.last_resort_ts(&market.oracle_limits), VaultError::PriceMayCome)?;
    expiry.settle_at(market.last_price_e8, market.last_price_ts);

    ensure(expiry.invariant(), VaultError::BrokenInvariant)?;
    let event = ExpiryPricePosted {
        expiry: expiry.key(),
        price_e8: expiry.settlement.price_e8,
        publish_ts: expiry.settlement.publish_ts,
        is_final: true,
    };
    record(&event, &ctx.accounts.event_authority)
}
