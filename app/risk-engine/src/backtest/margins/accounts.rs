//! A portfolio as an account of SPAN and of the grid, and the parameters of all models.

use crate::backtest::portfolio::OPTION_DAYS;
use crate::backtest::Portfolio;
use crate::derive_pmrm2::Case;
use crate::portfolio::{self, Expiry, Market, OptionHolding};
use crate::{deribit_grid, derive_pmrm2, span};

/// What a coin counts as, USD.
pub const SPOT: f64 = 100_000.0;

/// The market of an account; parameters of the coin get this name.
const MARKET: &str = "coin";

/// Parameters, those of the coin alone where a file has several markets.
#[derive(Clone, Debug)]
pub(super) struct Parameters {
    pub span16: span::Parameters,
    pub deribit_grid: deribit_grid::Parameters,
    pub derive_pmrm2: derive_pmrm2::input::Parameters,
}

impl Parameters {
    /// Of the files in `examples/`.
    pub fn of_examples(coin: &str) -> Self {
        const IS_ONE: &str = "the example is one";
        let mut span16: span::Parameters =
            serde_json::from_str(include_str!("../../../examples/span16.json")).expect(IS_ONE);
        let mut deribit_grid: deribit_grid::Parameters =
            serde_json::from_str(include_str!("../../../examples/deribit_grid.json")).expect(IS_ONE);
        let case = Case::from_json(include_str!("../../../examples/covered_call.json")).expect(IS_ONE);

        let named = span16.markets.iter().position(|market| market.name == coin).unwrap_or(0);
        span16.markets = vec![span::MarketParameters { name: MARKET.to_owned(), ..span16.markets.swap_remove(named) }];
        let markets = &mut deribit_grid.markets;
        let named = markets.iter().position(|market| market.name == coin).unwrap_or(0);
        *markets = vec![deribit_grid::MarketParameters { name: MARKET.to_owned(), ..markets.swap_remove(named) }];
        Self { span16, deribit_grid, derive_pmrm2: case.parameters }
    }
}

/// Struck now, without cash: what must be held is what is asked for.
pub(super) fn account(portfolio: &Portfolio, volatility: f64) -> portfolio::Portfolio {
    let option = |leg: &crate::backtest::Leg| OptionHolding {
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
