//! Weights from rows of the past.

use super::{features, HorizonWeights, FEATURES, LEAST_DAYS, RIDGE};
use crate::forecast::least_squares::{dot, LeastSquares};
use crate::forecast::variances::mean_variance;
use crate::forecast::{Day, Horizon};

/// Rows so far, of one horizon: of one coin, or of several.
#[derive(Clone, Debug)]
pub struct Training {
    horizon: Horizon,
    fitted: LeastSquares,
    /// Features, and the mean variance that followed.
    rows: Vec<([f64; FEATURES], f64)>,
}

impl Training {
    pub fn new(horizon: Horizon) -> Self {
        Self { horizon, fitted: LeastSquares::new(FEATURES), rows: Vec::new() }
    }

    /// How many rows were added.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Adds the rows of days from number `first` on (counted in days that were over, at least [`LEAST_DAYS`]) whose days ahead are
    /// among these; the number to go on from.
    pub fn add(&mut self, days: &[Day], first: usize) -> usize {
        let ahead = self.horizon.days();
        let mut over = first.max(LEAST_DAYS);
        while over + ahead <= days.len() {
            if let Some(row) = features(&days[..over]) {
                let followed = mean_variance(&days[..over + ahead], ahead);
                self.fitted.add(&row, libm::log(followed));
                self.rows.push((row, followed));
            }
            over += 1;
        }
        over
    }

    /// The weights of all rows so far.
    pub fn weights(&self) -> HorizonWeights {
        let weights = self.fitted.weights(RIDGE);
        let ratios = self.rows.iter().map(|(row, followed)| followed / libm::exp(dot(&weights, row)));
        let scale = ratios.sum::<f64>() / self.rows.len().max(1) as f64;
        HorizonWeights { days: self.horizon.days(), scale, weights }
    }
}
