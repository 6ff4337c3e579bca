//! Every day of one coin.

use super::history::{forecasts, weekly_volatility, History};
use super::models::{Scenario, VarModel, LEAST_MOVES};
use super::portfolio::Portfolio;
use super::tail::Tail;
use super::TAIL;
use crate::forecast::{days_of, Day, Forecast, ForecastError, WARM_UP_DAYS};
use crate::Coin;
use std::ops::Range;

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
}

/// Days that are judged, of those that can be; models know all days before them as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Days that start from then on, Unix seconds.
    pub from_ts: i64,
    /// And are over by then.
    pub until_ts: i64,
}

impl Period {
    pub const ALL: Self = Self { from_ts: i64::MIN, until_ts: i64::MAX };

    /// Numbers of the days, of which the first can be judged.
    fn of(&self, days: &[Day], first: usize) -> Range<usize> {
        let from = days.partition_point(|day| day.start_ts < self.from_ts).max(first);
        let until = days.partition_point(|day| day.end_ts() <= self.until_ts);
        from..until.max(from)
    }
}

/// Lives through these days with these models.
///
/// # Errors
/// [`ForecastError::TooShort`] where no day can be judged.
pub fn run(coin: &Coin, models: &[VarModel], period: &Period) -> Result<Backtest, ForecastError> {
    let days = days_of(&coin.prices);
    let judged = period.of(&days, WARM_UP_DAYS + LEAST_MOVES);
    if judged.is_empty() {
        let name = coin.prices.name().to_owned();
        let have = days.partition_point(|day| day.end_ts() <= period.until_ts);
        return Err(ForecastError::TooShort { name, have, need: judged.start + 1 });
    }
    let forecasts = forecasts(&days);
    let series = models.iter().flat_map(|&model| of_model(model, &days, &forecasts, judged.clone())).collect();
    Ok(Backtest { coin: coin.name.clone(), source: coin.prices.name().to_owned(), days: days[judged].to_vec(), series })
}

/// All portfolios of one model, over the days with these numbers.
fn of_model(model: VarModel, days: &[Day], forecasts: &[Option<Forecast>], judged: Range<usize>) -> Vec<Series> {
    let mut all =
        Portfolio::ALL.map(|portfolio| Series { model, portfolio, outcomes: Vec::with_capacity(judged.len()) });
    let mut scenario_model = model.scenario_model();
    for over in judged {
        let history = History::until(days, forecasts, over);
        let after = forecasts[over + 1].as_ref().map(weekly_volatility);
        let (Some(before), Some(after)) = (history.forecast(), after) else { continue };
        let before = weekly_volatility(&before);
        let Some(scenarios) = scenario_model.scenarios(&history) else { continue };
        for series in &mut all {
            let loss = series.portfolio.loss(before, days[over].log_return, after);
            series.outcomes.extend(tail(&series.portfolio, before, &scenarios).map(|tail| Outcome { tail, loss }));
        }
    }
    all.into()
}

/// Of a portfolio, at the start of a day with this volatility.
pub(crate) fn tail(portfolio: &Portfolio, volatility: f64, scenarios: &[Scenario]) -> Option<Tail> {
    let loss =
        |scenario: &Scenario| portfolio.loss(volatility, scenario.log_return, volatility * scenario.volatility_factor);
    Tail::of(scenarios.iter().map(loss).collect())
}
