//! A bank's bounds, its cap and its outflow limit (ATTACKS 5, 8).

mod common;

use bytemuck::Zeroable;
use common::{banks::*, cases, COIN, USD};
use proptest::prelude::*;
use vault_types::{
    margin::{CollateralError, CollateralPrice, ExchangeRate, NetPayment, PriceAverage},
    outflow::Outflow,
    price::{PriceError, ValidatedPrice},
    state::*,
    Pubkey,
};

const FED: [CollateralClass; 4] =
    [CollateralClass::STABLE, CollateralClass::MAJOR, CollateralClass::MID_CAP, CollateralClass::TREASURY];
const DERIVED: [CollateralClass; 2] = [CollateralClass::YIELD_BEARING, CollateralClass::VAULT_SHARE];

#[test]
fn every_class_can_be_sound() {
    assert!(FED.into_iter().all(|class| bank(class).invariant()));
    assert!(DERIVED.into_iter().all(|class| derived_bank(class).invariant()));
    assert!(FED.into_iter().all(|class| !derived_bank(class).invariant()), "no feed");
    assert!(DERIVED.into_iter().all(|class| !bank(class).invariant()), "no base");
    let unknown = bytemuck::cast::<u8, CollateralClass>(6);
    assert!(!bank(unknown).invariant() && !derived_bank(unknown).invariant());
}

/// For a liquidation where nobody brings a price: the last one that was observed, without a lower end, and an hour later.
#[test]
fn the_last_price_of_a_bank_stands_in_after_an_hour() {
    let bank = bank(CollateralClass::MAJOR);
    let last_ts = bank.average.last_ts;
    let last = CollateralPrice {
        mid: ValidatedPrice { price_e8: 10 * USD, publish_ts: last_ts, prev_publish_ts: last_ts },
        low_e8: 10 * USD,
    };
    assert_eq!([last_ts - 1, last_ts, last_ts + 3_599].map(|now_ts| bank.last_seen(now_ts)), [None; 3]);
    assert_eq!([last_ts + 3_600, i64::MAX].map(|now_ts| bank.last_seen(now_ts)), [Some(last); 2]);
    let new = CollateralBank { average: PriceAverage::default(), ..bank };
    assert_eq!(new.last_seen(NOW), None, "nobody ever showed one");
    // It counts at the same terms as one of now, however old it is.
    let now_ts = last_ts + 3_600;
    assert_eq!(bank.terms_at(&last, now_ts), Err(PriceError::TooOld));
    let fresh = price_at(10 * USD, now_ts);
    assert_eq!(bank.terms_of(&last, now_ts), bank.terms_at(&fresh, now_ts).unwrap());
}

fn changed(bank: CollateralBank, change: fn(&mut CollateralBank)) -> bool {
    let mut changed = bank;
    change(&mut changed);
    assert_ne!(changed, bank, "a change");
    changed.invariant()
}

const KEY: Pubkey = Pubkey::new_from_array([9; 32]);

