//! Which number a message has. Every second has a thousand: the first is its batch's, all others are for messages about accounts. So a message about an
//! account is above the batch of its own snapshot, and still counts when the account has taken its leaf.

use std::ops::RangeInclusive;

/// Numbers of one second.
pub const PER_SECOND: u64 = 1_000;

/// Of the only batch that was issued in this second, unix time.
pub fn of_batch(issued_ts: i64) -> i128 {
    i128::from(issued_ts) * i128::from(PER_SECOND)
}

/// Of messages about accounts that were issued in this second, unix time.
pub fn of_accounts(issued_ts: i64) -> RangeInclusive<i128> {
    let first = of_batch(issued_ts);
    first + 1..=first + i128::from(PER_SECOND) - 1
}

/// Is it a batch's, of whatever second?
pub const fn is_of_batch(sequence: u64) -> bool {
    sequence.is_multiple_of(PER_SECOND)
}
