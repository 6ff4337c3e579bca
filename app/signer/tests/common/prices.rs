//! The file that names a signer's own source of prices.

use super::*;
use serde_json::{json, Value};
use simulator::PushPrice;

/// The file of prices for the example's markets.
pub fn prices(url: &str, max_gap_secs: u32) -> Value {
    let limits = json!({
        "max_age_secs": 60, "max_future_secs": 5, "max_confidence_bps": 100, "settlement_window_secs": 3600,
        "settlement_challenge_secs": 21600, "max_jump_bps": 1000, "jump_window_secs": 600
    });
    let rows = (1..).zip(example_snapshot().markets).map(|(number, market)| {
        let feed = json!({
            "name": format!("market {number}"), "account": address(number).to_string(), "max_gap_secs": max_gap_secs,
            "source": {"pyth_push": {"program": PushPrice::PROGRAM.to_string()}}, "oracle_limits": limits
        });
        json!({"market": market.address, "feed": feed})
    });
    json!({"rpc": url, "markets": rows.collect::<Vec<_>>()})
}
