//! What became of models and portfolios, day by day.

use super::margins::{Levels, MarginModel};
use super::models::VarModel;
use super::portfolio::Portfolio;
use crate::forecast::Day;
use crate::tail::{Tail, TAIL};

/// A portfolio over one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    pub tail: Tail,
    /// Below zero when something was gained.
    pub loss: f64,
}

impl Outcome {
    /// Whether more was lost than the value at risk.
    pub fn exceeded(&self) -> bool {
        self.loss > self.tail.value_at_risk
    }

    /// `0.99 (loss - VaR)` on days with an exception, `0.01 (VaR - loss)` on others. Its mean is least for the model whose VaR is the true quantile:
    /// capital costs, and so does too little of it. Source: R. Koenker and G. Bassett, "Regression quantiles" (1978); T. Gneiting, "Making and
    /// evaluating point forecasts" (2011).
    pub fn quantile_loss(&self) -> f64 {
        let beyond = self.loss - self.tail.value_at_risk;
        (1.0 - TAIL) * beyond.max(0.0) + TAIL * (-beyond).max(0.0)
    }
}

/// One model and one portfolio.
#[derive(Clone, Debug)]
pub struct Series {
    pub model: VarModel,
    pub portfolio: Portfolio,
    /// One for each entry of [`Backtest::days`].
    pub outcomes: Vec<Outcome>,
}

impl Series {
    /// Day by day, whether more was lost than the value at risk.
    pub fn exceeded(&self) -> Vec<bool> {
        self.outcomes.iter().map(Outcome::exceeded).collect()
    }
}

/// A portfolio over one day, under a margin model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarginOutcome {
    pub levels: Levels,
    /// Below zero when something was gained.
    pub loss: f64,
}

impl MarginOutcome {
    /// Whether an account that just met its maintenance margin lost all that it had, and more.
    pub fn exceeded(&self) -> bool {
        self.loss > self.levels.maintenance
    }

    /// The same of one that just met its initial margin.
    pub fn exceeded_initial(&self) -> bool {
        self.loss > self.levels.initial
    }
}

/// One margin model and one portfolio.
#[derive(Clone, Debug)]
pub struct MarginSeries {
    pub model: MarginModel,
    pub portfolio: Portfolio,
    /// One for each entry of [`Backtest::days`].
    pub outcomes: Vec<MarginOutcome>,
}

impl MarginSeries {
    /// Day by day, whether more was lost than maintenance margin.
    pub fn exceeded(&self) -> Vec<bool> {
        self.outcomes.iter().map(MarginOutcome::exceeded).collect()
    }
}

/// All models and portfolios on one coin.
#[derive(Clone, Debug)]
pub struct Backtest {
    pub coin: String,
    /// Where the prices came from.
    pub source: String,
    /// Days that were forecast, the same for all models.
    pub days: Vec<Day>,
    /// Model by model, portfolio by portfolio.
    pub series: Vec<Series>,
    /// The same of margin models, without portfolios that a model does not take.
    pub margins: Vec<MarginSeries>,
}
