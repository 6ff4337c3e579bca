//! What a bid does to both accounts, what is paid for it, and how an account's auction follows what is found of it.

mod common;
mod liquidation_common;
mod margin_common;
#[path = "liquidation_common/parts.rs"]
mod parts;

use bytemuck::Zeroable;
use common::{cases, exact::*, magnitude};
use liquidation_common::*;
use margin_common::*;
use num_rational::BigRational;
use parts::*;
use proptest::prelude::*;
use vault_types::{
    liquidation::{AuctionPhase, HandOverError, Health, LiquidationParameters, Payment, RunningAuction},
    margin::{BookError, Requirement, Units, MAX_COLLATERALS},
    state::MarginAccount,
    threshold::{Source, StoredThreshold},
    LedgerError,
};

/// Signed for this portfolio, with three different levels.
fn signed(position_seq: u64) -> StoredThreshold {
    StoredThreshold {
        initial_margin_atoms: 1_000_000_007,
        maintenance_margin_atoms: 700_000_001,
        liquidation_threshold_atoms: 3,
        sequence: 5,
        generation: 1,
        position_seq,
        source: Source::SIGNED,
        ..StoredThreshold::zeroed()
    }
}

fn any_payment() -> impl Strategy<Value = Payment> {
    let amount = || prop_oneof![1 => Just(0), 1 => 1..20_u64, 4 => 0..1_u64 << 50];
    (prop::sample::select(vec![QUOTE, SOL]), amount(), amount()).prop_map(|(mint, paid_atoms, penalty_atoms)| Payment {
        mint,
        paid_atoms,
        penalty_atoms,
    })
}

