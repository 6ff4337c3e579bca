//! Whole accounts, small enough to compute in the head.

use crate::small_case::{collateral, empty_account, feed, margin_of, parameters, portfolio, scenario, sure_call};
use crate::{assert_near, TOLERANCE};
use options_math::OptionType;
use risk_models::derive_pmrm2::{black76::Black76, Margin, Worst};
use serde_json::{json, Value};

const YEAR: u64 = 31_536_000;

#[track_caller]
fn assert_margins(margin: &Margin, initial: f64, maintenance: f64) {
    assert_near(margin.initial, initial, "initial margin");
    assert_near(margin.maintenance, maintenance, "maintenance margin");
}

fn with_perps(perps: f64) -> Value {
    let mut case = empty_account();
    portfolio(&mut case)["NumPerps"] = json!(perps);
    case
}

fn with_call(seconds: u64, strike: f64, amount: f64) -> Value {
    let mut case = empty_account();
    portfolio(&mut case)["OptionFeeds"] = json!([feed(seconds)]);
    portfolio(&mut case)["Options"] = json!([sure_call(seconds, strike, amount)]);
    case
}

#[test]
fn cash_is_its_own_margin() {
    for cash in [1_000.0, -1_000.0] {
        let mut case = empty_account();
        portfolio(&mut case)["Cash"] = json!(cash);
        assert_margins(&margin_of(&case), cash, cash);
    }
}

/// A long perp loses 10 USD when spot falls by a tenth; 1.50 and 0.50 USD are its contingencies.
#[test]
fn a_perp_is_margined_by_the_move_against_it() {
    let margin = margin_of(&with_perps(1.0));
    assert_near(margin.scenario_profits[0], 10.0, "up");
    assert_near(margin.scenario_profits[1], -10.0, "down");
    assert_eq!(margin.worst, Worst::Scenario(1));
    assert_margins(&margin, -12.0, -9.5);
    assert_eq!(margin_of(&with_perps(-1.0)).worst, Worst::Scenario(0));
}

/// Scenarios move the perp's own price; contingencies are shares of spot.
#[test]
fn a_perp_moves_by_its_own_price() {
    let mut case = with_perps(1.0);
    portfolio(&mut case)["PerpPrice"] = json!(80);
    assert_margins(&margin_of(&case), -8.0 - 2.0, -6.4 - 1.5);
}

#[test]
fn unsettled_profit_and_funding_of_perps_count_as_cash() {
    let mut case = with_perps(1.0);
    portfolio(&mut case)["UnrealisedPerpPNL"] = json!(30.0);
    portfolio(&mut case)["UnrealisedFunding"] = json!(-10.0);
    assert_margins(&margin_of(&case), 8.0, 10.5);
}

/// A tail: spot falls by nine tenths and half of it counts.
#[test]
fn a_tail_counts_in_part() {
    let mut case = with_perps(1.0);
    parameters(&mut case)["Scenarios"].as_array_mut().unwrap().push(scenario(0.1, "None", 0.5));
    let margin = margin_of(&case);
    assert_eq!(margin.worst, Worst::Scenario(2));
    assert_margins(&margin, -47.0, -37.5);
}

/// 10 USD by a perp, 10 by an option, 10 by collateral, and half of that counts.
#[test]
fn a_tail_counts_the_same_part_of_everything() {
    let mut case = with_call(YEAR, 50.0, 1.0);
    portfolio(&mut case)["NumPerps"] = json!(1);
    portfolio(&mut case)["Collaterals"] = json!([collateral(10.0, true)]);
    parameters(&mut case)["Scenarios"] = json!([scenario(1.1, "None", 0.5)]);
    assert_near(margin_of(&case).scenario_profits[0], 15.0, "half of 30");
}

/// 10 tokens of 10 USD move as the coin does: nothing is lost, haircuts and the perp's contingencies remain.
#[test]
fn collateral_that_cancels_risk_covers_a_short_perp() {
    let mut case = with_perps(-1.0);
    portfolio(&mut case)["Collaterals"] = json!([collateral(10.0, true)]);
    let margin = margin_of(&case);
    assert!(margin.scenario_profits.iter().all(|profit| profit.abs() < TOLERANCE), "{:?}", margin.scenario_profits);
    assert_margins(&margin, 100.0 - 30.0 - 2.0, 100.0 - 20.0 - 1.5);
}

