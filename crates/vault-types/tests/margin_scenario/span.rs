//! SPAN's risk array of a long future (L. McMillan, Options as a Strategic Investment, chapter 34).

use crate::{call, put, COIN, MARKET};
use vault_types::margin::{revalue, scenario_margin, Holding, ScenarioGrid};

const LONG_FUTURE: [f64; 16] = [
    0.0, 0.0, 3_330.0, 3_330.0, -3_330.0, -3_330.0, 6_670.0, 6_670.0, -6_670.0, -6_670.0, 10_000.0, 10_000.0,
    -10_000.0, -10_000.0, 7_000.0, -7_000.0,
];
/// The price range moves a future by 10,000: 30 % of 150 USD is 45 USD, so it is on 10,000 / 45 coins.
const QUANTITY: i64 = 10_000 * COIN / 45;
/// The book rounds a third of 10,000 to tens.
const EXACTNESS: f64 = 5.0;

const GRID: ScenarioGrid = ScenarioGrid { price_range_bps: 3_000, ..ScenarioGrid::DEFAULT };

/// Gains and losses from today, with a part of those in the extremes, in USD.
fn risk_array(holdings: &[Holding]) -> [f64; 16] {
    let values = revalue(holdings, &MARKET, &GRID).unwrap();
    std::array::from_fn(|index| {
        let gain = (values.scenarios[index] - values.today) as f64 / 1e21;
        if index < 14 {
            gain
        } else {
            gain * 0.35
        }
    })
}

fn assert_is_a_future(holdings: &[Holding]) {
    let found = risk_array(holdings);
    for (found, expected) in found.iter().zip(LONG_FUTURE) {
        assert!((found - expected).abs() <= EXACTNESS, "{found} instead of {expected}");
    }
    println!("{found:.2?}");
}

#[test]
fn a_synthetic_forward_is_a_long_future() {
    let holdings = [call(150, QUANTITY), put(150, -QUANTITY)];
    assert_is_a_future(&holdings);
    let values = revalue(&holdings, &MARKET, &GRID).unwrap();
    let (lowest, value) = values.lowest(&GRID);
    assert_eq!(lowest, 12);
    assert!(((values.today - value) as f64 / 1e21 - 10_000.0).abs() <= 1e-5, "{values:?}");
    let coins = values.delta_q36 as f64 / (1_u64 << 36) as f64 / COIN as f64;
    assert!((coins * 150.0 - 10_000.0 / 0.3).abs() < 1e-3, "{coins}");
}

#[test]
fn a_call_deep_in_the_money_is_a_long_future() {
    assert_is_a_future(&[call(1, QUANTITY)]);
    let margin = scenario_margin(&[call(1, QUANTITY)], &MARKET, &GRID).unwrap();
    assert_eq!(margin.requirement.maintenance_atoms, 0, "its own value bears the loss");
}
