//! All models on one coin.

use super::score::{common_origins, score, Score, Walked};
use super::{days_of, walk, Day, FixedWeights, Forecast, ForecastError, ForecastModel, Forecaster, Horizon};
use super::{Weights, WARM_UP_DAYS};
use crate::Coin;

/// Name of the model with weights from a file.
pub const FIXED_NAME: &str = "learned, fixed";

/// What is compared.
#[derive(Clone, Debug)]
pub struct Choices {
    /// Forecasts made before this time do not count, Unix seconds.
    pub from_ts: i64,
    /// Another model, learned once. Forecasts made before its training ended do not count for any model.
    pub fixed: Option<Weights>,
}

impl Choices {
    /// All forecasts there are, of the models that need nothing but prices.
    pub fn all() -> Self {
        Self { from_ts: i64::MIN, fixed: None }
    }
}

/// What every model said about a coin, and how far off it was.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub coin: String,
    /// Where the prices came from.
    pub source: String,
    pub days: Vec<Day>,
    pub models: Vec<Walked>,
    /// Days over at each forecast that counts, by horizon in the order of [`Horizon::ALL`].
    pub origins: [Vec<usize>; 2],
}

impl Comparison {
    /// Walks through all days with every model.
    ///
    /// # Errors
    /// [`ForecastError::TooShort`] where no forecast of a week can be judged.
    pub fn of(coin: &Coin, choices: &Choices) -> Result<Self, ForecastError> {
        let days = days_of(&coin.prices);
        let mut models: Vec<Walked> =
            ForecastModel::ALL.iter().map(|model| walked(model.name(), &days, model.forecaster().as_mut())).collect();
        let mut from_ts = choices.from_ts;
        if let Some(weights) = &choices.fixed {
            from_ts = from_ts.max(weights.trained_until_ts);
            models.push(walked(FIXED_NAME, &days, &mut FixedWeights(weights.clone())));
        }
        let origins = Horizon::ALL.map(|horizon| common_origins(&days, &models, horizon, from_ts));
        if origins.iter().any(Vec::is_empty) {
            let after = days.iter().filter(|day| day.end_ts() >= from_ts).count();
            let need = Horizon::Week.days() + if after == days.len() { WARM_UP_DAYS } else { 1 };
            return Err(ForecastError::TooShort { name: coin.prices.name().to_owned(), have: after, need });
        }
        Ok(Self { coin: coin.name.clone(), source: coin.prices.name().to_owned(), days, models, origins })
    }

    /// Of one model.
    pub fn score(&self, model: &Walked, horizon: Horizon) -> Score {
        score(&self.days, model, horizon, self.origins_of(horizon))
    }

    pub fn origins_of(&self, horizon: Horizon) -> &[usize] {
        match horizon {
            Horizon::Day => &self.origins[0],
            Horizon::Week => &self.origins[1],
        }
    }

    /// What the default model says at the end of the last day.
    pub fn latest(&self) -> Option<Forecast> {
        let default = self.models.iter().find(|model| model.model == ForecastModel::DEFAULT.name())?;
        default.forecasts.last().copied().flatten()
    }
}

fn walked(name: &str, days: &[Day], forecaster: &mut dyn Forecaster) -> Walked {
    Walked { model: name.to_owned(), forecasts: walk(days, forecaster) }
}
