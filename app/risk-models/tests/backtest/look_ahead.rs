//! No value at risk and no margin depends on a bar that had not ended when it was computed.

use market_data::{Bar, PriceSeries, DAY_SECS};
use proptest::prelude::*;
use risk_models::backtest::{run, Backtest, Choices, MarginModel, Period, VarModel};
use risk_models::Coin;

fn backtest(bars: Vec<Bar>, choices: &Choices) -> Backtest {
    let coin = Coin { name: "BTC".to_owned(), prices: PriceSeries::from_bars("changed", bars).unwrap() };
    run(&coin, choices).unwrap()
}

/// For every model and portfolio the bits of what was asked for on days that start by then, and of losses of days that are over.
fn known(backtest: &Backtest, ts: i64) -> Vec<u64> {
    let mut bits = Vec::new();
    for series in &backtest.series {
        for (day, outcome) in backtest.days.iter().zip(&series.outcomes) {
            if day.start_ts <= ts {
                bits.extend([outcome.tail.value_at_risk.to_bits(), outcome.tail.expected_shortfall.to_bits()]);
            }
            if day.start_ts + DAY_SECS <= ts {
                bits.push(outcome.loss.to_bits());
            }
        }
    }
    for series in &backtest.margins {
        for (day, outcome) in backtest.days.iter().zip(&series.outcomes) {
            if day.start_ts <= ts {
                bits.extend([outcome.levels.maintenance.to_bits(), outcome.levels.initial.to_bits()]);
            }
            if day.start_ts + DAY_SECS <= ts {
                bits.push(outcome.loss.to_bits());
            }
        }
    }
    bits
}

/// The bundled prices, and the same with every bar from one on multiplied; with the moment from which they differ.
fn changed_from(first_changed: usize, factor: f64) -> (Vec<Bar>, Vec<Bar>, i64) {
    let bars = PriceSeries::bundled().bars().to_vec();
    let mut changed = bars.clone();
    for bar in &mut changed[first_changed..] {
        (bar.open, bar.high, bar.low, bar.close) =
            (bar.open * factor, bar.high * factor, bar.low * factor, bar.close * factor);
    }
    let ts = bars[first_changed].unix_ts;
    (bars, changed, ts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn later_bars_change_nothing_earlier(first_changed in 372_usize * 24..457 * 24, factor in 0.2..5.0_f64) {
        let (bars, changed, ts) = changed_from(first_changed, factor);
        let models = VarModel::ALL.into_iter().filter(|model| !model.is_simulated()).collect();
        let choices = Choices { models, ..Choices::all() };
        let (before, after) = (backtest(bars, &choices), backtest(changed, &choices));
        // The first day with 5 models of 6 portfolios, and with 3 margins of all portfolios and one of 3: two figures each.
        prop_assert!(known(&before, ts).len() >= (5 * 6 + 3 * 6 + 3) * 2);
        prop_assert_eq!(known(&before, ts), known(&after, ts));
    }

    /// Simulations take their time: the days around the change are enough, since what went before enters through the history alone.
    #[test]
    fn later_bars_change_no_simulation(first_changed in 372_usize * 24..455 * 24, factor in 0.2..5.0_f64) {
        let (bars, changed, ts) = changed_from(first_changed, factor);
        let models = vec![VarModel::MonteCarlo, VarModel::Heston];
        let period = Period { from_ts: ts - 2 * DAY_SECS, until_ts: ts + 2 * DAY_SECS };
        let choices = Choices { models, margins: Vec::new(), period, ..Choices::all() };
        let (before, after) = (backtest(bars, &choices), backtest(changed, &choices));
        prop_assert!(known(&before, ts).len() >= 2 * 6 * 2);
        prop_assert_eq!(known(&before, ts), known(&after, ts));
    }
}

/// The tests above see something: the day after a change every model asks for something else, of some portfolio.
#[test]
fn earlier_bars_change_every_model() {
    let (bars, changed, ts) = changed_from(380 * 24, 0.7);
    let period = Period { from_ts: ts + DAY_SECS, until_ts: ts + 3 * DAY_SECS };
    let choices = Choices { period, ..Choices::all() };
    let (before, after) = (backtest(bars, &choices), backtest(changed, &choices));
    for model in VarModel::ALL {
        let of_model = |backtest: &Backtest| -> Vec<_> {
            let series = backtest.series.iter().filter(|series| series.model == model);
            series.map(|series| series.outcomes[0].tail).collect()
        };
        assert_ne!(of_model(&before), of_model(&after), "{}", model.name());
    }
    for model in MarginModel::ALL {
        let of_model = |backtest: &Backtest| -> Vec<_> {
            let series = backtest.margins.iter().filter(|series| series.model == model);
            series.map(|series| series.outcomes[0].levels).collect()
        };
        assert_ne!(of_model(&before), of_model(&after), "{}", model.name());
    }
}
