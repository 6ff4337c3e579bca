//! How an account stands, how much of it is sold, and what becomes of it, against exact arithmetic and published numbers.

mod common;
mod liquidation_common;

use bytemuck::Zeroable;
use common::{cases, exact::*, magnitude};
use liquidation_common::*;
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use vault_types::{
    liquidation::{AuctionPhase, Health, LiquidationParameters, RunningAuction, Sale},
    margin::Requirement,
};

/// So many digits behind the point, the others cut off.
fn digits(value: &BigRational, decimals: u32) -> BigInt {
    (value * exact(BigInt::from(10).pow(decimals))).to_integer()
}

const NO_PENALTY: LiquidationParameters = LiquidationParameters { penalty_bps: 0, ..DEFAULT };

/// The published example, in atoms of 16 decimals: no more fit in 64 bits.
#[test]
fn the_published_auction_comes_out_to_its_last_digit() {
    let account = health(0, 1_193_063_301_807_747_235, 1_030_906_194_905_296_405);
    let price = bps(9_800);
    let buffer_balance = account.buffer_balance(&NO_PENALTY);
    assert_eq!(buffer_balance / 10_000, -147_570_009_424_790);
    // The formula, and the part rounded up.
    let missing = exact(-buffer_balance);
    let part = &missing / (&missing + exact(account.mark_atoms) * &price);
    assert_eq!(digits(&part, 15), BigInt::from(557_941_285_425_569_u64));
    let sale = account.sale(&RunningAuction::zeroed(), &NO_PENALTY, 980_000_000);
    assert_eq!(sale.most_part_e9, 557_941_286);
    // Its last three digits are another's: those were computed in binary floating point.
    let at_exact_part = digits(&(exact(sale.whole_price_atoms) * &part), 0);
    assert_eq!(at_exact_part / 1_000, BigInt::from(652_346_086_760_594_u64));
    let bid = exact(sale.whole_price_atoms) * e9(sale.most_part_e9);
    assert_eq!(Some(sale.price_atoms(sale.most_part_e9)), ceil(&bid));
    // What is left.
    let after = ExactAccount::of(&account, 0).at_price(&part, &price);
    assert_eq!(digits(&after.value, 0) / 10_000, BigInt::from(117_975_011_636_365_u64));
    assert_eq!(digits(&after.balance(), 0) / 100, BigInt::from(1_966_250_193_939_422_u64));
    assert!(after.buffer_balance(2_000) <= exact(1) && after.buffer_balance(2_000) >= exact(-1));
}

