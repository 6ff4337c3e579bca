//! Whether a number from a file is one that a formula can use.

use std::ops::RangeInclusive;

/// A number that is too small, too large or none.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field} is {value}; it must be from {low} to {high}")]
pub struct OutOfRange {
    pub field: String,
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// Shares of a whole.
pub(crate) const SHARE: RangeInclusive<f64> = 0.0..=1.0;

/// # Errors
/// [`OutOfRange`], also of what is not a number.
pub(crate) fn in_range(field: impl Into<String>, value: f64, range: &RangeInclusive<f64>) -> Result<(), OutOfRange> {
    if range.contains(&value) {
        return Ok(());
    }
    Err(OutOfRange { field: field.into(), value, low: *range.start(), high: *range.end() })
}
