//! A part of everything goes from one account to another: nothing comes from nowhere, and roundings go against the taker.

mod common;
mod liquidation_common;
mod margin_common;
#[path = "liquidation_common/parts.rs"]
mod parts;

use common::{cases, exact::*};
use liquidation_common::{e9, ONE_E9};
use margin_common::*;
use parts::*;
use proptest::prelude::*;
use vault_types::{
    liquidation::HandOverError,
    margin::{BookError, MAX_ACCOUNT_MARKETS, MAX_COLLATERALS, MAX_POSITIONS},
    state::MarginAccount,
};

proptest! {
    #![proptest_config(cases(2_000))]

    /// The reserve may be more than there is.
    #[test]
    fn nothing_is_made_or_lost_and_the_taker_gets_no_more_than_its_part(
        owned in any_options(8), others in any_options(8), amounts in any_amounts(), taken in any_amounts(),
        part_e9 in any_part(), reserved in prop_oneof![Just(0), 0..1_u64 << 60], shared in 0..8_usize,
    ) {
        let before = with_collateral(&owned, amounts);
        // Some series are in both accounts, so positions net.
        let others: Vec<_> = others.iter().copied().chain(owned.iter().take(shared).map(opposite)).collect();
        let other = with_collateral(&others, taken);
        let (mut giver, mut taker) = (before, other);
        let handed = giver.hand_over(part_e9, reserved, &mut taker).unwrap();
        prop_assert!(giver.invariant() && taker.invariant());
        prop_assert_eq!((giver.position_seq, taker.position_seq), (before.position_seq, other.position_seq));
        let part = e9(part_e9);
        for mint in &MINTS {
            let (had, given) = (before.amount_of(mint), before.amount_of(mint) - giver.amount_of(mint));
            prop_assert_eq!(taker.amount_of(mint) - other.amount_of(mint), given);
            let kept = if *mint == QUOTE { reserved.min(had) } else { 0 };
            prop_assert!(is_rounded_down(given, &(exact(had - kept) * &part)));
            let place = before.collaterals.iter().position(|held| held.is_used() && held.mint == *mint);
            prop_assert_eq!(place.map_or(0, |place| handed[place]), given);
        }
        for series in series_of(&[before, other]) {
            let had = before.quantity_of(&series);
            let given = had - giver.quantity_of(&series);
            prop_assert_eq!(taker.quantity_of(&series) - other.quantity_of(&series), given);
            prop_assert!(given.signum() * had.signum() >= 0 && given.abs() <= had.abs());
            // Owned: no more than the part. Owed: no less of the debt, which is no more as a number below zero.
            prop_assert!(is_rounded_down(given, &(exact(had) * &part)));
        }
        prop_assert_eq!(series_of(&[giver, taker]).iter().all(|series| series_of(&[before, other]).contains(series)), true);
    }

    /// In one go or in many: of what is owned there never goes more than of what is owed.
    #[test]
    fn many_small_parts_come_to_the_same_as_one(
        options in any_options(6), amounts in any_amounts(), parts in prop::collection::vec(0..=ONE_E9, 1..10),
    ) {
        let before = with_collateral(&options, amounts);
        let (mut giver, mut taker) = (before, account());
        let mut kept = exact(1);
        for part_e9 in &parts {
            giver.hand_over(*part_e9, 0, &mut taker).unwrap();
            kept *= exact(1) - e9(*part_e9);
            prop_assert!(giver.invariant() && taker.invariant());
        }
        let most_off = exact(parts.len());
        for series in series_of(&[before]) {
            let (had, has) = (before.quantity_of(&series), giver.quantity_of(&series));
            prop_assert_eq!(had, has + taker.quantity_of(&series));
            let off = exact(has) - exact(had) * &kept;
            prop_assert!(off >= exact(0) && off < most_off);
        }
        for mint in &MINTS {
            prop_assert_eq!(before.amount_of(mint), giver.amount_of(mint) + taker.amount_of(mint));
            let off = exact(giver.amount_of(mint)) - exact(before.amount_of(mint)) * &kept;
            prop_assert!(off >= exact(0) && off < most_off);
        }
    }

    /// Options alone, to whoever is paid for them: what one owes less, the other owes more or owns less.
    #[test]
    fn owed_options_change_hands_one_by_one(
        options in any_options(6), others in any_options(6), shared in 0..6_usize, which in 0..6_usize,
        size in prop_oneof![1 => Just(0), 1 => Just(1 << 33), 4 => 1..=1_000_u64],
    ) {
        let before = account_with(&options);
        let others: Vec<_> = others.iter().copied().chain(options.iter().take(shared).map(opposite)).collect();
        let other = account_with(&others);
        let contract = options[which % options.len()].0;
        let owed = before.quantity_of(&contract.series).min(0).unsigned_abs();
        let quantity = if size <= 1_000 { (u128::from(owed) * u128::from(size)).div_ceil(1_000) as u64 } else { owed + 1 };
        let (mut giver, mut taker) = (before, other);
        let outcome = giver.hand_over_owed(&contract.series, quantity, &mut taker);
        if quantity == 0 || quantity > owed {
            prop_assert_eq!(outcome, Err(HandOverError::Book(BookError::NotHeld)));
            prop_assert!(giver == before && taker == other);
            return Ok(());
        }
        prop_assert_eq!(outcome, Ok(()));
        prop_assert!(giver.invariant() && taker.invariant());
        prop_assert_eq!((giver.position_seq, taker.position_seq), (before.position_seq + 1, other.position_seq + 1));
        prop_assert!(giver.collaterals == before.collaterals && taker.collaterals == other.collaterals);
        for series in series_of(&[before, other]) {
            let moved = if series == contract.series { quantity.cast_signed() } else { 0 };
            prop_assert_eq!(giver.quantity_of(&series), before.quantity_of(&series) + moved);
            prop_assert_eq!(taker.quantity_of(&series), other.quantity_of(&series) - moved);
        }
    }

    #[test]
    fn all_of_an_account_leaves_it_empty_but_for_the_reserve(
        options in any_options(10), amounts in any_amounts(), reserved in 0..1_u64 << 60, beyond in 0..5_u64,
    ) {
        let before = with_collateral(&options, amounts);
        let (mut giver, mut taker) = (before, account());
        giver.hand_over(ONE_E9 + beyond, reserved, &mut taker).unwrap();
        let kept = reserved.min(before.amount_of(&QUOTE));
        prop_assert_eq!(giver, with_collateral(&[], [kept, 0, 0, 0]));
        prop_assert!(series_of(&[before]).iter().all(|series| taker.quantity_of(series) == before.quantity_of(series)));
        let (mut giver, mut taker) = (before, account());
        giver.hand_over(0, reserved, &mut taker).unwrap();
        prop_assert!(giver == before && taker == account());
    }
}