proptest! {
    #![proptest_config(cases(3_000))]

    /// Whatever the words are. The part is exact also where sums are near 2^66.
    #[test]
    fn any_words_give_the_exact_numbers(
        p in any_parameters(), (counted, fair, maintenance) in (magnitude(), magnitude(), magnitude()),
        (reserved, vega) in (magnitude(), magnitude()), mark in magnitude(), received_e9 in 0..=ONE_E9, now_ts: i64,
    ) {
        let mark_atoms = mark.cast_signed();
        let requirement = Requirement { liquidation_atoms: maintenance / 2, ..Requirement::flat(maintenance) };
        let account =
            Health { counted_atoms: counted, fair_atoms: fair, mark_atoms, requirement, vega_loss_atoms: vega, owes_token: false };
        let of = ExactAccount::of(&account, reserved);
        prop_assert_eq!(exact(account.value()), of.value.clone());
        prop_assert_eq!(exact(account.maintenance_balance()), of.balance());
        let buffer_balance = of.buffer_balance(p.buffer_bps).floor();
        prop_assert_eq!(exact(account.buffer_balance(&p)), buffer_balance.clone());

        let missing = (-buffer_balance).max(exact(0));
        let price = e9(received_e9);
        let gained = &missing + &of.value * &price + &of.reserved * (exact(1) - &price);
        let part = if gained > exact(0) { (&missing / gained).min(exact(1)) } else { exact(1) };
        let part = if missing == exact(0) { exact(0) } else { part };
        let part_e9 = account.restoring_part_e9(reserved, &p, received_e9);
        prop_assert_eq!(Some(part_e9), ceil(&(part * exact(ONE_E9))));

        let claim = floor(&missing).unwrap_or(u64::MAX);
        prop_assert_eq!(account.claim_atoms(&p), claim);
        prop_assert_eq!(Some(account.offer_atoms(&p, received_e9)), floor(&(exact(claim) * &price)));
        let limit = (exact(counted) * bps(p.vega_limit_bps)).floor();
        let excess = floor(&(exact(vega) - limit).max(exact(0)));
        prop_assert_eq!(Some(account.vega_excess_atoms(&p)), excess);
        for phase in [AuctionPhase::NONE, AuctionPhase::SOLVENT, AuctionPhase::INSOLVENT, AuctionPhase::HEDGE] {
            let running = RunningAuction { phase, reserved_atoms: reserved, ..RunningAuction::zeroed() };
            let whole = (&of.value - exact(reserved)).max(exact(0));
            let sale = account.sale(&RunningAuction { is_full: 1, ..running }, &p, received_e9);
            let whole_price_atoms = ceil(&(exact(floor(&whole).unwrap_or(u64::MAX)) * &price)).unwrap();
            prop_assert_eq!(sale, Sale { most_part_e9: ONE_E9, whole_price_atoms });
            let judgement = account.judge(&running, &p, now_ts);
            prop_assert!(judgement.is_full || judgement.phase != AuctionPhase::INSOLVENT);
        }
    }

    /// With nothing reserved and with something that was paid in before.
    #[test]
    fn the_part_for_sale_just_restores_the_buffer(
        p in any_parameters(), counted in 10_000_000_000..1_u64 << 50, lacks in 1..1_000_u64, worth in 1..3_000_u64,
        asked_e9 in 0..=ONE_E9, reserved in 0..=1_000_u64,
    ) {
        let maintenance = counted + counted / 1_000 * lacks;
        let account = health(counted, (counted / 1_000 * worth) as i64, maintenance);
        let reserved = counted.min(account.mark_atoms as u64) / 1_000 * reserved;
        let running = RunningAuction { reserved_atoms: reserved, ..RunningAuction::zeroed() };
        let sale = account.sale(&running, &p, asked_e9);
        let before = ExactAccount::of(&account, reserved);
        // What reaches the account of the price, times 10^9.
        let net_e9 = ceil(&(e9(asked_e9) * bps(p.penalty_bps) * exact(ONE_E9))).map(|penalty| asked_e9 - penalty).unwrap();
        prop_assert_eq!(sale.most_part_e9, account.restoring_part_e9(reserved, &p, net_e9));
        let left = |part_e9: u64| before.at_price(&e9(part_e9), &e9(net_e9)).buffer_balance(p.buffer_bps);
        if sale.most_part_e9 < ONE_E9 {
            prop_assert!(left(sale.most_part_e9) >= exact(0));
        }
        prop_assert!(left(sale.most_part_e9 - 2) < exact(0), "less would have done");
        // And in whole atoms: the price is rounded up, what the fund takes of it too.
        let price = sale.price_atoms(sale.most_part_e9);
        let received = exact(price) - (exact(price) * bps(p.penalty_bps)).ceil();
        let after = before.sell(&e9(sale.most_part_e9), &received).buffer_balance(p.buffer_bps);
        prop_assert!(sale.most_part_e9 == ONE_E9 || after >= exact(-1));
    }

    /// Small bidders at falling prices, and at the end one who takes the rest.
    #[test]
    fn many_partial_sales_never_sell_too_much(
        p in any_parameters(), counted in 10_000_000_000..1_u64 << 40, lacks in 1..300_u64, worth in 300..3_000_u64,
        bids in prop::collection::vec((1..=1_000_u64, 0..100_u64), 1..12),
    ) {
        let account = health(counted, (counted / 1_000 * worth) as i64, counted + counted / 1_000 * lacks);
        let (mut of, mut asked_e9) = (ExactAccount::of(&account, 0), ONE_E9);
        let rounding = (&of.value + &of.counted) * e9(4) + exact(4);
        for (thousandths, falls) in bids.into_iter().chain([(1_000, 0)]) {
            asked_e9 -= asked_e9 / 1_000 * falls;
            let reserved_atoms = floor(&of.reserved).unwrap();
            let running = RunningAuction { reserved_atoms, ..RunningAuction::zeroed() };
            let sale = of.health().unwrap().sale(&running, &p, asked_e9);
            let part_e9 = sale.most_part_e9 * thousandths / 1_000;
            let price = sale.price_atoms(part_e9);
            let received = exact(price) - (exact(price) * bps(p.penalty_bps)).ceil();
            of = of.sell(&e9(part_e9), &received);
            prop_assert!(of.buffer_balance(p.buffer_bps) <= rounding, "the owner lost more than was needed");
            prop_assert!(part_e9 < sale.most_part_e9 || part_e9 == ONE_E9 || of.buffer_balance(p.buffer_bps) >= exact(-2));
        }
    }
}

