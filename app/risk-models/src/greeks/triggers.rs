//! How near an account is to what the chain does because of its Greeks.
//!
//! | measure | of | limit | then |
//! |---|---|---:|---|
//! | net delta: over markets and expiries the sum of `abs(sum of amount delta) S` of the options that count | notional: over markets, expiries and kinds the sum of `max(0, owed - owned) S` | 5 % | initial margin rises in proportion |
//! | net vega: what all options together lose when every volatility rises by ten points, priced in full, zero at least | collateral: cash and coins | 20 % | the chain has options bought until it is under |
//!
//! Towards net delta count all options owed, and of each kind and expiry as many of those owned: calls with the lowest strikes first, puts with the highest.
//!
//! Limits are those that a market begins with on the chain, which measures in the same way (`vault_types::margin`, `vault_types::liquidation`) with its own prices; for net
//! delta it has what is owned a day nearer to expiry. There coins are worth less by their haircut. `tests/scenarios/triggers_on_chain.rs` holds both measures against
//! the chain's functions.

use super::account::options;
use crate::portfolio::InputError;
use crate::requirement::Worth;
use crate::revaluation::{profits, Book, BookExpiry, BookMarket, Move};
use options_math::OptionType::{self, Call, Put};
use std::fmt;
use vault_types::liquidation::{marks::VEGA_POINTS_E9, LiquidationParameters};
use vault_types::margin::RiskParameters;

/// A measure with its limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trigger {
    /// USD, zero or more.
    pub measured: f64,
    /// USD that it is compared with.
    pub of: f64,
    /// Share of it that may be reached and not passed.
    pub limit: f64,
}

/// Of an account, at today's prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triggers {
    pub net_delta: Trigger,
    pub net_vega: Trigger,
}

impl Trigger {
    fn new(measured: f64, of: f64, limit_bps: u16) -> Self {
        Self { measured, of, limit: f64::from(limit_bps) / 1e4 }
    }

    pub fn is_pulled(&self) -> bool {
        self.measured > self.limit * self.of.max(0.0)
    }
}

impl Triggers {
    /// # Errors
    /// [`InputError`] where options have no finite price after the rise of volatility.
    pub fn of(book: &Book) -> Result<Self, InputError> {
        let over_markets = |of: fn(&BookMarket) -> f64| book.markets.iter().fold(0.0, |sum, market| sum + of(market));
        let rise = Move { absolute_volatility: VEGA_POINTS_E9 as f64 / 1e9, ..Move::NONE };
        let gains = profits(book, &vec![rise; book.market_count()])?;
        let loss = gains.first().map_or(0.0, |gain| 0.0 - gain);
        Ok(Self {
            net_delta: Trigger::new(
                over_markets(net_delta),
                over_markets(uncovered_notional),
                RiskParameters::DEFAULT.delta_limit_bps,
            ),
            net_vega: Trigger::new(loss.max(0.0), Worth::of(book).held, LiquidationParameters::DEFAULT.vega_limit_bps),
        })
    }
}

impl fmt::Display for Trigger {
    /// `121.43 of 5000.00 USD: 2.4 %, within 20 %`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { measured, of, limit } = self;
        write!(formatter, "{measured:.2} of {of:.2} USD: ")?;
        if *of > 0.0 {
            write!(formatter, "{:.1} %, ", 100.0 * measured / of)?;
        }
        write!(formatter, "{} {} %", if self.is_pulled() { "above" } else { "within" }, 100.0 * limit)
    }
}

impl fmt::Display for Triggers {
    /// Two lines.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { net_delta, net_vega } = self;
        writeln!(formatter, "net delta, of options owed and not covered: {net_delta}")?;
        writeln!(formatter, "loss by ten points more volatility, of collateral: {net_vega}")
    }
}

fn net_delta(market: &BookMarket) -> f64 {
    let of_expiry = |expiry: &BookExpiry| {
        let counted = counted(expiry);
        let deltas = options(market, &counted).map(|position| position.greeks.delta);
        deltas.fold(0.0, |sum, delta| sum + delta).abs()
    };
    market.spot * market.expiries.iter().map(of_expiry).fold(0.0, |sum, delta| sum + delta)
}

/// With as many options owned as count.
fn counted(expiry: &BookExpiry) -> BookExpiry {
    let mut counted = expiry.clone();
    for kind in [Call, Put] {
        let of_kind = counted.options.iter_mut().filter(|option| option.option_type == kind);
        let (owed, mut owned): (Vec<_>, Vec<_>) = of_kind.partition(|option| option.amount < 0.0);
        owned.sort_by(|left, right| match kind {
            Call => left.strike.total_cmp(&right.strike),
            Put => right.strike.total_cmp(&left.strike),
        });
        let mut left = owed.iter().fold(0.0, |sum, option| sum - option.amount);
        for option in owned {
            option.amount = option.amount.min(left);
            left -= option.amount;
        }
    }
    counted
}

fn uncovered_notional(market: &BookMarket) -> f64 {
    let of_expiry = |expiry: &BookExpiry| uncovered(expiry, Call) + uncovered(expiry, Put);
    market.spot * market.expiries.iter().map(of_expiry).fold(0.0, |sum, options| sum + options)
}

/// Options of a kind that are owed beyond those owned.
fn uncovered(expiry: &BookExpiry, kind: OptionType) -> f64 {
    let of_kind = expiry.options.iter().filter(|option| option.option_type == kind);
    (-of_kind.fold(0.0, |sum, option| sum + option.amount)).max(0.0)
}
