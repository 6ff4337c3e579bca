//! What is asked for on top of the worst loss.

use super::MarketParameters;
use crate::portfolio::Market;

/// USD, zero or more:
///
/// `S (option_charge sum of max(0, -n_K) + future_charge min(owned, owed))`
///
/// with S the spot, `n_K` the options of a strike, calls and puts and all expiries together, and owned and owed the futures of all expiries and
/// the perpetuals, in coins.
///
/// Source: Deribit's page on portfolio margin: short options per strike, offsetting futures.
pub fn contingency(market: &Market, parameters: &MarketParameters) -> f64 {
    let options = market.expiries.iter().flat_map(|expiry| &expiry.options);
    let mut options: Vec<_> = options.map(|option| (option.strike.to_bits(), option.amount)).collect();
    let futures = market.expiries.iter().map(|expiry| expiry.futures).chain([market.perpetuals]);
    charge(market.spot, parameters, &mut options, futures)
}

/// The same, of amounts in the order of a market: options with the bits of their strikes, and futures with the perpetuals last. The options are
/// sorted by strike.
pub(crate) fn charge(
    spot: f64,
    parameters: &MarketParameters,
    options: &mut [(u64, f64)],
    futures: impl Iterator<Item = f64> + Clone,
) -> f64 {
    let in_coins =
        parameters.option_charge * options_owed(options) + parameters.future_charge * offsetting_futures(futures);
    spot * in_coins
}

fn options_owed(options: &mut [(u64, f64)]) -> f64 {
    // Strikes are positive: their bits have their order. What has one strike keeps its order, so that sums have the same bits anywhere.
    options.sort_by_key(|(strike, _)| *strike);
    let strikes = options.chunk_by(|one, next| one.0 == next.0);
    let amounts = strikes.map(|strike| strike.iter().fold(0.0, |sum, (_, amount)| sum + amount));
    amounts.fold(0.0, |owed, amount: f64| owed + (-amount).max(0.0))
}

fn offsetting_futures(amounts: impl Iterator<Item = f64> + Clone) -> f64 {
    let owned = amounts.clone().fold(0.0, |sum, amount| sum + amount.max(0.0));
    let owed = amounts.fold(0.0, |sum, amount| sum + (-amount).max(0.0));
    owned.min(owed)
}
