//! Initial margin, maintenance margin and liquidation threshold: by hand, against the chain's own function, and for every risk and value.

use options_math::OptionType;
use proptest::prelude::*;
use risk_models::requirement::{Requirement, RequirementFactors};
use vault_types::margin::{revalue, scenario_margin, Holding, MarketInputs, ScenarioGrid, Units};

const FACTORS: RequirementFactors = RequirementFactors { initial: 1.25, liquidation: 0.8 };

fn three(of: &Requirement) -> [f64; 3] {
    [of.initial, of.maintenance, of.liquidation_threshold]
}

/// A premium of 300 is owed and 100 can be lost: the factors apply to the 100.
#[test]
fn what_is_owed_already_counts_once_at_every_level() {
    assert_eq!(three(&FACTORS.requirement(100.0, -300.0)), [425.0, 400.0, 380.0]);
}

/// A premium of 1000 was paid and all of it can be lost: that is all that can be.
#[test]
fn a_premium_that_was_paid_needs_nothing_at_any_level() {
    assert_eq!(three(&FACTORS.requirement(1_000.0, 1_000.0)), [0.0; 3]);
    assert_eq!(three(&FACTORS.requirement(400.0, 1_000.0)), [0.0; 3]);
}

/// Options owned bear 60 of a risk of 100: the factors apply to the other 40.
#[test]
fn the_factors_apply_to_what_the_options_do_not_bear() {
    assert_eq!(three(&FACTORS.requirement(100.0, 60.0)), [50.0, 40.0, 32.0]);
    assert_eq!(three(&FACTORS.requirement(0.0, 0.0)), [0.0; 3]);
}

const SPOT_E8: u64 = 150 * 100_000_000;
const SPOT: f64 = 150.0;
const WEEK_SECS: i64 = 7 * 86_400;
const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };
const COIN_ATOMS: i64 = 1_000_000_000;

fn held(option_type: OptionType, strike: u64, coins: i64) -> Holding {
    Holding { option_type, strike_e8: strike * 100_000_000, expiry_ts: WEEK_SECS, quantity: coins * COIN_ATOMS }
}

/// The chain's risk and value of options owed, USD, by its full revaluation.
fn risk_and_value(holdings: &[Holding], market: &MarketInputs<'_>, grid: &ScenarioGrid) -> (f64, f64) {
    let revaluation = revalue(holdings, market, grid).unwrap();
    let usd = |value: i128| value as f64 / 1e12 / COIN_ATOMS as f64;
    let owed: i64 = holdings.iter().map(|holding| -holding.quantity / COIN_ATOMS).sum();
    let short_minimum = owed as f64 * SPOT * f64::from(grid.short_minimum_bps) / 1e4;
    let (_, lowest) = revaluation.lowest(grid);
    (usd(revaluation.today - lowest).max(short_minimum), usd(revaluation.today))
}

fn on_the_chain() -> MarketInputs<'static> {
    MarketInputs {
        spot_e8: SPOT_E8,
        now_ts: 0,
        units: UNITS,
        smiles: &[],
        fallback_vol_e9: 800_000_000,
        floor_vol_e9: 0,
        ceiling_vol_e9: 4_000_000_000,
    }
}

/// With the chain's own risk and value of each group the three levels are the chain's, to the rounding of its atoms.
#[track_caller]
fn assert_that_of_the_chain(groups: &[Vec<Holding>]) {
    let (grid, market) = (ScenarioGrid::DEFAULT, on_the_chain());
    let factors = RequirementFactors {
        initial: f64::from(grid.initial_factor_bps) / 1e4,
        liquidation: f64::from(grid.liquidation_factor_bps) / 1e4,
    };
    let ours = groups.iter().fold(Requirement::NOTHING, |sum, group| {
        let (risk, value) = risk_and_value(group, &market, &grid);
        sum.plus(&factors.requirement(risk, value))
    });
    let chain = scenario_margin(&groups.concat(), &market, &grid).unwrap().requirement;
    let by_chain =
        [chain.initial_atoms, chain.maintenance_atoms, chain.liquidation_atoms].map(|atoms| atoms as f64 / 1e6);
    for (ours, chains) in three(&ours).into_iter().zip(by_chain) {
        assert!((ours - chains).abs() < 5e-6, "{ours} for the chain's {chains}: {groups:?}");
    }
}

