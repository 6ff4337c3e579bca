//! An account always has a place for every token that its options may be paid in.

mod common;
mod margin_common;

use common::cases;
use margin_common::*;
use proptest::prelude::*;
use vault_types::{
    margin::{BookError, Contract, SettleError, MAX_COLLATERALS},
    state::MarginAccount,
    Pubkey,
};

const FULL: Result<(), BookError> = Err(BookError::TooManyCollaterals);

/// An account with so many kinds of collateral, in none of which an option is paid here.
fn account_with_kinds(kinds: usize) -> MarginAccount {
    let mut account = account();
    (0..kinds).for_each(|kind| account.deposit(other_kind(kind), 1).unwrap());
    account
}

fn other_kind(kind: usize) -> Pubkey {
    Pubkey::new_from_array([100 + kind as u8; 32])
}

/// Both ways into the account; what is refused is thrown away.
fn add(account: &MarginAccount, contract: &Contract) -> [Result<(), BookError>; 2] {
    [1, -1].map(|quantity| trade(&mut account.clone(), contract, quantity).map(|_| ()))
}

#[test]
fn options_need_a_place_for_what_they_pay() {
    let full = account_with_kinds(MAX_COLLATERALS - 1);
    assert_eq!(full.clone().deposit(OTHER, 1), FULL, "the quote has a place");
    assert_eq!(add(&full, &coin_call(SOL_USD, 100)), [FULL; 2]);
    assert_eq!(add(&account_with_kinds(MAX_COLLATERALS - 2), &coin_call(SOL_USD, 100)), [Ok(()); 2]);
    for contract in [quote_call(SOL_USD, 100), put(SOL_USD, 100)] {
        assert_eq!(add(&full, &contract), [Ok(()); 2]);
    }
}

#[test]
fn collateral_leaves_a_place_for_what_options_pay() {
    let [for_coins, for_quote] = [MAX_COLLATERALS - 2, MAX_COLLATERALS - 1];
    let contracts = [(coin_call(SOL_USD, 100), SOL, for_coins), (quote_call(SOL_USD, 100), QUOTE, for_quote)];
    for (contract, paid_in, kinds) in contracts {
        let mut account = account_with_kinds(kinds);
        trade(&mut account, &contract, -1).unwrap();
        assert_eq!(account.clone().deposit(OTHER, 1), FULL);
        assert_eq!(account.deposit(other_kind(0), 1), Ok(()), "a kind that it has");
        assert_eq!(account.deposit(paid_in, 1), Ok(()), "the place is the token's");
        assert_eq!(account.deposit(OTHER, 1), FULL);
    }
}

#[test]
fn options_that_are_gone_need_no_place() {
    let mut account = account_with_kinds(MAX_COLLATERALS - 2);
    account.write(&coin_call(SOL_USD, 100), 3).unwrap();
    account.bring_in(&coin_call(SOL_USD, 100), 2).unwrap();
    assert_eq!(account.clone().deposit(OTHER, 1), FULL);
    account.bring_in(&coin_call(SOL_USD, 100), 1).unwrap();
    assert_eq!(account.deposit(OTHER, 1), Ok(()));
    assert_eq!(add(&account, &coin_call(SOL_USD, 100)), [FULL; 2]);
    account.withdraw(&OTHER, 1).unwrap();
    assert_eq!(add(&account, &coin_call(SOL_USD, 100)), [Ok(()); 2]);
}

#[test]
fn a_token_counts_once() {
    // The quote, held and paid on two markets.
    let mut account = account_with_kinds(MAX_COLLATERALS - 1);
    account.deposit(QUOTE, 1).unwrap();
    for contract in [quote_call(SOL_USD, 100), put(SOL_USD, 100), put(BTC_USD, 100)] {
        account.write(&contract, 1).unwrap();
    }
    assert_eq!(add(&account, &coin_call(SOL_USD, 100)), [FULL; 2]);
    // A coin that is not held, paid on two markets.
    let mut account = account_with_kinds(MAX_COLLATERALS - 2);
    account.write(&coin_call(SOL_USD, 100), 1).unwrap();
    assert_eq!(add(&account, &coin_call(market(7, SOL, 9), 100)), [Ok(()); 2]);
    assert_eq!(add(&account, &coin_call(BTC_USD, 100)), [FULL; 2]);
    assert_eq!(add(&account, &put(SOL_USD, 100)), [Ok(()); 2]);
}

/// Collaterals and options on coins, few enough kinds that they meet, enough that they do not fit.
#[derive(Clone, Debug)]
enum Step {
    Deposit(u8),
    Withdraw(u8),
    Trade(u8, i64),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..12_u8).prop_map(Step::Deposit),
        (0..12_u8).prop_map(Step::Withdraw),
        (0..9_u8, any_quantity()).prop_map(|(series, quantity)| Step::Trade(series, quantity)),
    ]
}

fn mint(number: u8) -> Pubkey {
    Pubkey::new_from_array([200 + number; 32])
}

/// The last one is in the quote; of the others every market has two.
fn numbered(series: u8) -> Contract {
    match series {
        8 => put(market(50, mint(0), 9), 100),
        _ => coin_call(market(50 + series / 2, mint(series / 2), 9), 90 + u64::from(series % 2)),
    }
}

fn take(account: &MarginAccount, step: &Step) -> Option<MarginAccount> {
    let mut next = *account;
    let outcome = match step {
        Step::Deposit(kind) => next.deposit(mint(*kind), 1 << 33),
        Step::Withdraw(kind) => next.withdraw(&mint(*kind), 1 << 33),
        Step::Trade(series, quantity) => trade(&mut next, &numbered(*series), *quantity).map(|_| ()),
    };
    outcome.ok().map(|()| next)
}

proptest! {
    #![proptest_config(cases(1_000))]

    /// Whatever its owner did, an account can take what its options pay.
    #[test]
    fn what_an_option_pays_always_finds_its_place(
        steps in prop::collection::vec(any_step(), 1..60), price_usd in 1..200_u64
    ) {
        let mut account = account();
        for step in steps {
            account = take(&account, &step).unwrap_or(account);
            let mut settled = account;
            for (number, asset) in (0..4).flat_map(|number| ASSETS.map(|asset| (number, asset))) {
                let of_market = expiry(market(50 + number, mint(number), 9), FRIDAY);
                let mut attempt = settled;
                match attempt.settle(&of_market, asset, price_usd * USD) {
                    Ok(_) => settled = attempt,
                    Err(error) => prop_assert!(matches!(error, SettleError::NothingToSettle | SettleError::Short)),
                }
            }
        }
    }
}
