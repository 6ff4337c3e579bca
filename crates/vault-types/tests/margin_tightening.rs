//! Stricter parameters ask for no less, as far as that can be said: of the standard margin always; of the scenarios where no point of the grid
//! moves and nothing is worth more than before. What tightens at once raises initial margin alone.

mod common;
mod margin_common;
mod margin_risk_common;

use common::cases;
use margin_common::*;
use margin_risk_common::*;
use proptest::prelude::*;
use vault_types::{
    margin::{Contract, Requirement, RiskParameters, ScenarioGrid, StandardParameters},
    state::MarginAccount,
};

fn larger(a: u16, by: u16, most: u16) -> u16 {
    a.saturating_add(by).min(most)
}

/// The standard margin's parameters no smaller, and in their order.
fn tighter_standard(standard: &StandardParameters, by: [u16; 4]) -> StandardParameters {
    let liquidation_bps = larger(standard.liquidation_bps, by[0], 10_000);
    let maintenance_bps = larger(standard.maintenance_bps, by[1], 10_000).max(liquidation_bps);
    let initial_floor_bps = larger(standard.initial_floor_bps, by[2], 10_000).max(maintenance_bps);
    let initial_bps = larger(standard.initial_bps, by[3], 10_000).max(initial_floor_bps);
    StandardParameters { initial_bps, initial_floor_bps, maintenance_bps, liquidation_bps }
}

/// Only what the same values of the same scenarios require more by.
fn tighter_grid(grid: &ScenarioGrid, by: [u16; 4]) -> ScenarioGrid {
    ScenarioGrid {
        short_minimum_bps: larger(grid.short_minimum_bps, by[0] / 10, 10_000),
        initial_factor_bps: larger(grid.initial_factor_bps, by[1], 30_000),
        liquidation_factor_bps: larger(grid.liquidation_factor_bps, by[2], 10_000),
        extreme_weight_bps: larger(grid.extreme_weight_bps, by[3], 10_000),
        ..*grid
    }
}

/// The fallback is the market's own.
fn at_fallback(scene: &Scene, risk: &RiskParameters) -> Scene {
    Scene { fallback_vol_e9: risk.fallback_vol_e9, ..scene.clone() }
}

fn by_standard(account: &MarginAccount, scene: &Scene, risk: &RiskParameters, buffer_bps: u16) -> Requirement {
    account.by_standard(0, &at_fallback(scene, risk).inputs(), risk, buffer_bps).unwrap()
}

fn by_scenarios(account: &MarginAccount, scene: &Scene, risk: &RiskParameters) -> Requirement {
    account.by_scenarios(0, &at_fallback(scene, risk).inputs(), risk).unwrap()
}

/// What prices may be off by where they should rise: 10^-9 of the notional on either side, and the rounding of a level.
fn slack(positions: &[(Contract, i64)]) -> u64 {
    2 + positions.iter().map(|(_, quantity)| quantity.unsigned_abs() / 1_000_000_000).sum::<u64>()
}

fn on_one_market(most: usize) -> impl Strategy<Value = Vec<(Contract, i64)>> {
    prop::collection::vec((any_contract_on(vec![SOL_USD]), any_quantity()), 1..=most)
}

fn any_steps() -> impl Strategy<Value = [u16; 4]> {
    prop::array::uniform4(prop_oneof![Just(0), 0..3_000_u16])
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// All levels, with any part of the buffers.
    #[test]
    fn tighter_parameters_never_lower_the_standard_margin(
        positions in on_one_market(24),
        scene in any_scene(),
        risk in any_risk(),
        steps in any_steps(),
        buffer_bps in 0..=10_000_u16,
    ) {
        let account = account_with(&positions);
        let tighter = RiskParameters {
            standard: tighter_standard(&risk.standard, steps),
            ceiling_over_realised_bps: 10_000,
            ..risk
        };
        prop_assert!(tighter.is_valid());
        let before = levels(&by_standard(&account, &scene, &risk, buffer_bps));
        let after = levels(&by_standard(&account, &scene, &tighter, buffer_bps));
        for (after, before) in after.into_iter().zip(before) {
            prop_assert!(after >= before, "{after} {before}");
        }
    }

    /// All levels, of any account: the same scenarios, of which more is asked for.
    #[test]
    fn the_same_scenarios_never_require_less(
        positions in on_one_market(24),
        scene in any_scene(),
        risk in any_risk(),
        steps in any_steps(),
        delta_limit_bps in 100..=10_000_u16,
    ) {
        let account = account_with(&positions);
        let delta_limit_bps = delta_limit_bps.min(risk.delta_limit_bps);
        let tighter = RiskParameters { grid: tighter_grid(&risk.grid, steps), delta_limit_bps, ..risk };
        prop_assert!(tighter.is_valid());
        let before = levels(&by_scenarios(&account, &scene, &risk));
        let after = levels(&by_scenarios(&account, &scene, &tighter));
        for (level, (after, before)) in after.into_iter().zip(before).enumerate() {
            // The liquidation threshold is a rounded number less another one.
            let slack = u64::from(level == 2);
            prop_assert!(after + slack >= before, "{after} {before}");
        }
    }

    /// At once a key only closes the market and lowers the limit of the net delta: nobody is nearer to an auction for it.
    #[test]
    fn attack_05_what_tightens_at_once_leaves_maintenance_and_liquidation(
        positions in on_one_market(24), scene in any_scene(), risk in any_risk(), delta_limit_bps in 100..=10_000_u16,
    ) {
        let account = account_with(&positions);
        let delta_limit_bps = delta_limit_bps.min(risk.delta_limit_bps);
        let tighter = RiskParameters { delta_limit_bps, is_open: 0, ..risk };
        prop_assert!(tighter.is_valid() && tighter.tightens(&risk));
        let (before, after) = (by_scenarios(&account, &scene, &risk), by_scenarios(&account, &scene, &tighter));
        prop_assert!(after.initial_atoms >= before.initial_atoms);
        prop_assert_eq!(after.maintenance_atoms, before.maintenance_atoms);
        prop_assert_eq!(after.liquidation_atoms, before.liquidation_atoms);
    }

    /// A higher fallback, of what is only owed: maintenance and liquidation. Initial margin is for a risk from today's value on, which falls
    /// where what is owed is worth more today and no more in the worst scenario.
    #[test]
    fn a_higher_fallback_never_lowers_maintenance_of_what_is_only_owed(
        positions in on_one_market(24), scene in any_scene(), risk in any_risk(), more_e9 in 0..2_000_000_000_u64,
    ) {
        let owed: Vec<_> = positions.iter().map(|(contract, quantity)| (*contract, -quantity.abs())).collect();
        let account = account_with(&owed);
        let scene = Scene { smiles: vec![], ..scene };
        let tighter = RiskParameters { fallback_vol_e9: risk.fallback_vol_e9 + more_e9, ..risk };
        prop_assert!(tighter.is_valid());
        let (before, after) = (by_scenarios(&account, &scene, &risk), by_scenarios(&account, &scene, &tighter));
        let slack = 1 + slack(&owed);
        prop_assert!(after.maintenance_atoms + slack >= before.maintenance_atoms);
        prop_assert!(after.liquidation_atoms + slack >= before.liquidation_atoms);
    }
}
