//! GARCH(1,1) with Student's t.
//!
//! The return is `sqrt(h) t sqrt((n - 2) / n)`, h the variance that [`crate::forecast::garch`] expects of the day and t of n degrees of freedom, all
//! parameters found again every 30 days. A return r makes the next day's variance `h'`, and the volatility that options are priced at is
//! multiplied by the root of what GARCH then expects of a week over what it expects of one now.

use super::quantiles::quantiles;
use super::ScenarioModel;
use crate::backtest::student::student_cdf;
use crate::forecast::garch::{Garch, Innovation};
use crate::forecast::Horizon;
use crate::historical::{History, Scenario};

/// Where the search for degrees of freedom begins.
const USUAL_FREEDOM: f64 = 5.0;

/// GARCH so far, and the points of the distribution with its degrees of freedom.
#[derive(Clone, Debug)]
pub struct StudentGarch {
    garch: Garch,
    freedom: f64,
    points: Vec<f64>,
}

impl StudentGarch {
    pub fn new() -> Self {
        let garch = Garch::new(Innovation::Student { freedom: USUAL_FREEDOM });
        Self { garch, freedom: 0.0, points: Vec::new() }
    }

    fn spread(&mut self, freedom: f64) {
        if self.freedom != freedom {
            let to_variance_one = ((freedom - 2.0) / freedom).sqrt();
            let points = quantiles(|t| student_cdf(t, freedom));
            self.points = points.into_iter().map(|point| point * to_variance_one).collect();
            self.freedom = freedom;
        }
    }
}

impl Default for StudentGarch {
    fn default() -> Self {
        Self::new()
    }
}

impl ScenarioModel for StudentGarch {
    fn scenarios(&mut self, history: &History) -> Option<Vec<Scenario>> {
        let (parameters, variance) = self.garch.state(history.days)?;
        let Innovation::Student { freedom } = parameters.innovation else { return None };
        self.spread(freedom);
        let week = |first: f64| parameters.over(first, Horizon::Week.days());
        let scenario = |point: &f64| {
            let log_return = point * variance.sqrt();
            let next = parameters.next(variance, log_return);
            Scenario { log_return, volatility_factor: (week(next) / week(variance)).sqrt() }
        };
        Some(self.points.iter().map(scenario).collect())
    }
}
