//! Books in a few lines.

use options_math::OptionType;
use risk_models::portfolio::{Expiry, Market, OptionHolding, Portfolio};
use risk_models::revaluation::Book;

/// Options of one series.
#[derive(Clone, Copy)]
pub struct Held {
    /// Number of the market.
    pub market: usize,
    pub option_type: OptionType,
    pub strike: f64,
    pub days: f64,
    pub volatility: f64,
    pub amount: f64,
}

/// Markets with these spots, so many coins of each, and options; without rates.
pub fn book(spots: &[f64], coins: &[f64], options: &[Held]) -> Book {
    let expiry = |(index, held): (usize, &Held)| {
        let Held { option_type, strike, volatility, amount, .. } = *held;
        let options = vec![OptionHolding { option_type, strike, volatility: Some(volatility), amount }];
        Expiry { name: index.to_string(), days: held.days, options, ..Expiry::default() }
    };
    let market = |(index, (&spot, &coins)): (usize, (&f64, &f64))| {
        let expiries = options.iter().enumerate().filter(|(_, held)| held.market == index).map(expiry).collect();
        Market { name: index.to_string(), spot, coins, expiries, ..Market::default() }
    };
    let markets = spots.iter().zip(coins).enumerate().map(market).collect();
    Book::new(&Portfolio { cash: 0.0, markets }).expect("a good portfolio")
}
