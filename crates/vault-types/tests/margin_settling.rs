//! What an account pays and receives at an expiry, against exact arithmetic.

mod common;
mod margin_common;

use bytemuck::Zeroable;
use common::cases;
use margin_common::*;
use proptest::prelude::*;
use vault_types::{
    margin::{Contract, NetPayment, SettleError, SettleTerms, Settled},
    state::{AccountMarket, Expiry, HeldOptions, MarginAccount, SettlementAsset},
};

const ONE: i64 = COIN as i64;
const MUCH: u64 = 1 << 62;

/// What is abandoned pays what it has, and the rest is said.
#[test]
fn an_abandoned_account_pays_what_it_has() {
    let terms = SettleTerms { pays_what_it_has: true, ..SettleTerms::IN_FULL };
    let expiry = expiry(SOL_USD, FRIDAY);
    for (held, paid, unpaid) in [(1, 1, 39), (39, 39, 1), (40, 40, 0), (100, 40, 0)] {
        let mut account = account_with(&[(put(SOL_USD, 140), -ONE)]);
        account.deposit(QUOTE, held * DOLLAR).unwrap();
        let in_full = account.clone().settle(&expiry, SettlementAsset::QUOTE, 100 * USD);
        assert_eq!(in_full == Err(SettleError::Short), unpaid > 0);
        let settled = account.settle_on(&terms, &expiry, SettlementAsset::QUOTE, 100 * USD).unwrap();
        assert_eq!((settled.payment, settled.unpaid_atoms), (pays(paid * DOLLAR), unpaid * DOLLAR));
        assert!(!account.has_options() && account.invariant());
    }
    // Without anything at all too.
    let mut account = account_with(&[(put(SOL_USD, 140), -ONE)]);
    let settled = account.settle_on(&terms, &expiry, SettlementAsset::QUOTE, 100 * USD);
    assert_eq!(settled, Ok(Settled { payment: NetPayment::default(), unpaid_atoms: 40 * DOLLAR }));
}

/// Whoever has something else can sell it and pay: only what it owes elsewhere, and what is settled with it, is nothing.
#[test]
fn an_account_that_has_something_else_is_not_let_off() {
    let terms = SettleTerms { pays_what_it_has: true, ..SettleTerms::IN_FULL };
    let next_week = |contract| at(FRIDAY + WEEK_SECS, contract);
    let settled = |beside: &[(Contract, i64)], other_atoms: u64| {
        let mut account = account_with(&[&[(put(SOL_USD, 140), -ONE)], beside].concat());
        account.deposit(QUOTE, DOLLAR).unwrap();
        if other_atoms > 0 {
            account.deposit(SOL, other_atoms).unwrap();
        }
        let before = account;
        let settled = account.settle_on(&terms, &expiry(SOL_USD, FRIDAY), SettlementAsset::QUOTE, 100 * USD);
        assert!(settled.is_ok() || account == before, "it is left as it is");
        settled.map(|settled| settled.unpaid_atoms)
    };
    let short = Err(SettleError::Short);
    assert_eq!(settled(&[], 0), Ok(39 * DOLLAR));
    assert_eq!(settled(&[], 1), short, "an atom of another token");
    for owned in [coin_call(SOL_USD, 140), next_week(put(SOL_USD, 140)), put(BTC_USD, 140), quote_call(BTC_USD, 140)] {
        assert_eq!(settled(&[(owned, 1)], 0), short, "an option of another expiry, token or market");
        assert_eq!(settled(&[(owned, -1)], 0), Ok(39 * DOLLAR), "owed it is nothing");
    }
    // What nobody wants together with the debt is nothing either.
    let mut account = account_with(&[(put(SOL_USD, 140), -ONE)]);
    account.deposit(SOL, 1).unwrap();
    let unwanted = SettleTerms { is_unwanted: true, ..terms };
    let let_off = account.settle_on(&unwanted, &expiry(SOL_USD, FRIDAY), SettlementAsset::QUOTE, 100 * USD);
    assert_eq!(let_off.map(|settled| settled.unpaid_atoms), Ok(40 * DOLLAR));
    assert_eq!(
        settled(&[(put(SOL_USD, 141), ONE / 10), (quote_call(SOL_USD, 150), ONE)], 0),
        Ok(34_900_000),
        "settled with it"
    );
    // Of a coin too.
    let mut account = account_with(&[(coin_call(SOL_USD, 100), -ONE)]);
    account.deposit(SOL, 1).unwrap();
    account.deposit(QUOTE, 1).unwrap();
    let coins = |account: &mut MarginAccount| {
        let settled = account.settle_on(&terms, &expiry(SOL_USD, FRIDAY), SettlementAsset::UNDERLYING, 200 * USD);
        settled.map(|settled| settled.unpaid_atoms)
    };
    assert_eq!(coins(&mut account), short);
    account.withdraw(&QUOTE, 1).unwrap();
    assert_eq!(coins(&mut account), Ok(COIN / 2 - 1));
}

