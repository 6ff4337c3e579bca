//! How long to wait after failures in a row.

use std::time::Duration;

/// Doubles from one failure to the next, up to a bound.
#[derive(Clone, Copy, Debug)]
pub struct Wait {
    first: Duration,
    most: Duration,
    next: Duration,
}

impl Wait {
    pub const fn new(first: Duration, most: Duration) -> Self {
        Self { first, most, next: first }
    }

    /// The next failure is a first one again.
    pub fn succeeded(&mut self) {
        self.next = self.first;
    }

    /// How long to wait before the next attempt.
    pub fn failed(&mut self) -> Duration {
        let wait = self.next.min(self.most);
        self.next = wait.saturating_mul(2);
        wait
    }
}
