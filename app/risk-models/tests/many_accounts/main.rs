//! Margins of many accounts at once: bit for bit those of one account after the other, whatever the threads and however the columns are cut; how instruments
//! are numbered; every bad column named.

mod columns;
#[path = "../shared/grid_terms.rs"]
mod grid_terms;
mod numbers;
mod random;
mod refused;
mod same_bits;

use grid_terms::grid_terms;
use options_math::OptionType;
use risk_models::deribit_grid::{MarketParameters, Parameters};
use risk_models::many_accounts::{GridTable, Listing};
use risk_models::portfolio::{Expiry, Market, OptionHolding};

fn option(option_type: OptionType, strike: f64) -> OptionHolding {
    OptionHolding { option_type, strike, volatility: Some(0.8), amount: 0.0 }
}

fn expiry(days: f64, options: &[OptionHolding]) -> Expiry {
    Expiry { name: format!("{days}d"), days, options: options.to_vec(), ..Expiry::default() }
}

fn terms(name: &str) -> MarketParameters {
    MarketParameters { price_range: 0.2, option_charge: 0.01, future_charge: 0.02, ..grid_terms(name) }
}

/// Instruments 0 to 7 of the first market, 8 to 10 of the second: coins, perpetuals, a future, two options, a future, two options; coins, perpetuals, a future.
fn listed() -> Vec<Market> {
    let (call, put) = (option(OptionType::Call, 110.0), option(OptionType::Put, 90.0));
    let expiries = vec![expiry(7.0, &[call.clone(), put.clone()]), expiry(30.0, &[put, call])];
    vec![
        Market { name: "SOL".to_owned(), spot: 100.0, expiries, ..Market::default() },
        Market { name: "BTC".to_owned(), spot: 60_000.0, expiries: vec![expiry(7.0, &[])], ..Market::default() },
    ]
}

fn table() -> GridTable {
    let parameters =
        Parameters { initial_factor: 1.25, liquidation_factor: 0.75, markets: vec![terms("BTC"), terms("SOL")] };
    GridTable::new(&Listing::new(listed()).unwrap(), &parameters, 1).unwrap()
}
