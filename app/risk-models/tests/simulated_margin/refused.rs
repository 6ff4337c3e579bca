//! Parameters and cases that have no margin: each says in one line where, and what to change.

use crate::files::{assess, case, parameters};
use serde_json::{json, Value};

#[test]
fn bad_parameters_are_named() {
    let refused = |pointer: &str, value: Value| {
        let mut parameters = parameters();
        *parameters.pointer_mut(pointer).unwrap() = value;
        assess(&parameters, &case()).unwrap_err().to_string()
    };
    for (pointer, value, said) in [
        ("/markets", json!([]), "markets is empty"),
        ("/markets/1/name", json!("SOL"), "markets has SOL twice"),
        ("/markets/0/haircut", json!([]), "markets[0].haircut is empty"),
        ("/markets/0/haircut/1/value", json!(0.1), "markets[0].haircut[1] does not tighten"),
        ("/markets/1/depth/money", json!(0), "markets[1].depth.money is 0"),
        ("/markets/1/concentration/rate", json!(2), "markets[1].concentration.rate is 2"),
        ("/tail", json!(0), "tail is 0"),
        ("/stress", json!([]), "stress is empty"),
        ("/stress/2/spot_ratio", json!(0), "stress[2].spot_ratio is 0"),
        ("/stress_power/1/volatility", json!(0.1), "stress_power[1] does not tighten"),
        ("/volatility_term/power", json!(1.5), "volatility_term.power is 1.5"),
        ("/volatility_term/least_days", json!(0), "volatility_term.least_days is 0"),
        ("/chain_fees/positions_per_step", json!(0), "chain_fees.positions_per_step is 0"),
        ("/correlation_breakdown", json!(1.5), "correlation_breakdown is 1.5"),
        ("/initial_factor", json!(0.9), "initial_factor is 0.9; it must be one or more"),
        ("/liquidation_factor", json!(1.1), "liquidation_factor is 1.1; it must be within 0 and 1"),
        ("/monte_carlo", Value::Null, "monte_carlo is missing"),
        ("/monte_carlo/correlation/0/1", json!(0.6), "correlation[0][1] is 0.6, and 0.7 the other way round"),
    ] {
        let message = refused(pointer, value);
        assert!(message.starts_with(said), "{pointer}: {message}");
    }
    let mut misspelt = parameters();
    misspelt["monte_carlo"]["horizon"] = json!(1);
    let message = assess(&misspelt, &case()).unwrap_err().to_string();
    assert!(message.starts_with("is not understood: unknown field `horizon`"), "{message}");
}

#[test]
fn bad_cases_are_named() {
    let refused = |pointer: &str, value: Value| {
        let mut case = case();
        *case.pointer_mut(pointer).unwrap() = value;
        assess(&parameters(), &case).unwrap_err().to_string()
    };
    for (pointer, value, said) in [
        ("/markets/0/spot", json!(0), "markets[0].spot is 0"),
        ("/markets/1/volatility", json!(-1), "markets[1].volatility is -1"),
        ("/markets/1/name", json!("SOL"), "markets has no BTC"),
        (
            "/options/0/market",
            json!("ETH"),
            "options[0] is on ETH, which the parameters do not know; they have SOL, BTC",
        ),
        ("/options/1/strike", json!(0), "options[1].strike is 0"),
        ("/options/2/days", json!(-1), "options[2].days is -1"),
        ("/coins/0/market", json!("ETH"), "coins[0] is on ETH"),
        ("/coins/0/amount", json!(1e13), "coins[0].amount is 1"),
        ("/collateral/0/amount", json!(-1), "collateral[0].amount is -1"),
        ("/sol_price", json!(0), "sol_price is 0"),
    ] {
        let message = refused(pointer, value);
        assert!(message.starts_with(said), "{pointer}: {message}");
    }
    let mut more = case();
    more["markets"].as_array_mut().unwrap().push(json!({ "name": "SOL", "spot": 1, "volatility": 1 }));
    assert_eq!(assess(&parameters(), &more).unwrap_err().to_string(), "markets has SOL twice; give it once");
    more["markets"][2]["name"] = json!("ETH");
    assert!(assess(&parameters(), &more).unwrap_err().to_string().starts_with("markets[2] is on ETH"));
}
