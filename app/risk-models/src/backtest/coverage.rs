//! Whether losses were larger than the value at risk as often as they should be, and not in a row.
//!
//! Both tests compare how likely what happened is under the model with how likely it is at the rates that were observed:
//! `LR = -2 ln(likelihood under the model / likelihood as observed)`. It is distributed like chi squared when the model is right; a p-value is
//! the probability of a larger LR by chance, so a small one speaks against the model.

use crate::tail::TAIL;

/// A likelihood ratio and its p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    pub ratio: f64,
    pub p_value: f64,
}

/// Proportion of failures, one degree of freedom: with x exceptions in n days and p = 0.01,
/// `LR = -2 ln( (1 - p)^(n - x) p^x / ((1 - x/n)^(n - x) (x/n)^x) )`.
/// Source: P. Kupiec, "Techniques for verifying the accuracy of risk measurement models" (1995).
pub fn kupiec(exceptions: usize, days: usize) -> Test {
    let observed = exceptions as f64 / days.max(1) as f64;
    let ratio = 2.0 * (log_likelihood(exceptions, days, observed) - log_likelihood(exceptions, days, TAIL));
    one_degree(ratio)
}

/// Independence, one degree of freedom: whether an exception is as likely after an exception as after none. With `n01` days with an exception after
/// one without, and so on, `LR = -2 ln( (1 - q)^(n00 + n10) q^(n01 + n11) / ((1 - q0)^n00 q0^n01 (1 - q1)^n10 q1^n11) )`,
/// `q0 = n01 / (n00 + n01)`, `q1 = n11 / (n10 + n11)`, `q` the rate over all. Source: P. Christoffersen, "Evaluating interval forecasts" (1998).
pub fn independence(exceeded: &[bool]) -> Test {
    let count = |before: bool, after: bool| exceeded.windows(2).filter(|pair| *pair == [before, after]).count();
    let [after_none, after_one] = [false, true].map(|before| (count(before, true), count(before, false)));
    let own_rate = |(hits, misses): (usize, usize)| rate_log_likelihood(hits, hits + misses);
    let (hits, misses) = (after_none.0 + after_one.0, after_none.1 + after_one.1);
    one_degree(2.0 * (own_rate(after_none) + own_rate(after_one) - own_rate((hits, misses))))
}

/// Conditional coverage, two degrees of freedom: both at once, `LR` the sum of the two. Source: Christoffersen (1998).
pub fn conditional_coverage(exceeded: &[bool]) -> Test {
    let exceptions = exceeded.iter().filter(|exceeded| **exceeded).count();
    let ratio = kupiec(exceptions, exceeded.len()).ratio + independence(exceeded).ratio;
    // The tail of chi squared with two degrees of freedom.
    Test { ratio, p_value: libm::exp(-ratio / 2.0) }
}

/// The tail of chi squared with one degree of freedom: `erfc(sqrt(LR / 2))`. Rounding may take LR a little below zero.
fn one_degree(ratio: f64) -> Test {
    let ratio = ratio.max(0.0);
    Test { ratio, p_value: libm::erfc((ratio / 2.0).sqrt()) }
}

fn rate_log_likelihood(hits: usize, all: usize) -> f64 {
    log_likelihood(hits, all, hits as f64 / all.max(1) as f64)
}

/// `ln( (1 - rate)^(all - hits) rate^hits )`, with `0^0 = 1`.
fn log_likelihood(hits: usize, all: usize, rate: f64) -> f64 {
    let term = |count: usize, share: f64| if count == 0 { 0.0 } else { count as f64 * libm::log(share) };
    term(hits, rate) + term(all - hits, 1.0 - rate)
}
