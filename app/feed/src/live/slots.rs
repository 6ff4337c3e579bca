//! Which slots are believed.

/// Over an hour: nobody who asks every few seconds sees so many slots pass between two messages.
const MAX_STEP: u64 = 10_000;

/// The highest slot that was believed. One that is far ahead of it counts when two messages in a row agree: a single one that is wrong would make all
/// later ones look old for ever.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slots {
    known: Option<u64>,
    unsure: Option<u64>,
}

impl Slots {
    /// Of one message, whatever number of accounts it shows.
    pub(super) fn believes(&mut self, slot: u64) -> bool {
        let is_near = |other: u64| slot.saturating_sub(other) <= MAX_STEP;
        let agrees = |other: u64| slot.abs_diff(other) <= MAX_STEP;
        let is_believed = self.known.is_some_and(is_near) || self.unsure.is_some_and(agrees);
        if is_believed {
            self.known = self.known.max(Some(slot));
        }
        self.unsure = (!is_believed).then_some(slot);
        is_believed
    }
}

#[cfg(test)]
#[path = "slots_tests.rs"]
mod tests;
