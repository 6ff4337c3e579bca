//! Student's t distribution.

/// Terms of the continued fraction at most; a few dozen are enough.
const MOST_TERMS: usize = 500;
const ENOUGH: f64 = 1e-15;
/// In place of a zero that would be divided by.
const TINY: f64 = 1e-300;

/// Probability of at most t with n degrees of freedom: for t below zero `I(n / (n + t^2); n/2, 1/2) / 2`, I the regularised incomplete beta function;
/// above, one less that of -t.
pub fn student_cdf(t: f64, freedom: f64) -> f64 {
    let tail = incomplete_beta(freedom / (freedom + t * t), freedom / 2.0, 0.5) / 2.0;
    if t < 0.0 {
        tail
    } else {
        1.0 - tail
    }
}

/// `x^a (1 - x)^b / (a B(a, b))` times a continued fraction, or one less the same with a and b exchanged, whichever converges.
/// Source: Abramowitz and Stegun (1964), 26.5.8; evaluated by Lentz's method.
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let log_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - log_beta);
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    }
}

fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let safe = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut upper = 1.0;
    let mut lower = 1.0 / safe(1.0 - (a + b) * x / (a + 1.0));
    let mut product = lower;
    for term in 1..MOST_TERMS {
        let m = term as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for coefficient in [even, odd] {
            lower = 1.0 / safe(1.0 + coefficient * lower);
            upper = safe(1.0 + coefficient / upper);
            change = lower * upper;
            product *= change;
        }
        if (change - 1.0).abs() < ENOUGH {
            break;
        }
    }
    product
}