const NONE: AuctionPhase = AuctionPhase::NONE;
const SOLVENT: AuctionPhase = AuctionPhase::SOLVENT;
const INSOLVENT: AuctionPhase = AuctionPhase::INSOLVENT;
const HEDGE: AuctionPhase = AuctionPhase::HEDGE;

/// From this phase, at its first price.
fn next(phase: AuctionPhase, account: &Health) -> (AuctionPhase, bool) {
    let judgement = account.judge(&RunningAuction { phase, ..RunningAuction::zeroed() }, &DEFAULT, 0);
    (judgement.phase, judgement.is_full)
}

/// Every phase after every other, at the last value that keeps it and the first that does not.
#[test]
fn each_phase_ends_and_begins_exactly_at_its_boundary() {
    let is = |account: Health, from: [AuctionPhase; 4], to: [AuctionPhase; 4]| {
        assert_eq!(from.map(|phase| next(phase, &account).0), to, "{account:?}");
    };
    let phases = [NONE, HEDGE, SOLVENT, INSOLVENT];
    is(health(100, 0, 100), phases, [NONE; 4]);
    is(health(100, 1, 100), phases, [NONE, NONE, SOLVENT, SOLVENT]);
    is(health(100, 100, 100), phases, [NONE, NONE, SOLVENT, SOLVENT]);
    is(health(100, 101, 101), phases, [SOLVENT; 4]);
    // A balance of 20 with a value of 120 is just the buffer: one more of value, and it no longer is; no auction begins by that.
    is(health(120, 120, 100), phases, [NONE; 4]);
    is(health(120, 121, 100), phases, [NONE, NONE, SOLVENT, SOLVENT]);
    // Worth nothing: given away, and sold again only when it is worth what it lacks, which is 150 at a balance of -100.
    is(health(0, 0, 100), phases, [INSOLVENT; 4]);
    is(health(0, 1, 100), phases, [SOLVENT, SOLVENT, SOLVENT, INSOLVENT]);
    is(health(0, 149, 100), phases, [SOLVENT, SOLVENT, SOLVENT, INSOLVENT]);
    is(health(0, 150, 100), phases, [SOLVENT; 4]);
    // Worth less than nothing, but above its margin: nobody takes it away.
    is(health(100, -1, 100), phases, [NONE; 4]);
}

