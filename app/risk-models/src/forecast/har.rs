//! The heterogeneous autoregressive model: tomorrow from the last day, the last week and the last month.
//!
//! `mean variance of the next k days = c + d V(1) + w V(7) + m V(30)`, `V(n)` the mean realised variance of the last n days; least squares
//! on all days so far, for each k on its own. Source: F. Corsi, "A simple approximate long-memory model of realized volatility" (2009),
//! equation 9, with the weeks and months of a market that never closes.
//!
//! In logarithms the same, of `ln V`; a forecast is then `s e^(w . x)`, with `s` the mean of `V / e^(w . x)` over the past. That s is
//! Duan's (1983) correction for the bias of logarithms, and no other makes the mean QLIKE of the past smaller.

use super::least_squares::{dot, LeastSquares};
use super::variances::mean_variance;
use super::{Day, Forecast, Forecaster, Horizon};

/// Days of each average.
pub const SPANS: [usize; 3] = [1, 7, 30];

/// Days before the first row of the regression: the month must be whole.
const LONGEST: usize = SPANS[2];

/// In what the regression is linear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Variances, as Corsi has it; a forecast is kept within what has been seen (Swanson and White, 1997).
    Variances,
    /// Their logarithms.
    Logarithms,
}

/// Both horizons.
#[derive(Clone, Debug)]
pub struct Har {
    form: Form,
    day: Regression,
    week: Regression,
}

impl Har {
    pub fn new(form: Form) -> Self {
        Self { form, day: Regression::new(Horizon::Day), week: Regression::new(Horizon::Week) }
    }

    /// Constant, day, week and month.
    pub fn weights(&self, horizon: Horizon) -> Vec<f64> {
        let regression = match horizon {
            Horizon::Day => &self.day,
            Horizon::Week => &self.week,
        };
        regression.fitted.weights(0.0)
    }
}

impl Forecaster for Har {
    fn forecast(&mut self, past: &[Day]) -> Option<Forecast> {
        Some(Forecast { day: self.day.forecast(self.form, past)?, week: self.week.forecast(self.form, past)? })
    }
}

/// One horizon.
#[derive(Clone, Debug)]
struct Regression {
    days_ahead: usize,
    fitted: LeastSquares,
    /// What each row was, to correct and to bound by: the row, and the mean variance that followed.
    rows: Vec<([f64; 4], f64)>,
}

impl Regression {
    fn new(horizon: Horizon) -> Self {
        Self { days_ahead: horizon.days(), fitted: LeastSquares::new(4), rows: Vec::new() }
    }

    fn forecast(&mut self, form: Form, past: &[Day]) -> Option<f64> {
        self.learn(form, past);
        if self.rows.len() < LONGEST {
            return None;
        }
        let weights = self.fitted.weights(0.0);
        let fitted = dot(&weights, &row(form, past));
        let mean = match form {
            Form::Variances => fitted.clamp(self.bound(f64::min, f64::MAX), self.bound(f64::max, 0.0)),
            Form::Logarithms => libm::exp(fitted) * self.correction(&weights),
        };
        Some(mean * self.days_ahead as f64)
    }

    /// Adds the rows whose days ahead are over by now.
    fn learn(&mut self, form: Form, past: &[Day]) {
        let mut known = LONGEST + self.rows.len();
        while known + self.days_ahead <= past.len() {
            let row = row(form, &past[..known]);
            let followed = mean_variance(&past[..known + self.days_ahead], self.days_ahead);
            let target = if form == Form::Logarithms { libm::log(followed) } else { followed };
            self.fitted.add(&row, target);
            self.rows.push((row, followed));
            known += 1;
        }
    }

    fn bound(&self, pick: fn(f64, f64) -> f64, start: f64) -> f64 {
        self.rows.iter().map(|(_, followed)| *followed).fold(start, pick)
    }

    fn correction(&self, weights: &[f64]) -> f64 {
        let ratio = |(row, followed): &([f64; 4], f64)| followed / libm::exp(dot(weights, row));
        self.rows.iter().map(ratio).sum::<f64>() / self.rows.len() as f64
    }
}

fn row(form: Form, past: &[Day]) -> [f64; 4] {
    let [day, week, month] = SPANS.map(|span| mean_variance(past, span)).map(|mean| match form {
        Form::Variances => mean,
        Form::Logarithms => libm::log(mean),
    });
    [1.0, day, week, month]
}
