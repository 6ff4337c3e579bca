//! What there is to sell on a market.

use crate::monte_carlo::Book;

/// Of one market.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exposure {
    /// Money that the net delta is worth, without its sign: coins to be bought or sold.
    pub delta: f64,
    /// Money by volatility, for 1.0: of every option without its sign, since owned and owed options are sold to different bidders.
    pub gross_vega: f64,
    /// Money that all coins and those below the options are worth, without their signs.
    pub notional: f64,
    /// Coins count as one, each series of options as one.
    pub positions: u64,
}

impl Exposure {
    /// At today's prices and volatilities.
    pub fn of(book: &Book, market: usize) -> Self {
        let (spot, coins) = (book.spots[market], book.coins[market]);
        let mut delta = coins;
        let mut all = Self { notional: coins.abs() * spot, positions: u64::from(coins != 0.0), ..Self::default() };
        for option in book.options.iter().filter(|option| option.market == market) {
            let values = book.today(option);
            delta += option.amount * values.delta;
            all.gross_vega += option.amount.abs() * values.vega;
            all.notional += option.amount.abs() * spot;
            all.positions += 1;
        }
        Self { delta: delta.abs() * spot, ..all }
    }
}
