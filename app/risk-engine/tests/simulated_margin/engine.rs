//! What margins are made of.

use crate::files::{case, parameters};
use options_math::OptionType;
use risk_engine::batch_pricing::price_one;
use risk_engine::requirement::Requirement;
use risk_engine::simulated_margin::{Assessment, Case, Engine, Model, SimulatedMarginError, VolatilityTerm};
use serde_json::{json, Value};
use std::fs;

const NOTHING: Requirement = Requirement { initial: 0.0, maintenance: 0.0, liquidation_threshold: 0.0 };

fn engine(parameters: &Value) -> Result<Engine, SimulatedMarginError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parameters.json");
    fs::write(&path, parameters.to_string()).unwrap();
    Engine::from_path(Model::MonteCarlo, &path)
}

fn assess(parameters: &Value, case: &Value) -> Result<Assessment, SimulatedMarginError> {
    engine(parameters)?.margin(&serde_json::from_value::<Case>(case.clone()).unwrap())
}

fn good(parameters: &Value, case: &Value) -> Assessment {
    assess(parameters, case).unwrap()
}

#[test]
fn an_empty_portfolio_needs_nothing() {
    let mut case = case();
    (case["coins"], case["options"]) = (json!([]), json!([]));
    let requirement = good(&parameters(), &case).requirement;
    assert_eq!(requirement, NOTHING);
}

/// Whoever only owns options has paid for them; stress would take more than half of that, and it is not asked for again.
#[test]
fn a_premium_that_was_paid_needs_nothing() {
    let mut case = case();
    case["coins"] = json!([]);
    case["options"] =
        json!([{ "market": "SOL", "type": "call", "strike": 150, "days": 14, "volatility": 0.9, "amount": 100 }]);
    let all = good(&parameters(), &case);
    assert!(all.losses.risk() > all.options / 2.0 && all.losses.risk() < all.options, "{all:?}");
    assert_eq!(all.requirement, NOTHING);
}

/// Coins bear their own risk: they count at their full price in what is held, and their loss in the risk.
#[test]
fn coins_of_the_portfolio_are_held() {
    let mut without = case();
    without["coins"] = json!([]);
    let (with, without) = (good(&parameters(), &case()), good(&parameters(), &without));
    assert!((with.collateral - without.collateral - 5.0 * 150.0).abs() < 1e-9);
    assert_eq!(with.options, without.options);
}

#[test]
fn margins_are_in_order_and_cover_the_loss() {
    let all = good(&parameters(), &case());
    let required = all.requirement;
    assert!(required.initial > required.maintenance && required.maintenance > required.liquidation_threshold);
    assert!(required.maintenance > all.losses.expected_shortfall - all.options);
    assert!(all.losses.stress > all.losses.expected_shortfall, "{:?}", all.losses);
    assert!(all.losses.liquidation_cost > 0.0);
    assert_eq!(all.losses.concentration, 0.0);
}

/// The order of markets in the case, and coins in two entries, change nothing.
#[test]
fn the_order_of_a_case_does_not_matter() {
    let mut other = case();
    other["markets"].as_array_mut().unwrap().reverse();
    other["coins"] = json!([{ "market": "SOL", "amount": 3.5 }, { "market": "SOL", "amount": 1.5 }]);
    assert_eq!(good(&parameters(), &other), good(&parameters(), &case()));
}

/// A coin that is owed loses what the stress moves it by: 1.2 to the power of the schedule at its volatility.
#[test]
fn stress_grows_with_volatility() {
    let loss = |volatility: f64| {
        let mut case = case();
        case["markets"][0]["volatility"] = json!(volatility);
        case["coins"] = json!([{ "market": "SOL", "amount": -1 }]);
        case["options"] = json!([]);
        good(&parameters(), &case).losses.stress
    };
    for (volatility, power) in [(0.5, 1.0), (0.6, 1.0), (0.9, 1.5), (1.2, 2.0), (3.0, 2.0)] {
        let expected = 150.0 * (1.2f64.powf(power) - 1.0);
        assert!((loss(volatility) - expected).abs() < 1e-9, "{volatility}: {} for {expected}", loss(volatility));
    }
}

/// Volatility rises by a quarter: what an option of so many days loses, owed, by the formula with the weight of its days.
#[test]
fn near_options_follow_volatility_more_than_far_ones() {
    let term = VolatilityTerm { reference_days: 7.0, least_days: 2.0, power: 0.4 };
    assert_eq!(term.weight(7.0), 1.0);
    let mut parameters = parameters();
    parameters["volatility_term"] = json!({ "reference_days": 7, "least_days": 2, "power": 0.4 });
    parameters["stress"] = json!([{ "spot_ratio": 1, "volatility_ratio": 1.25 }]);
    let loss = |options: &[(f64, f64)]| {
        let mut case = case();
        case["markets"][0]["volatility"] = json!(0.6);
        case["coins"] = json!([]);
        let option = |(days, amount): &(f64, f64)| json!({ "market": "SOL", "type": "call", "strike": 150, "days": days, "volatility": 0.8, "amount": amount });
        case["options"] = options.iter().map(option).collect();
        good(&parameters, &case).losses.stress
    };
    for (days, weight) in [(1.0, 3.5f64.powf(0.4)), (2.0, 3.5f64.powf(0.4)), (7.0, 1.0), (112.0, 1.0 / 16f64.powf(0.4))]
    {
        let call = |volatility| price_one(150.0, 150.0, days / 365.0, volatility, OptionType::Call).price;
        let expected = call(0.8 * (1.0 + 0.25 * weight)) - call(0.8);
        assert!(
            (loss(&[(days, -1.0)]) - expected).abs() < 1e-9,
            "{days} days: {} for {expected}",
            loss(&[(days, -1.0)])
        );
    }
    // A far option owned does not pay for the near ones owed; with one ratio for both it would, since it has four times their vega.
    assert!(loss(&[(7.0, -2.0), (112.0, 1.0)]) > 0.0);
}

