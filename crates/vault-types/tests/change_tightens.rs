//! What an authority may do at once, and which proposals a change of settings voids.

mod change_common;
mod common;

use bytemuck::{bytes_of, bytes_of_mut, Pod};
use change_common::*;
use vault_types::{
    change::*,
    margin::{ExchangeRate, PriceAverage, RealisedVolatility, RiskParameters},
    outflow::Outflow,
    state::*,
    threshold::{StrikeRecord, ThresholdParameters},
};

const LOOSENS: Result<(), ChangeError> = Err(ChangeError::Loosens);

#[test]
fn a_bank_tightens_by_its_parameters() {
    let from = CollateralBank {
        params: bank_params(|it| (it.cap_atoms, it.haircut_bps, it.max_outflow_bps) = (100, 5_000, 5_000)),
        ..coin_bank()
    };
    assert_eq!(check_tightens_bank(&from, &from), Ok(()));
    type Mutation = fn(&mut CollateralParams);
    let steps: [(Mutation, Mutation); 2] = [
        (|it| it.cap_atoms -= 1, |it| it.cap_atoms += 1),
        (|it| it.max_outflow_bps -= 1, |it| it.max_outflow_bps += 1),
    ];
    for (index, (tighter, looser)) in steps.into_iter().enumerate() {
        let with = |change: Mutation| {
            let mut params = from.params;
            change(&mut params);
            Change::Collateral { params }.apply_to_bank(&from, NOW_TS).unwrap()
        };
        assert_eq!(check_tightens_bank(&from, &with(tighter)), Ok(()), "{index}");
        assert_eq!(check_tightens_bank(&from, &with(looser)), LOOSENS, "{index}");
        assert_eq!(check_tightens_bank(&with(tighter), &from), LOOSENS, "{index}");
    }
}

/// What somebody has in a bank stops counting as late as it began to: an account would be up for auction otherwise, at once.
#[test]
fn attack_05_a_bank_is_switched_off_and_on_after_the_timelock_alone() {
    let on = coin_bank();
    let params = bank_params(|it| it.haircut_bps = CollateralParams::DISABLED_HAIRCUT_BPS);
    let off = Change::Collateral { params }.apply_to_bank(&on, NOW_TS).unwrap();
    let again = Change::Collateral { params: on.params }.apply_to_bank(&off, NOW_TS).unwrap();
    assert_eq!((check_tightens_bank(&on, &off), check_tightens_bank(&off, &again)), (LOOSENS, LOOSENS));
}

#[test]
fn a_market_tightens_by_its_parameters() {
    let with = |change| Change::MarketRisk { params: risk_params(change) }.apply_to_risk(&risk()).unwrap();
    let open = with(|it| it.is_open = 1);
    assert_eq!(check_tightens_risk(&risk(), &risk()), Ok(()));
    assert_eq!((check_tightens_risk(&open, &risk()), check_tightens_risk(&risk(), &open)), (Ok(()), LOOSENS));
    let more = with(|it| it.delta_limit_bps -= 1);
    assert_eq!((check_tightens_risk(&risk(), &more), check_tightens_risk(&more, &risk())), (Ok(()), LOOSENS));
    let standard = with(|it| it.standard.initial_bps += 1);
    assert_eq!((check_tightens_risk(&risk(), &standard), check_tightens_risk(&standard, &risk())), (LOOSENS, LOOSENS));
    let estimate = with(|it| it.realised.min_vol_e9 += 1);
    assert_eq!((check_tightens_risk(&risk(), &estimate), check_tightens_risk(&estimate, &risk())), (LOOSENS, LOOSENS));
}

#[test]
fn a_house_tightens_by_trusting_its_signers_less() {
    type Mutation = fn(&mut ThresholdParameters);
    let steps: [(Mutation, Mutation); 2] = [
        (|it| it.loosen_bps_per_hour -= 1, |it| it.loosen_bps_per_hour += 1),
        (|it| it.max_strikes -= 1, |it| it.max_strikes += 1),
    ];
    let with = |change: Mutation| Config { thresholds: thresholds(change), ..config() };
    assert_eq!(check_tightens_config(&config(), &config()), Ok(()));
    for (index, (tighter, looser)) in steps.into_iter().enumerate() {
        assert_eq!(check_tightens_config(&config(), &with(tighter)), Ok(()), "{index}");
        assert_eq!(check_tightens_config(&config(), &with(looser)), LOOSENS, "{index}");
        for (other, (_, looser)) in steps.into_iter().enumerate().filter(|(other, _)| *other != index) {
            let mut mixed = with(tighter);
            looser(&mut mixed.thresholds);
            assert_eq!(check_tightens_config(&config(), &mixed), LOOSENS, "{index} {other}");
        }
    }
}

/// A threshold that is too old, voided or below the floor gives way to the chain's margin, which may be more than the account has.
#[test]
fn attack_05_nothing_that_raises_what_a_threshold_asks_for_tightens() {
    let others: [fn(&mut ThresholdParameters); 6] = [
        |it| it.max_age_secs -= 1,
        |it| it.max_age_secs += 1,
        |it| it.tolerance_bps -= 1,
        |it| it.tolerance_bps += 1,
        |it| it.floor_bps += 1,
        |it| it.floor_bps -= 1,
    ];
    for (index, change) in others.into_iter().enumerate() {
        let mut changed = Config { thresholds: thresholds(change), ..config() };
        assert_eq!(check_tightens_config(&config(), &changed), LOOSENS, "{index}");
        changed.thresholds.max_strikes -= 1;
        assert_eq!(check_tightens_config(&config(), &changed), LOOSENS, "{index}");
    }
}

