//! GARCH(1,1): a variance that is drawn back to its mean and pushed away from it by the day's return.
//!
//! `h(t+1) = omega + alpha r(t)^2 + beta h(t)`, r the daily log return, its mean taken as zero. Source: T. Bollerslev, "Generalized
//! autoregressive conditional heteroskedasticity" (1986); with Student's t, Bollerslev (1987). Parameters by maximum likelihood
//! on all days so far, found again every [`REFIT_DAYS`].

mod fit;
mod innovation;
mod likelihood;

pub use fit::fit;
pub use innovation::Innovation;
pub use likelihood::minus_log_likelihood;

use super::{Day, Forecast, Forecaster, Horizon};

/// Days for which parameters are kept.
pub const REFIT_DAYS: usize = 30;

/// Fewest returns that parameters are estimated from.
pub const LEAST_DAYS: usize = 100;

/// What is estimated. `alpha + beta` is below 1: there is a mean that the variance goes back to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    /// Variance of a day in the long run.
    pub long_run: f64,
    pub alpha: f64,
    pub beta: f64,
    pub innovation: Innovation,
}

impl Parameters {
    /// `omega = long run (1 - alpha - beta)`.
    pub fn omega(&self) -> f64 {
        self.long_run * (1.0 - self.alpha - self.beta)
    }

    /// The next day's variance.
    pub fn next(&self, variance: f64, log_return: f64) -> f64 {
        self.omega() + self.alpha * log_return * log_return + self.beta * variance
    }

    /// The variance after these returns; it starts with their mean square.
    pub fn after(&self, returns: &[f64]) -> f64 {
        returns.iter().fold(mean_square(returns), |variance, &log_return| self.next(variance, log_return))
    }

    /// Variance of so many days when `first` is expected of the first of them: the sum over k from 0 of
    /// `long run + (alpha + beta)^k (first - long run)`.
    pub fn over(&self, first: f64, days: usize) -> f64 {
        let mut excess = first - self.long_run;
        let mut sum = 0.0;
        for _ in 0..days {
            sum += self.long_run + excess;
            excess *= self.alpha + self.beta;
        }
        sum
    }
}

/// Mean of the squares of returns.
pub(crate) fn mean_square(returns: &[f64]) -> f64 {
    returns.iter().map(|log_return| log_return * log_return).sum::<f64>() / returns.len() as f64
}

/// The model with the parameters it has at the moment.
#[derive(Clone, Debug)]
pub struct Garch {
    start: Innovation,
    fitted: Option<Parameters>,
    returns: Vec<f64>,
    /// Returns there were when the parameters were found.
    fitted_at: usize,
}

impl Garch {
    /// With the distribution of returns, from whose parameters the search starts.
    pub fn new(innovation: Innovation) -> Self {
        Self { start: innovation, fitted: None, returns: Vec::new(), fitted_at: 0 }
    }

    /// Parameters as of these days, and the variance of the next one. `None` while there are too few days.
    pub fn state(&mut self, past: &[Day]) -> Option<(Parameters, f64)> {
        self.returns.extend(past[self.returns.len()..].iter().map(|day| day.log_return));
        if self.returns.len() < LEAST_DAYS {
            return None;
        }
        let is_old = self.returns.len() >= self.fitted_at + REFIT_DAYS;
        let parameters = match self.fitted {
            Some(parameters) if !is_old => parameters,
            before => {
                self.fitted_at = self.returns.len();
                fit(&self.returns, before, self.start)
            }
        };
        self.fitted = Some(parameters);
        Some((parameters, parameters.after(&self.returns)))
    }
}

impl Forecaster for Garch {
    fn forecast(&mut self, past: &[Day]) -> Option<Forecast> {
        let (parameters, next) = self.state(past)?;
        Some(Forecast { day: next, week: parameters.over(next, Horizon::Week.days()) })
    }
}
