//! What an account has on one of its markets, and what a requirement is refused or held up by.

mod common;
mod margin_common;
mod margin_risk_common;

use common::cases;
use margin_common::*;
use margin_risk_common::*;
use options_math::SviSlice;
use proptest::prelude::*;
use vault_types::{
    margin::{ExpirySmile, Requirement, RiskParameters},
    surface::{flat, SurfaceError},
    LedgerError,
};

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn holdings_on_a_market_are_its_own_in_their_order(positions in any_positions(24)) {
        let account = account_with(&positions);
        for place in 0..4 {
            for asset in ASSETS {
                let found = account.holdings_on(place, |held| held.settlement == asset);
                let mut expected = Vec::new();
                for held in account.options {
                    if held.quantity_atoms != 0 && usize::from(held.market) == place && held.settlement == asset {
                        expected.push(held.holding().unwrap());
                    }
                }
                prop_assert_eq!(found, expected);
            }
        }
        let all: usize = (0..4).map(|place| account.holdings_on(place, |_| true).len()).sum();
        prop_assert_eq!(all, account.options.iter().filter(|held| held.is_used()).count());
    }

    #[test]
    fn one_expired_option_is_enough(positions in any_positions(24), late_secs in -100..100_i64) {
        let account = account_with(&positions);
        let now_ts = NOW + late_secs;
        let expired = positions.iter().any(|(contract, _)| {
            account.quantity_of(&contract.series) != 0 && contract.expiry_ts <= now_ts
        });
        prop_assert_eq!(account.has_expired_options(now_ts), expired);
    }

    #[test]
    fn levels_add_up(a in prop::array::uniform3(common::magnitude()), b in prop::array::uniform3(common::magnitude())) {
        let requirement = |[initial_atoms, maintenance_atoms, liquidation_atoms]: [u64; 3]| {
            Requirement { initial_atoms, maintenance_atoms, liquidation_atoms }
        };
        let sums: Option<Vec<u64>> = a.into_iter().zip(b).map(|(a, b)| a.checked_add(b)).collect();
        let found = requirement(a).plus(&requirement(b));
        prop_assert_eq!(found.map(|sum| levels(&sum).to_vec()), sums.ok_or(LedgerError::Overflow));
    }
}

#[test]
fn an_option_has_expired_from_its_second_on() {
    let account = account_with(&[(at(NOW, put(SOL_USD, 100)), 1), (at(NOW + 9, put(SOL_USD, 100)), -1)]);
    assert!(!account.has_expired_options(NOW - 1));
    assert!(account.has_expired_options(NOW) && account.has_expired_options(NOW + 9));
    assert!(!margin_common::account().has_expired_options(i64::MAX), "unused places expire never");
}

#[test]
fn every_expiry_needs_a_smile_of_its_own() {
    let later_ts = NOW + 8 * DAY;
    let secs = (later_ts - NOW).unsigned_abs();
    let smile = SviSlice::new(flat(800_000_000, secs), secs).ok();
    let holdings = |moments: &[i64]| {
        let options: Vec<_> = moments.iter().map(|moment| (at(*moment, put(SOL_USD, 100)), 1)).collect();
        account_with(&options).holdings_on(0, |_| true)
    };
    let known = |expiry_ts, smile| ExpirySmile { expiry_ts, smile };
    let checked = |smiles: Vec<ExpirySmile>, moments: &[i64]| {
        let scene = Scene { smiles, ..Scene::flat(800_000_000) };
        scene.inputs().check_smiles(&holdings(moments))
    };
    assert_eq!(checked(vec![], &[]), Ok(()));
    assert_eq!(checked(vec![], &[later_ts]), Err(SurfaceError::NoSlice));
    assert_eq!(checked(vec![known(later_ts, smile)], &[later_ts]), Ok(()));
    assert_eq!(checked(vec![known(later_ts, None)], &[later_ts]), Err(SurfaceError::NoSlice), "a stale one is none");
    assert_eq!(checked(vec![known(later_ts - 1, smile)], &[later_ts]), Err(SurfaceError::NoSlice));
    let both = [later_ts, later_ts + DAY];
    assert_eq!(checked(vec![known(later_ts, smile)], &both), Err(SurfaceError::NoSlice), "one of two");
    assert_eq!(checked(vec![known(both[1], smile), known(later_ts, smile)], &both), Ok(()));
}

/// Each of the two fits 64 bits and their sum does not: it is refused and not cut off.
#[test]
fn a_sum_that_does_not_fit_is_refused() {
    let most = 1_i64 << 57;
    let near = (at(NOW + DAY, coin_call(SOL_USD, 20)), -most);
    let later = (at(NOW + 8 * DAY, put(SOL_USD, 180)), -most);
    let scene = Scene::flat(800_000_000);
    let mut inputs = scene.inputs();
    (inputs.units.underlying_decimals, inputs.units.quote_decimals) = (0, 0);
    let risk = RiskParameters { delta_limit_bps: 10_000, ..RiskParameters::DEFAULT };
    let required = |positions: &[_]| {
        let account = account_with(positions);
        (account.by_scenarios(0, &inputs, &risk), account.by_standard(0, &inputs, &risk, 5_000))
    };
    for position in [near, later] {
        let (by_scenarios, by_standard) = required(&[position]);
        assert!(by_scenarios.is_ok() && by_standard.is_ok());
    }
    let refused = Err(LedgerError::Overflow.into());
    assert_eq!(required(&[near, later]), (refused, refused));
}
