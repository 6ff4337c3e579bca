//! Weights that were learned once, and their file.

use super::{features, Training, FEATURES, LEAST_DAYS, NAMES};
use crate::forecast::least_squares::dot;
use crate::forecast::{Day, Forecast, ForecastError, Forecaster, Horizon};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Of the file's layout.
const FORMAT: u32 = 1;

/// Of one horizon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HorizonWeights {
    /// Days ahead.
    pub days: usize,
    /// Correction for the bias of logarithms.
    pub scale: f64,
    /// In the order of the features' names.
    pub weights: Vec<f64>,
}

impl HorizonWeights {
    /// Variance of all the days ahead: `days * scale * e^(w . x)`.
    pub fn variance(&self, features: &[f64; FEATURES]) -> f64 {
        self.days as f64 * self.scale * libm::exp(dot(&self.weights, features))
    }
}

/// A file of weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    pub format: u32,
    /// Unix seconds: no price from then on was used.
    pub trained_until_ts: i64,
    /// How many days taught it, over all files.
    pub rows: usize,
    pub features: Vec<String>,
    pub day: HorizonWeights,
    pub week: HorizonWeights,
}

impl Weights {
    /// Learns from the days of several coins that were over by `until_ts`.
    ///
    /// # Errors
    /// [`ForecastError::TooShort`] where there are fewer rows than teach anything.
    pub fn learn(coins: &[Vec<Day>], until_ts: i64) -> Result<Self, ForecastError> {
        let mut trainings = Horizon::ALL.map(Training::new);
        for days in coins {
            let known = days.partition_point(|day| day.end_ts() <= until_ts);
            for training in &mut trainings {
                training.add(&days[..known], LEAST_DAYS);
            }
        }
        let [day, week] = &trainings;
        let need = LEAST_DAYS + 2 * FEATURES + Horizon::Week.days();
        if week.rows() < 2 * FEATURES {
            let name = "the training data before the chosen date".to_owned();
            return Err(ForecastError::TooShort { name, have: week.rows(), need });
        }
        let last_end = coins.iter().flat_map(|days| days.last()).map(Day::end_ts).max().unwrap_or(until_ts);
        Ok(Self {
            format: FORMAT,
            trained_until_ts: until_ts.min(last_end),
            rows: day.rows(),
            features: NAMES.map(str::to_owned).to_vec(),
            day: day.weights(),
            week: week.weights(),
        })
    }

    /// Reads and checks a file.
    ///
    /// # Errors
    /// [`ForecastError`], naming the file and what is wrong with it.
    pub fn from_path(path: &Path) -> Result<Self, ForecastError> {
        let unreadable =
            |error: std::io::Error| ForecastError::Unreadable { path: path.to_path_buf(), reason: error.to_string() };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        Self::from_json(&text).map_err(|reason| ForecastError::Weights { path: path.to_path_buf(), reason })
    }

    /// # Errors
    /// What is wrong with the text.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let weights: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        weights.check()?;
        Ok(weights)
    }

    /// With a line end, as files have.
    ///
    /// # Errors
    /// Where a number is not finite, which the checks rule out.
    pub fn to_json(&self) -> Result<String, String> {
        self.check()?;
        serde_json::to_string_pretty(self).map(|text| text + "\n").map_err(|error| error.to_string())
    }

    fn check(&self) -> Result<(), String> {
        if self.format != FORMAT {
            return Err(format!("format is {}, and {FORMAT} is the one that is known", self.format));
        }
        if self.features != NAMES {
            return Err("its features are not those of this program".to_owned());
        }
        for (name, horizon, ahead) in [("day", &self.day, Horizon::Day), ("week", &self.week, Horizon::Week)] {
            let is_finite = horizon.weights.iter().chain([&horizon.scale]).all(|number| number.is_finite());
            if horizon.days != ahead.days() || horizon.weights.len() != FEATURES || !is_finite || horizon.scale <= 0.0 {
                return Err(format!("{name} needs {} days, {FEATURES} weights and a scale above zero", ahead.days()));
            }
        }
        Ok(())
    }
}

/// Forecasts with weights that stay as they are.
#[derive(Clone, Debug)]
pub struct FixedWeights(pub Weights);

impl Forecaster for FixedWeights {
    fn forecast(&mut self, past: &[Day]) -> Option<Forecast> {
        let row = features(past)?;
        Some(Forecast { day: self.0.day.variance(&row), week: self.0.week.variance(&row) })
    }
}
