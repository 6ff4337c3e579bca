//! Logarithm, exponential and square root of a [`Fix`].

use super::series::{exponential::exponential, logarithm::ln_ratio};
use crate::kernel::{square_root::square_root, words::ONE_Q48};
use crate::{Fix, MathError};

/// The natural logarithm, rounded to nearest; absolute error at most 0.6 ulp (2.2e-15). Domain: `x > 0`.
///
/// Non-decreasing. Method and source: `series::logarithm`.
pub fn ln(x: Fix) -> Result<Fix, MathError> {
    let bits = u64::try_from(x.to_bits()).map_err(|_| MathError::LogarithmArgument)?;
    if bits == 0 {
        return Err(MathError::LogarithmArgument);
    }
    let log_q57 = ln_ratio(bits, ONE_Q48);
    Ok(Fix::from_bits((log_q57 + (1 << 8)) >> 9))
}

/// The exponential, rounded towards zero; error at most one ulp plus 2^-58 of the result. Domain: `x < 15 ln 2`.
///
/// Below about -33.3 the result is zero. Method and source: `series::exponential`.
pub fn exp(x: Fix) -> Result<Fix, MathError> {
    const SMALLEST: Fix = Fix::from_bits(-(36 << 48));
    const LARGEST: Fix = Fix::from_bits(11 << 48);
    if x < SMALLEST {
        return Ok(Fix::ZERO);
    }
    if x > LARGEST {
        return Err(MathError::ExponentialArgument);
    }
    let result = exponential(i128::from(x.to_bits()) << 16);
    // Q63 with the exponent to Q48: a shift of 15 less the exponent, which must leave the sign bit clear.
    match u32::try_from(15 - result.exponent) {
        Ok(shift) if shift > 0 => {
            let bits = result.mantissa.checked_shr(shift).unwrap_or(0);
            Ok(Fix::from_bits(bits as i64)) // at least one bit was shifted out: below 2^63
        }
        _ => Err(MathError::ExponentialArgument),
    }
}

/// The square root, exactly `floor(sqrt(x) / ulp)` ulps. Domain: `x >= 0`.
///
/// Method and source: `kernel::square_root`.
pub fn sqrt(x: Fix) -> Result<Fix, MathError> {
    let bits = u64::try_from(x.to_bits()).map_err(|_| MathError::SquareRootArgument)?;
    // sqrt(bits / 2^48) * 2^48 = sqrt(bits) * 2^24.
    let estimate = square_root(bits);
    let floor = estimate.mantissa >> (7 + estimate.shift);
    // The estimate is low by at most two units before the shift, so by at most one after it. floor < 2^56.
    let next = u128::from(floor + 1);
    let exact = if next * next <= u128::from(bits) << 48 { floor + 1 } else { floor };
    Ok(Fix::from_bits(exact as i64)) // below 2^56
}
