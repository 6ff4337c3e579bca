//! European options on a forward.

use crate::price::greeks;
use crate::{Fix, MathError, OptionInputs};
use fixed::types::{I24F40, U20F44, U24F40, U29F35};

/// The discounted values of a call and a put, and their derivatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForwardGreeks {
    /// USD * 1e12.
    pub call_e12: u64,
    /// USD * 1e12.
    pub put_e12: u64,
    /// Derivative of the call's value by the forward: the discount times N(d1). The put's is this less the discount.
    pub call_delta: U24F40,
    /// Second derivative by the forward, times the forward. The same for call and put.
    pub gamma_times_forward: U29F35,
    /// Derivative by volatility (per 1.00), over the forward. The same for call and put.
    pub vega_over_forward: U20F44,
    /// Change of either value per year that passes, over the forward, while the discount stays; never positive. With a constant rate r
    /// the discount grows as well and adds r times the value.
    pub theta_over_forward: I24F40,
}

/// Black's formula (F. Black, Journal of Financial Economics 3 (1976)): `D (F N(d1) - K N(d2))` and `D (K N(-d2) - F N(-d1))`.
///
/// `inputs.spot_e8` is the forward price, which may be zero here; `discount` is the present value of one unit at expiry, above 0 and
/// at most 2. Rates of either sign, dividends and funding are all in these two; the derivative by a rate that moves the discount alone
/// is -T times the value. All is rounded towards zero, so parity holds to a unit; errors as in [`crate::price`].
pub fn black76(inputs: &OptionInputs, discount: Fix) -> Result<ForwardGreeks, MathError> {
    if discount <= 0 || discount > 2 {
        return Err(MathError::Discount);
    }
    let factor = u128::from(discount.to_bits().unsigned_abs()); // at most 2^49
                                                                // Undiscounted words are below 2^62.4, so twice as much fits.
    let discounted = |word: u64| (u128::from(word).wrapping_mul(factor) >> 48) as u64;
    if inputs.spot_e8 == 0 {
        OptionInputs { spot_e8: 1, ..*inputs }.check()?;
        let strike_e12 = inputs.strike_e8.wrapping_mul(10_000); // < 2^62.3
        return Ok(ForwardGreeks {
            call_e12: 0,
            put_e12: discounted(strike_e12),
            call_delta: U24F40::ZERO,
            gamma_times_forward: U29F35::ZERO,
            vega_over_forward: U20F44::ZERO,
            theta_over_forward: I24F40::ZERO,
        });
    }
    let quote = greeks(inputs)?;
    let decay = discounted(quote.call_theta_over_spot.to_bits().unsigned_abs());
    Ok(ForwardGreeks {
        call_e12: discounted(quote.prices.call_e12),
        put_e12: discounted(quote.prices.put_e12),
        call_delta: U24F40::from_bits(discounted(quote.prices.call_delta.to_bits())),
        gamma_times_forward: U29F35::from_bits(discounted(quote.gamma_times_spot.to_bits())),
        vega_over_forward: U20F44::from_bits(discounted(quote.vega_over_spot.to_bits())),
        // At 1 second and 400 % decay is below 2^53, so the sign bit stays clear.
        theta_over_forward: I24F40::from_bits((decay as i64).wrapping_neg()),
    })
}
