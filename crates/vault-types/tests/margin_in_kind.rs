//! Whoever holds the cover of its options can pay them, whatever the price.

use options_math::OptionType::{self, Call, Put};
use proptest::prelude::*;
use vault_types::margin::{
    in_kind::{cover_in_quote, cover_in_underlying, net_in_quote, net_in_underlying},
    Holding, MarginError, NetPayment, Units,
};

const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };
const COIN: i64 = 1_000_000_000;
const USD: u64 = 1_000_000;

fn option(option_type: OptionType, strike: u64, quantity: i64) -> Holding {
    Holding { option_type, strike_e8: strike * 100_000_000, expiry_ts: 1, quantity }
}

fn pays(from_account_atoms: u64) -> NetPayment {
    NetPayment { from_account_atoms, ..NetPayment::default() }
}

fn quote(holdings: &[Holding]) -> u64 {
    cover_in_quote(holdings, &UNITS).unwrap()
}

#[test]
fn a_condor_is_covered_by_its_largest_loss() {
    let condor = [option(Put, 130, COIN), option(Put, 140, -COIN), option(Call, 160, -COIN), option(Call, 175, COIN)];
    assert_eq!(quote(&condor), 15 * USD, "the wider wing");
    assert_eq!(net_in_quote(&condor, 300_0000_0000, &UNITS), Ok(pays(15 * USD)));
    assert_eq!(net_in_quote(&condor, 150_0000_0000, &UNITS), Ok(NetPayment::default()));
}

#[test]
fn a_secured_put_is_covered_by_its_strike() {
    assert_eq!(quote(&[option(Put, 140, -COIN)]), 140 * USD);
    assert_eq!(quote(&[option(Put, 140, COIN)]), 0);
}

#[test]
fn calls_in_the_quote_must_be_covered_by_calls() {
    assert_eq!(cover_in_quote(&[option(Call, 160, -COIN)], &UNITS), Err(MarginError::UnboundedLoss));
    assert_eq!(quote(&[option(Call, 160, -COIN), option(Call, 170, COIN)]), 10 * USD);
}

#[test]
fn a_covered_call_needs_its_coin_and_a_spread_a_part_of_it() {
    let covered = [option(Call, 160, -COIN)];
    assert_eq!(cover_in_underlying(&covered), Ok(1_000_000_000));
    let spread = [option(Call, 160, -COIN), option(Call, 200, COIN)];
    assert_eq!(cover_in_underlying(&spread), Ok(200_000_000), "(200 - 160) / 200");
    assert_eq!(net_in_underlying(&spread, 200_0000_0000), Ok(pays(200_000_000)));
    assert_eq!(net_in_underlying(&covered, 160_0000_0001), Ok(pays(1)), "a little is rounded up to an atom");
    assert_eq!(cover_in_underlying(&[option(Call, 160, COIN)]), Ok(0));
}

#[test]
fn every_expiry_is_covered_by_itself() {
    let mut later = option(Call, 100, COIN);
    later.expiry_ts = 2;
    assert_eq!(cover_in_underlying(&[option(Call, 160, -COIN), later]), Ok(1_000_000_000));
    let mut later = option(Put, 140, -COIN);
    later.expiry_ts = 2;
    assert_eq!(quote(&[option(Put, 140, -COIN), later]), 280 * USD);
}

/// Half an atom at each of two expiries is paid with an atom at each.
#[test]
fn every_expiry_is_rounded_up_by_itself() {
    let half = Holding { option_type: Put, strike_e8: 50_000_000, expiry_ts: 1, quantity: -1_000 };
    let later = Holding { expiry_ts: 2, ..half };
    assert_eq!(net_in_quote(&[half], 1, &UNITS), Ok(pays(1)));
    assert_eq!(quote(&[half, later]), 2);
}

#[test]
fn what_no_series_can_be_is_refused() {
    assert_eq!(cover_in_underlying(&[option(Put, 100, 1)]), Err(MarginError::Parameters));
    assert_eq!(cover_in_underlying(&[option(Call, 0, 1)]), Err(MarginError::Parameters));
    assert_eq!(cover_in_underlying(&[option(Call, 1, i64::MIN)]), Err(MarginError::Quantity));
    assert_eq!(net_in_underlying(&[], 0), Err(MarginError::Parameters));
    let many = [option(Call, 1, 1); 25];
    assert_eq!(cover_in_quote(&many, &UNITS), Err(MarginError::TooManyPositions));
}

fn any_option(kinds: &'static [OptionType]) -> impl Strategy<Value = Holding> {
    let quantity = prop_oneof![-1_000..1_000_i64, -(1 << 40)..(1_i64 << 40)];
    (prop::sample::select(kinds), 1..200_000_000_000_u64, quantity)
        .prop_map(|(option_type, strike_e8, quantity)| Holding { option_type, strike_e8, expiry_ts: 1, quantity })
}

fn prices(holdings: &[Holding], drawn_e8: u64) -> Vec<u64> {
    let strikes = holdings.iter().flat_map(|held| [held.strike_e8 - 1, held.strike_e8, held.strike_e8 + 1]);
    strikes.chain([1, drawn_e8, 1 << 48]).filter(|price| *price > 0).collect()
}

proptest! {
    #[test]
    fn the_cover_pays_at_every_price_in_the_quote(
        holdings in prop::collection::vec(any_option(&[Call, Put]), 1..12), drawn_e8 in 1..400_000_000_000_u64
    ) {
        if let Ok(cover) = cover_in_quote(&holdings, &UNITS) {
            for price_e8 in prices(&holdings, drawn_e8) {
                let paid = net_in_quote(&holdings, price_e8, &UNITS).unwrap().from_account_atoms;
                prop_assert!(paid <= cover, "{paid} at {price_e8}, cover {cover}");
            }
        }
    }

    /// And some price needs all of it: an atom less would not do.
    #[test]
    fn the_cover_pays_at_every_price_in_the_underlying(
        calls in prop::collection::vec(any_option(&[Call]), 1..12), drawn_e8 in 1..400_000_000_000_u64
    ) {
        let cover = cover_in_underlying(&calls).unwrap();
        let payments = prices(&calls, drawn_e8).into_iter().map(|price_e8| net_in_underlying(&calls, price_e8).unwrap());
        let most = payments.map(|payment| payment.from_account_atoms).max().unwrap();
        prop_assert!(most <= cover, "{most}, cover {cover}");
        // As the price rises for ever the payment nears the calls owed; at 2^48 it is within a part in ten of it.
        let owed: i64 = -calls.iter().map(|call| call.quantity).sum::<i64>();
        prop_assert!(cover == owed.max(0) as u64 || most == cover, "{most}, cover {cover}, owed {owed}");
    }

    /// What all accounts receive together never exceeds what they and the other holders pay: rounding is in the pool's favour.
    #[test]
    fn the_pool_always_has_enough(
        mine in prop::collection::vec(any_option(&[Call, Put]), 1..12), price_e8 in 1..400_000_000_000_u64
    ) {
        let theirs: Vec<Holding> = mine.iter().map(|held| Holding { quantity: -held.quantity, ..*held }).collect();
        let [mine, theirs] = [&mine, &theirs].map(|holdings| net_in_quote(holdings, price_e8, &UNITS).unwrap());
        let paid_out = mine.to_account_atoms + theirs.to_account_atoms;
        let paid_in = mine.from_account_atoms + theirs.from_account_atoms;
        prop_assert!(paid_in == paid_out || paid_in == paid_out + 1);
        prop_assert!([mine, theirs].iter().all(|net| net.to_account_atoms == 0 || net.from_account_atoms == 0));
    }
}