#[test]
fn collateral_is_cut_more_when_volatility_is_high() {
    let collateral = |volatility: f64| {
        let mut case = case();
        case["markets"][0]["volatility"] = json!(volatility);
        good(&parameters(), &case).collateral
    };
    // 5 coins of the portfolio in full, 30 of the collateral.
    assert!((collateral(0.6) - (2_000.0 + 750.0 + 30.0 * 150.0 * 0.85)).abs() < 1e-9);
    assert!((collateral(0.9) - (2_000.0 + 750.0 + 30.0 * 150.0 * 0.75)).abs() < 1e-9);
    assert!((collateral(2.0) - (2_000.0 + 750.0 + 30.0 * 150.0 * 0.65)).abs() < 1e-9);
}

#[test]
fn the_shortfall_of_a_coin_grows_with_its_volatility() {
    let shortfall = |volatility: f64| {
        let mut case = case();
        case["markets"][0]["volatility"] = json!(volatility);
        case["options"] = json!([]);
        good(&parameters(), &case).losses.expected_shortfall
    };
    assert!(shortfall(0.5) < shortfall(1.0) && shortfall(1.0) < shortfall(2.0));
}

/// What is not trusted of offsetting is the difference of alone and together.
#[test]
fn without_trust_every_market_stands_alone() {
    let mut all_alone = parameters();
    all_alone["correlation_breakdown"] = json!(1);
    let whole = good(&all_alone, &case()).losses;
    let alone = |market: &str| {
        let mut case = case();
        for list in ["coins", "options"] {
            case[list].as_array_mut().unwrap().retain(|entry| entry["market"] == market);
        }
        good(&all_alone, &case).losses.largest()
    };
    let sum = alone("SOL") + alone("BTC");
    assert!((whole.largest() + whole.correlation - sum).abs() < 1e-9 * sum);
}

/// Stress moves all markets the same way, so one owned and another owed lose little together. Without trust each is stressed by itself.
#[test]
fn what_stress_nets_between_markets_is_not_trusted_either() {
    let mut hedged = case();
    for market in [0, 1] {
        hedged["markets"][market]["volatility"] = json!(0.5);
    }
    hedged["coins"] = json!([{ "market": "SOL", "amount": 100 }, { "market": "BTC", "amount": -15_000.0 / 65_000.0 }]);
    hedged["options"] = json!([]);
    let risk = |share: f64| {
        let mut parameters = parameters();
        parameters["correlation_breakdown"] = json!(share);
        let losses = good(&parameters, &hedged).losses;
        assert!(losses.stress < 1e-6, "{losses:?}");
        losses.largest() + losses.correlation
    };
    // 20 % down of the coins owned, 20 % up of those owed.
    assert!((risk(1.0) - 6_000.0).abs() < 1e-6, "{}", risk(1.0));
    assert!(risk(0.0) < risk(0.5) && risk(0.5) < risk(1.0));
}

#[test]
fn heston_is_another_model_of_the_same_file() {
    let mut heston = parameters();
    let market = json!({ "long_run_variance": 0.6, "reversion": 4, "volatility_of_variance": 2, "leverage": -0.3 });
    heston["monte_carlo"]["dynamics"] =
        json!({ "heston": { "steps": 4, "volatility_days": 7, "markets": [market, market] } });
    let (heston, jumps) = (good(&heston, &case()).losses, good(&parameters(), &case()).losses);
    assert_eq!(heston.stress, jumps.stress);
    assert_ne!(heston.expected_shortfall, jumps.expected_shortfall);
    assert!(heston.expected_shortfall > 0.0);
}

/// Jumps so wild that their compensation leaves nothing of a price: options have none then, and no margin may come of that.
#[test]
fn prices_beyond_all_limits_are_no_margin() {
    let mut wild = parameters();
    wild["monte_carlo"]["horizon_days"] = json!(365);
    let market = &mut wild["monte_carlo"]["dynamics"]["jumps"]["markets"][0];
    (market["mean"], market["deviation"], market["own_per_year"]) = (json!(3), json!(3), json!(10));
    let mut case = case();
    case["markets"][0]["volatility"] = json!(20);
    let message = assess(&wild, &case).unwrap_err().to_string();
    assert!(message.starts_with("the positions have no price after the model's moves ("), "{message}");
}

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