#[test]
fn what_is_owed_is_overdue_after_two_days() {
    let expiry = expiry(SOL_USD, FRIDAY);
    let two_days = FRIDAY + 2 * 86_400;
    assert_eq!([i64::MIN, FRIDAY, two_days - 1].map(|now_ts| expiry.is_overdue(now_ts)), [false; 3]);
    assert_eq!([two_days, two_days + 1, i64::MAX].map(|now_ts| expiry.is_overdue(now_ts)), [true; 3]);
    let endless = Expiry { expiry_ts: i64::MAX, ..expiry };
    assert!(endless.is_overdue(i64::MAX) && !endless.is_overdue(i64::MAX - 1), "no panic");
}

#[test]
fn an_expiry_is_abandoned_after_a_week() {
    let expiry = expiry(SOL_USD, FRIDAY);
    let a_week = FRIDAY + 7 * 86_400;
    assert_eq!([a_week - 1, a_week].map(|now_ts| expiry.is_abandoned(now_ts)), [false, true]);
}

/// What should be received above a limit is given up; what is to be paid is not.
#[test]
fn an_account_takes_less_and_pays_no_less() {
    let expiry = expiry(SOL_USD, FRIDAY);
    let owns = || {
        let mut account = account();
        account.bring_in(&at(FRIDAY, put(SOL_USD, 150)), COIN).unwrap();
        account
    };
    for (most_atoms, expected) in [(0, 0), (39 * DOLLAR, 39), (40 * DOLLAR, 40), (u64::MAX, 40)] {
        let mut account = owns();
        let payment = account.settle_on(
            &SettleTerms { most_atoms, ..SettleTerms::IN_FULL },
            &expiry,
            SettlementAsset::QUOTE,
            110 * USD,
        );
        assert_eq!(payment.map(|settled| settled.payment), Ok(receives(expected * DOLLAR)));
        assert_eq!((account.amount_of(&QUOTE), account.is_empty()), (expected * DOLLAR, expected == 0));
    }
    let mut owes = account();
    owes.deposit(QUOTE, 50 * DOLLAR).unwrap();
    owes.write(&at(FRIDAY, put(SOL_USD, 150)), COIN).unwrap();
    let settled = owes.settle_on(
        &SettleTerms { most_atoms: 0, ..SettleTerms::IN_FULL },
        &expiry,
        SettlementAsset::QUOTE,
        110 * USD,
    );
    assert_eq!(settled, Ok(Settled { payment: pays(40 * DOLLAR), unpaid_atoms: 0 }));
}

fn settle(account: &mut MarginAccount, settlement: SettlementAsset, price_usd: u64) -> Result<NetPayment, SettleError> {
    account.settle(&expiry(SOL_USD, FRIDAY), settlement, price_usd * USD)
}

#[test]
fn whoever_owes_pays_and_whoever_owns_is_paid() {
    let mut account = account_with(&[(put(SOL_USD, 140), -ONE)]);
    account.deposit(QUOTE, 100 * DOLLAR).unwrap();
    assert_eq!(settle(&mut account, SettlementAsset::QUOTE, 110), Ok(pays(30 * DOLLAR)));
    assert_eq!(account.amount_of(&QUOTE), 70 * DOLLAR);
    let mut account = account_with(&[(coin_call(SOL_USD, 100), 4 * ONE)]);
    assert_eq!(settle(&mut account, SettlementAsset::UNDERLYING, 160), Ok(receives(1_500_000_000)));
    assert_eq!(account.amount_of(&SOL), 1_500_000_000, "a kind of collateral that it did not have");
    assert!(account.invariant());
}

