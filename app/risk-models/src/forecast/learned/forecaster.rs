//! The model that learns every day.

use super::{features, Training, FEATURES, LEAST_DAYS};
use crate::forecast::{Day, Forecast, Forecaster, Horizon};

/// Rows before the first forecast: more than there are features.
const LEAST_ROWS: usize = 2 * FEATURES;

/// All it has learned so far.
#[derive(Clone, Debug)]
pub struct Learned {
    day: Training,
    week: Training,
    next: [usize; 2],
}

impl Learned {
    pub fn new() -> Self {
        Self { day: Training::new(Horizon::Day), week: Training::new(Horizon::Week), next: [LEAST_DAYS; 2] }
    }
}

impl Default for Learned {
    fn default() -> Self {
        Self::new()
    }
}

impl Forecaster for Learned {
    fn forecast(&mut self, past: &[Day]) -> Option<Forecast> {
        self.next = [self.day.add(past, self.next[0]), self.week.add(past, self.next[1])];
        if self.week.rows() < LEAST_ROWS {
            return None;
        }
        let row = features(past)?;
        Some(Forecast { day: self.day.weights().variance(&row), week: self.week.weights().variance(&row) })
    }
}
