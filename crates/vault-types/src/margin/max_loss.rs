//! Maximum-loss margin: cash for the worst price at every expiry. It needs no oracle, and an account that holds it is never liquidated.
//!
//! Every expiry has a settlement price of its own, and nothing ties one to the next, so the losses of all expiries add up:
//!
//! `sum over expiries of max(0, -(lowest payoff of the expiry's options and its share of the underlying))`
//!
//! What an expiry is sure to gain is not set against what another loses: it need not be there in time.
//!
//! # The underlying
//!
//! A coin covers one call only once: when the calls of an expiry are paid with it, it is gone. So it is split, and every expiry counts
//! its own share. Any split is safe. Before the first expiry the account holds the sum of all losses in cash, and all coins. At a
//! settlement price S the expiry loses at most its own loss and what its share is worth at S; it takes no more cash than the first and
//! no more coins than the second. What is left is the requirement of the other expiries, and by induction of all.
//!
//! Which split asks for least depends on every strike. Finding it is the owner's business, not the chain's, which only adds up. What
//! the split does not name goes to the earliest expiry at which calls are owed, so whoever owes calls at one expiry only has
//! nothing to name, and after an expiry the coins that are left pass to the next. An account whose requirement others may
//! compute must store its split: nobody may choose it for the owner.

use super::expiry::{expiries, largest_loss};
use super::{Holding, MarginError, Requirement, Units, ValueE8, MAX_POSITIONS};
use crate::LedgerError;
use options_math::{OptionType, MAX_QUANTITY};

/// What an account has of the underlying, and how it is split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Underlying<'a> {
    /// Atoms. A debt of the underlying is refused.
    pub quantity: i64,
    /// In any order; together at most the quantity. At most [`MAX_POSITIONS`].
    pub split: &'a [Share],
}

/// The underlying that is set aside for one expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub expiry_ts: i64,
    /// Atoms, from 0 to [`MAX_QUANTITY`].
    pub quantity: i64,
}

/// The maximum-loss margin of one market's holdings, in atoms of the quote, rounded up once; all three levels are the same.
///
/// The holdings may be in any order and of any expiries. Refused: more than [`MAX_POSITIONS`] holdings or shares, strikes and
/// quantities outside what [`options_math::lowest_payoff`] takes, [`MarginError::UnboundedLoss`] if an expiry owes calls that neither
/// calls nor its share of the underlying cover, and [`LedgerError::Overflow`] if the shares are more than the underlying.
pub fn max_loss(holdings: &[Holding], underlying: &Underlying<'_>, units: &Units) -> Result<Requirement, MarginError> {
    if holdings.len() > MAX_POSITIONS {
        return Err(MarginError::TooManyPositions);
    }
    let unnamed = underlying.unnamed()?;
    let unnamed_goes_to = first_expiry_owing_calls(holdings);
    let mut loss: ValueE8 = 0;
    for expiry_ts in expiries(holdings.iter().copied()) {
        let left_over = if unnamed_goes_to == Some(expiry_ts) { unnamed } else { 0 };
        let share = underlying.named(expiry_ts).saturating_add(left_over);
        let of_expiry = largest_loss(holdings.iter().copied(), expiry_ts, share)?;
        loss = loss.saturating_add(of_expiry); // at most 24 * 2^57 * 2^49
    }
    Ok(Requirement::flat(units.quote_atoms_up(loss)?))
}

impl Underlying<'_> {
    /// What the split leaves.
    fn unnamed(&self) -> Result<i64, MarginError> {
        if self.split.len() > MAX_POSITIONS {
            return Err(MarginError::TooManyPositions);
        }
        if self.split.iter().any(|share| !(0..=MAX_QUANTITY).contains(&share.quantity)) {
            return Err(MarginError::Quantity);
        }
        let named = sum(self.split.iter());
        let unnamed = self.quantity.checked_sub(named).filter(|unnamed| *unnamed >= 0);
        unnamed.ok_or(MarginError::Ledger(LedgerError::Overflow))
    }

    /// What the split names for an expiry.
    fn named(&self, expiry_ts: i64) -> i64 {
        sum(self.split.iter().filter(|share| share.expiry_ts == expiry_ts))
    }
}

/// At most 24 shares of 2^57: nothing saturates.
fn sum<'a>(shares: impl Iterator<Item = &'a Share>) -> i64 {
    shares.fold(0, |sum, share| sum.saturating_add(share.quantity))
}

/// Calls owned are no reason: buying one must not take the underlying from calls that are owed.
fn first_expiry_owing_calls(holdings: &[Holding]) -> Option<i64> {
    let owing_calls = holdings.iter().filter(|holding| holding.option_type == OptionType::Call && holding.quantity < 0);
    owing_calls.map(|holding| holding.expiry_ts).min()
}