#[test]
fn each_line_of_the_invariant_refuses_something() {
    let refused: [fn(&mut CollateralBank); 18] = [
        |bank| bank.issuer_power = bytemuck::cast(2u8),
        |bank| bank.decimals = 13,
        |bank| bank.ramp_secs = 86_399,
        |bank| bank.ramp_secs = 90 * 86_400 + 1,
        |bank| bank.average_window_secs = 3_599,
        |bank| bank.average_window_secs = 7 * 86_400 + 1,
        |bank| bank.price_feed_id = [0; 32],
        |bank| bank.price_source = PriceSource::PYTH_PUSH,
        |bank| bank.price_program = KEY,
        |bank| bank.oracle_limits = OracleLimits::zeroed(),
        |bank| bank.base_bank = KEY,
        |bank| bank.rate_source = KEY,
        |bank| bank.rate = ExchangeRate { rate_e9: 1, observed_ts: 0 },
        |bank| bank.average.history_secs += 1,
        |bank| bank.average.history_secs = 0,
        |bank| (bank.average.average_e8, bank.average.average_fraction) = (0, 0),
        |bank| bank.average.last_e8 = 0,
        |bank| bank.params.haircut_bps = 1_499,
    ];
    for (index, change) in refused.into_iter().enumerate() {
        assert!(!changed(bank(CollateralClass::MAJOR), change), "{index}");
    }
    let refused: [fn(&mut CollateralBank); 7] = [
        |bank| bank.price_source = PriceSource::PYTH_PUSH,
        |bank| bank.base_bank = Pubkey::default(),
        |bank| bank.rate_source = Pubkey::default(),
        |bank| bank.price_feed_id = [1; 32],
        |bank| bank.oracle_limits = common::LIMITS,
        |bank| bank.average_window_secs = 3_600,
        |bank| bank.average = PriceAverage { last_e8: 1, ..PriceAverage::default() },
    ];
    for (index, change) in refused.into_iter().enumerate() {
        assert!(DERIVED.into_iter().all(|class| !changed(derived_bank(class), change)), "{index}");
    }
    // The program that says a rate is known of the one class, and there is none for the other.
    let other_program: fn(&mut CollateralBank) = |bank| bank.price_program = KEY;
    assert!(!changed(derived_bank(CollateralClass::VAULT_SHARE), other_program));
    assert!(changed(derived_bank(CollateralClass::YIELD_BEARING), other_program));
    assert!(!changed(derived_bank(CollateralClass::YIELD_BEARING), |bank| bank.price_program = Pubkey::default()));
    let kept: [fn(&mut CollateralBank); 4] = [
        |bank| bank.deposited_atoms = u64::MAX,
        |bank| bank.params.cap_atoms = 0,
        |bank| bank.params.haircut_bps = CollateralParams::DISABLED_HAIRCUT_BPS,
        |bank| bank.average = PriceAverage { last_e8: USD, last_ts: NOW, ..PriceAverage::default() },
    ];
    assert!(kept.into_iter().all(|change| changed(bank(CollateralClass::MAJOR), change)));
}

#[test]
fn attack_05_no_authority_leaves_the_bounds() {
    for (class, haircuts) in [
        (CollateralClass::STABLE, 200..=10_000),
        (CollateralClass::MAJOR, 1_500..=10_000),
        (CollateralClass::MID_CAP, 3_500..=10_000),
        (CollateralClass::TREASURY, 200..=10_000),
        (CollateralClass::YIELD_BEARING, 500..=10_000),
        (CollateralClass::VAULT_SHARE, 1_500..=10_000),
    ] {
        let params = if class.is_derived() { derived_bank(class) } else { bank(class) }.params;
        for haircut_bps in (0..=10_002).chain([u16::MAX]) {
            let is_valid = CollateralParams { haircut_bps, ..params }.is_valid(class);
            assert_eq!(is_valid, haircuts.contains(&haircut_bps), "{class:?} {haircut_bps}");
        }
        for (max_outflow_bps, is_valid) in [(999, false), (1_000, true), (10_000, true), (10_001, false)] {
            assert_eq!(CollateralParams { max_outflow_bps, ..params }.is_valid(class), is_valid);
        }
        for (bps, above, growth) in [(0, false, false), (1, false, true), (100, true, true), (500, true, true)]
            .into_iter()
            .chain([(501, true, false), (2_500, true, false), (2_501, false, false)])
        {
            let is_derived = class.is_derived();
            let changed_above = CollateralParams { max_above_average_bps: bps, ..params }.is_valid(class);
            assert_eq!(changed_above, if is_derived { bps == 0 } else { above }, "{class:?} {bps}");
            let changed_growth = CollateralParams { max_rate_growth_bps: bps, ..params }.is_valid(class);
            assert_eq!(changed_growth, if is_derived { growth } else { bps == 0 }, "{class:?} {bps}");
        }
    }
}

