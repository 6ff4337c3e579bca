//! Elementary functions, on arguments of the size that the inputs lead to.

use crate::measure::{Measured, Meter, measure};
use core::hint::black_box;
use options_math::{Fix, MathError, OptionInputs};

pub fn ln(inputs: &OptionInputs, meter: Meter) -> Measured {
    measured(options_math::ln, ratio(inputs), meter)
}

/// Of minus the volatility's square.
pub fn exp(inputs: &OptionInputs, meter: Meter) -> Measured {
    let vol = vol(inputs);
    measured(options_math::exp, -(vol * vol).min(Fix::from_bits(30 << 48)), meter)
}

pub fn sqrt(inputs: &OptionInputs, meter: Meter) -> Measured {
    measured(options_math::sqrt, ratio(inputs), meter)
}

pub fn norm_cdf(inputs: &OptionInputs, meter: Meter) -> Measured {
    measured(|x| Ok(options_math::norm_cdf(x)), vol(inputs), meter)
}

pub fn norm_pdf(inputs: &OptionInputs, meter: Meter) -> Measured {
    measured(|x| Ok(options_math::norm_pdf(x)), vol(inputs), meter)
}

/// Of a sixteenth of the volatility.
pub fn norm_inv(inputs: &OptionInputs, meter: Meter) -> Measured {
    measured(options_math::norm_inv, vol(inputs) / 16, meter)
}

fn measured(function: fn(Fix) -> Result<Fix, MathError>, argument: Fix, meter: Meter) -> Measured {
    let (function, argument) = (black_box(function), black_box(argument));
    let (compute_units, value) = measure(meter, || function(argument));
    Measured::new(compute_units, &value.map(|value| [value.to_bits() as u64]))
}

/// Strike over spot, from 2^-20 to 2^14.
fn ratio(inputs: &OptionInputs) -> Fix {
    let bits = (u128::from(inputs.strike_e8) << 48) / u128::from(inputs.spot_e8);
    Fix::from_bits(bits.clamp(1 << 28, 1 << 62) as i64)
}

fn vol(inputs: &OptionInputs) -> Fix {
    Fix::from_bits(((u128::from(inputs.vol_e9) << 48) / 1_000_000_000) as i64)
}
