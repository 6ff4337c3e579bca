//! What an account must hold to pay its options in what they are settled in, whatever the price: nobody ever has to sell anything for it.
//!
//! At an expiry all options of an account that are settled in the same token are settled together, as one net payment with one rounding.
//! So the cover is exactly the largest net payment, and an account that holds the cover of every expiry and token can always pay:
//!
//! - in the quote: `max(0, -(lowest payoff))`. Calls owed beyond those owned have none: the payoff has no bound.
//! - in the underlying: the largest of `-(payoff at S) / S`. Between strikes that is `a + b / S`, monotone in S, so it is largest at
//!   a strike or as S rises for ever, where it is the calls owed less the calls owned.
//!
//! Coins cover nothing that is settled in the quote, nor the other way round: nobody would be there to sell them at the settlement price.

use super::{
    expiry::{by_expiry, largest_loss},
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
    for of_expiry in by_expiry(holdings, |holding| holding.expiry_ts) {
        let at_worst = units.quote_atoms_up(largest_loss(of_expiry)?)?;
        cover = cover.checked_add(at_worst).ok_or(LedgerError::Overflow)?;
    }
    Ok(cover)
}

/// The cover in atoms of the underlying, of calls that are settled in it, over all their expiries; each expiry's is rounded up.
///
/// Refused: more than [`MAX_POSITIONS`]; puts, which are never settled in the underlying ([`MarginError::Parameters`]); quantities and strikes outside their ranges.
pub fn cover_in_underlying(calls: &[Holding]) -> Result<u64, MarginError> {
    if calls.len() > MAX_POSITIONS {
        return Err(MarginError::TooManyPositions);
    }
    for call in calls {
        check(call)?;
    }
    let mut cover: u64 = 0;
    for of_expiry in by_expiry(calls, |call| call.expiry_ts) {
        let owed = of_expiry.clone().fold(0_i128, |owed, call| owed.saturating_sub(call.quantity.into()));
        let mut largest = owed.max(0);
        for corner in of_expiry.clone() {
            let loss = payoff(of_expiry.clone(), corner.strike_e8).saturating_neg();
            largest = largest.max(div_ceil(loss, corner.strike_e8));
        }
        let largest = u64::try_from(largest).map_err(|_| LedgerError::Overflow)?;
        cover = cover.checked_add(largest).ok_or(LedgerError::Overflow)?;
    }
    Ok(cover)
}

/// A net payment between an account and a pool: one of the two amounts is zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NetPayment {
    pub to_account_atoms: u64,
    pub from_account_atoms: u64,
}

/// What an account's options of one expiry that are settled in the quote pay at the settlement price: rounded down where the account receives,
/// up where it pays.
pub fn net_in_quote(holdings: &[Holding], settlement_e8: u64, units: &Units) -> Result<NetPayment, MarginError> {
    let payoff = payoff(holdings.iter(), settlement_e8);
    Ok(NetPayment {
        to_account_atoms: units.quote_atoms_down(payoff)?,
        from_account_atoms: units.quote_atoms_up(payoff.saturating_neg())?,
    })
}

/// As [`net_in_quote`] for those that are settled in the underlying.
pub fn net_in_underlying(calls: &[Holding], settlement_e8: u64) -> Result<NetPayment, MarginError> {
    if settlement_e8 == 0 {
        return Err(MarginError::Parameters);
    }
    let loss = payoff(calls.iter(), settlement_e8).saturating_neg();
    let paid = div_ceil(loss, settlement_e8);
    let atoms = |amount: i128| u64::try_from(amount.max(0)).map_err(|_| LedgerError::Overflow);
    Ok(NetPayment { to_account_atoms: atoms(paid.saturating_neg())?, from_account_atoms: atoms(paid)? })
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
