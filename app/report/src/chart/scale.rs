//! Data values to positions.

/// A map from a domain of values to a range of positions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    domain: (f64, f64),
    range: (f64, f64),
    kind: Kind,
}

/// How values are spread out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Equal differences are equally far apart.
    Linear,
    /// Equal ratios are equally far apart; for values above zero only.
    Logarithmic,
}

impl Kind {
    /// Prices that grow or fall this many times over are shown by ratio: on a linear scale the
    /// cheap weeks would be flattened.
    const WIDE: f64 = 5.0;

    /// The scale for prices between two values.
    pub fn for_prices((low, high): (f64, f64)) -> Self {
        if low > 0.0 && high / low > Self::WIDE {
            Self::Logarithmic
        } else {
            Self::Linear
        }
    }

    fn place(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Logarithmic => value.ln(),
        }
    }

    fn value(self, place: f64) -> f64 {
        match self {
            Self::Linear => place,
            Self::Logarithmic => place.exp(),
        }
    }

    /// `domain` with `share` of its length on this scale added at both ends.
    pub fn padded(self, (low, high): (f64, f64), share: f64) -> (f64, f64) {
        let (low, high) = (self.place(low), self.place(high));
        let pad = (high - low) * share;
        (self.value(low - pad), self.value(high + pad))
    }
}

impl Scale {
    /// An empty domain is widened, so that a position always exists.
    pub fn new(kind: Kind, domain: (f64, f64), range: (f64, f64)) -> Self {
        let (low, high) = domain;
        let domain = if high - low > 0.0 {
            domain
        } else {
            let half = (low.abs() * 0.01).max(1e-6);
            (low - half, low + half)
        };
        Self { domain, range, kind }
    }

    pub fn at(&self, value: f64) -> f64 {
        let place = |value| self.kind.place(value);
        let (low, high) = (place(self.domain.0), place(self.domain.1));
        let (start, end) = self.range;
        start + (place(value) - low) / (high - low) * (end - start)
    }

    pub fn domain(&self) -> (f64, f64) {
        self.domain
    }

    pub fn range(&self) -> (f64, f64) {
        self.range
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }
}

/// Lowest and highest of the finite values; `(0, 1)` when there are none.
pub(crate) fn extent(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let finite = values.into_iter().filter(|value| value.is_finite());
    finite
        .fold(None, |found: Option<(f64, f64)>, value| {
            let (low, high) = found.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        })
        .unwrap_or((0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::{extent, Kind, Scale};

    #[test]
    fn an_empty_domain_still_gives_a_position() {
        for value in [5.0, 0.0] {
            let scale = Scale::new(Kind::Linear, (value, value), (0.0, 100.0));
            assert_eq!(scale.at(value), 50.0);
        }
    }

    #[test]
    fn equal_ratios_are_equally_far_apart_on_a_logarithmic_scale() {
        let scale = Scale::new(Kind::Logarithmic, (1.0, 100.0), (0.0, 100.0));
        assert!((scale.at(10.0) - 50.0).abs() < 1e-9);
        let (low, high) = Kind::Logarithmic.padded((1.0, 100.0), 0.5);
        assert!((low - 0.1).abs() < 1e-9 && (high - 1_000.0).abs() < 1e-6);
    }

    #[test]
    fn only_wide_ranges_of_positive_prices_are_logarithmic() {
        assert_eq!(Kind::for_prices((100.0, 400.0)), Kind::Linear);
        assert_eq!(Kind::for_prices((100.0, 600.0)), Kind::Logarithmic);
        assert_eq!(Kind::for_prices((0.0, 600.0)), Kind::Linear);
    }

    #[test]
    fn extent_skips_what_is_not_a_number() {
        assert_eq!(extent([2.0, f64::NAN, -1.0]), (-1.0, 2.0));
        assert_eq!(extent([]), (0.0, 1.0));
    }
}
