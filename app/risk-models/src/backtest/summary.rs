//! What became of one model and portfolio, in figures.

use super::basel::{self, worst_window, Zone};
use super::coverage::{conditional_coverage, independence, kupiec, Test};
use super::{Backtest, MarginOutcome, MarginSeries, Outcome, Series, CRASHES};

/// One row of the tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub days: usize,
    pub exceptions: usize,
    pub kupiec: Test,
    pub independence: Test,
    pub conditional_coverage: Test,
    /// Windows of 250 days in green, yellow and red.
    pub windows: [usize; 3],
    /// Number of the first day, and exceptions, of the window with the most.
    pub worst: Option<(usize, usize)>,
    /// The same among windows that include one of the crashes.
    pub worst_around_crashes: Option<(usize, usize)>,
    /// Means over all days.
    pub value_at_risk: f64,
    pub expected_shortfall: f64,
    /// Mean of [`Outcome::quantile_loss`] over all days: what models are ranked by.
    pub quantile_loss: f64,
    /// Mean over days with an exception of the loss over the expected shortfall of that day: 1 where that was right. `None` without exceptions.
    pub loss_over_shortfall: Option<f64>,
}

impl Summary {
    pub fn of(backtest: &Backtest, series: &Series) -> Self {
        let exceeded = series.exceeded();
        let exceptions = exceeded.iter().filter(|exceeded| **exceeded).count();
        let counts = basel::windows(&exceeded);
        let in_zone = |zone| counts.iter().filter(|count| Zone::of(**count) == zone).count();
        let days = series.outcomes.len();
        let mean = |of: fn(&Outcome) -> f64| series.outcomes.iter().map(of).sum::<f64>() / days.max(1) as f64;
        Self {
            days,
            exceptions,
            kupiec: kupiec(exceptions, days),
            independence: independence(&exceeded),
            conditional_coverage: conditional_coverage(&exceeded),
            windows: [Zone::Green, Zone::Yellow, Zone::Red].map(in_zone),
            worst: worst_window(&exceeded, None),
            worst_around_crashes: worst_around_crashes(backtest, &exceeded),
            value_at_risk: mean(|outcome| outcome.tail.value_at_risk),
            expected_shortfall: mean(|outcome| outcome.tail.expected_shortfall),
            quantile_loss: mean(Outcome::quantile_loss),
            loss_over_shortfall: loss_over_shortfall(series),
        }
    }
}

/// One row of the table of margins. No zones, and no test of how often: nobody said how often it may happen.
#[derive(Clone, Debug, PartialEq)]
pub struct MarginSummary {
    pub days: usize,
    /// Days with a loss beyond maintenance margin.
    pub exceptions: usize,
    /// Beyond initial margin.
    pub beyond_initial: usize,
    /// Of the first.
    pub independence: Test,
    /// As in [`Summary`].
    pub worst: Option<(usize, usize)>,
    /// As in [`Summary`].
    pub worst_around_crashes: Option<(usize, usize)>,
    /// Means over all days.
    pub maintenance: f64,
    pub initial: f64,
    /// The most that was lost beyond maintenance margin on one day: what an insurance fund would have paid. Zero without exceptions.
    pub most_beyond: f64,
}

impl MarginSummary {
    pub fn of(backtest: &Backtest, series: &MarginSeries) -> Self {
        let exceeded = series.exceeded();
        let days = series.outcomes.len();
        let mean = |of: fn(&MarginOutcome) -> f64| series.outcomes.iter().map(of).sum::<f64>() / days.max(1) as f64;
        let beyond = series.outcomes.iter().map(|outcome| outcome.loss - outcome.levels.maintenance);
        Self {
            days,
            exceptions: exceeded.iter().filter(|exceeded| **exceeded).count(),
            beyond_initial: series.outcomes.iter().filter(|outcome| outcome.exceeded_initial()).count(),
            independence: independence(&exceeded),
            worst: worst_window(&exceeded, None),
            worst_around_crashes: worst_around_crashes(backtest, &exceeded),
            maintenance: mean(|outcome| outcome.levels.maintenance),
            initial: mean(|outcome| outcome.levels.initial),
            most_beyond: beyond.fold(0.0, f64::max),
        }
    }
}

/// The worst of the windows that include a crash of 2022. `None` where the prices do not include any.
fn worst_around_crashes(backtest: &Backtest, exceeded: &[bool]) -> Option<(usize, usize)> {
    let number_of = |ts: i64| backtest.days.iter().position(|day| day.start_ts == ts);
    let worst = CRASHES.iter().filter_map(|&(_, ts)| worst_window(exceeded, Some(number_of(ts)?)));
    // The earliest of several with the same count.
    worst.max_by(|left, right| left.1.cmp(&right.1).then(right.0.cmp(&left.0)))
}

fn loss_over_shortfall(series: &Series) -> Option<f64> {
    let ratios: Vec<f64> = series
        .outcomes
        .iter()
        .filter(|outcome| outcome.exceeded() && outcome.tail.expected_shortfall > 0.0)
        .map(|outcome| outcome.loss / outcome.tail.expected_shortfall)
        .collect();
    (!ratios.is_empty()).then(|| ratios.iter().sum::<f64>() / ratios.len() as f64)
}
