//! A portfolio by strike and expiry: what shares a pricing.

use super::{Holding, MarginError};
use options_math::{OptionType, MAX_QUANTITY};

/// Options of one strike and expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StrikeQuantities {
    pub strike_e8: u64,
    pub expiry_ts: i64,
    /// Above zero when owned, below when owed.
    pub calls: i64,
    pub puts: i64,
}

impl StrikeQuantities {
    /// Is at least as much owned as owed? A call and a put of one strike and expiry gain the same by volatility.
    #[inline(always)]
    pub fn is_owned(&self) -> bool {
        self.calls.saturating_add(self.puts) >= 0
    }

    fn add(&mut self, holding: &Holding) -> Result<(), MarginError> {
        if holding.quantity.unsigned_abs() > MAX_QUANTITY.unsigned_abs() {
            return Err(MarginError::Quantity);
        }
        let side = match holding.option_type {
            OptionType::Call => &mut self.calls,
            OptionType::Put => &mut self.puts,
        };
        *side = side.saturating_add(holding.quantity); // at most 24 * 2^57
        Ok(())
    }
}

/// Every pair of strike and expiry once, where it first appears; those whose options cancel out are left out.
pub(super) struct StrikesOf<'a> {
    holdings: &'a [Holding],
    next: usize,
    /// A bit for each holding that an earlier strike has taken.
    taken: u32,
}

impl<'a> StrikesOf<'a> {
    /// For at most [`super::MAX_POSITIONS`] holdings.
    pub fn new(holdings: &'a [Holding]) -> Self {
        Self { holdings, next: 0, taken: 0 }
    }

    /// All options on the strike of the first holding.
    fn gather(&mut self, first: usize, strike_e8: u64, expiry_ts: i64) -> Result<StrikeQuantities, MarginError> {
        let mut strike = StrikeQuantities { strike_e8, expiry_ts, calls: 0, puts: 0 };
        for (index, holding) in self.holdings.iter().enumerate().skip(first) {
            if holding.strike_e8 == strike_e8 && holding.expiry_ts == expiry_ts {
                self.taken |= 1 << index;
                strike.add(holding)?;
            }
        }
        Ok(strike)
    }
}

impl Iterator for StrikesOf<'_> {
    type Item = Result<StrikeQuantities, MarginError>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let index = self.next;
            let first = self.holdings.get(index)?;
            self.next = index.saturating_add(1);
            if self.taken >> index & 1 == 1 {
                continue;
            }
            match self.gather(index, first.strike_e8, first.expiry_ts) {
                Ok(StrikeQuantities { calls: 0, puts: 0, .. }) => continue,
                gathered => return Some(gathered),
            }
        }
    }
}
