//! Value at risk and expected shortfall of losses.

/// Share of losses beyond the value at risk: a level of 99 %.
pub const TAIL: f64 = 0.01;

/// Both at least zero: a portfolio that cannot lose needs no capital.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// Exceeded with a probability of at most one in a hundred.
    pub value_at_risk: f64,
    /// Mean of the losses of at least the value at risk.
    pub expected_shortfall: f64,
}

impl Tail {
    /// Of equally likely losses in any order, n of them: the value at risk is number `k = floor((n + 1) / 100)` from the largest, at least the first.
    /// If the next loss is drawn like these, it is larger with a probability of `k / (n + 1)`, never above one in a hundred from n = 99 on.
    /// The expected shortfall is the mean of the k largest. `None` of no losses.
    pub fn of(mut losses: Vec<f64>) -> Option<Self> {
        losses.sort_by(|left, right| right.total_cmp(left));
        Some(Self::of_worst(losses.get(..number_beyond(losses.len(), TAIL))?))
    }

    /// Of the k largest losses alone, one or more, the largest first.
    pub(crate) fn of_worst(worst: &[f64]) -> Self {
        Self {
            value_at_risk: worst[worst.len() - 1].max(0.0),
            expected_shortfall: (worst.iter().sum::<f64>() / worst.len() as f64).max(0.0),
        }
    }
}

/// How many of n losses are at least the value at risk: `floor((n + 1) share)`, at least one.
pub fn number_beyond(count: usize, share: f64) -> usize {
    (((count + 1) as f64 * share + ROUNDING) as usize).max(1)
}

/// How few losses have `beyond` that are at least the value at risk: `ceil(beyond / share) - 1`, the inverse of [`number_beyond`].
pub fn least_count(beyond: usize, share: f64) -> usize {
    (((beyond as f64 - ROUNDING) / share).ceil() as usize).saturating_sub(1)
}

/// `1000 * 0.01` may come out below 10.
const ROUNDING: f64 = 1e-9;
