//! The volatility at which the model gives a price.

use crate::inputs::{OptionInputs, OptionType, MAX_VOL_E9, MIN_VOL_E9};
use crate::kernel::{log_ratio::*, position::*, square_root::*, time_root::*, words::*};
use crate::MathError;

/// An option and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricedOption {
    /// Call or put.
    pub option_type: OptionType,
    /// Price of one unit of the underlying, USD * 1e8; with interest or dividends, the forward price.
    pub spot_e8: u64,
    /// USD * 1e8.
    pub strike_e8: u64,
    /// At least one.
    pub seconds_to_expiry: u64,
    /// USD * 1e12; with interest, undiscounted.
    pub price_e12: u64,
}

/// The yearly volatility * 1e9, from [`MIN_VOL_E9`] to [`MAX_VOL_E9`].
///
/// The model's price at the result is within 1e-9 of spot of the price asked for, which is the model's own accuracy: the volatility
/// itself is as sharp as the option's vega allows. Prices outside the bounds that hold for any volatility, or that need one outside
/// the domain, are refused with what is wrong.
///
/// Method: the out-of-the-money option's price f as a function of w = vol sqrt(T) rises from convex to concave at
/// w = sqrt(2 |ln(S/K)|) (S. Manaster and G. Koehler, Journal of Finance 37 (1982)), where the search starts. In the convex wing
/// ln f is nearly linear in 1/w^2, so Newton's step is taken there; elsewhere, and near the solution, Halley's step in w, with
/// f''/f' = d1 d2 / w. Each evaluation narrows a bracket, and a step that leaves it is replaced by bisection, so the search ends.
pub fn implied_vol(option: &PricedOption) -> Result<u64, MathError> {
    let problem = Problem::new(option)?;
    let solution = if problem.is_above { problem.solve::<true>() } else { problem.solve::<false>() }?;
    // The solution is below 2^37.9, so the sum is below 2^64.
    let vol_e9 = div(add(shl(solution, 26), problem.time.root >> 1), problem.time.root);
    Ok(vol_e9.clamp(MIN_VOL_E9, MAX_VOL_E9))
}

/// More than the bisection of a bracket of 38 bits needs, and its two ends.
const MAX_EVALUATIONS: u32 = 64;
/// Of spot in Q40, 3e-11: below it the kernel's last bits decide, and the search would follow them.
const EXACT: i64 = 32;
/// The kernel's accuracy, 5e-10 of spot in Q40.
const ACCURACY: i64 = 512;

/// What stays the same while the volatility is sought. `w` is in the scale of [`Deviation`].
struct Problem {
    is_above: bool,
    /// |ln(S/K)| in Q48.
    distance: u64,
    time: TimeRoot,
    /// (S - K) / S in Q40 above the strike, zero below.
    intrinsic: i64,
    /// The out-of-the-money option's price over spot, Q40.
    target: i64,
}

/// The model at one volatility.
struct Trial {
    /// The model's price over spot less the target, Q40.
    excess: i64,
    /// The model's price over spot, Q40.
    value: u64,
    density: u64,
    d1_d2: i64,
}

