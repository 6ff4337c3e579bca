//! Which slots are believed, one message after the other.

use super::Slots;

/// Hours without a node: what two messages agree on is believed.
#[test]
fn a_slot_far_ahead_counts_when_two_messages_agree() {
    let mut slots = Slots::default();
    let said = [100, 101, 10_101, 1_000_000, 10_102, 1_000_000, 1_000_002, 5, 1_010_002, 1_020_003, u64::MAX];
    let believed = [false, true, true, false, true, false, true, true, true, false, false];
    assert_eq!(said.map(|slot| slots.believes(slot)), believed);
}
