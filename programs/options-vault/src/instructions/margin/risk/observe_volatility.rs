//! Shows a market a price for its estimate of the realised volatility. Anyone may: the estimate is the floor that no signature can lower.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, VolatilityObserved},
    oracle,
};
use anchor_lang::prelude::*;
use vault_types::{
    margin::Observation,
    state::{Market, MarketRisk},
};

#[event_cpi]
#[derive(Accounts)]
pub struct ObserveVolatility<'info> {
    pub market: Box<Account<'info, Market>>,
    #[account(mut, has_one = market)]
    pub risk: Box<Account<'info, MarketRisk>>,
    /// The market's oracle account.
    /// CHECK: owner, address or feed, format, verification or status in [`oracle::read`], in the adapter of the market's source.
    pub price_update: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<ObserveVolatility>) -> Result<()> {
    let (market, risk) = (&ctx.accounts.market, &mut ctx.accounts.risk);
    let price = oracle::read(&ctx.accounts.price_update, market)?;
    // A price that jumps is taken: a true move must raise the floor, and counts for a bounded return.
    price.check_fresh(now_ts()?, &market.oracle_limits).map_err(VaultError::from)?;
    let parameters = risk.params.realised;
    let seen = risk.realised.observe(price.price_e8, price.publish_ts, &parameters).map_err(VaultError::from)?;
    ensure(seen == Observation::Counted, VaultError::ObservedTooSoon)?;
    ensure(risk.invariant(), VaultError::BrokenInvariant)?;
    let event = VolatilityObserved {
        market: market.key(),
        price_e8: price.price_e8,
        publish_ts: price.publish_ts,
        vol_e9: risk.floor_vol_e9().map_err(VaultError::from)?,
    };
    record(&event, &ctx.accounts.event_authority)
}