impl Problem {
    fn new(option: &PricedOption) -> Result<Self, MathError> {
        let PricedOption { option_type, spot_e8, strike_e8, seconds_to_expiry, price_e12 } = *option;
        let inputs = OptionInputs { spot_e8, strike_e8, seconds_to_expiry, vol_e9: MIN_VOL_E9 };
        inputs.check()?;
        if strike_e8 == 0 {
            return Err(MathError::Strike);
        }
        if seconds_to_expiry == 0 {
            return Err(MathError::SecondsToExpiry);
        }
        let most_e8 = match option_type {
            OptionType::Call => spot_e8,
            OptionType::Put => strike_e8,
        };
        if price_e12 >= mul(most_e8, 10_000) {
            return Err(MathError::PriceTooHigh);
        }
        let is_above = spot_e8 >= strike_e8;
        let in_the_money = is_above == (option_type == OptionType::Call);
        let intrinsic_e12 = if in_the_money { mul(spot_e8.abs_diff(strike_e8), 10_000) } else { 0 };
        let Some(time_value_e12) = price_e12.checked_sub(intrinsic_e12) else {
            return Err(MathError::PriceTooLow);
        };
        if time_value_e12 == 0 {
            return Err(MathError::PriceTooLow);
        }
        // Above 2^44, five bits less: far below the kernel's accuracy.
        let excess_bits = if spot_e8 >> MAX_BITS == 0 { 0 } else { 5 };
        let (spot, strike) = (spot_e8 >> excess_bits, (strike_e8 >> excess_bits).max(1));
        let (distance, intrinsic) = match is_above {
            true => (log_ratio(spot, strike.min(spot)), ratio_q40(spot.saturating_sub(strike), spot)),
            false => (log_ratio(strike.max(spot), spot), 0),
        };
        Ok(Self {
            is_above,
            distance,
            time: time_root(seconds_to_expiry),
            intrinsic: signed(intrinsic),
            target: signed(price_ratio(time_value_e12 >> excess_bits, spot)),
        })
    }

    fn deviation(&self, w: u64) -> Deviation {
        Deviation::from_scaled(w, self.time.scale)
    }

    #[inline(never)]
    fn try_at<const ABOVE: bool>(&self, w: u64) -> Trial {
        let position = position::<ABOVE>(Distance::new(self.distance, self.time.scale), self.deviation(w));
        let value = match position.direct {
            Direct::Call if ABOVE => sub_signed(position.value, self.intrinsic).max(0),
            _ => position.value,
        };
        Trial {
            excess: sub_signed(value, self.target),
            value: value as u64, // not negative
            density: position.density,
            d1_d2: position.d1_d2,
        }
    }

    fn solve<const ABOVE: bool>(&self) -> Result<u64, MathError> {
        let lowest = Deviation::new(MIN_VOL_E9, self.time).scaled;
        let highest = Deviation::new(MAX_VOL_E9, self.time).scaled;
        // The bracket: no solution at its ends or beyond. Those of the domain are inside until they are tried.
        let (mut low, mut high) = (sub(lowest, 1), add(highest, 1));
        let mut w = self.start().clamp(lowest, highest);
        for _ in 0..MAX_EVALUATIONS {
            let trial = self.try_at::<ABOVE>(w);
            if trial.excess.abs() <= EXACT {
                return Ok(w);
            }
            let next = self.step(w, &trial);
            if trial.excess.abs() <= ACCURACY && next.abs_diff(w) <= w >> 12 {
                return Ok(next.clamp(low, high).clamp(lowest, highest));
            }
            if trial.excess < 0 {
                if w == highest {
                    return at_the_end(&trial, w, MathError::PriceTooHigh);
                }
                low = w;
            } else {
                if w == lowest {
                    return at_the_end(&trial, w, MathError::PriceTooLow);
                }
                high = w;
            }
            if high - low <= 1 {
                return Ok(w);
            }
            w = match next {
                _ if next > low && next < high => next,
                // Beyond the domain: its end, once.
                _ if next <= lowest && low < lowest => lowest,
                _ if next >= highest && high > highest => highest,
                _ => low + ((high - low) >> 1),
            };
        }
        Ok(w)
    }

    /// The point of inflection; but if a straight line through the price at the money is below it already, that is nearer, and
    /// the price itself as one at the money is never too high.
    fn start(&self) -> u64 {
        /// sqrt(2 pi) in Q10: w over the price at the money.
        const PER_PRICE: u64 = 2_567;
        let scale = self.time.scale;
        let root = square_root(shl(self.distance, 1));
        let inflection = root.mantissa >> (20 + root.shift - scale); // mantissa / 2^(31 + shift), Q24 to Q35 and the scale
        let as_at_the_money = |price: u64| shl(mul(price.min(1 << 41), PER_PRICE) >> 15, scale); // Q40 to Q35 and the scale
        let price = self.target as u64; // not negative
        let line = as_at_the_money(add(price, self.distance >> 9)); // c + |ln(S/K)| / 2
        if line < inflection {
            line
        } else {
            inflection.max(as_at_the_money(price))
        }
    }

