//! What a market may ask for: the bounds, and what counts as asking for more.

mod common;
mod margin_common;
mod margin_risk_common;

use bytemuck::Zeroable;
use common::cases;
use margin_risk_common::any_risk;
use options_math::{MAX_VOL_E9, MIN_VOL_E9};
use proptest::prelude::*;
use vault_types::{
    margin::{RealisedVolatility, RealisedVolatilityParameters, RiskParameters, ScenarioGrid, StandardParameters},
    state::{MarketRisk, VERSION},
    Pubkey,
};

const DEFAULT: RiskParameters = RiskParameters::DEFAULT;
type Mutation = fn(&mut RiskParameters);

fn changed(change: Mutation) -> RiskParameters {
    let mut changed = DEFAULT;
    change(&mut changed);
    assert_ne!(changed, DEFAULT, "a change");
    changed
}

#[test]
fn a_market_begins_closed_with_the_defaults_of_every_part() {
    assert!(DEFAULT.is_valid());
    assert_eq!((DEFAULT.is_open, DEFAULT.padding), (0, [0; 3]));
    assert_eq!((DEFAULT.realised, DEFAULT.grid), (RealisedVolatilityParameters::DEFAULT, ScenarioGrid::DEFAULT));
    assert_eq!(DEFAULT.standard, StandardParameters::DEFAULT);
    assert_eq!((DEFAULT.fallback_vol_e9, DEFAULT.delta_limit_bps), (1_200_000_000, 500));
    assert_eq!(DEFAULT.ceiling_over_realised_bps, 25_000);
}

/// A bound that holds and the step beyond it, for each.
#[test]
fn each_line_of_is_valid_refuses_something() {
    let bounds: [(Mutation, Mutation); 9] = [
        (|it| it.realised.min_vol_e9 -= 1, |it| it.realised.min_vol_e9 = it.realised.initial_vol_e9 + 1),
        (|it| it.fallback_vol_e9 = MIN_VOL_E9, |it| it.fallback_vol_e9 = MIN_VOL_E9 - 1),
        (|it| it.fallback_vol_e9 = MAX_VOL_E9, |it| it.fallback_vol_e9 = MAX_VOL_E9 + 1),
        (|it| it.grid.price_range_bps = 100, |it| it.grid.price_range_bps = 99),
        (|it| it.standard.liquidation_bps = 200, |it| it.standard.liquidation_bps = 199),
        (|it| it.delta_limit_bps = 100, |it| it.delta_limit_bps = 99),
        (|it| it.delta_limit_bps = 10_000, |it| it.delta_limit_bps = 10_001),
        (|it| it.ceiling_over_realised_bps = 10_000, |it| it.ceiling_over_realised_bps = 9_999),
        (|it| it.ceiling_over_realised_bps = 40_000, |it| it.ceiling_over_realised_bps = 40_001),
    ];
    for (index, (within, beyond)) in bounds.into_iter().enumerate() {
        assert!(changed(within).is_valid(), "{index}");
        assert!(!changed(beyond).is_valid(), "{index}");
    }
    assert!(changed(|it| it.is_open = 1).is_valid());
    let refused: [Mutation; 5] = [
        |it| it.is_open = 2,
        |it| it.is_open = u8::MAX,
        |it| it.padding[0] = 1,
        |it| it.padding[2] = 1,
        |it| *it = RiskParameters::zeroed(),
    ];
    for (index, change) in refused.into_iter().enumerate() {
        assert!(!changed(change).is_valid(), "{index}");
    }
}

/// One field one step tighter, and the same field one step looser.
const STEPS: [(Mutation, Mutation); 1] = [(|it| it.delta_limit_bps -= 1, |it| it.delta_limit_bps += 1)];

#[test]
fn each_line_of_tightens_refuses_something() {
    for (index, (tighter, looser)) in STEPS.into_iter().enumerate() {
        let (less, more) = (changed(looser), changed(tighter));
        assert!(less.is_valid() && more.is_valid(), "{index}");
        assert!(more.tightens(&DEFAULT) && !DEFAULT.tightens(&more), "{index}");
        assert!(DEFAULT.tightens(&less) && !less.tightens(&DEFAULT), "{index}");
        // Closing does not pay for what is looser.
        let mut mixed = less;
        (mixed.is_open, mixed.delta_limit_bps) = (0, less.delta_limit_bps);
        let open = RiskParameters { is_open: 1, ..DEFAULT };
        assert!(!mixed.tightens(&open), "{index}");
    }
}

#[test]
fn closing_tightens_and_opening_does_not() {
    let open = changed(|it| it.is_open = 1);
    assert!(DEFAULT.tightens(&open) && !open.tightens(&DEFAULT) && open.tightens(&open));
}

