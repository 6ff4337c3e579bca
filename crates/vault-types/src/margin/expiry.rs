//! A portfolio expiry by expiry.

use super::{Holding, MarginError, ValueE8, MAX_POSITIONS};
use options_math::{lowest_payoff, Leg, OptionType};

/// The entries of every expiry together, in the order in which the expiries first appear.
///
/// For at most [`MAX_POSITIONS`] entries: callers refuse more first.
pub(super) fn by_expiry<T>(
    entries: &[T],
    expiry_ts: impl Fn(&T) -> i64 + Copy,
) -> impl Iterator<Item = impl Iterator<Item = &T> + Clone> {
    // A bit for each entry whose expiry has been returned.
    let mut taken: u32 = 0;
    entries.iter().enumerate().filter_map(move |(first, entry)| {
        if taken >> first & 1 == 1 {
            return None;
        }
        let together = mask(entries, first, |other| expiry_ts(other) == expiry_ts(entry));
        taken |= together;
        Some(entries.iter().enumerate().filter(move |(index, _)| together >> index & 1 == 1).map(|(_, entry)| entry))
    })
}

/// A bit for each chosen entry, from `first` on.
fn mask<T>(entries: &[T], first: usize, is_chosen: impl Fn(&T) -> bool) -> u32 {
    let chosen = entries.iter().enumerate().take(MAX_POSITIONS).skip(first).filter(|(_, entry)| is_chosen(entry));
    chosen.fold(0, |mask, (index, _)| mask | 1 << index)
}

/// The most that holdings of one expiry can lose at it: `max(0, -lowest payoff)`, exact.
pub(super) fn largest_loss<'a>(holdings: impl Iterator<Item = &'a Holding>) -> Result<ValueE8, MarginError> {
    let mut legs = [Leg { option_type: OptionType::Call, strike_e8: 0, quantity: 0 }; MAX_POSITIONS];
    let mut count = 0;
    for (leg, holding) in legs.iter_mut().zip(holdings) {
        let Holding { option_type, strike_e8, quantity, .. } = *holding;
        *leg = Leg { option_type, strike_e8, quantity };
        count += 1;
    }
    let lowest = lowest_payoff(legs.get(..count).unwrap_or_default(), 0)?;
    Ok(lowest.saturating_neg().max(0))
}