    /// Where the next trial should be.
    fn step(&self, w: u64, trial: &Trial) -> u64 {
        if trial.density == 0 || trial.value == 0 {
            return u64::MAX; // far in the wing: higher
        }
        let near = trial.excess.unsigned_abs() <= trial.value >> 3;
        if !near && trial.excess > 0 && trial.d1_d2 >= 0 {
            self.step_in_wing(w, trial)
        } else {
            self.step_of_halley(w, trial)
        }
    }

    /// With u = 1/w^2: `u + (ln c - ln f) / (d ln f / du)`, which is `w / sqrt(1 - 2 y)` with y = (f / phi) ln(c / f) / w.
    fn step_in_wing(&self, w: u64, trial: &Trial) -> u64 {
        // f > c here, so y is negative: 1 - 2 y is one plus what follows.
        let mills = div(shl(trial.value, 24), trial.density).min(3 << 30); // f / phi in Q31, at most 1.26 where the model is exact
        let fall = log_ratio(trial.value, (self.target as u64).max(1)) >> 21; // ln(f / c) in Q27, < 28
        let product = mul(mills, fall) >> 5; // < 2^31.6 * 2^31.9; Q53
                                             // Twice, over w in Q35 of the scale: to Q30.
        let ratio = div(product, w >> 13); // Q53 - Q22 = Q31 of the scale; doubled, Q30
        let sum = add(1 << 30, shl(ratio.min(1 << 40), self.time.scale)).min(1 << 50);
        let SquareRoot { mantissa, shift } = square_root(sum); // Q15
                                                               // w / root: w < 2^38.
        shl(div(shl(w, 24), mantissa >> 33), shift) >> 11
    }

    /// `w + n / (1 + n d1 d2 / (2 w))` with Newton's n = (c - f) / phi.
    fn step_of_halley(&self, w: u64, trial: &Trial) -> u64 {
        let wanted = trial.excess.wrapping_neg();
        let scale = self.time.scale;
        // Q40 / Q33 in two divisions: Q60.
        let high = div(shl(wanted.unsigned_abs(), 23), trial.density); // Q30
        if high >= 1 << 33 {
            return if wanted > 0 { u64::MAX } else { 0 };
        }
        let rest = sub(shl(wanted.unsigned_abs(), 23), mul(high, trial.density));
        let newton = add(shl(high, 30), div(shl(rest, 30), trial.density)); // Q60, < 2^63
        let newton_w = signed(shr(newton, 25 - scale)); // Q35 and the scale, < 2^51
                                                        // n d1 d2 / (2 w) in Q22.
        let w_q30 = (shr(w, 5 + scale)).max(1);
        let product = mul_signed(signed(high), trial.d1_d2.clamp(-(1 << 28), 1 << 28)) >> 20; // Q30, < 2^41
        let bend = divide_signed(shl_signed(product, 21), signed(w_q30)); // Q21 + 1, halved
        let bend = if wanted > 0 { bend } else { bend.wrapping_neg() };
        let factor = add_signed(1 << 22, bend.clamp(-(1 << 21), 1 << 24)); // at least one half
        let step = divide_signed(shl_signed(newton_w.min(1 << 40), 22), factor);
        let next = if wanted > 0 { signed(w).wrapping_add(step) } else { signed(w).wrapping_sub(step) };
        next.max(0) as u64
    }
}

/// Either the end of the domain is as good as exact, or the price needs a volatility beyond it.
fn at_the_end(trial: &Trial, w: u64, error: MathError) -> Result<u64, MathError> {
    if trial.excess.abs() <= ACCURACY {
        Ok(w)
    } else {
        Err(error)
    }
}

/// `value_e12 / (spot * 10^4)` in Q40 for a value of at most spot and a spot below 2^44.
fn price_ratio(value_e12: u64, spot_e8: u64) -> u64 {
    let value_e8 = value_e12 / 10_000;
    let rest = value_e12 % 10_000;
    let fraction = div(div(shl(rest, 40), 10_000), spot_e8);
    add(ratio_q40(value_e8, spot_e8), fraction)
}
