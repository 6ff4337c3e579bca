//! An expiry's pools and its price.

mod common;
mod margin_common;

use common::LIMITS;
use margin_common::*;
use vault_types::{
    margin::Units,
    state::{Expiry, Settlement, SettlementAsset, SettlementStatus},
};

const UNDERLYING: SettlementAsset = SettlementAsset::UNDERLYING;

fn priced() -> Expiry {
    settled(SOL_USD, FRIDAY, 150 * USD)
}

#[test]
fn every_token_has_a_pool_of_its_own() {
    for (settlement, other) in [(UNDERLYING, SettlementAsset::QUOTE), (SettlementAsset::QUOTE, UNDERLYING)] {
        let mut expiry = priced();
        assert_eq!(expiry.fund(settlement, &pays(100)), Some(()));
        assert_eq!(expiry.fund(settlement, &receives(40)), Some(()));
        assert_eq!((expiry.pool_atoms(settlement), expiry.pool_atoms(other)), (60, 0));
        assert_eq!(expiry.fund(settlement, &pays(0)), Some(()));
        assert_eq!(expiry.fund(settlement, &receives(60)), Some(()), "to the last atom");
        assert_eq!(expiry, priced());
    }
    let mut expiry = priced();
    assert_eq!(expiry.fund(UNDERLYING, &pays(1)), Some(()));
    assert_eq!(expiry.fund(SettlementAsset::QUOTE, &pays(2)), Some(()));
    assert_eq!((expiry.underlying_pool_atoms, expiry.quote_pool_atoms), (1, 2));
    assert_eq!((expiry.mint(UNDERLYING), expiry.mint(SettlementAsset::QUOTE)), (SOL, QUOTE));
    assert_eq!(expiry.pool(UNDERLYING), expiry.underlying_pool);
    assert_eq!(expiry.pool(SettlementAsset::QUOTE), expiry.quote_pool);
}

#[test]
fn no_pool_pays_more_than_it_has() {
    for settlement in ASSETS {
        let mut expiry = priced();
        expiry.underlying_pool_atoms = if settlement == UNDERLYING { 100 } else { 1_000 };
        expiry.quote_pool_atoms = if settlement == UNDERLYING { 1_000 } else { 100 };
        let before = expiry;
        for too_much in [101, 1_000, u64::MAX] {
            assert_eq!(expiry.fund(settlement, &receives(too_much)), None);
            assert_eq!(expiry, before, "what is refused changes nothing");
        }
        assert_eq!(expiry.fund(settlement, &receives(100)), Some(()));
    }
}

#[test]
fn no_pool_has_more_than_64_bits() {
    for settlement in ASSETS {
        let mut expiry = Expiry { underlying_pool_atoms: u64::MAX - 4, quote_pool_atoms: u64::MAX - 4, ..priced() };
        let before = expiry;
        assert_eq!(expiry.fund(settlement, &pays(5)), None);
        assert_eq!(expiry, before);
        assert_eq!(expiry.fund(settlement, &pays(4)), Some(()));
    }
}

#[test]
fn each_line_of_the_invariant_refuses_something() {
    let candidate = Settlement { status: SettlementStatus::CANDIDATE, ..priced().settlement };
    let open = expiry(SOL_USD, FRIDAY);
    let waiting = Expiry { settlement: candidate, ..open };
    for sound in [open, waiting, priced()] {
        assert!(sound.invariant());
        assert!(Expiry { underlying_decimals: 12, quote_decimals: 12, ..sound }.invariant());
        assert!(!Expiry { underlying_decimals: 13, ..sound }.invariant());
        assert!(!Expiry { quote_decimals: 13, ..sound }.invariant());
        for unheard_of in [SettlementStatus::UNWOUND, bytemuck::cast(4_u8), bytemuck::cast(255_u8)] {
            for price_e8 in [0, 1] {
                let settlement = Settlement { price_e8, status: unheard_of, ..sound.settlement };
                assert!(!Expiry { settlement, ..sound }.invariant(), "{unheard_of:?}");
            }
        }
        let is_priced = sound.settlement.price_e8 > 0;
        let price_e8 = if is_priced { 0 } else { 1 };
        let settlement = Settlement { price_e8, ..sound.settlement };
        assert!(!Expiry { settlement, ..sound }.invariant(), "a price exactly where one is known");
        assert_eq!(Expiry { underlying_pool_atoms: 1, ..sound }.invariant(), is_priced, "no money without a price");
        assert_eq!(Expiry { quote_pool_atoms: 1, ..sound }.invariant(), is_priced, "no money without a price");
    }
}

#[test]
fn the_price_of_last_resort_is_final_at_once() {
    let mut expiry = expiry(SOL_USD, FRIDAY);
    expiry.settle_at(140 * USD, FRIDAY - 9);
    assert!(expiry.invariant());
    assert_eq!(expiry.settlement.final_price(i64::MIN), Some((140 * USD, FRIDAY - 9)));
    assert_eq!(expiry.settlement.candidate_ts(), None, "nobody can bring another one");
}

#[test]
fn the_last_resort_waits_for_as_long_as_the_market_says() {
    let expiry = expiry(SOL_USD, FRIDAY);
    let waits_secs = LIMITS.last_settlement_secs();
    assert!(waits_secs > i64::from(LIMITS.settlement_window_secs));
    assert_eq!(expiry.last_resort_ts(&LIMITS), FRIDAY + waits_secs);
    assert_eq!(Expiry { expiry_ts: i64::MAX, ..expiry }.last_resort_ts(&LIMITS), i64::MAX);
}

#[test]
fn an_expiry_and_an_account_count_in_the_same_units() {
    assert_eq!(expiry(BTC_USD, FRIDAY).units(), Units { underlying_decimals: 8, quote_decimals: 6 });
    assert_eq!(account().units(&BTC_USD), expiry(BTC_USD, FRIDAY).units());
}
