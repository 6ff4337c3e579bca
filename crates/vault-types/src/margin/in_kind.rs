//! What an account must hold to pay its options in what they are settled in, whatever the price: nobody ever has to sell anything for it.
//!
//! At an expiry all options of an account that are settled in the same token are settled together, as one net payment with one rounding.
//! So the cover is exactly the largest net payment, and an account that holds the cover of every expiry and token can always pay:
//!
//! - in the quote: `max(0, -(lowest payoff))`. Calls owed beyond those owned have none: the payoff has no bound.
//! - in the underlying: the largest of `-(payoff at S) / S`. Between strikes that is `a + b / S`, monotone in S, so it is largest at
//!   a strike or as S rises for ever, where it is the calls owed less the calls owned.
//!
//! Unlike [`max_loss`](super::max_loss()), which counts coins for what they are worth, this asks for each token by itself.

use super::{
    expiry::{expiries, largest_loss},
    Holding, MarginError, Units, ValueE8, MAX_POSITIONS,
};
use crate::LedgerError;
use options_math::{OptionType, MAX_PRICE_E8, MAX_QUANTITY};

/// The cover in atoms of the quote, of options that are settled in it, over all their expiries; each expiry's is rounded up, as it is paid.
pub fn cover_in_quote(holdings: &[Holding], units: &Units) -> Result<u64, MarginError> {
    if holdings.len() > MAX_POSITIONS {
        return Err(MarginError::TooManyPositions);
    }
    let mut cover: u64 = 0;
    for expiry_ts in expiries(holdings.iter().copied()) {
        let of_expiry = units.quote_atoms_up(largest_loss(holdings.iter().copied(), expiry_ts, 0)?)?;
        cover = cover.checked_add(of_expiry).ok_or(LedgerError::Overflow)?;
    }
    Ok(cover)
}

/// The cover in atoms of the underlying, of calls that are settled in it, over all their expiries; each expiry's is rounded up.
///
/// Refused: puts, which are never settled in the underlying ([`MarginError::Parameters`]); quantities and strikes outside their ranges.
pub fn cover_in_underlying(calls: &[Holding]) -> Result<u64, MarginError> {
    for call in calls {
        check(call)?;
    }
    let mut cover: u64 = 0;
    for expiry_ts in expiries(calls.iter().copied()) {
        let of_expiry = || calls.iter().filter(|call| call.expiry_ts == expiry_ts);
        let owed = of_expiry().fold(0_i128, |owed, call| owed.saturating_sub(call.quantity.into()));
        let mut largest = owed.max(0);
        for corner in of_expiry() {
            let loss = payoff(of_expiry(), corner.strike_e8).saturating_neg();
            largest = largest.max(div_ceil(loss, corner.strike_e8));
        }
        let largest = u64::try_from(largest).map_err(|_| LedgerError::Overflow)?;
        cover = cover.checked_add(largest).ok_or(LedgerError::Overflow)?;
    }
    Ok(cover)
}

/// What an account receives at the settlement price for its options of one expiry that are settled in the quote: atoms, rounded down;
/// below zero it pays.
pub fn net_in_quote(holdings: &[Holding], settlement_e8: u64, units: &Units) -> Result<i64, MarginError> {
    let payoff = payoff(holdings.iter(), settlement_e8);
    let paid = units.quote_atoms_up(payoff.saturating_neg())?;
    let received = units.quote_atoms_down(payoff)?;
    let signed = |atoms: u64| i64::try_from(atoms).map_err(|_| LedgerError::Overflow);
    Ok(signed(received)?.saturating_sub(signed(paid)?)) // one of them is zero
}

/// As [`net_in_quote`] for those that are settled in the underlying.
pub fn net_in_underlying(calls: &[Holding], settlement_e8: u64) -> Result<i64, MarginError> {
    if settlement_e8 == 0 {
        return Err(MarginError::Parameters);
    }
    let loss = payoff(calls.iter(), settlement_e8).saturating_neg();
    let net = div_ceil(loss, settlement_e8).saturating_neg();
    Ok(i64::try_from(net).map_err(|_| LedgerError::Overflow)?)
}

/// The options' payoff at a price: at most 24 times 2^57 times 2^49.
fn payoff<'a>(holdings: impl Iterator<Item = &'a Holding>, price_e8: u64) -> ValueE8 {
    holdings.fold(0, |sum: ValueE8, holding| {
        let per_option_e8 = match holding.option_type {
            OptionType::Call => price_e8.saturating_sub(holding.strike_e8),
            OptionType::Put => holding.strike_e8.saturating_sub(price_e8),
        };
        sum.saturating_add(ValueE8::from(holding.quantity).saturating_mul(per_option_e8.into()))
    })
}

/// `ceil(a / b)` for any sign of a; a itself for b of zero, which no strike is.
fn div_ceil(a: i128, b: u64) -> i128 {
    let b = i128::from(b);
    let floor = a.checked_div_euclid(b).unwrap_or(a);
    let is_exact = a.checked_rem_euclid(b).unwrap_or(0) == 0;
    if is_exact {
        floor
    } else {
        floor.saturating_add(1)
    }
}

fn check(call: &Holding) -> Result<(), MarginError> {
    if call.option_type != OptionType::Call || call.strike_e8 == 0 || call.strike_e8 > MAX_PRICE_E8 {
        return Err(MarginError::Parameters);
    }
    if call.quantity.unsigned_abs() > MAX_QUANTITY.unsigned_abs() {
        return Err(MarginError::Quantity);
    }
    Ok(())
}
