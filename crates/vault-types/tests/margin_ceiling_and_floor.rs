//! What no smile can do, whoever signed it: the floor and the ceiling bound it.
//!
//! Options of one strike and expiry gain the same by volatility: a strike at which more is owed than owned is worth the less the higher its
//! volatility is, any other the more. With all of the first at the floor and all of the others at the ceiling, today and every scenario are
//! worth at least as much as with any smile there is. So, whatever is signed:
//!
//! - maintenance margin, of each expiry `max(-lowest, short minimum - today, 0)`, is never below what it is with the strikes owed at the
//!   floor, with the others at the ceiling, or with both;
//! - nor is the liquidation threshold, which falls with `lowest` and `today` too.
//!
//! Initial margin is no such sum: it is for a risk from today's value on, and what is worth less today can also lose less.

mod common;
mod margin_common;
mod margin_limit;
mod margin_risk_common;

use common::cases;
use margin_common::*;
use margin_risk_common::*;
use proptest::prelude::*;
use vault_types::margin::{
    revalue, scenario_margin, Contract, Holding, MarketInputs, Revaluation, RiskParameters, ScenarioGrid,
};

const GRID: ScenarioGrid = ScenarioGrid::DEFAULT;

/// Net of all options on its strike.
fn is_owed(holding: &Holding, of_expiry: &[Holding]) -> bool {
    let same = of_expiry.iter().filter(|other| other.strike_e8 == holding.strike_e8);
    same.map(|other| other.quantity).sum::<i64>() < 0
}

/// Values of both parts together, in USD times 10^12 times atoms: sums of values are exact.
fn together(a: &Revaluation, b: &Revaluation) -> (i128, i128) {
    let today = a.today + b.today;
    let values = a.scenarios.iter().zip(b.scenarios).enumerate().map(|(index, (a, b))| {
        let value = a + b;
        let weight = i128::from(GRID.extreme_weight_bps);
        if index < 14 {
            value
        } else {
            today + (value - today).div_euclid(10_000) * weight
        }
    });
    (today, values.min().unwrap())
}

/// Maintenance margin and liquidation threshold in USD, before rounding.
fn required(today: i128, lowest: i128, short_minimum: f64) -> [f64; 2] {
    let [today, lowest] = [today, lowest].map(|value| value as f64 / 1e12 / COIN as f64);
    let kept = f64::from(GRID.liquidation_factor_bps) / 1e4;
    let risk = (today - lowest).max(short_minimum).max(0.0);
    let maintenance = (risk - today).max(0.0);
    [maintenance, maintenance - (1.0 - kept) * risk.min(maintenance)]
}

/// Of one expiry, with a market for the strikes at which more is owed, and one for the others.
fn of_expiry_with(counted: &[Holding], owed: &MarketInputs<'_>, owned: &MarketInputs<'_>) -> [f64; 2] {
    let part = |of_owed| -> Vec<Holding> {
        counted.iter().filter(|holding| is_owed(holding, counted) == of_owed).copied().collect()
    };
    let values =
        [(true, owed), (false, owned)].map(|(of_owed, market)| revalue(&part(of_owed), market, &GRID).unwrap());
    let (today, lowest) = together(&values[0], &values[1]);
    let owed_atoms: i64 = counted.iter().map(|holding| -holding.quantity.min(0)).sum();
    let short_minimum =
        owed_atoms as f64 / COIN as f64 * (SPOT_E8 / USD) as f64 * f64::from(GRID.short_minimum_bps) / 1e4;
    required(today, lowest, short_minimum)
}

/// All expiries.
fn with(holdings: &[Holding], owed: &MarketInputs<'_>, owned: &MarketInputs<'_>) -> [f64; 2] {
    let expiries = margin_limit::by_expiry(holdings);
    let each = expiries.iter().map(|counted| of_expiry_with(counted, owed, owned));
    each.fold([0.0; 2], |sum, levels| [sum[0] + levels[0], sum[1] + levels[1]])
}

fn on_one_market() -> impl Strategy<Value = Vec<(Contract, i64)>> {
    prop::collection::vec((any_contract_on(vec![SOL_USD]), any_quantity()), 1..=24)
}