#[test]
fn attack_05_only_what_takes_away_is_a_tightening() {
    let params = bank(CollateralClass::MAJOR).params;
    let changes: [fn(&mut CollateralParams, u16); 2] =
        [|params, value| params.cap_atoms = value.into(), |params, value| params.max_outflow_bps = value];
    for (index, change) in changes.into_iter().enumerate() {
        let at = |value| {
            let mut changed = params;
            change(&mut changed, value);
            changed
        };
        assert!(at(5_000).tightens(&at(5_001)) && at(5_000).tightens(&at(5_000)), "{index}");
        assert!(!at(5_001).tightens(&at(5_000)), "{index}");
    }
    // What is in counts neither for less nor for more, alone or together with what takes away.
    let counting: [fn(&mut CollateralParams); 6] = [
        |params| params.haircut_bps += 1,
        |params| params.haircut_bps -= 1,
        |params| params.max_above_average_bps += 1,
        |params| params.max_above_average_bps -= 1,
        |params| params.max_rate_growth_bps += 1,
        |params| params.haircut_bps = CollateralParams::DISABLED_HAIRCUT_BPS,
    ];
    for (index, change) in counting.into_iter().enumerate() {
        let mut changed = params;
        change(&mut changed);
        assert!(!changed.tightens(&params), "{index}");
        changed.cap_atoms -= 1;
        assert!(!changed.tightens(&params), "{index}");
    }
}

#[test]
fn attack_08_no_deposit_beyond_the_cap() {
    let mut bank = bank(CollateralClass::MID_CAP);
    bank.deposit(bank.params.cap_atoms, NOW).unwrap();
    let full = bank;
    for amount_atoms in [1, u64::MAX] {
        assert_eq!(bank.deposit(amount_atoms, NOW), Err(CollateralError::AboveCap));
        assert_eq!(bank, full);
    }
    bank.params.cap_atoms = 0;
    assert_eq!(bank.deposit(1, NOW), Err(CollateralError::AboveCap));
    let (before, mut beyond) = (bank.deposited_atoms, bank);
    assert_eq!(beyond.deposit_beyond_cap(7, NOW), Ok(()), "for somebody who has to pay with it");
    assert_eq!(beyond.deposited_atoms, before + 7);
    assert_eq!(beyond.deposit_beyond_cap(u64::MAX, NOW), Err(CollateralError::AboveCap));
    assert_eq!(bank.withdraw(1_000 * COIN, NOW), Ok(()), "what is above a lowered cap may leave");
}

#[test]
fn attack_05_a_days_withdrawals_are_a_part_of_the_bank() {
    let mut bank = bank(CollateralClass::STABLE);
    bank.params.max_outflow_bps = 1_000;
    bank.deposited_atoms = 1_000;
    assert_eq!(bank.withdrawable_atoms(NOW), 100);
    assert_eq!(bank.withdraw(101, NOW), Err(CollateralError::AboveOutflow));
    assert_eq!(bank.withdraw(60, NOW), Ok(()));
    assert_eq!(bank.withdraw(41, NOW + DAY - 1), Err(CollateralError::AboveOutflow));
    assert_eq!(bank.withdraw(40, NOW + DAY - 1), Ok(()));
    bank.deposit(50, NOW + DAY - 1).unwrap();
    assert_eq!(bank.withdrawable_atoms(NOW + DAY - 1), 50, "what came in today may leave again");
    assert_eq!(bank.withdraw(951, NOW + DAY), Err(CollateralError::NotDeposited));
    assert_eq!(
        bank.withdrawable_atoms(NOW + DAY),
        150,
        "a tenth of what the bank had when people began to leave, and today's 50"
    );
}

fn receives(to_account_atoms: u64) -> NetPayment {
    NetPayment { to_account_atoms, ..NetPayment::default() }
}

fn pays(from_account_atoms: u64) -> NetPayment {
    NetPayment { from_account_atoms, ..NetPayment::default() }
}

