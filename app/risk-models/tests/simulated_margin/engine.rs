//! What margins are made of.

use crate::files::{assess, case, good, parameters};
use options_math::OptionType;
use risk_models::batch_pricing::price_one;
use risk_models::requirement::Requirement;
use risk_models::simulated_margin::VolatilityTerm;
use serde_json::json;

#[test]
fn an_empty_portfolio_needs_nothing() {
    let mut case = case();
    (case["coins"], case["options"]) = (json!([]), json!([]));
    let requirement = good(&parameters(), &case).requirement;
    assert_eq!(requirement, Requirement::NOTHING);
}

/// Whoever only owns options has paid for them; stress would take more than half of that, and it is not asked for again.
#[test]
fn a_premium_that_was_paid_needs_nothing() {
    let mut case = case();
    case["coins"] = json!([]);
    case["options"] =
        json!([{ "market": "SOL", "type": "call", "strike": 150, "days": 14, "volatility": 0.9, "amount": 100 }]);
    let all = good(&parameters(), &case);
    assert!(all.losses.risk() > all.options / 2.0, "{all:?}");
    assert_eq!(all.requirement, Requirement::NOTHING);
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
