//! The file of markets: what it may say, and the line that it gets otherwise.

use crate::common::*;
use feed::market::MarketsError;
use serde_json::{json, Value};

fn file() -> Value {
    let limits = json!({
        "max_age_secs": 60, "max_future_secs": 5, "max_confidence_bps": 100,
        "settlement_window_secs": 3600, "settlement_challenge_secs": 21600, "max_jump_bps": 1000, "jump_window_secs": 600
    });
    let (account, oracle) = (account().to_string(), PushPrice::PROGRAM.to_string());
    json!({ "markets": [
        { "name": "pulled", "account": account, "source": { "pyth_pull": { "feed_id": "07".repeat(32) } },
          "max_gap_secs": GAP_SECS, "oracle_limits": limits },
        { "name": "pushed", "account": account, "source": { "pyth_push": { "program": oracle } },
          "max_gap_secs": GAP_SECS, "oracle_limits": limits },
    ] })
}

fn feeds(file: &Value) -> Result<Vec<MarketFeed>, MarketsError> {
    serde_json::from_value::<MarketsInput>(file.clone()).unwrap().feeds()
}

/// What is written by hand is what the market on chain says.
#[test]
fn a_file_says_what_the_chain_says() {
    let named = |name: &str, source| MarketFeed::on_chain(name, &market(source), account(), GAP_SECS).unwrap();
    let expected = vec![named("pulled", PriceSource::PYTH_PULL), named("pushed", PriceSource::PYTH_PUSH)];
    assert_eq!(feeds(&file()), Ok(expected.clone()));
    let mut prefixed = file();
    prefixed["markets"][0]["source"]["pyth_pull"]["feed_id"] = json!(format!("0x{}", "07".repeat(32)));
    assert_eq!(feeds(&prefixed), Ok(expected));
}

#[test]
fn wrong_files_get_a_line_that_names_the_market() {
    let cases: [(&str, Value, &str); 13] = [
        ("/markets", json!([]), "there is no market"),
        ("/markets/1/name", json!("pulled"), "market pulled: is there twice"),
        ("/markets/0/account", json!("0"), "market pulled: account must be 32 bytes in base 58"),
        ("/markets/0/source/pyth_pull/feed_id", json!("07"), "market pulled: source.pyth_pull.feed_id must be"),
        ("/markets/0/source/pyth_pull/feed_id", json!("xy".repeat(32)), "market pulled: source.pyth_pull.feed_id"),
        ("/markets/1/source/pyth_push/program", json!("1"), "market pushed: source.pyth_push.program must be"),
        ("/markets/1/source/pyth_push/program", json!("1".repeat(32)), "market pushed: source or oracle_limits"),
        ("/markets/1/max_gap_secs", json!(0), "market pushed: max_gap_secs must be 1 to 60"),
        ("/markets/1/max_gap_secs", json!(61), "market pushed: max_gap_secs must be 1 to 60"),
        ("/markets/0/oracle_limits/max_age_secs", json!(0), "market pulled: source or oracle_limits"),
        ("/markets/0/oracle_limits/max_age_secs", json!(301), "market pulled: source or oracle_limits"),
        ("/markets/0/oracle_limits/max_future_secs", json!(61), "market pulled: source or oracle_limits"),
        ("/markets/0/oracle_limits/max_confidence_bps", json!(501), "market pulled: source or oracle_limits"),
    ];
    for (place, value, expected) in cases {
        let mut file = file();
        *file.pointer_mut(place).expect(place) = value;
        let error = feeds(&file).unwrap_err().to_string();
        assert!(error.contains(expected) && error.lines().count() == 1, "{place}: {error} has no {expected}");
    }
}

#[test]
fn a_pushed_price_stands_where_the_market_says() {
    let elsewhere = Pubkey::new_from_array([8; 32]);
    let other = |source| MarketFeed::on_chain("COIN", &market(source), elsewhere, GAP_SECS);
    assert_eq!(other(PriceSource::PYTH_PUSH), Err(MarketsError::OtherAccount { market: "COIN".to_owned() }));
    assert_eq!(other(PriceSource::PYTH_PULL).unwrap().account(), elsewhere);
}