/// An account that has what was asked of it would be up for auction at once, for whoever has the key to buy; alone and together with what tightens.
#[test]
fn attack_05_no_change_of_what_enters_a_requirement_tightens() {
    let changes: [Mutation; 20] = [
        |it| it.grid.price_range_bps += 1,
        |it| it.grid.vol_up_bps += 1,
        |it| it.grid.vol_down_bps += 1,
        |it| it.grid.extreme_multiple_bps += 1,
        |it| it.grid.extreme_weight_bps += 1,
        |it| it.grid.short_minimum_bps += 1,
        |it| it.grid.initial_factor_bps += 1,
        |it| it.grid.liquidation_factor_bps += 1,
        |it| it.standard.initial_bps += 1,
        |it| it.standard.initial_floor_bps += 1,
        |it| it.standard.maintenance_bps += 1,
        |it| it.standard.liquidation_bps += 1,
        |it| it.ceiling_over_realised_bps -= 1,
        |it| it.fallback_vol_e9 += 1,
        |it| it.realised.initial_vol_e9 += 1,
        |it| it.realised.min_vol_e9 += 1,
        |it| it.realised.half_life_secs += 1,
        |it| it.realised.min_spacing_secs += 1,
        |it| it.realised.max_gap_secs += 1,
        |it| it.realised.max_return_bps += 1,
    ];
    for change in changes {
        assert!(!changed(change).tightens(&DEFAULT) && !DEFAULT.tightens(&changed(change)));
        let with_less_delta = RiskParameters { delta_limit_bps: DEFAULT.delta_limit_bps - 1, ..changed(change) };
        assert!(!with_less_delta.tightens(&DEFAULT));
    }
}

/// Sometimes equal, so that one often tightens the other.
fn any_parameters() -> impl Strategy<Value = RiskParameters> {
    let ceiling = prop::sample::select(vec![10_000_u16, 25_000, 40_000]);
    (any_risk(), 0..3_u64, ceiling, 0..2_u8).prop_map(|(risk, fallback, ceiling_over_realised_bps, is_open)| {
        RiskParameters { fallback_vol_e9: 1_000_000_000 + fallback, ceiling_over_realised_bps, is_open, ..risk }
    })
}

/// These with some of [`STEPS`], all of them tighter.
fn tightened(from: RiskParameters, steps: &[usize]) -> RiskParameters {
    let mut tighter = from;
    for step in steps {
        let mut next = tighter;
        STEPS[*step].0(&mut next);
        tighter = if next.is_valid() { next } else { tighter };
    }
    tighter
}

proptest! {
    #![proptest_config(cases(5_000))]

    #[test]
    fn tightening_is_an_order(
        a in any_parameters(),
        b in any_parameters(),
        first in prop::collection::vec(0..STEPS.len(), 0..6),
        second in prop::collection::vec(0..STEPS.len(), 0..6),
    ) {
        prop_assert!(a.is_valid() && a.tightens(&a), "reflexive");
        prop_assert!(!(a.tightens(&b) && b.tightens(&a)) || a == b, "only what is equal tightens both ways");
        let once = tightened(a, &first);
        let twice = tightened(once, &second);
        prop_assert!(once.tightens(&a) && twice.tightens(&once));
        prop_assert!(twice.tightens(&a), "transitive");
        prop_assert!(!b.tightens(&once) || b.tightens(&a), "transitive");
        prop_assert!(!a.tightens(&b) || twice.tightens(&b), "transitive");
    }
}

#[test]
fn a_markets_floor_is_its_realised_volatility() {
    let risk = MarketRisk {
        version: VERSION,
        market: Pubkey::new_from_array([1; 32]),
        params: DEFAULT,
        ..MarketRisk::zeroed()
    };
    assert!(risk.invariant() && !MarketRisk::zeroed().invariant());
    assert_eq!(risk.floor_vol_e9(), Ok(1_000_000_000), "the initial one before the first price");
    let quiet = RealisedVolatility { variance: 1, last_price_e8: 1, last_ts: 1 };
    assert_eq!(MarketRisk { realised: quiet, ..risk }.floor_vol_e9(), Ok(300_000_000), "the least there is");
    let wild = RealisedVolatility { variance: 4 << 48, ..quiet };
    assert_eq!(MarketRisk { realised: wild, ..risk }.floor_vol_e9(), Ok(2_000_000_000));
    let bad = RiskParameters { is_open: 2, ..DEFAULT };
    assert!(!MarketRisk { params: bad, ..risk }.invariant());
}
