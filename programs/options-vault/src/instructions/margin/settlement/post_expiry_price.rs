//! Finds the settlement price of an expiry, for all of its margin series at once, by the rule of
//! [`post_settlement_price`](crate::instructions::post_settlement_price).

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, ExpiryPricePosted},
    instructions::series::next_settlement,
    oracle,
};
use anchor_lang::prelude::*;
use vault_types::state::{Expiry, Market, SettlementStatus};

#[event_cpi]
#[derive(Accounts)]
pub struct PostExpiryPrice<'info> {
    pub market: Box<Account<'info, Market>>,
    #[account(mut, has_one = market)]
    pub expiry: Box<Account<'info, Expiry>>,
    /// The market's oracle account.
    /// CHECK: owner, address or feed, format, verification or status in [`oracle::read`], in the adapter of the market's source.
    pub price_update: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<PostExpiryPrice>) -> Result<()> {
    let market = &ctx.accounts.market;
    let expiry = &mut ctx.accounts.expiry;
    let price = oracle::read(&ctx.accounts.price_update, market)?;

    expiry.settlement =
        next_settlement(&expiry.settlement, expiry.expiry_ts, &price, now_ts()?, &market.oracle_limits)?;

    ensure(expiry.invariant(), VaultError::BrokenInvariant)?;
    let event = ExpiryPricePosted {
        expiry: expiry.key(),
        price_e8: price.price_e8,
        publish_ts: price.publish_ts,
        is_final: expiry.settlement.status == SettlementStatus::FINAL,
    };
    record(&event, &ctx.accounts.event_authority)
}