/// Owned and owed options of one atom cannot be parted: the taker gets all that is owed and nothing that is owned.
#[test]
fn a_single_atom_is_rounded_against_the_taker() {
    let (owned, owed) = (quote_call(SOL_USD, 100), put(SOL_USD, 100));
    let (mut giver, mut taker) = (with_collateral(&[(owned, 1), (owed, -1)], [1, 0, 0, 0]), account());
    giver.hand_over(ONE_E9 / 2, 0, &mut taker).unwrap();
    assert_eq!([giver, taker].map(|account| account.quantity_of(&owned.series)), [1, 0]);
    assert_eq!([giver, taker].map(|account| account.quantity_of(&owed.series)), [0, -1]);
    assert_eq!([giver, taker].map(|account| account.amount_of(&QUOTE)), [1, 0]);
}

#[test]
fn positions_of_the_taker_net_against_what_comes() {
    let (call, other) = (quote_call(SOL_USD, 100), put(BTC_USD, 100));
    let mut giver = account_with(&[(call, -10), (other, 10)]);
    let mut taker = account_with(&[(call, 5), (other, -4)]);
    giver.hand_over(ONE_E9 / 2, 0, &mut taker).unwrap();
    assert_eq!([call, other].map(|contract| giver.quantity_of(&contract.series)), [-5, 5]);
    assert_eq!([call, other].map(|contract| taker.quantity_of(&contract.series)), [0, 1]);
    assert_eq!(taker.markets.map(|market| market.is_used()), [false, true, false, false], "its market has left");
    assert!(giver.invariant() && taker.invariant());
}

