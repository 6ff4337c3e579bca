//! No forecast depends on a bar that had not ended when it was made.

use market_data::{Bar, PriceSeries};
use proptest::prelude::*;
use risk_models::forecast::{days_of, walk, FixedWeights, Forecast, ForecastModel, Forecaster, Weights};

const BARS: usize = 200 * 24;

/// 200 days of the bundled prices.
fn bars() -> Vec<Bar> {
    PriceSeries::bundled().bars()[..BARS].to_vec()
}

fn forecasts(bars: Vec<Bar>, forecaster: &mut dyn Forecaster) -> Vec<Option<Forecast>> {
    walk(&days_of(&PriceSeries::from_bars("changed", bars).unwrap()), forecaster)
}

fn forecasters() -> Vec<Box<dyn Forecaster>> {
    let fixed = Weights::from_json(include_str!("../../weights/volatility.json")).unwrap();
    let mut all: Vec<Box<dyn Forecaster>> = ForecastModel::ALL.iter().map(|model| model.forecaster()).collect();
    all.push(Box::new(FixedWeights(fixed)));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// From some bar on, prices are multiplied by anything: forecasts made by its start stay the same to the bit.
    #[test]
    fn later_bars_change_no_earlier_forecast(first_changed in 120 * 24..BARS, factor in 0.1..10.0_f64) {
        let mut changed = bars();
        for bar in &mut changed[first_changed..] {
            (bar.open, bar.high, bar.low, bar.close) = (bar.open * factor, bar.high * factor, bar.low * factor, bar.close * factor);
        }
        let known_days = first_changed / 24;
        for (mut one, mut other) in forecasters().into_iter().zip(forecasters()) {
            let (before, after) = (forecasts(bars(), one.as_mut()), forecasts(changed.clone(), other.as_mut()));
            prop_assert!(before[known_days].is_some());
            prop_assert_eq!(bits(&before[..=known_days]), bits(&after[..=known_days]));
            prop_assert_eq!(before.len(), after.len());
        }
    }

    /// The same when there are no later bars at all.
    #[test]
    fn missing_later_bars_change_no_earlier_forecast(kept in 121 * 24..BARS) {
        for (mut one, mut other) in forecasters().into_iter().zip(forecasters()) {
            let (whole, cut) = (forecasts(bars(), one.as_mut()), forecasts(bars()[..kept].to_vec(), other.as_mut()));
            prop_assert_eq!(bits(&whole[..=kept / 24]), bits(&cut));
        }
    }
}

fn bits(forecasts: &[Option<Forecast>]) -> Vec<Option<[u64; 2]>> {
    forecasts.iter().map(|forecast| forecast.map(|both| [both.day.to_bits(), both.week.to_bits()])).collect()
}

/// The other side: what is in the last day does count.
#[test]
fn a_change_in_the_last_hour_is_seen() {
    let mut changed = bars();
    if let Some(last) = changed.last_mut() {
        last.close *= 1.2;
        last.high *= 1.2;
    }
    for (mut one, mut other) in forecasters().into_iter().zip(forecasters()) {
        let (before, after) = (forecasts(bars(), one.as_mut()), forecasts(changed.clone(), other.as_mut()));
        assert_eq!(before[..200], after[..200]);
        assert_ne!(before[200], after[200]);
    }
}
