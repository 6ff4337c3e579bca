//! Normal returns at the variance of RiskMetrics.
//!
//! The return is normal with mean zero and variance h, the average of squared daily returns of [`crate::forecast::ewma`]. A return r makes that
//! average `h' = 0.94 h + 0.06 r^2`, and the volatility that options are priced at is multiplied by `sqrt(h' / h)`.

use super::quantiles::quantiles;
use super::ScenarioModel;
use crate::derive_pmrm2::black76::normal_cdf;
use crate::forecast::ewma::{Ewma, Input};
use crate::forecast::Forecaster;
use crate::historical::{History, Scenario};

/// The average so far, and the points of the normal distribution.
#[derive(Clone, Debug)]
pub struct NormalEwma {
    average: Ewma,
    points: Vec<f64>,
}

impl NormalEwma {
    pub fn new() -> Self {
        Self { average: Ewma::new(Input::SquaredReturns), points: quantiles(normal_cdf) }
    }
}

impl Default for NormalEwma {
    fn default() -> Self {
        Self::new()
    }
}

impl ScenarioModel for NormalEwma {
    fn scenarios(&mut self, history: &History) -> Option<Vec<Scenario>> {
        let variance = self.average.forecast(history.days)?.day;
        let scenario = |point: &f64| {
            let log_return = point * variance.sqrt();
            let next = Ewma::next(variance, log_return * log_return);
            Scenario { log_return, volatility_factor: (next / variance).sqrt() }
        };
        Some(self.points.iter().map(scenario).collect())
    }
}
