//! Finds the settlement price: the first valid oracle price at or after expiry.
//!
//! A price whose own `prev_publish_time` lies before expiry proves that it is the first one and is final at once. If that
//! price is unusable (too uncertain, lost), any other price of the settlement window may be brought: it stands for the
//! market's challenge period, in which everybody can replace it with an earlier one. Nobody gets to choose a price, and
//! nobody's key is needed.

use crate::{
    clock::now_ts,
    errors::{ensure, refuse, VaultError},
    events::{record, SettlementPricePosted},
    oracle,
};
use anchor_lang::prelude::*;
use vault_types::{
    price::{candidacy, Candidacy, ValidatedPrice},
    state::{Market, OracleLimits, Series, Settlement, SettlementStatus},
};

#[event_cpi]
#[derive(Accounts)]
pub struct PostSettlementPrice<'info> {
    pub market: Box<Account<'info, Market>>,
    #[account(mut, has_one = market)]
    pub series: Box<Account<'info, Series>>,
    /// The market's oracle account.
    /// CHECK: owner, address or feed, format, verification or status in [`oracle::read`], in the adapter of the market's source.
    pub price_update: UncheckedAccount<'info>,
}

pub(crate) fn handler(ctx: Context<PostSettlementPrice>) -> Result<()> {
    let now_ts = now_ts()?;
    let market = &ctx.accounts.market;
    let series = &mut ctx.accounts.series;
    let price = oracle::read(&ctx.accounts.price_update, market)?;
    series.settlement = next_settlement(&series.settlement, series.expiry_ts, &price, now_ts, &market.oracle_limits)?;

    ensure(series.invariant(), VaultError::BrokenInvariant)?;
    let is_final = series.settlement.status == SettlementStatus::FINAL;
    let event = SettlementPricePosted {
        series: series.key(),
        price_e8: price.price_e8,
        publish_ts: price.publish_ts,
        is_final,
    };
    record(&event, &ctx.accounts.event_authority)
}

/// What a price that somebody brings makes of the settlement known so far. Refuses one that settles nothing, or that is not better.
pub(crate) fn next_settlement(
    known: &Settlement,
    expiry_ts: i64,
    price: &ValidatedPrice,
    now_ts: i64,
    limits: &OracleLimits,
) -> Result<Settlement> {
    ensure(now_ts >= expiry_ts, VaultError::NotExpired)?;
    let is_open = known.final_price(now_ts).is_none() && known.status != SettlementStatus::UNWOUND;
    ensure(is_open, VaultError::AlreadySettled)?;
    price.check_settles(expiry_ts, now_ts, limits).map_err(VaultError::from)?;
    let candidate_ts = known.candidate_ts();
    let status = match candidacy(price, expiry_ts, candidate_ts) {
        Candidacy::Final => SettlementStatus::FINAL,
        Candidacy::Better => SettlementStatus::CANDIDATE,
        Candidacy::Worse => return Err(refuse(VaultError::EarlierPriceKnown)),
    };
    let challenge_end_ts = match candidate_ts {
        // The period runs from the first candidate: whoever knows an earlier price has had all of it to bring it.
        Some(_) => known.challenge_end_ts,
        None => now_ts.saturating_add(i64::from(limits.settlement_challenge_secs)),
    };
    Ok(Settlement { price_e8: price.price_e8, publish_ts: price.publish_ts, challenge_end_ts, status, padding: [0; 7] })
}
