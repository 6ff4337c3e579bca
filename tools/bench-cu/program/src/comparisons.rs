//! What other crates take for the same.

use bench_cu_operations::{COMPARISONS, Measured, Meter, Run, measure};
use core::hint::black_box;
use options_math::{OptionInputs, SECONDS_PER_YEAR};
use solmath::{BsFull, SolMathError};

/// In the order of [`COMPARISONS`].
pub const RUNS: [Run; COMPARISONS.len()] = [solmath_bs_full];

/// Prices and Greeks without a rate; arguments are times 10^12 there.
fn solmath_bs_full(inputs: &OptionInputs, meter: Meter) -> Measured {
    #[inline(never)]
    fn call(arguments: &[u128; 5]) -> Result<BsFull, SolMathError> {
        let [spot, strike, rate, vol, years] = *arguments;
        solmath::bs_full(spot, strike, rate, vol, years)
    }
    let (spot, strike) = (u128::from(inputs.spot_e8) * 10_000, u128::from(inputs.strike_e8) * 10_000);
    let years = u128::from(inputs.seconds_to_expiry) * 1_000_000_000_000 / u128::from(SECONDS_PER_YEAR);
    let arguments = [spot, strike, 0, u128::from(inputs.vol_e9) * 1_000, years];
    let arguments = black_box(&arguments);
    let (compute_units, full) = measure(meter, || call(arguments));
    Measured::new(compute_units, &full.map(|full| [full.call as u64, full.put as u64, full.call_delta as u64]))
}
