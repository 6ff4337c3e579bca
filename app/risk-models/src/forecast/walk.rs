//! Every forecast a model would have made, had it been there.

use super::{Day, Forecast, Forecaster, Horizon};

/// Days before the first forecast that counts, the same for every model.
pub const WARM_UP_DAYS: usize = 120;

/// Entry k is the forecast when the first k days were over; `None` during the warm-up. One more entry than there are days.
pub fn walk(days: &[Day], forecaster: &mut dyn Forecaster) -> Vec<Option<Forecast>> {
    let at = |over: usize| if over < WARM_UP_DAYS { None } else { forecaster.forecast(&days[..over]) };
    (0..=days.len()).map(at).collect()
}

/// Variance that followed when the first `over` days were over: the sum over the horizon. `None` when not all of it is known.
pub fn realised(days: &[Day], over: usize, horizon: Horizon) -> Option<f64> {
    let ahead = days.get(over..over + horizon.days())?;
    Some(ahead.iter().map(|day| day.variance).sum())
}
