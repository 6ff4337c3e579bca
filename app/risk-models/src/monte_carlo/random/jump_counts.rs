//! Numbers of jumps.

/// Counts that are told apart; the probability of more is below 1e-30 for so many expected.
const MOST_JUMPS: usize = 200;

/// The Poisson distribution with some mean.
#[derive(Clone, Debug)]
pub struct JumpCounts {
    /// Entry k: the probability of at most k.
    cumulative: Vec<f64>,
}

impl JumpCounts {
    /// The largest mean: more would be another model.
    pub const MOST_EXPECTED: f64 = 50.0;

    /// `P(k) = e^-m m^k / k!`, for a mean of 0 to [`Self::MOST_EXPECTED`].
    pub fn new(mean: f64) -> Self {
        let mut probability = libm::exp(-mean);
        let mut cumulative = vec![probability];
        for count in 1..MOST_JUMPS {
            probability *= mean / count as f64;
            let total = cumulative[count - 1] + probability;
            if total == cumulative[count - 1] && count as f64 > mean {
                break;
            }
            cumulative.push(total);
        }
        Self { cumulative }
    }

    /// The least count whose cumulative probability reaches a uniform number.
    pub fn quantile(&self, uniform: f64) -> f64 {
        self.cumulative.iter().take_while(|cumulative| **cumulative < uniform).count() as f64
    }
}
