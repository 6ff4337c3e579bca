//! 10,000 random portfolios.

use crate::{groups, model, random::Random, NOW};
use vault_types::margin::{revalue, scenario_margin, Holding, MarketInputs, ScenarioGrid, Units};

/// The largest differences from the model, over gross notional.
#[derive(Debug, Default)]
struct Differences {
    value: f64,
    requirement: f64,
    delta: f64,
}

const MOST: f64 = 1e-9;

#[test]
fn agrees_with_the_model() {
    let (mut random, mut largest) = (Random(2026), Differences::default());
    let mut with_requirement = 0;
    for _ in 0..10_000 {
        let expiries = random.expiries();
        let smiles = random.smiles(&expiries);
        let spot_e8 = random.scaled(1e6, 2e14) as u64;
        let market = MarketInputs {
            spot_e8,
            now_ts: NOW,
            units: Units { underlying_decimals: 6 + random.below(4) as u8, quote_decimals: 6 },
            smiles: &smiles,
            fallback_vol_e9: random.scaled(1e8, 3e9) as u64,
            floor_vol_e9: random.scaled(1e7, 1e9) as u64,
            ceiling_vol_e9: random.scaled(1e8, 1e10) as u64,
        };
        let grid = if random.below(2) == 0 { ScenarioGrid::DEFAULT } else { random.grid() };
        with_requirement += u32::from(compare(&random.holdings(spot_e8, &expiries), &market, &grid, &mut largest));
    }
    println!("largest differences: {largest:?}; {with_requirement} portfolios require something");
    assert!(with_requirement > 5_000);
}

/// Returns whether something is required.
fn compare(holdings: &[Holding], market: &MarketInputs<'_>, grid: &ScenarioGrid, largest: &mut Differences) -> bool {
    let unit = 10f64.powi(market.units.underlying_decimals.into());
    let in_usd = |value_e8: i128| value_e8 as f64 / 1e8 / unit;
    // Values are rounded to 2^28 * 10^-12 USD times an atom, net delta to 2^28 * 10^-8 USD times an atom, each for four expiries at most and
    // with 2^-28 of the moved price; and the model's own digits end too.
    let rounded_to = |dollars: f64| 4.0 * (dollars + 10.0 * market.spot_e8 as f64 / 1e8 / 2f64.powi(28)) / unit;
    let (rounding, delta_rounding) = (rounded_to(2.7e-4), rounded_to(2.7));
    let note = |largest: &mut f64, found: f64, expected: f64, scale: f64| {
        let difference = ((found - expected).abs() - rounding - 1e-15 * expected.abs()).max(0.0) / scale.max(1e-300);
        *largest = largest.max(difference);
        assert!(difference <= MOST, "{found} instead of {expected}: {holdings:?} {market:?} {grid:?}");
    };
    let (values, expected) = (revalue(holdings, market, grid).unwrap(), model::revalue(holdings, market, grid));
    let usd_of = |value_e12: i128| value_e12 as f64 / 1e12 / unit;
    note(&mut largest.value, usd_of(values.today), expected.today, expected.notional);
    for (found, scenario) in values.scenarios.iter().zip(expected.scenarios) {
        note(&mut largest.value, usd_of(*found), scenario, expected.notional);
    }
    let (lowest, value) = values.lowest(grid);
    note(&mut largest.value, usd_of(value), expected.worst(grid), expected.notional);
    note(&mut largest.value, usd_of(value), expected.weighed(lowest.into(), grid), expected.notional);

    let (margin, expected) = (scenario_margin(holdings, market, grid).unwrap(), groups::margin(holdings, market, grid));
    let notional = expected.notional;
    note(&mut largest.value, in_usd(margin.mark), expected.today, notional);
    note(&mut largest.value, in_usd(margin.uncovered_notional), expected.uncovered_notional, notional);
    let net_delta = in_usd(margin.net_delta);
    let nearest = net_delta.clamp(expected.net_delta - delta_rounding, expected.net_delta + delta_rounding);
    note(&mut largest.delta, net_delta - nearest, 0.0, notional);
    let levels = [
        (margin.requirement.maintenance_atoms, expected.maintenance),
        (margin.requirement.initial_atoms, expected.initial),
        (margin.requirement.liquidation_atoms, expected.liquidation),
    ];
    for (found_atoms, expected) in levels {
        // Rounded up to atoms once, and the two other levels once more.
        let found = found_atoms as f64 / 1e6;
        let nearest = found.clamp(expected - 1e-6, expected + 4e-6);
        // What the risk is off by, initial margin is off by up to its factor.
        note(&mut largest.requirement, found - nearest, 0.0, notional * f64::from(grid.initial_factor_bps) / 1e4);
    }
    margin.requirement.maintenance_atoms > 0
}
