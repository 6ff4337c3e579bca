//! A number that grows with volatility.

use super::AddOnError;
use crate::numbers::in_range;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Steps by volatility, the least first.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Schedule {
    steps: Vec<Step>,
}

/// From this volatility on at least this value.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub volatility: f64,
    pub value: f64,
}

impl Schedule {
    /// # Errors
    /// [`AddOnError`], naming the field: with no step, with volatilities that do not rise, values that fall or are out of range.
    pub fn new(field: &str, steps: Vec<Step>, values: &RangeInclusive<f64>) -> Result<Self, AddOnError> {
        let schedule = Self { steps };
        schedule.check(field, values)?;
        Ok(schedule)
    }

    pub(crate) fn check(&self, field: &str, values: &RangeInclusive<f64>) -> Result<(), AddOnError> {
        if self.steps.is_empty() {
            return Err(AddOnError::EmptySchedule { field: field.to_owned() });
        }
        for (index, step) in self.steps.iter().enumerate() {
            in_range(format!("{field}[{index}].volatility"), step.volatility, &(0.0..=100.0))?;
            in_range(format!("{field}[{index}].value"), step.value, values)?;
        }
        match self
            .steps
            .windows(2)
            .position(|two| two[1].volatility <= two[0].volatility || two[1].value < two[0].value)
        {
            Some(index) => Err(AddOnError::Loosens { field: field.to_owned(), index: index + 1 }),
            None => Ok(()),
        }
    }

    /// On the line between two steps; before the first and after the last as there.
    pub fn at(&self, volatility: f64) -> f64 {
        let after = self.steps.partition_point(|step| step.volatility <= volatility);
        let before = after.saturating_sub(1);
        let (low, high) = (self.steps[before], self.steps[after.min(self.steps.len() - 1)]);
        if high.volatility <= low.volatility {
            return low.value;
        }
        let part = (volatility - low.volatility) / (high.volatility - low.volatility);
        (low.value + part * (high.value - low.value)).min(high.value)
    }
}
