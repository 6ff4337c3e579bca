//! What a series of calls cost.

use bench_cu_operations::Measured;

/// Compute units of calls that returned a result, and how many returned an error instead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    pub calls: u64,
    pub refused: u64,
    pub total: u64,
    pub least: u64,
    pub most: u64,
}

impl Statistics {
    pub fn of(measured: &[Measured]) -> Self {
        let (refused, accepted): (Vec<_>, Vec<_>) = measured.iter().partition(|call| call.is_refused);
        let units = || accepted.iter().map(|call: &&Measured| call.compute_units);
        Self {
            calls: accepted.len() as u64,
            refused: refused.len() as u64,
            total: units().sum(),
            least: units().min().unwrap_or(0),
            most: units().max().unwrap_or(0),
        }
    }

    /// The average, rounded to a tenth.
    pub fn average(&self) -> f64 {
        let tenths = (self.total * 10 + self.calls / 2).checked_div(self.calls).unwrap_or(0);
        tenths as f64 / 10.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_calls_are_counted_and_not_averaged() {
        let call = |compute_units, is_refused| Measured { compute_units, is_refused, digest: 0 };
        let statistics = Statistics::of(&[call(300, false), call(7, true), call(311, false), call(304, false)]);
        assert_eq!(statistics, Statistics { calls: 3, refused: 1, total: 915, least: 300, most: 311 });
        assert_eq!(statistics.average(), 305.0);
    }

    #[test]
    fn averages_have_one_decimal() {
        assert_eq!(Statistics { calls: 3, total: 1_000, ..Statistics::default() }.average(), 333.3);
        assert_eq!(Statistics { calls: 3, total: 1_001, ..Statistics::default() }.average(), 333.7);
        assert_eq!(Statistics::default().average(), 0.0);
    }
}