/// What a word becomes of which a part goes, all but the reserve, and which then receives something.
fn left(atoms: u64, reserved: u64, part: &BigRational, received: u64) -> BigRational {
    let for_sale = exact(atoms.saturating_sub(reserved));
    (exact(atoms) - (for_sale * part).ceil() + exact(received)).min(exact(u64::MAX))
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_price_is_parted_between_the_account_and_the_fund(
        p in any_parameters(), price_atoms in magnitude(), spot_e8 in magnitude(), underlying_decimals in 0..=12_u8, quote_decimals in 0..=12_u8,
    ) {
        let in_quote = Payment::in_quote(price_atoms, &p, QUOTE);
        prop_assert_eq!(in_quote.mint, QUOTE);
        prop_assert_eq!(Some(in_quote.penalty_atoms), ceil(&(exact(price_atoms) * bps(p.penalty_bps))));
        prop_assert_eq!(in_quote.paid_atoms, price_atoms - in_quote.penalty_atoms);

        // USD times 10^8 for a coin.
        let outcome = in_quote.in_coins(SOL, spot_e8, &Units { underlying_decimals, quote_decimals });
        let power = |decimals: u8| exact(10).pow(decimals.into());
        let dividend = exact(in_quote.paid_atoms) * power(underlying_decimals) * power(8);
        let fits = dividend <= exact(u128::MAX) && spot_e8 > 0;
        let coins = if fits { ceil(&(dividend / power(quote_decimals) / exact(spot_e8))) } else { None };
        let expected = coins.map(|paid_atoms| Payment { mint: SOL, paid_atoms, ..in_quote });
        prop_assert_eq!(outcome, expected.ok_or(LedgerError::Overflow));
    }

    /// Over both accounts and the payment: what one has less the other has more, but for the penalty, which is the fund's.
    #[test]
    fn a_sale_makes_and_loses_nothing_and_rounds_against_the_taker(
        owned in any_options(6), others in any_options(6), shared in 0..6_usize, amounts in any_amounts(), taken in any_amounts(),
        part_e9 in any_part(), reserved in prop_oneof![Just(0), 0..1_u64 << 60], payment in any_payment(), was_signed in 0..3_u8,
    ) {
        let others: Vec<_> = others.iter().copied().chain(owned.iter().take(shared).map(opposite)).collect();
        let auction = RunningAuction { phase: AuctionPhase::SOLVENT, reserved_atoms: reserved, ..RunningAuction::zeroed() };
        let before = MarginAccount { auction, position_seq: 40, ..with_collateral(&owned, amounts) };
        let threshold = [StoredThreshold::zeroed(), signed(39), signed(40)][usize::from(was_signed)];
        let before = MarginAccount { threshold, ..before };
        // Enough to pay with.
        let taken = [taken[0] + (1 << 51), taken[1] + (1 << 51), taken[2], taken[3]];
        let other = MarginAccount { position_seq: 7, threshold: signed(7), ..with_collateral(&others, taken) };
        let (mut seller, mut taker) = (before, other);
        let handed = seller.sell(part_e9, &payment, &mut taker).unwrap();
        prop_assert!(seller.invariant() && taker.invariant());
        let part = e9(part_e9);
        for mint in &MINTS {
            let [paid, penalty] = [(payment.mint, payment.paid_atoms), (QUOTE, payment.penalty_atoms)]
                .map(|(in_mint, atoms)| if in_mint == *mint { atoms } else { 0 });
            let (had, others_had) = (before.amount_of(mint), other.amount_of(mint));
            prop_assert_eq!(seller.amount_of(mint) + taker.amount_of(mint) + penalty, had + others_had);
            let given = had + paid - seller.amount_of(mint);
            let kept = if *mint == QUOTE { reserved.min(had) } else { 0 };
            prop_assert!(is_rounded_down(given, &(exact(had - kept) * &part)), "of what is owned no more than the part");
            let place = before.collaterals.iter().position(|held| held.is_used() && held.mint == *mint);
            prop_assert_eq!(place.map_or(0, |place| handed[place]), given);
        }
        for series in series_of(&[before, other]) {
            let (had, given) = (before.quantity_of(&series), before.quantity_of(&series) - seller.quantity_of(&series));
            prop_assert_eq!(taker.quantity_of(&series) - other.quantity_of(&series), given);
            prop_assert!(is_rounded_down(given, &(exact(had) * &part)), "and of what is owed no less");
        }
        let scaled = threshold.scaled(ONE_E9 - part_e9, 41);
        prop_assert_eq!(seller.threshold, if was_signed == 2 { scaled } else { threshold });
        prop_assert_eq!((seller.position_seq, taker.position_seq, taker.threshold), (41, 8, signed(7)));
        prop_assert!(seller.auction == auction && taker.auction == other.auction, "that is for the caller");
        // What the chain takes the account for is what its books say.
        let quote = before.amount_of(&QUOTE);
        if payment.mint == QUOTE {
            let taken_for = Health { fair_atoms: quote, ..health(quote, 0, 0) }.after_sale(part_e9, reserved.min(quote), payment.paid_atoms);
            prop_assert!(seller.amount_of(&QUOTE) - taken_for.counted_atoms <= 1);
        }
    }

    /// The reserve too: nothing will be sold of it any more.
    #[test]
    fn all_of_an_account_is_given_away(
        owned in any_options(6), others in any_options(6), amounts in any_amounts(), taken in any_amounts(), reserved in 0..1_u64 << 60,
    ) {
        let auction = RunningAuction { phase: AuctionPhase::INSOLVENT, is_full: 1, reserved_atoms: reserved, ..RunningAuction::zeroed() };
        let before = MarginAccount { auction, position_seq: 40, threshold: signed(40), ..with_collateral(&owned, amounts) };
        let other = with_collateral(&others, taken);
        let (mut giver, mut taker) = (before, other);
        let handed = giver.give_away(&mut taker).unwrap();
        prop_assert_eq!(giver, MarginAccount { auction, position_seq: 41, threshold: signed(40), ..account() });
        prop_assert!(giver.is_empty() && taker.invariant());
        prop_assert_eq!(taker.position_seq, other.position_seq + 1);
        prop_assert_eq!(handed, before.collaterals.map(|held| held.amount_atoms));
        for mint in &MINTS {
            prop_assert_eq!(taker.amount_of(mint), before.amount_of(mint) + other.amount_of(mint));
        }
        for series in series_of(&[before, other]) {
            prop_assert_eq!(taker.quantity_of(&series), before.quantity_of(&series) + other.quantity_of(&series));
        }
    }

    /// What the chain takes an account for after a sale, without looking at prices again.
    #[test]
    fn after_a_sale_an_account_is_taken_for_no_better_than_it_is(
        counted in 0..1_u64 << 50, fair in 0..1_u64 << 50, mark in -(1_i64 << 50)..1 << 50, maintenance in 0..1_u64 << 50,
        (reserved, received, part_e9) in (0..1_u64 << 50, 0..1_u64 << 50, any_part()),
    ) {
        let reserved = reserved.min(counted).min(fair);
        let before = Health { fair_atoms: fair, ..health(counted, mark, maintenance) };
        let after = before.after_sale(part_e9, reserved, received);
        let of = ExactAccount::of(&before, reserved).sell(&e9(part_e9), &exact(received));
        let is_near = |better: BigRational, worse: BigRational, atoms: u64| better >= worse && better < worse + exact(atoms);
        prop_assert!(is_near(of.counted, exact(after.counted_atoms), 1));
        prop_assert!(is_near(of.value, exact(after.value()), 2));
        prop_assert!(is_near(exact(after.requirement.maintenance_atoms), of.maintenance, 1));
    }

    /// Whatever the words are: reserves above what there is, and sums above 64 bits.
    #[test]
    fn every_word_of_what_is_left_is_the_exact_one_rounded_once(
        (counted, fair, mark, vega) in (magnitude(), magnitude(), magnitude(), magnitude()), mut levels in prop::array::uniform3(magnitude()),
        (reserved, received, part_e9) in (magnitude(), magnitude(), any_part()),
    ) {
        levels.sort_unstable();
        let requirement = Requirement { initial_atoms: levels[2], maintenance_atoms: levels[1], liquidation_atoms: levels[0] };
        let mark_atoms = mark.cast_signed();
        let before = Health { counted_atoms: counted, fair_atoms: fair, mark_atoms, requirement, vega_loss_atoms: vega, owes_token: false };
        let after = before.after_sale(part_e9, reserved, received);
        let (part, kept) = (e9(part_e9), exact(1) - e9(part_e9));
        prop_assert_eq!(exact(after.counted_atoms), left(counted, reserved, &part, received));
        prop_assert_eq!(exact(after.fair_atoms), left(fair, reserved, &part, received));
        prop_assert_eq!(exact(after.mark_atoms), (exact(mark_atoms) * &kept).floor());
        let asked = |atoms: u64| ceil(&(exact(atoms) * &kept)).unwrap();
        prop_assert_eq!(after.vega_loss_atoms, asked(vega));
        let Requirement { initial_atoms, maintenance_atoms, liquidation_atoms } = after.requirement;
        prop_assert_eq!([liquidation_atoms, maintenance_atoms, initial_atoms], levels.map(asked));
        prop_assert!(after.requirement.is_ordered());
    }
}