#[test]
fn the_formula_is_that_of_the_chain() {
    use OptionType::{Call, Put};
    for holdings in [
        vec![held(Call, 165, -3)],
        vec![held(Put, 135, -1)],
        // Deep in the money: more is owed already than can be lost from here.
        vec![held(Put, 400, -2)],
        // So far out of the money that the short-option minimum decides.
        vec![held(Call, 900, -5)],
        vec![held(Call, 160, -2), held(Put, 140, -4)],
    ] {
        assert_that_of_the_chain(&[holdings]);
    }
}

/// The chain's groups are expiries.
#[test]
fn groups_add_up_as_on_the_chain() {
    let month = |holding: Holding| Holding { expiry_ts: 4 * WEEK_SECS, ..holding };
    let near = vec![held(OptionType::Put, 400, -2), held(OptionType::Call, 160, -1)];
    let far = vec![month(held(OptionType::Call, 165, -3)), month(held(OptionType::Call, 900, -5))];
    assert_that_of_the_chain(&[near, far]);
}

/// A model whose numbers overflow has no margin, rather than none to hold.
#[test]
fn what_is_not_a_number_is_not_zero() {
    for (risk, options) in [(f64::NAN, 0.0), (0.0, f64::NAN), (f64::INFINITY, f64::INFINITY)] {
        assert!(three(&FACTORS.requirement(risk, options)).into_iter().all(f64::is_nan), "{risk} {options}");
    }
}

/// A group that has more than it needs gives nothing to another: 250 too much here, 400 asked for there.
#[test]
fn groups_do_not_pay_for_each_other() {
    let owed = FACTORS.requirement(100.0, -300.0);
    assert_eq!(owed.plus(&FACTORS.requirement(50.0, 300.0)), owed);
    assert_eq!(owed.plus(&Requirement::NOTHING), owed);
    assert_eq!(three(&owed.plus(&FACTORS.requirement(100.0, 60.0))), [475.0, 440.0, 412.0]);
    assert_eq!(three(&FACTORS.requirement(150.0, 0.0)), [187.5, 150.0, 120.0], "of the sums of both");
}

/// Relative to the numbers it is computed from.
const ROUNDING: f64 = 1e-12;

fn any_factors() -> impl Strategy<Value = RequirementFactors> {
    (1.0f64..3.0, 0.0f64..=1.0).prop_map(|(initial, liquidation)| RequirementFactors { initial, liquidation })
}

proptest! {
    #[test]
    fn the_three_are_in_order_and_not_below_zero(factors in any_factors(), risk in 0.0f64..1e6, options in -1e6f64..1e6) {
        let [initial, maintenance, liquidation] = three(&factors.requirement(risk, options));
        prop_assert!(initial >= maintenance && maintenance >= liquidation && liquidation >= 0.0);
    }

    #[test]
    fn more_risk_or_less_value_never_lowers_any(
        factors in any_factors(), risk in 0.0f64..1e6, options in -1e6f64..1e6, more in 0.0f64..1e6, less in 0.0f64..1e6,
    ) {
        let before = three(&factors.requirement(risk, options));
        let after = three(&factors.requirement(risk + more, options - less));
        for (before, after) in before.into_iter().zip(after) {
            prop_assert!(after >= before - ROUNDING * (risk + more + options.abs() + less), "{} after {}", after, before);
        }
    }

    /// Whoever owes is liquidated before what is held is less than what is owed.
    #[test]
    fn the_threshold_is_at_least_what_is_owed(factors in any_factors(), risk in 0.0f64..1e6, owed in 0.0f64..1e6) {
        let liquidation = factors.requirement(risk, -owed).liquidation_threshold;
        prop_assert!(liquidation >= owed - ROUNDING * (risk + owed));
    }
}