#[test]
fn worthless_options_go_without_a_payment() {
    let mut account = account_with(&[(put(SOL_USD, 140), -ONE), (quote_call(SOL_USD, 160), ONE)]);
    assert_eq!(settle(&mut account, SettlementAsset::QUOTE, 150), Ok(NetPayment::default()));
    assert!(account.is_empty() && account.invariant());
}

/// A third of an atom and two thirds are one: each by itself would cost its debtor an atom, and pay its owner none.
#[test]
fn what_is_settled_together_is_rounded_once() {
    let at_150 = |options: &[(Contract, i64)]| {
        let mut account = account_with(options);
        account.deposit(SOL, 5).unwrap();
        settle(&mut account, SettlementAsset::UNDERLYING, 150).unwrap()
    };
    let [third, half, two_thirds] = [100, 75, 50].map(|strike| coin_call(SOL_USD, strike));
    assert_eq!(at_150(&[(third, -1), (two_thirds, -1)]), pays(1));
    assert_eq!(at_150(&[(third, 1), (two_thirds, 1)]), receives(1));
    assert_eq!(at_150(&[(third, -1), (two_thirds, 1), (half, -1)]), pays(1), "a sixth is owed");
    assert_eq!(at_150(&[(third, 1), (two_thirds, -1), (half, 1)]), receives(0), "a sixth is owned");
}

#[test]
fn an_account_with_too_little_of_the_token_is_short() {
    let mut account = account_with(&[(put(SOL_USD, 140), -ONE), (coin_call(SOL_USD, 50), -ONE)]);
    account.deposit(QUOTE, 30 * DOLLAR - 1).unwrap();
    account.deposit(OTHER, MUCH).unwrap();
    let before = account;
    let short = Err(SettleError::Short);
    assert_eq!(settle(&mut account, SettlementAsset::QUOTE, 110), short, "an atom is missing");
    assert_eq!(settle(&mut account, SettlementAsset::UNDERLYING, 110), short, "no coins at all");
    assert!(account == before, "it is left as it is");
    account.deposit(QUOTE, 1).unwrap();
    assert_eq!(settle(&mut account, SettlementAsset::QUOTE, 110), Ok(pays(30 * DOLLAR)));
    assert_eq!(account.amount_of(&QUOTE), 0);
}

/// Ten million dollars of a token with twelve decimals: above 2^63 atoms.
#[test]
fn the_largest_payments_use_all_64_bits() {
    let market = market(1, SOL, 6);
    let expiry = Expiry { quote_decimals: 12, ..expiry(market, FRIDAY) };
    let ten_million = 10_000_000_000_000_000_000;
    let mut owing = MarginAccount { quote_decimals: 12, ..account_with(&[(put(market, 101), -100_000_000_000)]) };
    owing.deposit(QUOTE, ten_million + ten_million / 100).unwrap();
    assert_eq!(owing.is_covered_in_kind(), Ok(true));
    assert_eq!(owing.settle(&expiry, SettlementAsset::QUOTE, USD), Ok(pays(ten_million)));
    let mut owning = MarginAccount { quote_decimals: 12, ..account_with(&[(put(market, 101), 100_000_000_000)]) };
    assert_eq!(owning.settle(&expiry, SettlementAsset::QUOTE, USD), Ok(receives(ten_million)));
    assert_eq!(owning.amount_of(&QUOTE), ten_million);
}

#[test]
fn an_account_without_such_options_has_nothing_to_settle() {
    let mut account = account_with(&[(put(SOL_USD, 140), ONE), (coin_call(BTC_USD, 140), ONE)]);
    let before = account;
    let nothing = Err(SettleError::NothingToSettle);
    assert_eq!(account.settle(&expiry(SOL_USD, FRIDAY), SettlementAsset::UNDERLYING, USD), nothing, "another token");
    assert_eq!(account.settle(&expiry(SOL_USD, FRIDAY + 1), SettlementAsset::QUOTE, USD), nothing, "another expiry");
    assert_eq!(account.settle(&expiry(BTC_USD, FRIDAY), SettlementAsset::QUOTE, USD), nothing, "another market");
    let unknown = market(9, SOL, 9);
    assert_eq!(account.settle(&expiry(unknown, FRIDAY), SettlementAsset::QUOTE, USD), nothing, "an unknown market");
    // What unused places of the account look like.
    assert_eq!(account.settle(&Expiry::zeroed(), SettlementAsset::UNDERLYING, USD), nothing, "no market");
    assert_eq!(account, before);
    assert_eq!(settle(&mut account, SettlementAsset::QUOTE, 139), Ok(receives(DOLLAR)));
    assert_eq!(settle(&mut account, SettlementAsset::QUOTE, 139), nothing, "nothing is settled twice");
}

