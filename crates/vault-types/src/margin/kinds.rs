//! How many options a group owes and owns of each kind, and how many of the owned ones count.

use super::{Holding, MarginError};
use options_math::{OptionType, MAX_QUANTITY};

/// Quantities in atoms of the underlying: 24 of at most 2^57 each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kinds {
    calls: OwedOwned,
    puts: OwedOwned,
}

#[derive(Clone, Copy, Debug, Default)]
struct OwedOwned {
    owed: u64,
    owned: u64,
}

impl Kinds {
    /// Refuses quantities above [`MAX_QUANTITY`].
    pub fn of(group: &[Holding]) -> Result<Self, MarginError> {
        let mut kinds = Self::default();
        for Holding { option_type, quantity, .. } in group {
            let size = quantity.unsigned_abs();
            if size > MAX_QUANTITY.unsigned_abs() {
                return Err(MarginError::Quantity);
            }
            let kind = match option_type {
                OptionType::Call => &mut kinds.calls,
                OptionType::Put => &mut kinds.puts,
            };
            let sum = if *quantity < 0 { &mut kind.owed } else { &mut kind.owned };
            *sum = sum.wrapping_add(size);
        }
        Ok(kinds)
    }

    /// Of every kind, what is owned of an expiry counts for as many as are owed, what is worth most first: calls with the lowest strikes, puts
    /// with the highest. An option that costs next to nothing is worth much in some scenario: without this limit any number of them would
    /// cover what is owed. What is left over pays, but covers nothing.
    pub fn limit_owned(&self, group: &mut [Holding]) {
        for (option_type, OwedOwned { owed, owned }) in [(OptionType::Call, self.calls), (OptionType::Put, self.puts)] {
            if owned > owed {
                limit_to(owed, option_type, group);
            }
        }
    }

    /// All options owed.
    pub fn owed(&self) -> u64 {
        self.calls.owed.wrapping_add(self.puts.owed)
    }

    /// Those owed beyond those owned of their kind.
    pub fn uncovered(&self) -> u64 {
        let of_kind = |kind: &OwedOwned| kind.owed.saturating_sub(kind.owned);
        of_kind(&self.calls).wrapping_add(of_kind(&self.puts))
    }
}

/// Leaves of what is owned of a kind the best, `most` of them.
#[inline(never)]
fn limit_to(most: u64, option_type: OptionType, group: &mut [Holding]) {
    let better_first = |strike_e8: u64| match option_type {
        OptionType::Call => strike_e8,
        OptionType::Put => u64::MAX - strike_e8,
    };
    let mut left = most.min(i64::MAX.unsigned_abs()) as i64;
    let mut counted: u32 = 0; // a bit for each holding: they are at most 24
    loop {
        let owned = group.iter_mut().enumerate().filter(|(index, holding)| {
            holding.option_type == option_type && holding.quantity > 0 && counted >> index & 1 == 0
        });
        let Some((index, best)) = owned.min_by_key(|(_, holding)| better_first(holding.strike_e8)) else {
            return;
        };
        counted |= 1 << index;
        best.quantity = best.quantity.min(left);
        left -= best.quantity; // at most what was left
    }
}
