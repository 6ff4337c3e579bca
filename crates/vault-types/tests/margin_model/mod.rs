//! Random portfolios, and margin computed from its definitions in exact arithmetic.
#![allow(dead_code)] // every test file uses its own part

use num_bigint::BigInt;
use num_rational::BigRational;
use options_math::{OptionType, MAX_PRICE_E8, MAX_QUANTITY};
use proptest::prelude::*;
use vault_types::margin::{Holding, Units};

pub const USD: u64 = 100_000_000;
/// One unit of an underlying with nine decimals.
pub const COIN: i64 = 1_000_000_000;
pub const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };
/// One USD of a quote with six decimals.
pub const QUOTE: u64 = 1_000_000;
pub const FRIDAY: i64 = 1_795_161_600;
pub const NEXT_FRIDAY: i64 = FRIDAY + 604_800;

pub fn call(strike_usd: u64, quantity: i64) -> Holding {
    Holding { option_type: OptionType::Call, strike_e8: strike_usd * USD, expiry_ts: FRIDAY, quantity }
}

pub fn put(strike_usd: u64, quantity: i64) -> Holding {
    Holding { option_type: OptionType::Put, ..call(strike_usd, quantity) }
}

pub fn next_week(holding: Holding) -> Holding {
    Holding { expiry_ts: NEXT_FRIDAY, ..holding }
}

/// Small numbers, so that strikes coincide and slopes cancel; sometimes the largest ones.
pub fn any_portfolio(most: usize) -> impl Strategy<Value = Vec<Holding>> {
    prop_oneof![
        4 => prop::collection::vec(small_holding(), 0..=most),
        1 => prop::collection::vec(large_holding(), 0..=most),
    ]
}

pub fn any_holding() -> impl Strategy<Value = Holding> {
    prop_oneof![4 => small_holding(), 1 => large_holding()]
}

fn small_holding() -> impl Strategy<Value = Holding> {
    holding((0..12u64).prop_map(|strike| strike * 10 * USD), (-3..=3i64).prop_map(|coins| coins * COIN))
}

fn large_holding() -> impl Strategy<Value = Holding> {
    holding(0..=MAX_PRICE_E8, -MAX_QUANTITY..=MAX_QUANTITY)
}

fn holding(strike: impl Strategy<Value = u64>, quantity: impl Strategy<Value = i64>) -> impl Strategy<Value = Holding> {
    (any::<bool>(), strike, 0..4i64, quantity).prop_map(|(is_call, strike_e8, week, quantity)| Holding {
        option_type: if is_call { OptionType::Call } else { OptionType::Put },
        strike_e8,
        expiry_ts: FRIDAY + week * 604_800,
        quantity,
    })
}

pub fn any_units() -> impl Strategy<Value = Units> {
    (0..=12u8, 0..=12u8).prop_map(|(underlying_decimals, quote_decimals)| Units { underlying_decimals, quote_decimals })
}

pub fn expiries(holdings: &[Holding]) -> Vec<i64> {
    let mut all: Vec<i64> = holdings.iter().map(|holding| holding.expiry_ts).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What the holdings of an expiry pay at a settlement price, in USD * 10^8 times atoms.
pub fn payoff(holdings: &[Holding], expiry_ts: i64, price_e8: &BigInt) -> BigInt {
    let of_one = |holding: &Holding| {
        let strike = BigInt::from(holding.strike_e8);
        let gain = match holding.option_type {
            OptionType::Call => price_e8 - strike,
            OptionType::Put => strike - price_e8,
        };
        gain.max(BigInt::ZERO) * holding.quantity
    };
    holdings.iter().filter(|holding| holding.expiry_ts == expiry_ts).map(of_one).sum()
}

/// The largest loss over every corner and beyond them; nothing if there is none.
pub fn largest_loss(holdings: &[Holding], expiry_ts: i64) -> Option<BigInt> {
    let worth = |price: u64| payoff(holdings, expiry_ts, &price.into());
    if worth(MAX_PRICE_E8 + 1) < worth(MAX_PRICE_E8) {
        return None;
    }
    let corners = holdings.iter().map(|holding| holding.strike_e8).chain([0]);
    corners.map(|corner| -worth(corner)).max().map(|loss| loss.max(BigInt::ZERO))
}

/// Atoms of the quote in a value of USD * 10^8 times atoms of the underlying.
pub fn quote_atoms(value: BigRational, units: &Units) -> BigRational {
    let ten = BigInt::from(10);
    let (per_value, per_usd) =
        (ten.pow(8 + u32::from(units.underlying_decimals)), ten.pow(units.quote_decimals.into()));
    value * BigRational::new(per_usd, per_value)
}
