//! One step towards the total volatility of a price.

use super::point::{Point, Regime};
use super::reduced::Reduced;

/// A function f of the total volatility that is zero at the solution.
struct Objective {
    /// `f / f'`, Newton's step.
    newton: f64,
    /// `f'' / f'`.
    second: f64,
    /// `f''' / f'`.
    third: f64,
}

/// The next total volatility by the third method of Householder, of order four:
/// `s - n (1 - n f''/(2 f')) / (1 - n f''/f' + n^2 f'''/(6 f'))`, `n = f / f'`.
///
/// Source: A. S. Householder, "The numerical treatment of a single nonlinear equation" (1970), chapter 4.
pub(super) fn improved(reduced: &Reduced, ln_price: f64, total_vol: f64) -> f64 {
    let point = Point::new(reduced.distance, total_vol);
    let Objective { newton, second, third } = match point.regime() {
        Regime::Low { gap } => below_inflection(&point, ln_price, gap),
        Regime::Narrow { gap } => at_small_vol(&point, reduced.price, gap),
        Regime::High { sum } => above_inflection(&point, reduced.from_limit, sum),
    };
    let step = newton * (1.0 - 0.5 * second * newton) / (1.0 - second * newton + third * newton * newton / 6.0);
    total_vol - step
}

/// `b''/b' = (h^2 - t^2) / s` and `b'''/b' = (b''/b')^2 - 3 (h/s)^2 - 1/4`.
fn price_ratios(point: &Point) -> (f64, f64) {
    let (h, t) = (point.h, point.t);
    let second = (h - t) * (h + t) * point.over_s;
    let h_over_s = h * point.over_s;
    (second, second * second - 3.0 * h_over_s * h_over_s - 0.25)
}

/// The ratios of the logarithm of a function p, from those of the function: `first = p'/p`, `p''/p'` and `p'''/p'`.
fn logarithm_ratios(first: f64, (second, third): (f64, f64)) -> (f64, f64) {
    (second - first, third - 3.0 * second * first + 2.0 * first * first)
}

/// `f = 1/sqrt(-ln b) - 1/sqrt(-ln price)`: far out of the money `-ln b` is near `h^2/2`, so f is nearly a line. With `l = ln b`,
/// `g(l) = (-l)^(-1/2)` has `g''/g' = 3 / (-2 l)` and `g'''/g' = 15 / (4 l^2)`.
fn below_inflection(point: &Point, ln_price: f64, gap: f64) -> Objective {
    let minus_l = -(point.ln_vega() + libm::log(gap));
    let first = 1.0 / gap;
    let (l_second, l_third) = logarithm_ratios(first, price_ratios(point));
    let over_l = 1.0 / minus_l;
    let (outer_second, outer_third) = (1.5 * over_l, 3.75 * over_l * over_l);
    Objective {
        newton: 2.0 * minus_l * (1.0 - (minus_l / -ln_price).sqrt()) * gap,
        second: outer_second * first + l_second,
        third: outer_third * first * first + 3.0 * outer_second * first * l_second + l_third,
    }
}

/// `f = b - price`: near the money b is nearly a line.
fn at_small_vol(point: &Point, price: f64, gap: f64) -> Objective {
    let (second, third) = price_ratios(point);
    Objective { newton: gap - price / point.vega(), second, third }
}

/// `f = ln((limit - b) / (limit - price))`: far above, `limit - b` falls like `e^(-s^2/8)`, and its digits are those of the logarithm.
fn above_inflection(point: &Point, from_limit: f64, sum: f64) -> Objective {
    let first = -1.0 / sum;
    let (second, third) = logarithm_ratios(first, price_ratios(point));
    Objective { newton: -sum * (point.ln_vega() + libm::log(sum / from_limit)), second, third }
}
