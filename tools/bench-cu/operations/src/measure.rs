//! Metering one call.

use core::hint::black_box;

/// How many compute units are left. Natively nothing is metered, and any constant does.
pub type Meter = fn() -> u64;

/// What a call cost and returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    pub compute_units: u64,
    /// True if the operation returned an error.
    pub is_refused: bool,
    /// Changes with every bit of the result; zero if there is none.
    pub digest: u64,
}

impl Measured {
    /// A call that took `compute_units` and returned the words of `outcome`.
    pub fn new<const WORDS: usize, Error>(compute_units: u64, outcome: &Result<[u64; WORDS], Error>) -> Self {
        let digest = outcome.as_ref().map_or(0, |words| words.iter().fold(OFFSET, absorb));
        Self { compute_units, is_refused: outcome.is_err(), digest }
    }
}

/// FNV-1a on words, with a rotation that brings high bits down. Basis and prime: draft-eastlake-fnv.
fn absorb(digest: u64, word: &u64) -> u64 {
    (digest ^ word).wrapping_mul(PRIME).rotate_left(29)
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x100_0000_01b3;

/// The compute units of `call`, and what it returns.
///
/// The price of reading the meter is taken off. What stays is what a caller pays: passing arguments, the call, and the result
/// in memory. `call` should enter a function that is not inlined, with arguments from a `black_box`.
#[inline(always)]
pub fn measure<Output>(meter: Meter, call: impl FnOnce() -> Output) -> (u64, Output) {
    let (metering, ()) = spent(meter, || ());
    let (spent, output) = spent(meter, call);
    (spent.saturating_sub(metering), output)
}

#[inline(always)]
fn spent<Output>(meter: Meter, call: impl FnOnce() -> Output) -> (u64, Output) {
    let before = meter();
    let output = call();
    black_box(&output);
    let after = meter();
    (before.saturating_sub(after), output)
}