/// A longer strike window takes older messages and strikes lying signers less often, a shorter one lets more lies go without a strike: neither
/// trusts them less, with a tightening or without.
#[test]
fn no_change_of_the_strike_window_tightens() {
    for strike_window_secs in [60, 599, 601, 3_600] {
        let mut changed = config();
        changed.thresholds.strike_window_secs = strike_window_secs;
        assert_eq!(check_tightens_config(&config(), &changed), LOOSENS, "{strike_window_secs}");
        assert_eq!(check_tightens_config(&changed, &config()), LOOSENS, "{strike_window_secs}");
        changed.thresholds.max_strikes -= 1;
        assert_eq!(check_tightens_config(&config(), &changed), LOOSENS, "{strike_window_secs}");
    }
}

/// Neither key can make itself the other one, nor shorten the time to object, together with a tightening or without.
#[test]
fn nothing_else_of_a_house_tightens() {
    let others: [fn(&mut Config); 6] = [
        |it| it.admin = key(7),
        |it| it.guardian = key(7),
        |it| it.timelock_secs -= 1,
        |it| it.timelock_secs += 1,
        |it| it.proposals += 1,
        |it| it.cluster_genesis_hash = [8; 32],
    ];
    for (index, change) in others.into_iter().enumerate() {
        let mut changed = config();
        change(&mut changed);
        assert_eq!(check_tightens_config(&config(), &changed), LOOSENS, "{index}");
        changed.thresholds.max_strikes -= 1;
        assert_eq!(check_tightens_config(&config(), &changed), LOOSENS, "{index}");
    }
}

/// The hash changes with every byte of a part of the settings, and no two such changes give the same.
fn assert_counts<A: Pod, P: Pod + PartialEq>(account: A, part: fn(&mut A) -> &mut P, hash: impl Fn(&A) -> [u8; 32]) {
    let mut seen = vec![hash(&account)];
    for byte in 0..size_of::<P>() {
        let mut changed = account;
        bytes_of_mut(part(&mut changed))[byte] ^= 1;
        let hash = hash(&changed);
        assert!(!seen.contains(&hash), "byte {byte}");
        seen.push(hash);
    }
}

#[test]
fn every_setting_of_the_house_voids_every_proposal() {
    let hashes: [fn(&Config) -> [u8; 32]; 6] = [
        Config::settings_hash,
        |config| market().settings_hash(config),
        |config| vault().settings_hash(config),
        |config| signers().settings_hash(config),
        |config| coin_bank().settings_hash(config),
        |config| risk().settings_hash(config),
    ];
    for hash in hashes {
        assert_counts(config(), |config| &mut config.admin, hash);
        assert_counts(config(), |config| &mut config.guardian, hash);
        assert_counts(config(), |config| &mut config.timelock_secs, hash);
        assert_counts(config(), |config| &mut config.thresholds, hash);
        let counted = Config { proposals: 7, creator: key(7), bump: 7, ..config() };
        assert_eq!(hash(&counted), hash(&config()), "what nobody sets");
    }
}

#[test]
fn every_setting_of_a_target_voids_its_proposals() {
    let config = config();
    assert_counts(coin_bank(), |bank| &mut bank.params, |bank| bank.settings_hash(&config));
    assert_counts(risk(), |risk| &mut risk.params, |risk| risk.settings_hash(&config));
    assert_counts(market(), |market| &mut market.halts, |market| market.settings_hash(&config));
    assert_counts(vault(), |vault| &mut vault.params, |vault| vault.settings_hash(&config));
    assert_counts(vault(), |vault| &mut vault.halts, |vault| vault.settings_hash(&config));
    assert_counts(signers(), |signers| &mut signers.generation, |signers| signers.settings_hash(&config));
}

/// Deposits, observations and strikes come every minute: they void nothing.
#[test]
fn what_the_market_does_voids_no_proposal() {
    let busy = CollateralBank {
        deposited_atoms: 9,
        average: PriceAverage { last_e8: 1, ..coin_bank().average },
        rate: ExchangeRate { rate_e9: 3, observed_ts: 4 },
        outflow: Outflow { paid_atoms: 5, ..coin_bank().outflow },
        ..coin_bank()
    };
    assert_eq!(busy.settings_hash(&config()), coin_bank().settings_hash(&config()));
    let observed = MarketRisk { realised: RealisedVolatility::default(), ..risk() };
    assert_eq!(observed.settings_hash(&config()), risk().settings_hash(&config()));
    let struck = SignerSet { strikes: StrikeRecord { strikes: 2, ..signers().strikes }, ..signers() };
    assert_eq!(struck.settings_hash(&config()), signers().settings_hash(&config()));
    assert_eq!(bytes_of(&RiskParameters::DEFAULT).len(), 72, "all of it is hashed");
}
