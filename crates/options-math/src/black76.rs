//! European options on a forward.

use crate::price::price;
use crate::{Fix, MathError, OptionInputs};

/// The values of a call and a put, discounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForwardPrices {
    /// USD * 1e12.
    pub call_e12: u64,
    /// USD * 1e12.
    pub put_e12: u64,
}

/// Black's formula (F. Black, Journal of Financial Economics 3 (1976)): `D (F N(d1) - K N(d2))` and `D (K N(-d2) - F N(-d1))`.
///
/// `inputs.spot_e8` is the forward price, which may be zero here; `discount` is the present value of one unit at expiry, above 0 and
/// at most 2. Rates of either sign, dividends and funding are all in these two. Values are rounded down; errors as in [`price`].
pub fn black76(inputs: &OptionInputs, discount: Fix) -> Result<ForwardPrices, MathError> {
    if discount <= 0 || discount > 2 {
        return Err(MathError::Discount);
    }
    let factor = u128::from(discount.to_bits().unsigned_abs()); // at most 2^49
                                                                // Undiscounted values are below 2^62.4, so twice as much fits.
    let discounted = |value_e12: u64| (u128::from(value_e12).wrapping_mul(factor) >> 48) as u64;
    if inputs.spot_e8 == 0 {
        OptionInputs { spot_e8: 1, ..*inputs }.check()?;
        let strike_e12 = inputs.strike_e8.wrapping_mul(10_000); // < 2^62.3
        return Ok(ForwardPrices { call_e12: 0, put_e12: discounted(strike_e12) });
    }
    let prices = price(inputs)?;
    Ok(ForwardPrices { call_e12: discounted(prices.call_e12), put_e12: discounted(prices.put_e12) })
}
