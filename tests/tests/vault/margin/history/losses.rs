//! What should become of losses that nobody's collateral covers: everybody who bears them loses the same part of the cash, when it is next touched.

const ONE_E18: u128 = 1_000_000_000_000_000_000;

/// Of the bank of the quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Losses {
    /// What is left of one.
    pub index: u128,
    /// What bears losses, in all accounts.
    pub exposed: u128,
    /// Lost and still noted in accounts.
    pub pending: u128,
    /// What rounding has taken from accounts and nobody has.
    pub dust: u128,
}

impl Default for Losses {
    fn default() -> Self {
        Self { index: ONE_E18, exposed: 0, pending: 0, dust: 0 }
    }
}

impl Losses {
    /// Takes a loss from everybody; returns how much of it.
    pub fn take(&mut self, loss: u128) -> u128 {
        let taken = loss.min(self.exposed * 9 / 10);
        let index = (self.index * (self.exposed - taken)).checked_div(self.exposed).unwrap_or(0);
        if taken == 0 || index < 10_000_000_000 {
            return 0;
        }
        (self.index, self.exposed, self.pending) = (index, self.exposed - taken, self.pending + taken);
        taken
    }

    /// What an amount that was noted at an index has become.
    pub fn left_of(&self, held: u128, noted_at: u128) -> u128 {
        (held * self.index).checked_div(noted_at).unwrap_or(held)
    }

    /// An account's losses reach it, and it leaves those who bear; returns what it has left.
    pub fn leave(&mut self, held: u128, noted_at: u128) -> u128 {
        let left = self.left_of(held, noted_at);
        let lost = held - left;
        self.dust += lost.saturating_sub(self.pending);
        self.pending = self.pending.saturating_sub(lost);
        self.exposed -= left;
        left
    }
}