/// However much it counts for: all of it is for sale, or given away if it is worth nothing, and its auction has not done what it is for.
#[test]
fn who_owes_a_token_is_sold_however_rich() {
    let owing = |account: Health| Health { owes_token: true, ..account };
    for phase in [NONE, HEDGE, SOLVENT, INSOLVENT] {
        assert_eq!(next(phase, &owing(health(1_000, 1_000, 0))), (SOLVENT, true), "{phase:?}");
        assert_eq!(next(phase, &health(1_000, 1_000, 0)), (NONE, false), "{phase:?}");
        // Neither phase follows the other at every look.
        for worth in [0, -1] {
            assert_eq!(next(phase, &owing(health(1_000, worth, 0))), (INSOLVENT, true), "{phase:?}");
        }
        let with_vega = Health { vega_loss_atoms: 900, ..health(1_000, 1_000, 0) };
        assert_eq!((next(phase, &with_vega).0, next(phase, &owing(with_vega)).0), (HEDGE, SOLVENT));
    }
    for account in [health(1_000, 1_000, 0), health(120, 120, 100)] {
        assert_eq!([account, owing(account)].map(|account| account.is_restored(&DEFAULT)), [true, false]);
        assert!(owing(account).after_sale(ONE_E9 / 2, 0, 0).owes_token, "a part of it owes it too");
    }
    assert!(!health(100, 101, 100).is_restored(&DEFAULT) && !owing(health(100, 101, 100)).is_restored(&DEFAULT));
}

#[test]
fn all_is_for_sale_below_the_liquidation_threshold() {
    let requirement = Requirement { initial_atoms: 120, maintenance_atoms: 100, liquidation_atoms: 90 };
    let with = |counted_atoms: u64| Health { counted_atoms, requirement, ..health(0, 95, 0) };
    for phase in [NONE, SOLVENT, HEDGE] {
        let outcomes = [89, 90, 99].map(|counted| next(phase, &with(counted)));
        assert_eq!(outcomes, [(SOLVENT, true), (SOLVENT, false), (SOLVENT, false)]);
    }
    assert_eq!(next(NONE, &health(0, 0, 1)), (INSOLVENT, true));
}

/// Nobody took it for nothing: whoever takes it must be paid what it lacks and is not worth. If it is worth that, it stays for sale for nothing, and
/// does not begin again at its first price.
#[test]
fn what_nobody_took_for_nothing_is_given_away_if_it_is_worth_less_than_it_lacks() {
    let after = |secs: u64, account: &Health| {
        let running =
            RunningAuction { phase: SOLVENT, elapsed_e4: secs * SECOND, pace_bps: 10_000, ..RunningAuction::zeroed() };
        account.judge(&running, &DEFAULT, 0).phase
    };
    let times = [0, 43_199, 43_200, 90_000];
    // 10 are missing, and 14 to the buffer.
    assert_eq!(times.map(|secs| after(secs, &health(90, 10, 100))), [SOLVENT, SOLVENT, INSOLVENT, INSOLVENT]);
    assert_eq!(times.map(|secs| after(secs, &health(90, 15, 100))), [SOLVENT; 4]);
    assert_eq!(next(INSOLVENT, &health(90, 10, 100)).0, INSOLVENT);
    assert_eq!(next(INSOLVENT, &health(90, 15, 100)).0, SOLVENT);
}

/// A fifth of 1,000 may be lost by volatility. What falls short is sold and not hedged.
#[test]
fn only_an_account_above_its_margin_is_hedged() {
    let with = |vega_loss_atoms: u64, maintenance: u64| Health { vega_loss_atoms, ..health(1_000, 1_000, maintenance) };
    for phase in [NONE, HEDGE, SOLVENT, INSOLVENT] {
        assert_eq!(next(phase, &with(200, 0)), (NONE, false));
        assert_eq!(next(phase, &with(201, 0)), (HEDGE, false));
        assert_eq!(next(phase, &with(201, 1_001)).0, SOLVENT);
    }
    assert!(!with(200, 0).has_too_much_vega(&DEFAULT) && with(201, 0).has_too_much_vega(&DEFAULT));
}
