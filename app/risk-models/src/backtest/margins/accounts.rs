//! A portfolio as an account of SPAN and of the grid.

use crate::backtest::portfolio::OPTION_DAYS;
use crate::backtest::{Leg, Portfolio};
use crate::portfolio::{self, Expiry, Market, OptionHolding};

/// What a coin counts as, USD.
pub const SPOT: f64 = 100_000.0;

/// The market of an account; parameters of the coin get this name.
pub(super) const MARKET: &str = "coin";

/// Struck now, without cash: what must be held is what is asked for.
pub(super) fn account(portfolio: &Portfolio, volatility: f64) -> portfolio::Portfolio {
    let option = |leg: &Leg| OptionHolding {
        option_type: leg.option_type,
        strike: leg.strike * SPOT,
        volatility: Some(volatility),
        amount: leg.amount,
    };
    let options = portfolio.legs.iter().map(option).collect();
    let week = Expiry { name: "week".to_owned(), days: OPTION_DAYS, options, ..Expiry::default() };
    let market = Market {
        name: MARKET.to_owned(),
        spot: SPOT,
        coins: portfolio.coins,
        expiries: vec![week],
        ..Market::default()
    };
    portfolio::Portfolio { cash: 0.0, markets: vec![market] }
}
