//! Accounts with several kinds of collateral, and parts of them.
#![allow(dead_code)] // every test file uses its own part

use crate::{
    common::exact::exact,
    liquidation_common::ONE_E9,
    margin_common::{account_with, BTC, OTHER, QUOTE, SOL},
};
use num_rational::BigRational;
use proptest::prelude::*;
use vault_types::{margin::Contract, state::MarginAccount, Pubkey};

/// Kinds of collateral; the first is the quote.
pub const MINTS: [Pubkey; 4] = [QUOTE, SOL, BTC, OTHER];

/// One that is none of [`MINTS`].
pub fn mint(number: u8) -> Pubkey {
    Pubkey::new_from_array([100 + number; 32])
}

/// An account with so many atoms of each of [`MINTS`].
pub fn with_collateral(options: &[(Contract, i64)], amounts: [u64; 4]) -> MarginAccount {
    let mut account = account_with(options);
    let amounts = MINTS.iter().zip(amounts).filter(|(_, amount)| *amount > 0);
    amounts.for_each(|(mint, amount)| account.deposit(*mint, amount).unwrap());
    account
}

pub fn any_amounts() -> impl Strategy<Value = [u64; 4]> {
    prop::array::uniform4(prop_oneof![1 => Just(0), 1 => 1..20_u64, 3 => 0..1_u64 << 60])
}

pub fn any_part() -> impl Strategy<Value = u64> {
    prop_oneof![1 => Just(0), 1 => Just(ONE_E9), 1 => 1..5_u64, 1 => ONE_E9 - 5..ONE_E9, 6 => 0..=ONE_E9]
}

pub fn series_of(accounts: &[MarginAccount]) -> Vec<Pubkey> {
    let options = accounts.iter().flat_map(|account| account.options);
    options.filter(|held| held.is_used()).map(|held| held.series).collect()
}

/// About half as many the other way round.
pub fn opposite((contract, quantity): &(Contract, i64)) -> (Contract, i64) {
    (*contract, -(quantity / 2 + quantity % 2))
}

/// By less than an atom below `expected`, or on it.
pub fn is_rounded_down(value: impl Into<num_bigint::BigInt>, expected: &BigRational) -> bool {
    let below = expected - exact(value);
    below >= exact(0) && below < exact(1)
}
