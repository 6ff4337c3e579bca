//! Numbers as they are written to files: nine digits after the point, as the chain keeps them.

use serde::{ser::Error, Serializer};

/// Rounds to nine digits after the decimal point.
pub(crate) fn to_nine_digits(value: f64) -> f64 {
    format!("{value:.9}").parse().unwrap_or(value)
}

/// Serialises a finite number rounded to nine digits; JSON has no way to write any other.
pub(crate) fn nine_digits<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if !value.is_finite() {
        return Err(S::Error::custom(format!("{value} is not a finite number")));
    }
    // Adding zero turns -0 into 0.
    serializer.serialize_f64(to_nine_digits(*value) + 0.0)
}
