//! `options-math` for JavaScript: a WebAssembly module that needs no generated glue and imports nothing.
//!
//! `cargo xtask wasm` writes it to `target/wasm/options_math.wasm`; `tests/wasm.rs` of `options-math` shows that its results are
//! the native ones, bit for bit.
//!
//! ```js
//! const { instance } = await WebAssembly.instantiateStreaming(fetch("options_math.wasm"));
//! const { price, RESULT, memory } = instance.exports;
//! const words = new BigUint64Array(memory.buffer, RESULT.value, 10); // stays valid: the module never asks for more memory
//! const error = price(65_000_00000000n, 70_000_00000000n, 604_800n, 550_000_000n);
//! if (error === 0) {
//!   const callUsd = Number(words[0]) / 1e12;
//!   const putDelta = Number(BigInt.asIntN(64, words[3])) / 2 ** 40;
//! }
//! ```
//!
//! **Arguments** are BigInts from 0 to 2^64 - 1; JavaScript takes others modulo 2^64 without a word, so check for negative numbers.
//! Units as in `options-math`: prices in USD * 1e8, time in seconds, volatilities and rates per year * 1e9.
//!
//! **Return value:** 0, or the number of an error: `MathError::code`.
//!
//! **Results** are words of 64 bits at the address `RESULT`, overwritten by the next successful call. The number of a word means
//! the same in each function below:
//!
//! | word | is | unit |
//! |---|---|---|
//! | 0, 1 | value of the call, of the put | USD * 1e12 |
//! | 2, 3 | delta of the call, of the put | * 2^40, the put's signed |
//! | 4 | gamma times spot, of both | * 2^35 |
//! | 5 | vega over spot, of both, per 1.00 of volatility | * 2^44 |
//! | 6, 7 | theta over spot of the call, of the put, per year | * 2^40, signed |
//! | 8, 9 | rho over spot of the call, of the put, per 1.00 of rate | * 2^40, the put's signed |
#![cfg_attr(target_arch = "wasm32", no_std)] // elsewhere it only has to compile, for clippy

mod result;

use options_math::OptionInputs;
use result::{deliver, greek_words, price_words};

/// Exports functions: name, arguments, and an expression for the words of the result or the error.
macro_rules! exports {
    ($($(#[$documentation:meta])* fn $name:ident($($argument:ident),*) = $outcome:expr;)*) => {
        $(
            $(#[$documentation])*
            // SAFETY: the macro makes all the functions of the module that have a name, and no two can have the same.
            #[unsafe(no_mangle)]
            pub extern "C" fn $name($($argument: u64),*) -> u32 {
                deliver($outcome)
            }
        )*
    };
}

exports! {
    /// Values and deltas: words 0 to 3.
    fn price(spot_e8, strike_e8, seconds_to_expiry, vol_e9) = {
        let inputs = OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9 };
        options_math::price(&inputs).map(|prices| price_words(&prices))
    };

    /// Values and Greeks without interest: words 0 to 9.
    fn greeks(spot_e8, strike_e8, seconds_to_expiry, vol_e9) = {
        let inputs = OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9 };
        options_math::greeks(&inputs).map(|greeks| greek_words(&greeks, &inputs, 0))
    };

    /// Values and Greeks with a rate, continuously compounded: words 0 to 9.
    fn greeks_at_rate(spot_e8, strike_e8, seconds_to_expiry, vol_e9, rate_e9) = {
        let inputs = OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9 };
        options_math::greeks_at_rate(&inputs, rate_e9).map(|greeks| greek_words(&greeks, &inputs, rate_e9))
    };
}

/// No function panics; the language asks for this one all the same.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
