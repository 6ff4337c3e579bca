//! What a number of an input file must be.

/// Every number must be finite, too.
#[derive(Clone, Copy)]
pub(crate) enum Rule {
    Finite,
    AboveZero,
    NotNegative,
    Share,
}

impl Rule {
    /// What the number must be, if it is not.
    pub(crate) fn broken_by(self, value: f64) -> Option<&'static str> {
        let (holds, must) = match self {
            Self::Finite => (true, "finite"),
            Self::AboveZero => (value > 0.0, "above zero"),
            Self::NotNegative => (value >= 0.0, "zero or more"),
            Self::Share => ((0.0..=1.0).contains(&value), "within 0 and 1"),
        };
        (!(holds && value.is_finite())).then_some(must)
    }
}
