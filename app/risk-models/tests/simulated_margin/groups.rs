//! What markets offset of each other's requirements, and where nothing is sold.

use crate::files::{case, good, parameters};
use risk_models::requirement::Requirement;
use serde_json::{json, Value};

/// One transaction: 5000 lamports and 2 for each of 400000 units, at 150 for a SOL.
const STEP_COST: f64 = 805_000.0 / 1e9 * 150.0;

fn with_share(share: f64) -> Value {
    let mut parameters = parameters();
    parameters["correlation_breakdown"] = json!(share);
    parameters
}

fn required(share: f64, case: &Value) -> Requirement {
    good(&with_share(share), case).requirement
}

fn option(market: &str, option_type: &str, strike: f64, amount: f64) -> Value {
    json!({ "market": market, "type": option_type, "strike": strike, "days": 14, "volatility": 0.9, "amount": amount })
}

fn holding(coins: Value, options: Value) -> Value {
    let mut case = case();
    (case["coins"], case["options"]) = (coins, options);
    case
}

fn three(of: &Requirement) -> [f64; 3] {
    [of.initial, of.maintenance, of.liquidation_threshold]
}

fn assert_near(found: &Requirement, expected: &Requirement) {
    for (found, expected) in three(found).into_iter().zip(three(expected)) {
        assert!((found - expected).abs() <= 1e-9 * (1.0 + expected), "{found} for {expected}");
    }
}

/// With all of the offsets taken back an account needs what each of its markets needs by itself, at every level.
#[test]
fn without_trust_every_market_stands_alone() {
    let alone = |market: &str| {
        let mut case = case();
        for list in ["coins", "options"] {
            case[list].as_array_mut().unwrap().retain(|entry| entry["market"] == market);
        }
        required(1.0, &case)
    };
    assert_near(&required(1.0, &case()), &alone("SOL").plus(&alone("BTC")));
}

/// Calls on BTC that are worth some thousands in every scenario do not pay for those owed on SOL, but for the share that is trusted.
#[test]
fn what_is_owned_on_one_market_pays_as_far_as_it_is_trusted() {
    let owed = option("SOL", "call", 165.0, -100.0);
    let owned = option("BTC", "call", 30_000.0, 0.2);
    let (alone, both) = (holding(json!([]), json!([owed])), holding(json!([]), json!([owed, owned])));
    let needed = required(1.0, &alone);
    assert!(needed.maintenance > 1_000.0, "{needed:?}");
    assert_near(&required(1.0, &both), &needed);
    let trusted = required(0.0, &both).maintenance;
    assert!(trusted < needed.maintenance / 2.0, "{trusted}");
    let found = good(&with_share(0.3), &both);
    assert!(
        (found.requirement.maintenance - (0.7 * trusted + 0.3 * needed.maintenance)).abs() < 1e-9 * needed.maintenance
    );
    assert!((found.correlation - 0.3 * (needed.maintenance - trusted)).abs() < 1e-9 * needed.maintenance);
}

/// Stress moves all markets the same way, so one owned and another owed lose little together. Without trust each is stressed by itself.
#[test]
fn what_stress_nets_between_markets_is_not_trusted_either() {
    let mut hedged = holding(
        json!([{ "market": "SOL", "amount": 100 }, { "market": "BTC", "amount": -15_000.0 / 65_000.0 }]),
        json!([]),
    );
    for market in [0, 1] {
        hedged["markets"][market]["volatility"] = json!(0.5);
    }
    let losses = good(&parameters(), &hedged).losses;
    assert!(losses.stress < 1e-6, "{losses:?}");
    // 20 % down of the coins owned, 20 % up of those owed, and what it costs to sell either, each in a step of its own.
    let alone = required(1.0, &hedged).maintenance;
    assert!((alone - 6_000.0 - losses.liquidation_cost - STEP_COST).abs() < 1e-6, "{alone}");
    let [none, half] = [0.0, 0.5].map(|share| required(share, &hedged).maintenance);
    assert!(none < half && half < alone);
}

/// Puts that stress takes most of: nobody sells what cannot lose more than it is worth, so no cost of a sale makes anybody sell it.
#[test]
fn options_that_are_only_owned_need_nothing() {
    let mut dear = parameters();
    for market in [0, 1] {
        dear["markets"][market]["depth"]["options"]["half_spread"] = json!(5);
        dear["markets"][market]["concentration"] = json!({ "notional": 0, "rate": 1 });
    }
    let owned = option("SOL", "put", 115.0, 1_000.0);
    let all = good(&dear, &holding(json!([]), json!([owned])));
    assert!(all.losses.stress > 0.8 * all.options && all.options > 1.0, "{all:?}");
    assert_eq!((all.losses.liquidation_cost, all.losses.concentration), (0.0, 0.0));
    assert_eq!(all.requirement, Requirement::NOTHING);

    // Beside something owed on another market they are not sold for it: that market pays for itself.
    let owed = option("BTC", "call", 70_000.0, -0.01);
    let (alone, both) = (holding(json!([]), json!([owed])), holding(json!([]), json!([owed, owned])));
    for share in [0.0, 1.0] {
        dear["correlation_breakdown"] = json!(share);
        let (alone, both) = (good(&dear, &alone).requirement, good(&dear, &both).requirement);
        assert!(alone.maintenance > 0.0 && both.maintenance <= alone.maintenance * (1.0 + 1e-12), "{both:?} {alone:?}");
    }
}

/// Coins count at their full price in what is held, so where anything is owed the cost of selling them is asked for; where nothing is, nobody sells them.
#[test]
fn coins_cost_what_it_costs_to_sell_them_once_something_is_owed() {
    let coins = json!([{ "market": "BTC", "amount": 0.1 }]);
    let owed = option("SOL", "call", 165.0, -1.0);
    let costs = |case: &Value| good(&with_share(1.0), case).losses.liquidation_cost;
    let [only_owned, only_owed] = [holding(coins.clone(), json!([])), holding(json!([]), json!([owed]))];
    let both = holding(coins.clone(), json!([owed]));
    assert_eq!(costs(&only_owned), 0.0);
    // 6500 of the half-spread and of the slippage; both fit into one step.
    let of_coins = 6_500.0 * (0.0002 + 0.01 / 2.0 * 6_500.0 / 20e6);
    assert!((costs(&both) - costs(&only_owed) - of_coins).abs() < 1e-9, "{}", costs(&both));
    let needed = |case: &Value| required(1.0, case).maintenance;
    let expected = needed(&only_owned) + needed(&only_owed) + of_coins + STEP_COST;
    assert!((needed(&both) - expected).abs() < 1e-9 * expected, "{} for {expected}", needed(&both));
    let mut borrowed = holding(coins, json!([]));
    borrowed["cash"] = json!(-1);
    assert!((costs(&borrowed) - of_coins - STEP_COST).abs() < 1e-9, "{}", costs(&borrowed));
}
