//! What a change does to the account that it is for, and to no other: nothing but what it names, and only within the bounds.

mod change_common;
mod common;

use change_common::*;
use common::banks::{derived_bank, DAY};
use vault_types::{
    change::{Change, ChangeError},
    liquidation::LiquidationParameters,
    margin::RiskParameters,
    state::*,
    threshold::ThresholdParameters,
};

const OUT_OF_BOUNDS: Result<(), ChangeError> = Err(ChangeError::OutOfBounds);

#[test]
fn each_change_is_for_one_kind_of_account() {
    assert!(config().invariant() && signers().invariant() && coin_bank().invariant() && risk().invariant());
    for (change, its_own) in changes() {
        for target in ALL_TARGETS {
            let expected = if target == its_own { Ok(()) } else { Err(ChangeError::OtherTarget) };
            assert_eq!(target.outcome(&change), expected, "{change:?} {target:?}");
        }
    }
}

/// Out of bounds it is still no change for another account.
#[test]
fn a_change_out_of_bounds_is_refused_as_such_by_its_own_account_only() {
    let changes = [
        (Change::Thresholds { parameters: thresholds(|it| it.floor_bps = 2_499) }, For::House),
        (Change::Collateral { params: bank_params(|it| it.haircut_bps = 1_499) }, For::Bank),
        (Change::MarketRisk { params: risk_params(|it| it.is_open = 2) }, For::Risk),
    ];
    for (change, its_own) in changes {
        for target in ALL_TARGETS {
            let expected = if target == its_own { OUT_OF_BOUNDS } else { Err(ChangeError::OtherTarget) };
            assert_eq!(target.outcome(&change), expected, "{change:?} {target:?}");
        }
    }
}

#[test]
fn a_change_to_the_thresholds_changes_nothing_else_of_the_house() {
    let parameters = thresholds(|it| it.tolerance_bps = 5_000);
    let changed = Change::Thresholds { parameters }.apply_to_config(&config()).unwrap();
    assert_eq!(changed, Config { thresholds: parameters, ..config() });
    let admin = Change::Admin { admin: key(9) }.apply_to_config(&config()).unwrap();
    assert_eq!(admin, Config { admin: key(9), ..config() }, "nor does another change touch them");
    // A house whose thresholds are out of bounds cannot change anything else before they are in order.
    let broken = Config { thresholds: thresholds(|it| it.max_strikes = 0), ..config() };
    assert_eq!(Change::Admin { admin: key(9) }.apply_to_config(&broken), Err(ChangeError::OutOfBounds));
    assert!(Change::Thresholds { parameters }.apply_to_config(&broken).is_ok());
}

/// A bound that holds and the step beyond it, for each of them.
#[test]
fn thresholds_stay_in_their_bounds() {
    type Mutation = fn(&mut ThresholdParameters);
    let bounds: [(Mutation, Mutation); 11] = [
        (|it| it.max_age_secs = 86_400, |it| it.max_age_secs = 86_401),
        (|it| it.max_age_secs = 600, |it| it.max_age_secs = 599),
        (|it| it.strike_window_secs = 60, |it| it.strike_window_secs = 59),
        (|it| it.strike_window_secs = 3_600, |it| it.strike_window_secs = 3_601),
        (|it| it.loosen_bps_per_hour = 1, |it| it.loosen_bps_per_hour = 0),
        (|it| it.loosen_bps_per_hour = 10_000, |it| it.loosen_bps_per_hour = 10_001),
        (|it| it.tolerance_bps = 5_000, |it| it.tolerance_bps = 5_001),
        (|it| it.floor_bps = 2_500, |it| it.floor_bps = 2_499),
        (|it| it.floor_bps = 10_000, |it| it.floor_bps = 10_001),
        (|it| it.max_strikes = 1, |it| it.max_strikes = 0),
        (|it| it.max_strikes = 100, |it| it.max_strikes = 101),
    ];
    for (index, (within, beyond)) in bounds.into_iter().enumerate() {
        let outcome = |change| For::House.outcome(&Change::Thresholds { parameters: thresholds(change) });
        assert_eq!((outcome(within), outcome(beyond)), (Ok(()), OUT_OF_BOUNDS), "{index}");
    }
}

#[test]
fn a_change_to_a_bank_changes_its_parameters_alone() {
    let params = bank_params(|it| (it.cap_atoms, it.haircut_bps, it.max_outflow_bps) = (1, 9_999, 1_000));
    let changed = Change::Collateral { params }.apply_to_bank(&coin_bank(), NOW_TS).unwrap();
    assert_eq!(changed, CollateralBank { params, ..coin_bank() }, "also below what has been deposited");
    // The bounds are those of the bank's own class.
    let derived = derived_bank(CollateralClass::VAULT_SHARE);
    let outcome = |bank: CollateralBank, params| Change::Collateral { params }.apply_to_bank(&bank, NOW_TS).map(|_| ());
    assert_eq!(outcome(derived, coin_bank().params), OUT_OF_BOUNDS);
    assert_eq!(outcome(coin_bank(), derived.params), OUT_OF_BOUNDS);
    assert_eq!(outcome(derived, derived.params), Ok(()));
    let mid_cap = common::banks::bank(CollateralClass::MID_CAP);
    assert_eq!(outcome(mid_cap, bank_params(|it| it.haircut_bps = 3_499)), OUT_OF_BOUNDS);
}

