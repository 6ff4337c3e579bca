//! A portfolio as a case of Derive's margin.
//!
//! What the history does not have is assumed: every feed is sure of its price, the stable coin keeps its peg, forwards are spot, rates are zero, the smile
//! is flat, and coins are held as perpetuals at spot, without funding. So nothing is asked for by the contingencies of confidence and of the
//! peg; those of perpetuals, naked options and the basis are there.

use super::{Levels, SPOT};
use crate::backtest::portfolio::OPTION_DAYS;
use crate::backtest::{Leg, Portfolio};
use crate::derive_pmrm2::input::{self, ExpiryFeed, OptionHolding, Parameters};
use crate::derive_pmrm2::{Case, Margin};
use market_data::DAY_SECS;

const SURE: f64 = 1.0;

/// Struck now, without cash.
pub(super) fn case(portfolio: &Portfolio, volatility: f64, parameters: &Parameters) -> Case {
    let seconds_to_expiry = OPTION_DAYS as u64 * DAY_SECS.unsigned_abs();
    let option = |leg: &Leg| OptionHolding {
        seconds_to_expiry,
        strike: leg.strike * SPOT,
        option_type: leg.option_type,
        volatility,
        amount: leg.amount,
    };
    let feed = ExpiryFeed {
        seconds_to_expiry,
        forward: SPOT,
        forward_confidence: SURE,
        rate: 0.0,
        rate_confidence: SURE,
        volatility_confidence: SURE,
    };
    let portfolio = input::Portfolio {
        cash: 0.0,
        collaterals: Vec::new(),
        spot_price: SPOT,
        spot_confidence: SURE,
        perps: portfolio.coins,
        perp_price: SPOT,
        perp_confidence: SURE,
        unrealised_perp_profit: 0.0,
        unrealised_funding: 0.0,
        stable_price: 1.0,
        options: portfolio.legs.iter().map(option).collect(),
        option_feeds: vec![feed],
    };
    Case { portfolio, parameters: parameters.clone(), published: None }
}

/// Derive publishes what is left above each margin: worth less that is what the margin asks for.
pub(super) fn levels(margin: &Margin) -> Levels {
    let level = |left: f64| ((margin.mark_value - left) / SPOT).max(0.0);
    Levels { maintenance: level(margin.maintenance), initial: level(margin.initial) }
}