/// With what it takes over, if need be: but not with what it does not get.
#[test]
fn a_taker_pays_with_what_it_has_after_the_sale() {
    let owed = put(SOL_USD, 150);
    let (seller, empty) = (with_collateral(&[(owed, -10)], [101, 0, 0, 0]), account());
    let paying = |paid_atoms: u64, penalty_atoms: u64| {
        let (mut seller, mut taker) = (seller, empty);
        let outcome = seller.sell(ONE_E9 / 2, &Payment { mint: QUOTE, paid_atoms, penalty_atoms }, &mut taker);
        outcome.map(|_| [seller, taker].map(|account| (account.amount_of(&QUOTE), account.quantity_of(&owed.series))))
    };
    assert_eq!(paying(0, 0), Ok([(51, -5), (50, -5)]));
    assert_eq!(paying(48, 2), Ok([(99, -5), (0, -5)]));
    assert_eq!([paying(48, 3), paying(51, 0), paying(0, 51)], [Err(HandOverError::Book(BookError::NotHeld)); 3]);
    let in_coins = Payment { mint: SOL, paid_atoms: 1, penalty_atoms: 0 };
    let refused = seller.clone().sell(ONE_E9 / 2, &in_coins, &mut empty.clone());
    assert_eq!(refused, Err(HandOverError::Book(BookError::NotHeld)));
    let other_house = &mut MarginAccount { config: OTHER, ..account() };
    assert_eq!(seller.clone().sell(ONE_E9, &in_coins, other_house), Err(HandOverError::OtherHouse));
    assert_eq!(seller.clone().give_away(other_house), Err(HandOverError::OtherHouse));
}

/// A coin of nine decimals at 150 USD, for a quote of six: 100 USD and two for the fund are two thirds of a coin, and an atom for the rest.
#[test]
fn a_vault_is_paid_in_coins_at_the_spot() {
    let parameters = LiquidationParameters { penalty_bps: 200, ..DEFAULT };
    let in_quote = Payment::in_quote(102_040_816, &parameters, QUOTE);
    assert_eq!((in_quote.paid_atoms, in_quote.penalty_atoms), (99_999_999, 2_040_817), "the penalty is rounded up");
    let units = Units { underlying_decimals: 9, quote_decimals: 6 };
    let in_coins = Payment { paid_atoms: 100 * DOLLAR, ..in_quote }.in_coins(SOL, 150 * USD, &units).unwrap();
    assert_eq!(in_coins, Payment { mint: SOL, paid_atoms: 666_666_667, penalty_atoms: 2_040_817 });
    let absurd = Units { underlying_decimals: 255, quote_decimals: 255 };
    assert_eq!(in_quote.in_coins(SOL, 0, &units), Err(LedgerError::Overflow));
    assert_eq!(in_quote.in_coins(SOL, 1, &absurd), Err(LedgerError::Overflow));
}

/// Whoever fills all places with other collateral, and owes only what is paid in one of them, has none for the quote. Nobody can take a part of that for
/// the quote, for then nine kinds are in the taker's account, and if they were not, in its own. So it is not sold at any price, but waits until it is
/// given away for nothing. To refuse the eighth kind would do: a place for the quote is always needed.
#[test]
fn an_account_with_all_places_full_can_be_sold() {
    let mut seller = account_with(&[(coin_call(SOL_USD, 150), -10)]);
    seller.deposit(SOL, 1_000).unwrap();
    let filled = (2..=MAX_COLLATERALS as u8).try_for_each(|number| seller.deposit(mint(number), 1_000));
    let mut taker = account();
    taker.deposit(QUOTE, 1_000).unwrap();
    for part_e9 in [ONE_E9 / 2, ONE_E9] {
        let payment = Payment::in_quote(100, &DEFAULT, QUOTE);
        let (mut seller, mut taker) = (seller, taker);
        let outcome = seller.sell(part_e9, &payment, &mut taker);
        assert!(filled.is_err() || outcome.is_ok(), "{outcome:?}");
    }
}
