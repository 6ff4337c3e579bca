//! No value at risk depends on a bar that had not ended when it was computed.

use market_data::{Bar, PriceSeries, DAY_SECS};
use proptest::prelude::*;
use risk_engine::backtest::{run, Backtest, Period, VarModel};
use risk_engine::Coin;

fn backtest(bars: Vec<Bar>) -> Backtest {
    let coin = Coin { name: "BTC".to_owned(), prices: PriceSeries::from_bars("changed", bars).unwrap() };
    run(&coin, &VarModel::ALL, &Period::ALL).unwrap()
}

/// For every model and portfolio the bits of value at risk and shortfall of days that start by then, and of losses of days that are over.
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
    bits
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn later_bars_change_no_earlier_risk(first_changed in 372_usize * 24..457 * 24, factor in 0.2..5.0_f64) {
        let bars = PriceSeries::bundled().bars().to_vec();
        let mut changed = bars.clone();
        for bar in &mut changed[first_changed..] {
            (bar.open, bar.high, bar.low, bar.close) = (bar.open * factor, bar.high * factor, bar.low * factor, bar.close * factor);
        }
        let ts = bars[first_changed].unix_ts;
        let (before, after) = (backtest(bars), backtest(changed));
        prop_assert!(known(&before, ts).len() >= 5 * 6 * 2);
        prop_assert_eq!(known(&before, ts), known(&after, ts));
    }
}
