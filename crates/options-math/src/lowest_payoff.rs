//! The worst that a portfolio of options on one underlying and expiry can be worth at expiry: the maximum-loss margin.

use crate::inputs::MAX_PRICE_E8;
use crate::kernel::words::{add_signed, mul_signed, sub_signed};
use crate::{MathError, OptionType};

/// The most legs that [`lowest_payoff`] takes.
pub const MAX_LEGS: usize = 24;
/// The largest quantity of a leg either way: 144 million with nine decimals.
pub const MAX_QUANTITY: i64 = 1 << 57;

/// Options of one kind and strike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Call or put.
    pub option_type: OptionType,
    /// USD * 1e8, at most [`MAX_PRICE_E8`].
    pub strike_e8: u64,
    /// Above zero when owned, below when owed; in any unit, at most [`MAX_QUANTITY`] either way.
    pub quantity: i64,
}

/// The exact minimum over all S in [0, infinity) of
/// `underlying * S + sum over calls of quantity * max(S - K, 0) + sum over puts of quantity * max(K - S, 0)`,
/// in USD * 1e8 times the unit of the quantities. Negative: the largest loss. The legs may be in any order (sorted by strike is cheapest).
///
/// The payoff is linear between strikes, so its minimum is at zero or at a strike, unless it falls for ever: then
/// [`MathError::UnboundedLoss`]. More than [`MAX_LEGS`] legs, a strike or a quantity outside its range are refused.
pub fn lowest_payoff(legs: &[Leg], underlying: i64) -> Result<i128, MathError> {
    if legs.len() > MAX_LEGS {
        return Err(MathError::TooManyLegs);
    }
    check_quantity(underlying)?;
    if slope_at_infinity(legs, underlying)? < 0 {
        return Err(MathError::UnboundedLoss);
    }
    let mut corners = [0; MAX_LEGS];
    let mut costs = [Wide::ZERO; MAX_LEGS];
    // At zero the calls are worthless and every put pays its strike.
    let mut value_at_zero = Wide::ZERO;
    // At most 25 * 2^57.
    let mut slope = underlying;
    for (index, (leg, cost)) in legs.iter().zip(&mut costs).enumerate() {
        *cost = Wide::product(leg.quantity, leg.strike_e8);
        if leg.option_type == OptionType::Put {
            value_at_zero = value_at_zero.plus(cost);
            slope = slope.wrapping_sub(leg.quantity);
        }
        insert(&mut corners, index, leg.strike_e8 << INDEX_BITS | index as u64);
    }
    // Beyond some corners the payoff is value_at_zero + slope * S - the sum of their costs: a call begins to rise at its strike, a
    // put stops falling, so the slope turns by the quantity either way. The lowest is where a falling payoff turns.
    let mut lowest = value_at_zero.total();
    let mut base = value_at_zero;
    for corner in corners.iter().take(legs.len()) {
        let index = (corner & INDEX_MASK) as usize;
        let (Some(leg), Some(cost)) = (legs.get(index), costs.get(index)) else { break };
        let turned = slope.wrapping_add(leg.quantity);
        if slope < 0 && turned >= 0 {
            let along_slope = i128::from(slope).wrapping_mul(i128::from(leg.strike_e8)); // < 2^62 * 2^49
            lowest = lowest.min(base.total().wrapping_add(along_slope));
        }
        slope = turned;
        base = base.minus(cost);
    }
    Ok(lowest)
}

/// What every further dollar brings above all strikes: the underlying and the calls. Refuses strikes and quantities outside their ranges.
fn slope_at_infinity(legs: &[Leg], underlying: i64) -> Result<i64, MathError> {
    let mut slope = underlying;
    for leg in legs {
        check_quantity(leg.quantity)?;
        if leg.strike_e8 > MAX_PRICE_E8 {
            return Err(MathError::Strike);
        }
        if leg.option_type == OptionType::Call {
            slope = slope.wrapping_add(leg.quantity); // at most 25 * 2^57
        }
    }
    Ok(slope)
}

/// A corner of the payoff is one word, so that sorting moves little: the strike, then the leg's index in the low bits.
const INDEX_BITS: u32 = 5;
const INDEX_MASK: u64 = (1 << INDEX_BITS) - 1;

/// Puts a corner among the `count` sorted ones before it; `count` is below [`MAX_LEGS`]. Legs that come in order need no search.
#[inline(always)]
fn insert(corners: &mut [u64; MAX_LEGS], count: usize, corner: u64) {
    let sorted = corners.get(..count).unwrap_or_default();
    let place = match sorted.last() {
        Some(last) if *last > corner => sorted.partition_point(|other| *other < corner),
        _ => count,
    };
    if count < MAX_LEGS {
        corners.copy_within(place..count, place + 1);
        corners[place] = corner;
    }
}

/// `high * 2^56 + middle * 2^28 + low`: a sum of products of a quantity and a strike, whose parts are added one by one, since a
/// 128-bit product costs more on chain than four of 64. With a quantity of 57 bits and a strike of 49, 48 sums or differences leave
/// every part below 2^63.
#[derive(Clone, Copy)]
struct Wide {
    high: i64,
    middle: i64,
    low: i64,
}

impl Wide {
    const ZERO: Self = Self { high: 0, middle: 0, low: 0 };

    #[inline(always)]
    fn product(quantity: i64, strike_e8: u64) -> Self {
        const BITS: u32 = 28;
        const MASK: i64 = (1 << BITS) - 1;
        let (quantity_high, quantity_low) = (quantity >> BITS, quantity & MASK); // 29 bits and sign, 28 bits
        let (strike_high, strike_low) = ((strike_e8 >> BITS) as i64, strike_e8 as i64 & MASK); // 21 bits, 28 bits
        Self {
            high: mul_signed(quantity_high, strike_high),
            middle: add_signed(mul_signed(quantity_high, strike_low), mul_signed(quantity_low, strike_high)), // < 2^57.1
            low: mul_signed(quantity_low, strike_low),
        }
    }

    #[inline(always)]
    fn plus(&self, other: &Self) -> Self {
        Self {
            high: add_signed(self.high, other.high),
            middle: add_signed(self.middle, other.middle),
            low: add_signed(self.low, other.low),
        }
    }

    #[inline(always)]
    fn minus(&self, other: &Self) -> Self {
        Self {
            high: sub_signed(self.high, other.high),
            middle: sub_signed(self.middle, other.middle),
            low: sub_signed(self.low, other.low),
        }
    }

    fn total(&self) -> i128 {
        (i128::from(self.high) << 56).wrapping_add(i128::from(self.middle) << 28).wrapping_add(i128::from(self.low))
    }
}

fn check_quantity(quantity: i64) -> Result<(), MathError> {
    if (-MAX_QUANTITY..=MAX_QUANTITY).contains(&quantity) {
        Ok(())
    } else {
        Err(MathError::Quantity)
    }
}
