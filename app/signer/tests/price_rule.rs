//! Own prices without a node: the rule, and the file that names the source.

mod common;

use common::{prices::*, *};
use signer::{
    prices::{PricesError, PricesInput, DEFAULT_TOLERANCE_BPS},
    rules::prices::{check, difference_bps, OwnPrice, OwnPrices, PriceObjection, Spot},
};
use vault_types::Pubkey;

/// Sees markets 1 and 3 at 50 USD, the third with more tolerance, and no other.
struct TwoMarkets;

impl OwnPrices for TwoMarkets {
    fn price(&self, market: &Pubkey) -> Result<OwnPrice, String> {
        let tolerances_bps = [(address(1), 100), (address(3), 300)];
        let known = tolerances_bps.into_iter().find(|(known, _)| known == market);
        let price = known.map(|(_, tolerance_bps)| OwnPrice { price_e8: 5_000_000_000, tolerance_bps });
        price.ok_or("none has come yet".to_owned())
    }
}

fn compared(prices: &[(u8, u64)]) -> (Result<(), PriceObjection>, Vec<(Pubkey, u64)>) {
    let spots: Vec<_> =
        prices.iter().map(|(market, price_e8)| Spot { market: address(*market), price_e8: *price_e8 }).collect();
    let mut noted = Vec::new();
    (check(&spots, &TwoMarkets, |market, bps| noted.push((*market, bps))), noted)
}

#[test]
fn a_price_too_far_from_the_own_one_is_refused() {
    for (snapshot_e8, bps) in [(5_000_000_000, 0), (5_000_000_001, 1), (5_050_000_000, 100), (4_950_000_000, 100)] {
        assert_eq!(compared(&[(1, snapshot_e8)]), (Ok(()), vec![(address(1), bps)]));
    }
    for snapshot_e8 in [5_050_000_001, 4_949_999_999] {
        let apart = PriceObjection::Apart {
            market: address(1),
            snapshot_e8,
            own_e8: 5_000_000_000,
            bps: 101,
            tolerance_bps: 100,
        };
        let text = apart.to_string();
        let named = [address(1).to_string(), snapshot_e8.to_string(), "5000000000".to_owned(), "101 bps".to_owned()];
        assert!(named.iter().all(|part| text.contains(part)), "{text}");
        assert_eq!(compared(&[(1, snapshot_e8)]), (Err(apart), vec![(address(1), 101)]));
    }
}

/// A market that moves more has more of it, and gives the others none.
#[test]
fn each_market_has_its_own_tolerance() {
    assert_eq!(compared(&[(1, 5_000_000_000), (3, 5_150_000_000)]).0, Ok(()));
    let tolerance_bps = |prices| match compared(prices).0 {
        Err(PriceObjection::Apart { tolerance_bps, .. }) => Some(tolerance_bps),
        _ => None,
    };
    assert_eq!(tolerance_bps(&[(1, 5_000_000_000), (3, 5_150_000_001)]), Some(300));
    assert_eq!(tolerance_bps(&[(1, 5_150_000_000), (3, 5_150_000_000)]), Some(100));
}

/// Waiting may bring the price of a market that is not seen; it does not bring one back that is wrong.
#[test]
fn a_wrong_price_comes_before_a_missing_one() {
    let unseen = PriceObjection::Unseen { market: address(2), why: "none has come yet".to_owned() };
    assert_eq!(compared(&[(2, 1), (1, 5_000_000_000)]).0, Err(unseen));
    assert!(matches!(compared(&[(2, 1), (1, 1)]).0, Err(PriceObjection::Apart { bps: 10_000, .. })));
}

#[test]
fn the_difference_of_extreme_prices_is_no_overflow() {
    assert_eq!(difference_bps(u64::MAX, 1), u64::MAX);
    assert_eq!(difference_bps(1, u64::MAX), 10_000);
    assert_eq!(difference_bps(7, 0), u64::MAX);
    assert_eq!(difference_bps(0, 0), u64::MAX, "an own price of zero is near to none");
}

#[test]
fn a_file_of_prices_that_is_none_is_refused() {
    let read = |change: &dyn Fn(&mut PricesInput)| {
        let mut input: PricesInput = serde_json::from_value(prices("http://127.0.0.1:1", 30)).unwrap();
        assert_eq!(input.tolerance_bps, DEFAULT_TOLERANCE_BPS);
        change(&mut input);
        input.read().map(|(source, markets)| (source.accounts.len(), markets.len()))
    };
    assert_eq!(read(&|_| ()), Ok((2, 2)));
    let one_account = |input: &mut PricesInput| input.markets[1].feed.account = input.markets[0].feed.account.clone();
    assert_eq!(read(&one_account), Ok((1, 2)), "two markets may have one price");
    assert_eq!(read(&|input| input.tolerance_bps = 0), Err(PricesError::Tolerance));
    assert_eq!(read(&|input| input.tolerance_bps = 1_001), Err(PricesError::Tolerance));
    for tolerance_bps in [0, 1_001] {
        let in_a_row = |input: &mut PricesInput| input.markets[1].tolerance_bps = Some(tolerance_bps);
        assert_eq!(read(&in_a_row), Err(PricesError::RowTolerance { row: 2 }));
    }
    assert_eq!(read(&|input| input.markets[1].market.clear()), Err(PricesError::Address { row: 2 }));
    assert_eq!(read(&|input| input.markets[1].market = input.markets[0].market.clone()), Err(PricesError::Count));
    assert_eq!(read(&|input| input.markets.clear()), Err(PricesError::Count));
    assert!(matches!(read(&|input| input.markets[0].feed.max_gap_secs = 61), Err(PricesError::Markets(_))));
    for (field, change) in [
        ("rpc", &(|input: &mut PricesInput| input.rpc = "ftp://x".to_owned()) as &dyn Fn(&mut PricesInput)),
        ("websocket", &|input| input.websocket = Some("http://x".to_owned())),
    ] {
        assert!(matches!(read(change), Err(PricesError::Endpoint { field: found, .. }) if found == field));
    }
    let unknown = serde_json::from_str::<PricesInput>(r#"{"rpc": "", "markets": [], "tolerance": 5}"#);
    assert!(unknown.unwrap_err().to_string().starts_with("unknown field `tolerance`"));
}

/// The first is of a coin that moves twice as much as the second.
#[test]
fn the_example_of_prices_has_the_markets_of_the_example_of_snapshots() {
    let input: PricesInput = serde_json::from_str(include_str!("../examples/prices.json")).unwrap();
    let (_, markets) = input.read().unwrap();
    let known = example_snapshot().markets.into_iter().map(|market| market.address.parse().unwrap());
    assert!(markets.iter().map(|own| own.address).eq(known));
    assert!(markets.iter().map(|own| own.tolerance_bps).eq([200, DEFAULT_TOLERANCE_BPS]));
}