#[test]
fn other_collateral_is_cut_and_not_shocked() {
    let mut case = with_perps(-1.0);
    portfolio(&mut case)["Collaterals"] = json!([collateral(10.0, false)]);
    assert_margins(&margin_of(&case), 100.0 - 30.0 - 2.0 - 10.0, 100.0 - 20.0 - 1.5 - 8.0);
}

/// Owed and in the money by 10 USD: what is settled does not move, and without time there is nothing to mark up.
#[test]
fn an_expired_option_that_is_owed_costs_its_payoff_and_the_naked_share() {
    let mut case = with_call(0, 90.0, -1.0);
    parameters(&mut case)["Margin"]["BASE_STATIC_DISCOUNT_NEG"] = json!(1.04);
    let margin = margin_of(&case);
    assert_eq!((margin.worst, margin.worst_loss), (Worst::Basis, 0.0));
    assert_margins(&margin, -10.0 - 0.5, -10.0 - 0.3);
}

#[test]
fn an_option_that_is_owned_counts_in_part() {
    let mut case = with_call(0, 90.0, 1.0);
    parameters(&mut case)["Margin"]["BASE_STATIC_DISCOUNT"] = json!(0.95);
    assert_margins(&margin_of(&case), 10.0 - 0.5, 10.0 - 0.4);
}

/// A quarter of an hour before expiry half of the forward is fixed: a move of ten USD moves it by five.
#[test]
fn in_the_last_half_hour_options_move_less() {
    let margin = margin_of(&with_call(900, 50.0, 1.0));
    assert_near(margin.scenario_profits[0], 5.0, "up");
    assert_near(margin.scenario_profits[1], -5.0, "down");
}

/// A year at 50 %: the payoff of 50 USD is worth `50 e^-0.5` today. A rate below zero would make it worth more than 50, and is taken as zero.
#[test]
fn a_rate_discounts_and_one_below_zero_does_not_mark_up() {
    for (rate, value) in [(0.5, 30.326_532_985_631_67), (-0.5, 50.0)] {
        let mut case = with_call(YEAR, 50.0, 1.0);
        portfolio(&mut case)["OptionFeeds"][0]["Rate"] = json!(rate);
        assert_near(margin_of(&case).mark_value, value, "mark value");
    }
}

#[test]
fn after_a_rise_volatility_has_a_floor() {
    let mut case = with_call(YEAR, 100.0, -1.0);
    parameters(&mut case)["Scenarios"] = json!([scenario(1.0, "Up", 1.0), scenario(1.0, "Down", 1.0)]);
    parameters(&mut case)["VolShock"]["MIN_VOL_EVAL_SHOCKED"] = json!(0.2);
    let profits = margin_of(&case).scenario_profits;
    assert_near(profits[0], -7.965_567_455_405_8, "at the money, 20 % for a year");
    assert_near(profits[1], 0.0, "a fall has no floor");
}

/// The call above the forward gains from a linear skew, and the skew of the other way would cost about as much: both are losses.
#[test]
fn every_expiry_loses_by_a_skew_and_spot_stays() {
    let losses = |amount: f64, spot_shock: f64| {
        let mut case = with_call(YEAR, 120.0, amount);
        portfolio(&mut case)["Options"][0]["MarkVol"] = json!(0.5);
        parameters(&mut case)["Scenarios"] =
            json!([scenario(spot_shock, "LINEAR", 1.0), scenario(spot_shock, "ABS", 1.0)]);
        margin_of(&case).scenario_profits
    };
    assert!(losses(1.0, 1.0)[0] < -0.1, "{:?}", losses(1.0, 1.0));
    assert_eq!(losses(1.0, 1.0), losses(-1.0, 1.0), "owned or owed");
    assert_eq!(losses(1.0, 1.0), losses(1.0, 1.3), "a skew ignores what happens to spot");
}