#[test]
fn neither_cap_nor_outflow_limit_holds_a_settlement_up() {
    let mut bank = bank(CollateralClass::STABLE);
    (bank.params.max_outflow_bps, bank.params.cap_atoms, bank.deposited_atoms) = (1_000, 1_000, 1_000);
    assert_eq!(bank.withdraw(100, NOW), Ok(()), "all of a day");
    let before = bank;
    assert_eq!(bank.settle(AccountHolder::PERSON, &pays(899)), Ok(()));
    assert_eq!(bank, CollateralBank { deposited_atoms: 1, ..before }, "nothing else changes");
    assert_eq!(bank.withdrawable_atoms(NOW), 0, "the limit holds withdrawals as before");
    assert_eq!(bank.settle(AccountHolder::PERSON, &receives(2_000)), Ok(()));
    assert_eq!(bank, CollateralBank { deposited_atoms: 2_001, ..before });
    assert_eq!(bank.deposit(1, NOW), Err(CollateralError::AboveCap));
    assert_eq!(
        (bank.settle(AccountHolder::PERSON, &pays(0)), bank.settle(AccountHolder::PERSON, &pays(2_001))),
        (Ok(()), Ok(())),
        "to the last atom"
    );
    assert_eq!(bank.deposited_atoms, 0);
}

#[test]
fn no_settlement_takes_what_is_not_there() {
    let full = CollateralBank { deposited_atoms: 1_000, ..bank(CollateralClass::STABLE) };
    let mut bank = full;
    assert_eq!(bank.settle(AccountHolder::PERSON, &pays(1_001)), Err(CollateralError::NotDeposited));
    assert_eq!(bank.settle(AccountHolder::PERSON, &pays(u64::MAX)), Err(CollateralError::NotDeposited));
    assert_eq!(bank, full);
    let full = CollateralBank { deposited_atoms: u64::MAX - 1, ..full };
    let mut bank = full;
    assert_eq!(bank.settle(AccountHolder::PERSON, &receives(2)), Err(CollateralError::AboveCap));
    assert_eq!(bank.settle(AccountHolder::PERSON, &receives(u64::MAX)), Err(CollateralError::AboveCap));
    assert_eq!(bank, full);
    assert_eq!(bank.settle(AccountHolder::PERSON, &receives(1)), Ok(()));
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Whoever leaves, a tenth a day: all are out after ten days, and never more than was there.
    #[test]
    fn everybody_gets_out(
        deposits in prop::collection::vec(1u64..u64::MAX / 16, 1..8),
        max_outflow_bps in 1_000u16..=10_000,
    ) {
        let mut bank = bank(CollateralClass::STABLE);
        bank.params = CollateralParams { cap_atoms: u64::MAX, max_outflow_bps, ..bank.params };
        for amount_atoms in &deposits {
            bank.deposit(*amount_atoms, NOW - 7 * DAY).unwrap();
        }
        for day in 0..10 {
            let amount_atoms = bank.withdrawable_atoms(NOW + day * DAY);
            prop_assert_eq!(bank.withdraw(amount_atoms, NOW + day * DAY), Ok(()));
            let more = bank.withdraw(1, NOW + day * DAY);
            prop_assert!(more.is_err() || max_outflow_bps == VaultParams::ANY_OUTFLOW_BPS);
        }
        prop_assert_eq!(bank.deposited_atoms, 0);
        prop_assert!(bank.invariant());
    }
}

/// What vaults bring is beside the cap and the outflow limit: it makes nobody else's share of a day larger, and takes nobody's room.
#[test]
fn what_vaults_bring_is_apart() {
    let mut bank = bank(CollateralClass::STABLE);
    (bank.params.max_outflow_bps, bank.params.cap_atoms) = (1_000, 1_000);
    assert_eq!(bank.settle(AccountHolder::VAULT, &receives(50_000)), Ok(()));
    assert_eq!(bank.deposit(1_000, NOW), Ok(()));
    bank.outflow = Outflow::default();
    assert_eq!(bank.withdrawable_atoms(NOW), 100, "a tenth of what people have");
    assert_eq!((bank.deposited_atoms, bank.vault_atoms, bank.custody_atoms()), (1_000, 50_000, Some(51_000)));
    assert_eq!(bank.settle(AccountHolder::VAULT, &pays(50_001)), Err(CollateralError::NotDeposited), "not people's");
    assert_eq!(bank.settle(AccountHolder::VAULT, &pays(50_000)), Ok(()));
    assert_eq!(bank.withdrawable_atoms(NOW), 100);
}
