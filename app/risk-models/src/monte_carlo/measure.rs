//! Value at risk and expected shortfall of simulated profits, and how far off they may be.
//!
//! Of n equally likely losses, sorted, the value at risk q is number `k = floor((n + 1) share)` from the largest, and the expected shortfall the mean of the k
//! largest, as in [`Tail`](crate::tail::Tail).
//!
//! Standard errors, with the scenarios in G independent groups of equal size (single paths, antithetic pairs, or replicates of Sobol points):
//!
//! - the share of losses of at least q is the mean of its shares in the groups, with standard error `e`, the groups' deviation over `sqrt(G)`; the order
//!   statistics `n e` places above and below q are one standard error from it, and half of their distance is the standard error of the value at
//!   risk. With single paths `e` is `sqrt(share (1 - share) / n)` and this the binomial interval. Source: H. David and H. Nagaraja, "Order statistics" (2003), 7.1
//! - the expected shortfall is `q + mean of (loss - q)+ / share`; its error is that of the mean over the groups, with q held: that of q is of higher
//!   order. With single paths it is `sqrt((deviation of the tail^2 + (1 - share) (ES - q)^2) / (n share))`. Source: B. Manistre and G. Hancock,
//!   "Variance of the CTE estimator", North American Actuarial Journal 9 (2005)

use crate::tail::{least_count, number_beyond, Tail};

/// Fewest losses that an expected shortfall is the mean of. The spread of one alone says nothing: its standard error would be zero.
pub const LEAST_BEYOND: usize = 10;

/// Why profits have no measure.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum MeasureError {
    #[error("there are {groups} scenarios or groups of them that do not depend on each other; a standard error needs at least two")]
    TooFewGroups { groups: usize },

    #[error(
        "a tail of {share} has {beyond} of {count} losses, and an expected shortfall needs {LEAST_BEYOND}; give at least {needed} paths or past days, or a \
         larger tail"
    )]
    ShortTail { share: f64, beyond: usize, count: usize, needed: usize },

    #[error("the profit of scenario {scenario} is not finite; look for a wrong decimal point in the case, or in the parameters")]
    NotFinite { scenario: usize },
}

/// A number from a simulation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub standard_error: f64,
}

/// Of losses; both values at least zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    pub value_at_risk: Estimate,
    pub expected_shortfall: Estimate,
}

/// Of profits in equally likely scenarios, of which each `group` depend on each other. `share` is that of losses beyond the value at risk: 0.01 for a level of
/// 99 %.
///
/// # Errors
/// [`MeasureError`]: with fewer than two groups, fewer than [`LEAST_BEYOND`] losses in the tail, or a profit that is not finite: it would be lost among the
/// others.
pub fn measure(profits: &[f64], share: f64, group: usize) -> Result<Measure, MeasureError> {
    check(profits, share, group)?;
    let mut worst_first: Vec<f64> = profits.iter().map(|profit| -profit).collect();
    worst_first.sort_by(|left, right| right.total_cmp(left));
    let count = worst_first.len();
    let beyond = number_beyond(count, share);
    let threshold = worst_first[beyond - 1];
    let tail = Tail::of_worst(&worst_first[..beyond]);

    let places = count as f64 * error_of_mean(profits, group, |loss| f64::from(loss >= threshold));
    let rank = (beyond - 1) as f64;
    let (above, below) = (order_statistic(&worst_first, rank - places), order_statistic(&worst_first, rank + places));
    let of_excess = error_of_mean(profits, group, |loss| (loss - threshold).max(0.0));
    Ok(Measure {
        value_at_risk: Estimate { value: tail.value_at_risk, standard_error: (above - below) / 2.0 },
        expected_shortfall: Estimate {
            value: tail.expected_shortfall,
            standard_error: of_excess * count as f64 / beyond as f64,
        },
    })
}

fn check(profits: &[f64], share: f64, group: usize) -> Result<(), MeasureError> {
    let count = profits.len();
    let groups = count.checked_div(group).unwrap_or(0);
    if groups < 2 {
        return Err(MeasureError::TooFewGroups { groups });
    }
    let beyond = number_beyond(count, share);
    if beyond < LEAST_BEYOND {
        return Err(MeasureError::ShortTail { share, beyond, count, needed: least_count(LEAST_BEYOND, share) });
    }
    match profits.iter().position(|profit| !profit.is_finite()) {
        Some(scenario) => Err(MeasureError::NotFinite { scenario }),
        None => Ok(()),
    }
}

/// The loss at a rank, 0 for the largest; between two ranks on the line between them, beyond the ends the loss at the end.
fn order_statistic(worst_first: &[f64], rank: f64) -> f64 {
    let rank = rank.clamp(0.0, (worst_first.len() - 1) as f64);
    let (whole, part) = (rank as usize, rank.fract());
    let next = worst_first[(whole + 1).min(worst_first.len() - 1)];
    worst_first[whole] + part * (next - worst_first[whole])
}

/// Standard error of the mean of a function of losses, from the spread of its means in the groups.
fn error_of_mean(profits: &[f64], group: usize, of_loss: impl Fn(f64) -> f64) -> f64 {
    let means: Vec<f64> = profits
        .chunks_exact(group)
        .map(|profits| profits.iter().map(|profit| of_loss(-profit)).sum::<f64>() / group as f64)
        .collect();
    let groups = means.len() as f64;
    let mean = means.iter().sum::<f64>() / groups;
    let squares: f64 = means.iter().map(|of_group| (of_group - mean) * (of_group - mean)).sum();
    (squares / (groups - 1.0) / groups).sqrt()
}