#[test]
fn a_change_to_what_a_market_asks_for_keeps_what_it_has_observed() {
    let params = risk_params(|it| (it.is_open, it.fallback_vol_e9) = (1, 2_000_000_000));
    let changed = Change::MarketRisk { params }.apply_to_risk(&risk()).unwrap();
    assert_eq!(changed, MarketRisk { params, ..risk() });
}

/// From switched off to counting, whatever the haircut is then: as if it were listed now.
#[test]
fn the_ramp_starts_anew_exactly_when_a_bank_begins_to_count_again() {
    let later_ts = common::banks::NOW + 90 * DAY;
    let haircuts = [1_500, 5_000, 9_999, CollateralParams::DISABLED_HAIRCUT_BPS];
    for before in haircuts {
        for after in haircuts {
            let with = |haircut_bps| CollateralParams { haircut_bps, ..coin_bank().params };
            let bank = CollateralBank { params: with(before), ..coin_bank() };
            let changed = Change::Collateral { params: with(after) }.apply_to_bank(&bank, later_ts).unwrap();
            let begins = before == 10_000 && after < 10_000;
            let counts_from_ts = if begins { later_ts } else { bank.counts_from_ts };
            assert_eq!(changed, CollateralBank { params: with(after), counts_from_ts, ..bank }, "{before} {after}");
            assert_eq!(changed.weight_e9(later_ts), if begins { 0 } else { 1_000_000_000 });
        }
    }
}

/// Other parameters of a bank that is switched off, or is not, start no ramp.
#[test]
fn no_other_change_starts_a_ramp() {
    for haircut_bps in [1_500, CollateralParams::DISABLED_HAIRCUT_BPS] {
        let params = CollateralParams { haircut_bps, ..coin_bank().params };
        let bank = CollateralBank { params, ..coin_bank() };
        let changes = [
            params,
            CollateralParams { cap_atoms: 0, ..params },
            CollateralParams { cap_atoms: u64::MAX, ..params },
            CollateralParams { max_outflow_bps: 1_000, ..params },
            CollateralParams { max_above_average_bps: 100, ..params },
        ];
        for params in changes {
            let changed = Change::Collateral { params }.apply_to_bank(&bank, i64::MAX).unwrap();
            assert_eq!(changed.counts_from_ts, bank.counts_from_ts, "{params:?}");
        }
    }
    let switched = |haircut_bps| CollateralParams { haircut_bps, ..coin_bank().params }.counts();
    assert_eq!([0, 9_999, 10_000, u16::MAX].map(switched), [true, true, false, false]);
}

/// A bank that is refused leaves nobody with a ramp that has begun.
#[test]
fn what_is_refused_changes_nothing() {
    let bank = CollateralBank { params: bank_params(|it| it.haircut_bps = 10_000), ..coin_bank() };
    let before = bank;
    let params = bank_params(|it| it.haircut_bps = 1_000);
    assert_eq!(Change::Collateral { params }.apply_to_bank(&bank, NOW_TS), Err(ChangeError::OutOfBounds));
    assert_eq!(bank, before);
}

/// The account of a proposal holds every change, and gives it back as it was.
#[test]
fn proposals_hold_every_change() {
    for (change, _) in changes() {
        let (bytes, change_length) = Proposal::encode(&change).unwrap();
        let proposal = Proposal { change: bytes, change_length, ..bytemuck::Zeroable::zeroed() };
        assert_eq!(proposal.decode(), Some(change));
        let cut = Proposal { change_length: change_length - 1, ..proposal };
        assert_eq!(cut.decode(), None);
    }
    let of = |change: &Change| borsh::to_vec(change).unwrap();
    let bytes = of(&Change::Thresholds { parameters: ThresholdParameters::DEFAULT });
    assert_eq!((bytes[0], &bytes[1..]), (7, bytemuck::bytes_of(&ThresholdParameters::DEFAULT)));
    let bytes = of(&Change::Collateral { params: coin_bank().params });
    assert_eq!((bytes[0], &bytes[1..]), (8, bytemuck::bytes_of(&coin_bank().params)));
    let bytes = of(&Change::MarketRisk { params: RiskParameters::DEFAULT });
    assert_eq!((bytes[0], &bytes[1..]), (9, bytemuck::bytes_of(&RiskParameters::DEFAULT)));
    let bytes = of(&Change::Liquidation { parameters: LiquidationParameters::DEFAULT });
    assert_eq!((bytes[0], &bytes[1..]), (10, bytemuck::bytes_of(&LiquidationParameters::DEFAULT)));
}
