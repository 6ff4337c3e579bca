//! The bytes between host and program: words, little-endian.
//!
//! An instruction is the operation's number and then the inputs of each call; the return data has the measurements in the same
//! order.

use crate::measure::Measured;
use options_math::OptionInputs;

/// As many as a transaction has room for.
pub const CALLS_PER_INSTRUCTION: usize = 32;
pub const OPERATION_BYTES: usize = 8;
pub const CALL_BYTES: usize = 32;
pub const MEASURED_BYTES: usize = 24;

/// The inputs of one call.
pub fn encode_call(inputs: &OptionInputs) -> [u8; CALL_BYTES] {
    bytes([inputs.spot_e8, inputs.strike_e8, inputs.seconds_to_expiry, inputs.vol_e9])
}

/// What [`encode_call`] wrote.
pub fn decode_call(bytes: &[u8; CALL_BYTES]) -> OptionInputs {
    let [spot_e8, strike_e8, seconds_to_expiry, vol_e9] = words(bytes);
    OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9 }
}

/// The measurement of one call.
pub fn encode_measured(measured: &Measured) -> [u8; MEASURED_BYTES] {
    bytes([measured.compute_units, u64::from(measured.is_refused), measured.digest])
}

/// What [`encode_measured`] wrote.
pub fn decode_measured(bytes: &[u8; MEASURED_BYTES]) -> Measured {
    let [compute_units, is_refused, digest] = words(bytes);
    Measured { compute_units, is_refused: is_refused != 0, digest }
}

fn bytes<const WORDS: usize, const BYTES: usize>(words: [u64; WORDS]) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

fn words<const WORDS: usize, const BYTES: usize>(bytes: &[u8; BYTES]) -> [u64; WORDS] {
    let (chunks, _) = bytes.as_chunks::<8>();
    core::array::from_fn(|index| u64::from_le_bytes(chunks[index]))
}