/// What prices may be off by: they are within 6e-10 of the moved spot, and as much where one cell of their tables meets the next.
fn tolerance(holdings: &[Holding]) -> f64 {
    let notional: f64 = holdings.iter().map(|holding| holding.quantity.unsigned_abs() as f64 / 1e9 * 100.0).sum();
    4e-9 * notional + 12e-6
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn no_smile_brings_maintenance_below_owed_at_the_floor_and_owned_at_the_ceiling(
        positions in on_one_market(), scene in any_scene(),
    ) {
        let account = account_with(&positions);
        let Some(place) = place_of(&account, &SOL_USD) else { return Ok(()) };
        let holdings = account.holdings_on(place, |_| true);
        let as_signed = scene.inputs();
        // One volatility each, without any bounds.
        let flat = |vol_e9| MarketInputs {
            smiles: &[],
            fallback_vol_e9: vol_e9,
            floor_vol_e9: vol_e9,
            ceiling_vol_e9: u64::MAX,
            ..as_signed
        };
        let (lowest, highest) = (flat(scene.floor_vol_e9), flat(scene.ceiling_vol_e9));
        // Before what can be lost bounds it, which has nothing to do with volatility.
        let found = scenario_margin(&holdings, &as_signed, &GRID).unwrap().requirement;
        let found = [found.maintenance_atoms, found.liquidation_atoms].map(|atoms| atoms as f64 / 1e6);
        let tolerance = tolerance(&holdings);
        let signed = with(&holdings, &as_signed, &as_signed);
        let owned_at_ceiling = with(&holdings, &as_signed, &highest);
        let owed_at_floor = with(&holdings, &lowest, &as_signed);
        let both = with(&holdings, &lowest, &highest);
        for level in 0..2 {
            prop_assert!((found[level] - signed[level]).abs() <= tolerance, "the test's own way: {found:?} {signed:?}");
            for least in [owned_at_ceiling, owed_at_floor, both] {
                prop_assert!(found[level] >= least[level] - tolerance, "{found:?} {least:?}");
            }
            prop_assert!(both[level] <= owned_at_ceiling[level].min(owed_at_floor[level]) + tolerance);
        }
    }

    /// Nor does a floor that is as high as one likes: it is for what is owed alone.
    #[test]
    fn no_floor_lowers_maintenance(
        positions in on_one_market(), scene in any_scene(), higher in 0..3_000_000_000_u64,
    ) {
        let account = account_with(&positions);
        let Some(place) = place_of(&account, &SOL_USD) else { return Ok(()) };
        // Without a smile what is owned is at the floor where the fallback is higher.
        let before = Scene { fallback_vol_e9: scene.fallback_vol_e9.min(scene.floor_vol_e9), ..scene };
        let tighter = Scene { floor_vol_e9: scene.floor_vol_e9 + higher, ..before.clone() };
        let [before, after] = [&before, &tighter].map(|scene| {
            account.by_scenarios(place, &scene.inputs(), &RiskParameters::DEFAULT).unwrap()
        });
        let slack = (tolerance(&account.holdings_on(place, |_| true)) * 1e6) as u64;
        prop_assert!(after.maintenance_atoms + slack >= before.maintenance_atoms);
        prop_assert!(after.liquidation_atoms + slack >= before.liquidation_atoms);
    }

    /// A lower ceiling asks for no less, and for what is only owed a higher floor does.
    #[test]
    fn a_lower_ceiling_lowers_no_maintenance(
        positions in on_one_market(), scene in any_scene(), lower in 0..3_000_000_000_u64,
    ) {
        let account = account_with(&positions);
        let Some(place) = place_of(&account, &SOL_USD) else { return Ok(()) };
        let ceiling_vol_e9 = scene.ceiling_vol_e9.saturating_sub(lower);
        let tighter = Scene { ceiling_vol_e9, ..scene.clone() };
        let [before, after] = [&scene, &tighter].map(|scene| {
            account.by_scenarios(place, &scene.inputs(), &RiskParameters::DEFAULT).unwrap()
        });
        let slack = (tolerance(&account.holdings_on(place, |_| true)) * 1e6) as u64;
        prop_assert!(after.maintenance_atoms + slack >= before.maintenance_atoms);
        prop_assert!(after.liquidation_atoms + slack >= before.liquidation_atoms);
    }

    #[test]
    fn a_higher_floor_lowers_no_maintenance_of_what_is_only_owed(
        positions in on_one_market(), scene in any_scene(), higher in 0..3_000_000_000_u64,
    ) {
        let owed: Vec<_> = positions.iter().map(|(contract, quantity)| (*contract, -quantity.abs())).collect();
        let account = account_with(&owed);
        let Some(place) = place_of(&account, &SOL_USD) else { return Ok(()) };
        let floor_vol_e9 = scene.floor_vol_e9 + higher;
        let tighter = Scene { floor_vol_e9, ..scene.clone() };
        let [before, after] = [&scene, &tighter].map(|scene| {
            account.by_scenarios(place, &scene.inputs(), &RiskParameters::DEFAULT).unwrap()
        });
        let slack = (tolerance(&account.holdings_on(place, |_| true)) * 1e6) as u64;
        prop_assert!(after.maintenance_atoms + slack >= before.maintenance_atoms);
        prop_assert!(after.liquidation_atoms + slack >= before.liquidation_atoms);
        let standard = |scene: &Scene| {
            levels(&account.by_standard(place, &scene.inputs(), &RiskParameters::DEFAULT, 5_000).unwrap())
        };
        prop_assert!(standard(&tighter).iter().zip(standard(&scene)).all(|(after, before)| after + slack >= before));
    }
}

/// The ceiling is a multiple of the realised volatility, rounded down, and never above what there are prices for.
#[test]
fn the_ceiling_is_a_multiple_of_the_realised_volatility() {
    let with = |ceiling_over_realised_bps, realised_vol_e9| {
        RiskParameters { ceiling_over_realised_bps, ..RiskParameters::DEFAULT }.ceiling_vol_e9(realised_vol_e9)
    };
    assert_eq!(with(25_000, 800_000_000), 2_000_000_000);
    assert_eq!((with(10_000, 300_000_001), with(40_000, 300_000_001)), (300_000_001, 1_200_000_004));
    assert_eq!((with(10_001, 300_000_001), with(25_000, 0)), (300_030_001, 0));
    assert_eq!(with(40_000, u64::MAX), options_math::MAX_VOL_E9, "no overflow");
}