#[test]
fn a_market_is_forgotten_with_its_last_options() {
    let next_week = at(FRIDAY + WEEK_SECS, put(SOL_USD, 140));
    let mut account = account_with(&[(put(SOL_USD, 140), ONE), (next_week, ONE), (put(BTC_USD, 140), ONE)]);
    settle(&mut account, SettlementAsset::QUOTE, 200).unwrap();
    assert_eq!(account.markets[..2], [SOL_USD, BTC_USD]);
    account.settle(&expiry(SOL_USD, FRIDAY + WEEK_SECS), SettlementAsset::QUOTE, 200 * USD).unwrap();
    assert_eq!(account.markets[..2], [AccountMarket::zeroed(), BTC_USD]);
    assert!(account.invariant());
}

/// Of the quote, of SOL and of BTC.
const DECIMALS: [[u8; 3]; 5] = [[6, 9, 8], [6, 6, 9], [9, 6, 12], [0, 0, 12], [8, 12, 5]];

/// The same options on tokens with these decimals.
fn with_decimals(options: &[(Contract, i64)], decimals: [u8; 3]) -> Vec<(Contract, i64)> {
    let of_market = |market: AccountMarket| if market == SOL_USD { decimals[1] } else { decimals[2] };
    let change = |(contract, quantity): &(Contract, i64)| {
        let market = AccountMarket { underlying_decimals: of_market(contract.market), ..contract.market };
        (Contract { market, ..*contract }, *quantity)
    };
    options.iter().map(change).collect()
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn an_expiry_and_token_pay_exactly_what_their_options_do_and_nothing_else_changes(
        drawn in any_options(24),
        decimals in prop::sample::select(DECIMALS.to_vec()),
        prices_e8 in prop::array::uniform6(any_price()),
    ) {
        let options = with_decimals(&drawn, decimals);
        let mut account = MarginAccount { quote_decimals: decimals[0], ..account_with(&options) };
        for mint in [SOL, BTC, QUOTE, OTHER] {
            account.deposit(mint, MUCH).unwrap();
        }
        for ((market, expiry_ts), price_e8) in EXPIRIES.into_iter().zip(prices_e8) {
            for settlement in ASSETS {
                let is_settled = |contract: &Contract| {
                    (contract.market.market, contract.expiry_ts, contract.settlement)
                        == (market.market, expiry_ts, settlement)
                };
                let of_group: Vec<_> = options.iter().filter(|(contract, _)| is_settled(contract)).copied().collect();
                let is_of_group = |held: &HeldOptions| of_group.iter().any(|(contract, _)| contract.series == held.series);
                let underlying_decimals = if market == SOL_USD { decimals[1] } else { decimals[2] };
                let expiry = Expiry { underlying_decimals, quote_decimals: decimals[0], ..expiry(market, expiry_ts) };

                let before = account;
                let outcome = account.settle(&expiry, settlement, price_e8);
                let mut left = before.options;
                left.iter_mut().filter(|held| is_of_group(held)).for_each(|held| *held = HeldOptions::zeroed());
                if left == before.options {
                    prop_assert_eq!((outcome, account), (Err(SettleError::NothingToSettle), before));
                    continue;
                }
                let net = exact_net(&of_group, price_e8, decimals[0]).unwrap();
                prop_assert_eq!(outcome, Ok(net));
                prop_assert_eq!(account.options, left);
                for mint in [SOL, BTC, QUOTE, OTHER] {
                    let paid = if mint == expiry.mint(settlement) { net } else { NetPayment::default() };
                    let amount = before.amount_of(&mint) + paid.to_account_atoms - paid.from_account_atoms;
                    prop_assert_eq!(account.amount_of(&mint), amount);
                }
                prop_assert!(account.invariant());
            }
        }
        prop_assert!(account.options.iter().all(|held| !held.is_used()));
    }
}
