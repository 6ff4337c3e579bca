//! All positions of an account, and their sums.

use super::{EuropeanOption, Sensitivities};
use crate::revaluation::{Book, BookExpiry, BookMarket};
use options_math::OptionType;

/// An account: a matrix for each market.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountGreeks {
    /// USD.
    pub cash: f64,
    /// In the order of the portfolio.
    pub markets: Vec<MarketGreeks>,
}

/// All positions on one market.
#[derive(Clone, Debug, PartialEq)]
pub struct MarketGreeks {
    pub name: String,
    /// USD.
    pub spot: f64,
    /// Coins, perpetuals, and then by expiry the futures and options.
    pub positions: Vec<PositionGreeks>,
    /// Their sum, in that order.
    pub total: Sensitivities,
}

/// One position.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionGreeks {
    /// `1w call 165`.
    pub name: String,
    pub amount: f64,
    /// Of the whole position, not of one.
    pub sensitivities: Sensitivities,
}

impl AccountGreeks {
    /// At today's prices.
    pub fn of(book: &Book) -> Self {
        Self { cash: book.cash(), markets: book.markets.iter().map(MarketGreeks::of).collect() }
    }
}

impl MarketGreeks {
    fn of(market: &BookMarket) -> Self {
        let coin = Sensitivities { value: market.spot, delta: 1.0, ..Sensitivities::default() };
        let perpetual = Sensitivities { delta: 1.0, ..Sensitivities::default() };
        let mut positions = Vec::new();
        positions.extend(PositionGreeks::of("coins".to_owned(), market.coins, &coin));
        positions.extend(PositionGreeks::of("perpetuals".to_owned(), market.perpetuals, &perpetual));
        for expiry in &market.expiries {
            let name = format!("{} futures", expiry.name);
            positions.extend(PositionGreeks::of(name, expiry.futures, &future(market, expiry)));
            positions.extend(options(market, expiry));
        }
        let none = Sensitivities::default();
        let total = positions.iter().fold(none, |sum, position| sum.plus(&position.sensitivities));
        Self { name: market.name.clone(), spot: market.spot, positions, total }
    }
}

impl PositionGreeks {
    /// Nothing, if nothing is held.
    fn of(name: String, amount: f64, one: &Sensitivities) -> Option<Self> {
        (amount != 0.0).then(|| Self { name, amount, sensitivities: one.times(amount) })
    }
}

fn future(market: &BookMarket, expiry: &BookExpiry) -> Sensitivities {
    let BookExpiry { forward, carry, years, .. } = *expiry;
    Sensitivities {
        delta: forward / market.spot,
        theta: -carry * forward,
        rho: years * forward,
        ..Sensitivities::default()
    }
}

fn options<'a>(market: &'a BookMarket, expiry: &'a BookExpiry) -> impl Iterator<Item = PositionGreeks> + 'a {
    expiry.options.iter().filter_map(move |held| {
        let one = EuropeanOption {
            spot: market.spot,
            forward: expiry.forward,
            strike: held.strike,
            years: expiry.years,
            volatility: held.volatility,
            rate: market.rate,
            option_type: held.option_type,
        };
        let kind = match held.option_type {
            OptionType::Call => "call",
            OptionType::Put => "put",
        };
        PositionGreeks::of(format!("{} {kind} {}", expiry.name, held.strike), held.amount, &one.sensitivities())
    })
}
