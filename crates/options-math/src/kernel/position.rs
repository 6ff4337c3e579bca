//! Where spot lies against the strike, and what follows: value, delta and density per unit of spot.
//!
//! With F = S e^(rT), w = vol sqrt(T), d1 = ln(F/K) / w + w/2, d2 = d1 - w, and K' = K e^(-rT) (F. Black and M. Scholes, Journal of
//! Political Economy 81 (1973)), the call is S N(d1) - K' N(d2) and the put K' N(-d2) - S N(-d1). Since S phi(d1) = K' phi(d2), a
//! strike's leg per spot is `K' N(-d2) / S = phi(d1) M(d2)` with Mills' ratio M(y) = N(-y) / phi(y). Only the option whose legs
//! are tails is computed so; the other follows by parity. Nothing is multiplied by K/S, so errors stay relative to spot.

use super::bell::{mills, tail_and_density, ONE_Q40};
use super::time_root::TimeRoot;
use super::words::*;

/// `w = vol * sqrt(T)`, at most 5.7.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deviation {
    /// `w * 2^scale` in Q35: below 8 * 2^35, and at least 2^29 for a volatility of 2 %.
    pub scaled: u64,
    pub scale: u64,
    /// `w / 2` in Q35, < 4.
    half: u64,
}

impl Deviation {
    /// For a volatility below 2^32.
    #[inline(always)]
    pub fn new(vol_e9: u64, time: TimeRoot) -> Self {
        // The product is below 4e9 * 2^32 < 2^64 - 2^25.
        Self::from_scaled(add(mul(vol_e9, time.root), 1 << 25) >> 26, time.scale)
    }

    #[inline(always)]
    pub fn from_scaled(scaled: u64, scale: u64) -> Self {
        Self { scaled, scale, half: shr(scaled, add(1, scale)) }
    }
}

/// |ln(F/K)| in Q48, times the 2^scale of the deviations that it is divided by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Distance(u64);

impl Distance {
    /// Farther than any deviation reaches: no time value.
    pub const FAR: Self = Self(u64::MAX);

    /// For a distance in Q48. What does not fit is more than four thousand deviations, and so is the most that does.
    #[inline(always)]
    pub fn new(distance: u64, scale: u64) -> Self {
        Self(shl(distance.min(shr(u64::MAX >> 1, scale)), scale))
    }
}

/// Which option of the pair is computed without subtracting nearly equal numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direct {
    Call,
    Put,
}

/// An option pair per unit of spot.
#[derive(Clone, Copy)]
pub(crate) struct Position {
    pub direct: Direct,
    /// The direct option's value over spot: Q40, not negative.
    pub value: i64,
    /// N(d1) in Q40.
    pub call_delta: i64,
    /// The direct option's leg at the strike over spot, `K' N(d2) / S` of the call or `K' N(-d2) / S` of the put: Q40.
    pub strike_leg: u64,
    /// phi(d1) in Q33.
    pub density: u64,
    /// d1 d2 in Q20, within 2^-6 of itself or 2^-6.
    pub d1_d2: i64,
}

impl Position {
    /// No time value, on the side where the call is in the money.
    pub const ABOVE: Self =
        Self { direct: Direct::Put, value: 0, call_delta: ONE_Q40, strike_leg: 0, density: 0, d1_d2: 0 };
    /// No time value, on the side where the call is out of the money.
    pub const BELOW: Self = Self { direct: Direct::Call, value: 0, call_delta: 0, strike_leg: 0, density: 0, d1_d2: 0 };
}

/// The pair at `distance`, which has the deviation's scale, with `ABOVE` for F >= K. Where d1 is 6.46875 or more from zero the direct option
/// is worth less than 2e-10 of spot, and here nothing.
#[inline(always)]
pub(crate) fn position<const ABOVE: bool>(distance: Distance, deviation: Deviation) -> Position {
    match near::<ABOVE>(distance, deviation) {
        Some(position) => position,
        None if ABOVE => Position::ABOVE,
        None => Position::BELOW,
    }
}

#[inline(always)]
fn near<const ABOVE: bool>(distance: Distance, deviation: Deviation) -> Option<Position> {
    let (Distance(numerator), Deviation { scaled, half, .. }) = (distance, deviation);
    if scaled == 0 {
        return None; // never: it spares both divisions their check
    }
    let high = div(numerator, scaled);
    if high >= 10 << 13 {
        return None;
    }
    let rest = shl(sub(numerator, mul(high, scaled)), 22); // < 2^60
    let centre = add(shl(high, 22), div(rest, scaled)); // distance / w in Q35, < 10
    let outer = add(centre, half);
    let inner = sub_signed(signed(centre), signed(half));
    let (d1, d2) = if ABOVE { (outer, inner.unsigned_abs()) } else { (inner.unsigned_abs(), outer) };

    let bell = tail_and_density(d1)?;
    // Q33 * Q31 / 2^24 = Q40. Below 2^63 by a hair (a unit test has it): the largest are both at zero, and d1 and d2 are never both.
    let strike_leg = mul_signed(bell.density, mills(d2)?) >> 24;
    let d1_is_positive = ABOVE || inner < 0;
    let call_delta = if d1_is_positive { sub_signed(ONE_Q40, bell.tail) } else { bell.tail };
    let (direct, value) = if ABOVE && inner >= 0 {
        (Direct::Put, sub_signed(strike_leg, bell.tail))
    } else {
        (Direct::Call, sub_signed(call_delta, strike_leg))
    };
    let (strike_leg, density) = (strike_leg as u64, bell.density as u64); // products of positive numbers
    let d1_d2 = mul_signed(signed(outer >> 25), inner >> 25); // the same for either sign; Q10 * Q10
    Some(Position { direct, value: value.max(0), call_delta, strike_leg, density, d1_d2 })
}

/// `price * factor * ratio` for a price below 2^44, a ratio of at most one in Q40 and a factor of at most 100,000: low by less than
/// `price * 2^-24` and two units. With a factor of 10,000 it turns USD times 10^8 into USD times 10^12.
#[inline(always)]
pub(crate) fn scale(price: u64, factor: u64, ratio: i64) -> u64 {
    let factor = mul(ratio as u64, factor) >> 16; // Q24, < 2^40.7
    let high = mul(price >> 22, factor); // < 2^62.7
    let low = mul(price & 0x3f_ffff, factor) >> 22;
    add(high, low) >> 2
}

/// `a / b` in Q40, rounded down to a multiple of 2^-37, for `a < 8 b`, b from 1 to 2^44 - 1.
#[inline(always)]
pub(crate) fn ratio_q40(a: u64, b: u64) -> u64 {
    let scaled = shl(a, 17); // < 2^64
    let high = div(scaled, b); // Q17
    let low = div(shl(sub(scaled, mul(high, b)), 20), b);
    shl(add(shl(high, 20), low), 3)
}
