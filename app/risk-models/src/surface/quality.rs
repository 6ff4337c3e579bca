//! How well a smile meets its quotes.

use super::quotes::{SmileQuotes, VolQuote};
use super::smile::Smile;

/// Quotes with `|k|` up to so many standard deviations `vol at the forward * sqrt(years)` are near.
const NEAR_DEVIATIONS: f64 = 2.0;

/// Of the quotes of one expiry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// Root of the mean squared difference between the smile and the mid volatility, all quotes alike, a year, as a fraction.
    pub rms_error: f64,
    pub all: Within,
    pub near: Within,
}

/// Counts of quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Within {
    pub quotes: usize,
    /// With the smile's volatility from bid to ask.
    pub inside: usize,
}

impl Within {
    fn count<'a>(quotes: impl Iterator<Item = &'a VolQuote>, vol: impl Fn(f64) -> f64) -> Self {
        let mut within = Self::default();
        for quote in quotes {
            within.quotes += 1;
            within.inside += usize::from(quote.contains(vol(quote.log_strike)));
        }
        within
    }

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self { quotes: self.quotes + other.quotes, inside: self.inside + other.inside }
    }

    /// Of the quotes that are inside; 100 of none.
    pub fn percent(&self) -> f64 {
        if self.quotes == 0 {
            return 100.0;
        }
        100.0 * self.inside as f64 / self.quotes as f64
    }
}

impl Quality {
    pub fn of(smile: &Smile, quotes: &SmileQuotes) -> Self {
        let years = quotes.years();
        let vol = |log_strike| smile.vol(log_strike, years);
        let reach = NEAR_DEVIATIONS * smile.total_variance(0.0).sqrt();
        let mut squares = 0.0;
        for quote in quotes.quotes() {
            let error = vol(quote.log_strike) - quote.mid_vol();
            squares += error * error;
        }
        Self {
            rms_error: (squares / quotes.quotes().len() as f64).sqrt(),
            all: Within::count(quotes.quotes().iter(), vol),
            near: Within::count(quotes.quotes().iter().filter(|quote| quote.log_strike.abs() <= reach), vol),
        }
    }
}
