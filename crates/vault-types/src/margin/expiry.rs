//! A portfolio expiry by expiry.

use super::{Holding, MarginError, ValueE8, MAX_POSITIONS};
use options_math::{lowest_payoff, Leg, OptionType};

/// Every expiry once, in the order in which the holdings name them. With at most 24 holdings that is 276 comparisons.
pub(super) fn expiries(holdings: impl Iterator<Item = Holding> + Clone) -> impl Iterator<Item = i64> {
    let all = holdings.clone();
    holdings.enumerate().filter_map(move |(index, holding)| {
        let is_first = all.clone().take(index).all(|earlier| earlier.expiry_ts != holding.expiry_ts);
        is_first.then_some(holding.expiry_ts)
    })
}

/// The most that the holdings of one expiry, and `underlying` with them, can lose at it: `max(0, -lowest payoff)`, exact.
///
/// Of more than [`MAX_POSITIONS`] holdings the rest would be left out: callers refuse those first.
pub(super) fn largest_loss(
    holdings: impl Iterator<Item = Holding>,
    expiry_ts: i64,
    underlying: i64,
) -> Result<ValueE8, MarginError> {
    let mut legs = [Leg { option_type: OptionType::Call, strike_e8: 0, quantity: 0 }; MAX_POSITIONS];
    let mut count = 0;
    for (leg, holding) in legs.iter_mut().zip(holdings.filter(|holding| holding.expiry_ts == expiry_ts)) {
        let Holding { option_type, strike_e8, quantity, .. } = holding;
        *leg = Leg { option_type, strike_e8, quantity };
        count += 1;
    }
    let lowest = lowest_payoff(legs.get(..count).unwrap_or_default(), underlying)?;
    Ok(lowest.saturating_neg().max(0))
}
