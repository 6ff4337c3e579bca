//! What is asked for on top of the worst loss.

use super::MarketParameters;
use crate::portfolio::Market;
use std::collections::BTreeMap;

/// USD, zero or more:
///
/// `S (option_charge sum of max(0, -n_K) + future_charge min(owned, owed))`
///
/// with S the spot, `n_K` the options of a strike, calls and puts and all expiries together, and owned and owed the futures of all expiries and
/// the perpetuals, in coins.
///
/// Source: Deribit's page on portfolio margin: short options per strike, offsetting futures.
pub fn contingency(market: &Market, parameters: &MarketParameters) -> f64 {
    let in_coins =
        parameters.option_charge * options_owed(market) + parameters.future_charge * offsetting_futures(market);
    market.spot * in_coins
}

fn options_owed(market: &Market) -> f64 {
    // By the bits of the strike: positive numbers have their order.
    let mut by_strike = BTreeMap::new();
    for option in market.expiries.iter().flat_map(|expiry| &expiry.options) {
        *by_strike.entry(option.strike.to_bits()).or_insert(0.0) += option.amount;
    }
    by_strike.values().fold(0.0, |owed, amount: &f64| owed + (-amount).max(0.0))
}

fn offsetting_futures(market: &Market) -> f64 {
    let amounts = || market.expiries.iter().map(|expiry| expiry.futures).chain([market.perpetuals]);
    let owned = amounts().fold(0.0, |sum, amount| sum + amount.max(0.0));
    let owed = amounts().fold(0.0, |sum, amount| sum + (-amount).max(0.0));
    owned.min(owed)
}