fn refusal(giver: &MarginAccount, taker: &MarginAccount) -> Option<HandOverError> {
    giver.clone().hand_over(ONE_E9 / 2, 0, &mut taker.clone()).err()
}

#[test]
fn a_taker_without_room_is_refused() {
    let book = |error: BookError| Some(HandOverError::Book(error));
    let mut giver = account_with(&[(put(SOL_USD, 150), -10)]);
    giver.deposit(mint(0), 10).unwrap();

    let strikes = |count: usize| (1..=count as u64).map(|strike| (put(SOL_USD, strike), 1)).collect::<Vec<_>>();
    assert_eq!(refusal(&giver, &account_with(&strikes(MAX_POSITIONS - 1))), None);
    assert_eq!(refusal(&giver, &account_with(&strikes(MAX_POSITIONS))), book(BookError::TooManyPositions));

    // The quote has a place.
    let kinds = |count: usize| {
        let mut account = account();
        (1..=count as u8).for_each(|number| account.deposit(mint(number), 1).unwrap());
        account
    };
    assert_eq!(refusal(&giver, &kinds(MAX_COLLATERALS - 2)), None);
    assert_eq!(refusal(&giver, &kinds(MAX_COLLATERALS - 1)), book(BookError::TooManyCollaterals));

    let markets = |count: usize| {
        let puts = (1..=count as u8).map(|number| (put(market(20 + number, SOL, 9), 100), 1));
        account_with(&puts.collect::<Vec<_>>())
    };
    assert_eq!(refusal(&giver, &markets(MAX_ACCOUNT_MARKETS - 1)), None);
    assert_eq!(refusal(&giver, &markets(MAX_ACCOUNT_MARKETS)), book(BookError::TooManyMarkets));

    let mut rich = account();
    rich.deposit(mint(0), u64::MAX).unwrap();
    assert_eq!(refusal(&giver, &rich), book(BookError::TooLarge));
    assert_eq!(refusal(&giver, &account_with(&[(put(SOL_USD, 150), -1 << 57)])), book(BookError::TooLarge));
}

#[test]
fn accounts_of_another_quote_or_house_take_nothing() {
    let giver = account_with(&[(put(SOL_USD, 150), -10)]);
    let other_quote = MarginAccount { quote_mint: OTHER, ..account() };
    let other_house = MarginAccount { config: OTHER, ..account() };
    assert_eq!(refusal(&giver, &other_quote), Some(HandOverError::OtherHouse));
    assert_eq!(refusal(&giver, &other_house), Some(HandOverError::OtherHouse));
    assert_eq!(refusal(&MarginAccount { config: OTHER, ..giver }, &other_house), None);
}

/// Without room, or where they do not belong.
#[test]
fn whoever_cannot_take_owed_options_is_refused() {
    let owed = put(SOL_USD, 150);
    let giver = account_with(&[(owed, -10), (quote_call(SOL_USD, 150), 10)]);
    let refusal = |giver: MarginAccount, mut taker: MarginAccount| {
        let mut giver = giver;
        giver.hand_over_owed(&owed.series, 4, &mut taker).err()
    };
    let book = |error: BookError| Some(HandOverError::Book(error));
    assert_eq!(refusal(giver, account()), None);
    let full: Vec<_> = (1..=MAX_POSITIONS as u64).map(|strike| (put(SOL_USD, strike), 1)).collect();
    assert_eq!(refusal(giver, account_with(&full)), book(BookError::TooManyPositions));
    assert_eq!(refusal(giver, account_with(&[(owed, -1 << 57)])), book(BookError::TooLarge));
    assert_eq!(refusal(giver, MarginAccount { quote_mint: OTHER, ..account() }), Some(HandOverError::OtherHouse));
    assert_eq!(refusal(giver, MarginAccount { config: OTHER, ..account() }), Some(HandOverError::OtherHouse));
    assert_eq!(refusal(account(), account()), book(BookError::NotHeld));
    assert_eq!(refusal(account_with(&[(owed, 10)]), account()), book(BookError::NotHeld), "they are owned");
}
