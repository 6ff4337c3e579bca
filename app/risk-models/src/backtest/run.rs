//! Every day of one coin.

use super::margins::{MarginModel, Margins, ParameterFiles};
use super::models::VarModel;
use super::portfolio::Portfolio;
use super::{Backtest, BacktestError, MarginOutcome, MarginSeries, Outcome, Series};
use crate::forecast::{days_of, Day, Forecast, ForecastError, WARM_UP_DAYS};
use crate::historical::{forecasts, weekly_volatility, History, Scenario, LEAST_MOVES};
use crate::tail::Tail;
use crate::threads::fill_parts;
use crate::{all_threads, Coin};
use std::ops::Range;

/// What is run.
#[derive(Clone, Debug)]
pub struct Choices {
    pub models: Vec<VarModel>,
    pub margins: Vec<MarginModel>,
    /// Of margin models.
    pub parameters: ParameterFiles,
    pub period: Period,
    /// At once; the results are the same with any number.
    pub threads: usize,
}

impl Choices {
    /// Every model, every day.
    pub fn all() -> Self {
        let (models, margins) = (VarModel::ALL.to_vec(), MarginModel::ALL.to_vec());
        Self { models, margins, parameters: ParameterFiles::default(), period: Period::ALL, threads: all_threads() }
    }
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
/// [`ForecastError::TooShort`] where no day can be judged; [`BacktestError`] of a margin model.
pub fn run(coin: &Coin, choices: &Choices) -> Result<Backtest, BacktestError> {
    let days = days_of(&coin.prices);
    let judged = choices.period.of(&days, WARM_UP_DAYS + LEAST_MOVES);
    if judged.is_empty() {
        let name = coin.prices.name().to_owned();
        let have = days.partition_point(|day| day.end_ts() <= choices.period.until_ts);
        return Err(ForecastError::TooShort { name, have, need: judged.start + 1 }.into());
    }
    let past = Past { coin, forecasts: &forecasts(&days), days: &days, judged: judged.clone() };
    let series = choices.models.iter().flat_map(|&model| past.of_model(model, choices.threads)).collect();
    let rules = Margins::of(&coin.name, &choices.parameters)?;
    let mut margins = Vec::new();
    for &model in &choices.margins {
        for portfolio in Portfolio::ALL.into_iter().filter(|portfolio| model.takes(portfolio)) {
            margins.push(past.of_margin(&rules, model, portfolio, choices.threads)?);
        }
    }
    let (coin, source) = (coin.name.clone(), coin.prices.name().to_owned());
    Ok(Backtest { coin, source, days: days[judged].to_vec(), series, margins })
}

/// Everything that is known in the end; models get what was known on each day.
struct Past<'a> {
    coin: &'a Coin,
    days: &'a [Day],
    forecasts: &'a [Option<Forecast>],
    /// Numbers of days.
    judged: Range<usize>,
}

/// How a day went.
struct Lived {
    /// Of a week, at the start.
    volatility: f64,
    log_return: f64,
    /// Of a week, at the end.
    volatility_after: f64,
}

impl Lived {
    fn loss(&self, portfolio: &Portfolio) -> f64 {
        portfolio.loss(self.volatility, self.log_return, self.volatility_after)
    }
}

impl Past<'_> {
    fn day(&self, number: usize) -> Option<Lived> {
        let volatility = |over: usize| self.forecasts[over].as_ref().map(weekly_volatility);
        let (before, after) = (volatility(number)?, volatility(number + 1)?);
        Some(Lived { volatility: before, log_return: self.days[number].log_return, volatility_after: after })
    }

    /// All portfolios of one model.
    fn of_model(&self, model: VarModel, threads: usize) -> Vec<Series> {
        let threads = if model.remembers() { 1 } else { threads };
        let new = || model.scenario_model(&self.coin.name);
        let by_day = self.each_day(threads, new, |scenario_model, number| {
            let history = History::until(self.days, self.forecasts, number);
            let (lived, scenarios) = (self.day(number)?, scenario_model.scenarios(&history)?);
            let outcome = |portfolio: Portfolio| {
                let tail = tail(&portfolio, lived.volatility, &scenarios)?;
                Some(Outcome { tail, loss: lived.loss(&portfolio) })
            };
            Some(Portfolio::ALL.map(outcome))
        });
        let of_portfolio = |(index, portfolio): (usize, Portfolio)| {
            let outcomes = by_day.iter().flatten().filter_map(|outcomes| outcomes[index]).collect();
            Series { model, portfolio, outcomes }
        };
        Portfolio::ALL.into_iter().enumerate().map(of_portfolio).collect()
    }

    fn of_margin(
        &self,
        rules: &Margins,
        model: MarginModel,
        portfolio: Portfolio,
        threads: usize,
    ) -> Result<MarginSeries, BacktestError> {
        let by_day = self.each_day(
            threads,
            || (),
            |(), number| {
                let lived = self.day(number)?;
                let levels = rules.levels(model, &portfolio, lived.volatility);
                Some(levels.map(|levels| MarginOutcome { levels, loss: lived.loss(&portfolio) }))
            },
        );
        let outcomes = by_day.into_iter().flatten().collect::<Result<_, _>>()?;
        Ok(MarginSeries { model, portfolio, outcomes })
    }

    /// Something of every judged day, in their order. Each thread begins with a new model and lives through days one after the other.
    fn each_day<M, T: Send>(
        &self,
        threads: usize,
        new: impl Fn() -> M + Sync,
        of_day: impl Fn(&mut M, usize) -> Option<T> + Sync,
    ) -> Vec<Option<T>> {
        let mut all: Vec<Option<T>> = self.judged.clone().map(|_| None).collect();
        fill_parts(threads, 1, &mut all, |first, part| {
            let mut model = new();
            for (number, entry) in (self.judged.start + first..).zip(part) {
                *entry = of_day(&mut model, number);
            }
        });
        all
    }
}

/// Of a portfolio, at the start of a day with this volatility.
fn tail(portfolio: &Portfolio, volatility: f64, scenarios: &[Scenario]) -> Option<Tail> {
    let loss =
        |scenario: &Scenario| portfolio.loss(volatility, scenario.log_return, volatility * scenario.volatility_factor);
    Tail::of(scenarios.iter().map(loss).collect())
}
