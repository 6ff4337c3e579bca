//! Hours put together into days.

use market_data::{PriceSeries, DAY_SECS};

/// Least variance of a day, 0.01 % squared: where no price moved at all, its logarithm still exists.
pub const LEAST_VARIANCE: f64 = 1e-8;

/// The last hours of a day, which say the most about the next one.
const LATE_SECS: i64 = 6 * 3_600;

/// One UTC day that is over. Returns are of logarithms of prices; an hour's return is from the last price of the hour before to its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day {
    /// First second.
    pub start_ts: i64,
    /// Last price.
    pub close: f64,
    /// Of the whole day: `ln(close / close of the day before)`.
    pub log_return: f64,
    /// Realised variance: the sum of the squares of the hours' returns, at least [`LEAST_VARIANCE`]. Source: Andersen, Bollerslev,
    /// Diebold and Labys, "Modeling and forecasting realized volatility" (2003).
    pub variance: f64,
    /// The part of it from hours in which the price fell: downside semivariance. Source: Barndorff-Nielsen, Kinnebrock and Shephard (2010).
    pub downside: f64,
    /// The part of it from the last six hours.
    pub late: f64,
    /// The part of it from the one hour that moved the most.
    pub largest: f64,
    /// Parkinson's (1980) estimate from the day's highest and lowest price: `ln(high / low)^2 / (4 ln 2)`.
    pub of_range: f64,
}

impl Day {
    /// First second after the day.
    pub fn end_ts(&self) -> i64 {
        self.start_ts + DAY_SECS
    }
}

/// All whole days of a series, oldest first, none missing: the series has no step longer than a day.
///
/// Where hours are missing, the return over the gap belongs to the day in which it ends. No day depends on a bar that starts after it.
pub fn days_of(prices: &PriceSeries) -> Vec<Day> {
    let mut days = Vec::new();
    let first_start = prices.first_ts() + (-prices.first_ts()).rem_euclid(DAY_SECS);
    let mut building = Building::new(first_start);
    let mut price_before = prices.bars()[0].open;
    let mut close_before = price_before;
    for bar in prices.bars() {
        if bar.end_ts() > building.start_ts + DAY_SECS {
            days.push(building.finish(price_before, close_before));
            close_before = price_before;
            building = Building::new(building.start_ts + DAY_SECS);
        }
        if bar.end_ts() > building.start_ts {
            building.add(bar.end_ts(), libm::log(bar.close / price_before), bar.high, bar.low);
        } else {
            close_before = bar.close;
        }
        price_before = bar.close;
    }
    if prices.end_ts() == building.start_ts + DAY_SECS {
        days.push(building.finish(price_before, close_before));
    }
    days
}

/// A day whose hours are being added.
struct Building {
    start_ts: i64,
    variance: f64,
    downside: f64,
    late: f64,
    largest: f64,
    high: f64,
    low: f64,
}

impl Building {
    fn new(start_ts: i64) -> Self {
        Self { start_ts, variance: 0.0, downside: 0.0, late: 0.0, largest: 0.0, high: 0.0, low: f64::MAX }
    }

    fn add(&mut self, end_ts: i64, log_return: f64, high: f64, low: f64) {
        let square = log_return * log_return;
        self.variance += square;
        if log_return < 0.0 {
            self.downside += square;
        }
        if end_ts > self.start_ts + DAY_SECS - LATE_SECS {
            self.late += square;
        }
        self.largest = self.largest.max(square);
        self.high = self.high.max(high);
        self.low = self.low.min(low);
    }

    fn finish(&self, close: f64, close_before: f64) -> Day {
        let range = libm::log(self.high / self.low);
        Day {
            start_ts: self.start_ts,
            close,
            log_return: libm::log(close / close_before),
            variance: self.variance.max(LEAST_VARIANCE),
            downside: self.downside,
            late: self.late,
            largest: self.largest,
            of_range: range * range / (4.0 * std::f64::consts::LN_2),
        }
    }
}
