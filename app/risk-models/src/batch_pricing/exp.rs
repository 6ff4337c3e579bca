//! e to a power.

use super::coefficients::EXP;
use super::polynomial::polynomial;
use std::f64::consts::LOG2_E;

/// Below it `exp_of_sum` is zero: the least power that is a normal number is at -708.4.
const LEAST_POWER: f64 = -708.0;
/// `1.5 * 2^52`: added to a number of at most 2^51 it rounds it to the nearest integer, which is then in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// `ln 2` in two parts; the first ends in zero bits, so that its product with an integer up to 2^20 is exact.
pub(super) const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
pub(super) const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// `e^(head + rest)` for `head <= 709` and a `rest` of at most 0.001, within 2 units in the last place; zero where `head < -708`.
///
/// `e^(head + rest) = 2^k e^r`, `k = round(head / ln 2)`, `r = head - k ln 2 + rest`; e^r by the polynomial in [`EXP`].
#[inline(always)]
pub(super) fn exp_of_sum(head: f64, rest: f64) -> f64 {
    let rounded = head * LOG2_E + ROUNDER;
    let k = rounded - ROUNDER;
    let r = ((head - k * LN_2_HIGH) - k * LN_2_LOW) + rest;
    let power = 1.0 + (r + r * r * polynomial(&EXP, r));
    // The exponent of a number is 1023 above the power of two; only the low bits of `rounded` survive the shift.
    let scale = f64::from_bits(rounded.to_bits().wrapping_add(1023) << 52);
    let result = power * scale;
    if head >= LEAST_POWER {
        result
    } else {
        0.0
    }
}
