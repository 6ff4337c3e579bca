//! All positions of an account, and their sums.

use super::{AllGreeks, EuropeanOption};
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
    pub total: AllGreeks,
}

/// Whether the price of a position follows spot alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionKind {
    /// Coins, perpetuals and futures.
    Linear,
    Option,
}

/// One position.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionGreeks {
    pub kind: PositionKind,
    /// `1w call 165`.
    pub name: String,
    pub amount: f64,
    /// Of the whole position, not of one.
    pub greeks: AllGreeks,
}

impl AccountGreeks {
    /// At today's prices.
    pub fn of(book: &Book) -> Self {
        Self { cash: book.cash(), markets: book.markets.iter().map(MarketGreeks::of).collect() }
    }
}

impl MarketGreeks {
    fn of(market: &BookMarket) -> Self {
        use PositionKind::Linear;
        let coin = AllGreeks { value: market.spot, delta: 1.0, ..AllGreeks::default() };
        let perpetual = AllGreeks { delta: 1.0, ..AllGreeks::default() };
        let mut positions = Vec::new();
        positions.extend(PositionGreeks::of(Linear, "coins".to_owned(), market.coins, &coin));
        positions.extend(PositionGreeks::of(Linear, "perpetuals".to_owned(), market.perpetuals, &perpetual));
        for expiry in &market.expiries {
            let name = format!("{} futures", expiry.name);
            positions.extend(PositionGreeks::of(Linear, name, expiry.futures, &future(market, expiry)));
            positions.extend(options(market, expiry));
        }
        let none = AllGreeks::default();
        let total = positions.iter().fold(none, |sum, position| sum.plus(&position.greeks));
        Self { name: market.name.clone(), spot: market.spot, positions, total }
    }
}

impl PositionGreeks {
    /// Nothing, if nothing is held.
    fn of(kind: PositionKind, name: String, amount: f64, one: &AllGreeks) -> Option<Self> {
        (amount != 0.0).then(|| Self { kind, name, amount, greeks: one.times(amount) })
    }
}

fn future(market: &BookMarket, expiry: &BookExpiry) -> AllGreeks {
    let BookExpiry { forward, carry, years, .. } = *expiry;
    AllGreeks { delta: forward / market.spot, theta: -carry * forward, rho: years * forward, ..AllGreeks::default() }
}

pub(super) fn options<'a>(market: &'a BookMarket, expiry: &'a BookExpiry) -> impl Iterator<Item = PositionGreeks> + 'a {
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
        let name = format!("{} {kind} {}", expiry.name, held.strike);
        PositionGreeks::of(PositionKind::Option, name, held.amount, &one.greeks())
    })
}