/// A width of 1 and a cap of 0.2: the volatility of a strike at 120 rises by `0.2 ln 1.2` of it.
#[test]
fn a_skew_changes_the_volatility_of_a_strike_by_its_distance() {
    let mut case = with_call(YEAR, 120.0, 3.0);
    portfolio(&mut case)["Options"][0]["MarkVol"] = json!(0.5);
    parameters(&mut case)["Scenarios"] = json!([scenario(1.0, "LINEAR", 1.0)]);
    let skew = &mut parameters(&mut case)["SkewShock"];
    (skew["LINEAR_SCALE_CAP"], skew["LINEAR_CBASE"]) = (json!(0.2), json!(0));
    (skew["MIN_K_STAR"], skew["MIN_WIDTH_SCALE"]) = (json!(1), json!(0));
    let price = |volatility: f64| {
        Black76 { forward: 100.0, strike: 120.0, volatility, years: 1.0, discount: 1.0 }.price(OptionType::Call)
    };
    const LN_OF_1_2: f64 = 0.182_321_556_793_954_6;
    let gain = 3.0 * (price(0.5 * (1.0 + 0.2 * LN_OF_1_2)) - price(0.5));
    assert!(gain > 1.0, "{gain}");
    assert_near(margin_of(&case).scenario_profits[0], -gain, "a loss, since the skew may turn the other way");
}

/// A forward owned for a year and one owed for half a year: no scenario costs anything, and 10 USD of each may be lost to basis.
#[test]
fn forwards_of_two_expiries_do_not_make_up_for_each_other() {
    let mut case = empty_account();
    portfolio(&mut case)["OptionFeeds"] = json!([feed(YEAR), feed(YEAR / 2)]);
    portfolio(&mut case)["Options"] = json!([sure_call(YEAR, 1.0, 1.0), sure_call(YEAR / 2, 1.0, -1.0)]);
    let margin = margin_of(&case);
    assert!(margin.scenario_profits.iter().all(|profit| profit.abs() < TOLERANCE), "{:?}", margin.scenario_profits);
    assert_near(margin.contingencies.basis, -10.0 * 2.5 - 10.0 * 1.5, "0.5 + 2 t of each");
    assert_eq!(margin.worst, Worst::Basis);
    assert_margins(&margin, -40.0 - 0.5, -32.0 - 0.3);
}

#[test]
fn a_lost_peg_costs_initial_margin_only() {
    let mut case = with_perps(1.0);
    portfolio(&mut case)["StablePrice"] = json!(0.93);
    let margin = margin_of(&case);
    assert_near(margin.initial_loss_factor, 1.1, "factor");
    assert_margins(&margin, -13.0, -9.5);
}

/// A perp price in doubt (0.4): 60 USD for the perp and 60 for the option; not for the collateral, which is priced without perps.
#[test]
fn a_perp_price_in_doubt_costs_perps_and_options_and_not_collateral() {
    let mut case = with_call(YEAR, 1_000.0, 1.0);
    portfolio(&mut case)["NumPerps"] = json!(1.0);
    portfolio(&mut case)["PerpConfidence"] = json!(0.4);
    portfolio(&mut case)["Collaterals"] = json!([collateral(10.0, false)]);
    assert_near(margin_of(&case).contingencies.confidence, 120.0, "perp and option");
    portfolio(&mut case)["SpotConfidence"] = json!(0.5);
    assert_near(margin_of(&case).contingencies.confidence, 170.0, "spot in doubt costs collateral too");
}

/// Whichever of an expiry's three feeds is in doubt; owned and owed options add up.
#[test]
fn any_feed_of_an_expiry_in_doubt_costs_all_its_options() {
    for field in ["ForwardConfidence", "RateConfidence", "OptionVolConfidences"] {
        let mut case = with_call(YEAR, 1_000.0, 1.0);
        let options = portfolio(&mut case)["Options"].as_array_mut().unwrap();
        options.push(sure_call(YEAR, 2_000.0, -2.0));
        portfolio(&mut case)["OptionFeeds"][0][field] = json!(0.25);
        assert_near(margin_of(&case).contingencies.confidence, 225.0, field);
    }
}

#[test]
fn the_first_of_equally_bad_scenarios_is_the_worst() {
    let mut case = with_perps(1.0);
    parameters(&mut case)["Scenarios"] = json!([scenario(0.9, "None", 1.0), scenario(0.9, "Up", 1.0)]);
    assert_eq!(margin_of(&case).worst, Worst::Scenario(0));
}
