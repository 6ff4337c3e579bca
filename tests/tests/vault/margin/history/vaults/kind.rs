//! What the options of a history pay and what covers them, by their kind.

use vault_types::state::OptionKind;

/// `10^(8 + 9 - 6)`: USD times 10^8 and atoms of the coin, over this, is atoms of the cash.
const CASH_UNIT: u128 = 100_000_000_000;

#[derive(Clone, Copy, Debug)]
pub struct Kind(pub OptionKind);

impl Kind {
    pub fn is_put(self) -> bool {
        self.0 == OptionKind::PUT
    }

    /// What so many options cover themselves with, rounded up.
    pub fn cover(self, strike: u128, options: u128) -> u128 {
        if self.is_put() {
            (options * strike).div_ceil(CASH_UNIT)
        } else {
            options
        }
    }

    /// The same of options of several strikes: how many there are, and their strikes together.
    pub fn cover_of_all(self, options: u128, strikes: u128) -> u128 {
        if self.is_put() {
            strikes.div_ceil(CASH_UNIT)
        } else {
            options
        }
    }

    /// How many options so much covers.
    pub fn covered_by(self, strike: u128, cover: u128) -> u128 {
        if self.is_put() {
            cover * CASH_UNIT / strike
        } else {
            cover
        }
    }

    /// What one option pays at a price, as a fraction.
    pub fn payoff(self, strike: u128, price: u128) -> (u128, u128) {
        if self.is_put() {
            (strike.saturating_sub(price), CASH_UNIT)
        } else {
            (price.saturating_sub(strike), price)
        }
    }
}
