//! Whether a number from a file is one that a formula can use.

use std::borrow::Cow;
use std::ops::RangeInclusive;

/// A number that is too small, too large or none.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field} is {value}; it must be {must}")]
pub struct OutOfRange {
    pub field: String,
    pub value: f64,
    pub must: Cow<'static, str>,
}

/// What a number must be; also finite.
#[derive(Clone, Copy)]
pub(crate) enum Rule {
    Finite,
    AboveZero,
    NotNegative,
    AtLeastOne,
    Share,
}

impl Rule {
    /// What the number must be, if it is not.
    pub(crate) fn broken_by(self, value: f64) -> Option<&'static str> {
        let (holds, must) = match self {
            Self::Finite => (true, "finite"),
            Self::AboveZero => (value > 0.0, "above zero"),
            Self::NotNegative => (value >= 0.0, "zero or more"),
            Self::AtLeastOne => (value >= 1.0, "one or more"),
            Self::Share => (SHARE.contains(&value), "within 0 and 1"),
        };
        (!(holds && value.is_finite())).then_some(must)
    }
}

/// Shares of a whole.
pub(crate) const SHARE: RangeInclusive<f64> = 0.0..=1.0;

/// # Errors
/// [`OutOfRange`]; the field is named only then.
pub(crate) fn number(field: impl FnOnce() -> String, value: f64, rule: Rule) -> Result<(), OutOfRange> {
    match rule.broken_by(value) {
        None => Ok(()),
        Some(must) => Err(OutOfRange { field: field(), value, must: must.into() }),
    }
}

/// # Errors
/// [`OutOfRange`], also of what is not a number.
pub(crate) fn in_range(field: impl Into<String>, value: f64, range: &RangeInclusive<f64>) -> Result<(), OutOfRange> {
    if range.contains(&value) {
        return Ok(());
    }
    let must = format!("from {} to {}", range.start(), range.end());
    Err(OutOfRange { field: field.into(), value, must: must.into() })
}
