//! One option, without a branch: what every lane does.

use super::ln::ln;
use super::normal::{density, mills};
use super::{GREATEST_INPUT, LEAST_AMOUNT};

/// Total volatility below it counts as this much, and time value and gamma as zero.
const LEAST_TOTAL_VOL: f64 = 1e-150;

/// What a price depends on; units as in [`Options`](super::Options).
#[derive(Clone, Copy)]
pub(super) struct Contract {
    pub forward: f64,
    pub strike: f64,
    pub years: f64,
    pub volatility: f64,
    /// 1 for a call, -1 for a put.
    pub sign: f64,
}

/// Price and derivatives of one option; units as in [`Greeks`](super::Greeks).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Values {
    pub price: f64,
    pub delta: f64,
    pub gamma: f64,
    pub vega: f64,
}

/// The value of the option out of the money, and what it shares with the derivatives.
struct OutOfTheMoney {
    price: f64,
    /// `F n(d1) = K n(d2)`.
    weight: f64,
    /// `F N(-|d1|)`.
    forward_tail: f64,
    d1_is_positive: bool,
}

/// The formulas of the [module](super).
#[inline(always)]
pub(super) fn values(contract: Contract) -> Values {
    let Contract { forward, strike, years, volatility, sign } = contract;
    let root_of_years = years.sqrt();
    let total_vol = volatility * root_of_years;
    let vol = larger(total_vol, LEAST_TOTAL_VOL);
    let (per_vol, per_forward) = (1.0 / vol, 1.0 / forward);

    let option = out_of_the_money(forward, strike, vol, per_vol);
    let tail = option.forward_tail * per_forward;
    let in_the_money_share = 1.0 - tail;
    let exercised = option.d1_is_positive == (sign > 0.0);
    let gamma = (option.weight * per_forward) * per_vol * per_forward;

    let is_over = total_vol < LEAST_TOTAL_VOL;
    let time_value = if is_over { 0.0 } else { option.price };
    let gamma = if is_over { 0.0 } else { gamma };

    let valid = is_valid(&contract);
    Values {
        price: or_nan(valid, time_value + larger(sign * (forward - strike), 0.0)),
        delta: or_nan(valid, sign * if exercised { in_the_money_share } else { tail }),
        gamma: or_nan(valid, gamma),
        vega: or_nan(valid, option.weight * root_of_years),
    }
}

/// With `low` and `high` the lesser and greater of F and K, `x = ln(low/high)`, `near = x/s + s/2` and `far = x/s - s/2 <= 0`,
/// call and put are both `low N(near) - high N(far)`, and `low n(near) = high n(far)`: one density serves both.
#[inline(always)]
fn out_of_the_money(forward: f64, strike: f64, vol: f64, per_vol: f64) -> OutOfTheMoney {
    let forward_is_low = forward <= strike;
    let (low, high) = if forward_is_low { (forward, strike) } else { (strike, forward) };
    let distance = ln(low / high) * per_vol;
    let (near, far) = (distance + 0.5 * vol, distance - 0.5 * vol);
    let weight = low * density(near);
    let (near_tail, far_tail) = (weight * mills(near.abs()), weight * mills(-far));
    let near_rest = low - near_tail;
    let near_part = if near > 0.0 { near_rest } else { near_tail };
    OutOfTheMoney {
        price: larger(near_part - far_tail, 0.0),
        weight,
        forward_tail: if forward_is_low { near_tail } else { far_tail },
        d1_is_positive: !forward_is_low | (near > 0.0),
    }
}

/// Every comparison is made, so that there is no branch; all are false for what is not a number.
#[inline(always)]
fn is_valid(contract: &Contract) -> bool {
    let amount = |x: f64| (LEAST_AMOUNT..=GREATEST_INPUT).contains(&x);
    let not_negative = |x: f64| (0.0..=GREATEST_INPUT).contains(&x);
    amount(contract.forward)
        & amount(contract.strike)
        & not_negative(contract.years)
        & not_negative(contract.volatility)
}

#[inline(always)]
fn or_nan(valid: bool, x: f64) -> f64 {
    if valid {
        x
    } else {
        f64::NAN
    }
}

/// As one instruction, which `f64::max` with its care for NaN is not.
#[inline(always)]
fn larger(x: f64, least: f64) -> f64 {
    if x > least {
        x
    } else {
        least
    }
}
