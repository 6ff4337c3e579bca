//! Volatility forecasts: each formula by hand, no look ahead, the commands, the models on real prices.

mod days;
mod digits;
mod ewma;
mod garch;
mod har;
mod learned;
mod least_squares;
mod look_ahead;
mod loss;
mod real_prices;
mod simplex;
mod weights;

use risk_models::forecast::Day;

/// A made-up day on which the price moved so much in one hour, in the last six.
fn day(index: usize, variance: f64) -> Day {
    Day {
        start_ts: index as i64 * 86_400,
        close: 100.0,
        log_return: variance.sqrt(),
        variance,
        downside: 0.0,
        late: variance,
        largest: variance,
        of_range: variance,
    }
}

/// Numbers from 0 to 1 that look random and are the same everywhere (Knuth's linear congruence, upper bits).
struct Uniform(u64);

impl Uniform {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// Normal, by Box and Muller.
    fn normal(&mut self) -> f64 {
        let (radius, angle) = (libm::sqrt(-2.0 * libm::log(self.next())), self.next());
        radius * libm::cos(2.0 * std::f64::consts::PI * angle)
    }
}

#[track_caller]
fn assert_near(computed: f64, expected: f64, tolerance: f64) {
    let difference = (computed - expected).abs();
    assert!(difference <= tolerance * (1.0 + expected.abs()), "computed {computed}, expected {expected}");
}
