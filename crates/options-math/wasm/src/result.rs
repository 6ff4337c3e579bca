//! Where results are left for JavaScript, and which word is what.

use core::sync::atomic::{AtomicU64, Ordering};
use options_math::{Greeks, MathError, OptionInputs, Prices};

/// The largest number of words that a function returns.
pub const RESULT_WORDS: usize = 10;

/// The area's address is the value of the exported global of this name.
///
/// Atomic, so that a static can be written without `unsafe`; without threads these are plain stores.
// SAFETY: nothing else in the module has this name.
#[unsafe(no_mangle)]
pub static RESULT: [AtomicU64; RESULT_WORDS] = [const { AtomicU64::new(0) }; RESULT_WORDS];

/// Writes the words of a result and returns 0; writes nothing and returns the error's number otherwise.
pub fn deliver<const N: usize>(outcome: Result<[u64; N], MathError>) -> u32 {
    const { assert!(N <= RESULT_WORDS) };
    match outcome {
        Ok(words) => {
            for (place, word) in RESULT.iter().zip(words) {
                place.store(word, Ordering::Relaxed);
            }
            0
        }
        Err(error) => error.code(),
    }
}

/// Values, then deltas with 40 fractional bits.
pub fn price_words(prices: &Prices) -> [u64; 4] {
    [prices.call_e12, prices.put_e12, prices.call_delta.to_bits(), prices.put_delta().to_bits() as u64]
}

/// The words of [`price_words`], then the other derivatives: the call's before the put's.
pub fn greek_words(greeks: &Greeks, inputs: &OptionInputs, rate_e9: u64) -> [u64; 10] {
    let [call_e12, put_e12, call_delta, put_delta] = price_words(&greeks.prices);
    [
        call_e12,
        put_e12,
        call_delta,
        put_delta,
        greeks.gamma_times_spot.to_bits(),
        greeks.vega_over_spot.to_bits(),
        greeks.call_theta_over_spot.to_bits() as u64,
        greeks.put_theta_over_spot(inputs, rate_e9).to_bits() as u64,
        greeks.call_rho_over_spot.to_bits(),
        greeks.put_rho_over_spot(inputs).to_bits() as u64,
    ]
}
