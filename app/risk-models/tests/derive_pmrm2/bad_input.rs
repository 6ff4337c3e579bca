//! Cases that have no margin: each says in one line what to change.

use crate::small_case::{collateral, empty_account, feed, parameters, portfolio, scenario, sure_call, try_margin};
use risk_models::derive_pmrm2::{margin, Case};
use serde_json::{json, Value};

const DAY: u64 = 86_400;

/// An account with something of everything, which is good.
fn full_account() -> Value {
    let mut case = empty_account();
    portfolio(&mut case)["NumPerps"] = json!(1);
    portfolio(&mut case)["Collaterals"] = json!([collateral(1.0, true)]);
    portfolio(&mut case)["OptionFeeds"] = json!([feed(DAY)]);
    portfolio(&mut case)["Options"] = json!([sure_call(DAY, 100.0, -1.0)]);
    case
}

#[track_caller]
fn assert_refused(change: impl Fn(&mut Value), said: &str) {
    let mut case = full_account();
    change(&mut case);
    let error = try_margin(&case).expect_err(said).to_string();
    assert!(error.contains(said), "{error:?} does not say {said:?}");
    assert!(!error.contains('\n'), "one line: {error:?}");
}

#[test]
fn the_account_that_is_spoilt_here_is_good() {
    try_margin(&full_account()).unwrap();
}

#[test]
fn numbers_out_of_range_are_named() {
    type Change = fn(&mut Value, Value);
    let changes: [(Change, f64, &str); 16] = [
        (|case, to| portfolio(case)["SpotPrice"] = to, 0.0, "SpotPrice is 0; it must be above zero"),
        (|case, to| portfolio(case)["StablePrice"] = to, -1.0, "StablePrice is -1; it must be above zero"),
        (|case, to| portfolio(case)["SpotConfidence"] = to, 1.1, "SpotConfidence is 1.1; it must be within 0 and 1"),
        (|case, to| portfolio(case)["PerpPrice"] = to, 0.0, "PerpPrice is 0; it must be above zero"),
        (|case, to| portfolio(case)["PerpConfidence"] = to, -0.1, "PerpConfidence is -0.1"),
        (|case, to| portfolio(case)["Collaterals"][0]["Amount"] = to, -2.0, "Collaterals[0].Amount is -2"),
        (|case, to| portfolio(case)["Collaterals"][0]["MMHaircut"] = to, -2.0, "Collaterals[0].MMHaircut is -2"),
        (|case, to| portfolio(case)["OptionFeeds"][0]["Forward"] = to, 0.0, "OptionFeeds[0].Forward is 0"),
        (
            |case, to| portfolio(case)["OptionFeeds"][0]["RateConfidence"] = to,
            2.0,
            "OptionFeeds[0].RateConfidence is 2",
        ),
        (|case, to| portfolio(case)["Options"][0]["Strike"] = to, 0.0, "Options[0].Strike is 0; it must be above zero"),
        (
            |case, to| portfolio(case)["Options"][0]["MarkVol"] = to,
            -0.5,
            "Options[0].MarkVol is -0.5; it must be zero or more",
        ),
        (|case, to| parameters(case)["Scenarios"][1]["SpotShock"] = to, -0.5, "Scenarios[1].SpotShock is -0.5"),
        (|case, to| parameters(case)["Scenarios"][1]["DampeningFactor"] = to, -0.5, "Scenarios[1].DampeningFactor"),
        (|case, to| parameters(case)["Margin"]["MM_LOSS_FACTOR"] = to, -0.5, "MM_LOSS_FACTOR is -0.5"),
        (|case, to| parameters(case)["OtherContingency"]["CONF_THRESHOLD"] = to, 55.0, "CONF_THRESHOLD is 55"),
        (|case, to| parameters(case)["SkewShock"]["MIN_K_STAR"] = to, -1.0, "MIN_K_STAR is -1"),
    ];
    for (change, to, said) in changes {
        assert_refused(|case| change(case, json!(to)), said);
    }
}

#[test]
fn an_account_without_perps_needs_no_perp_price() {
    let mut case = full_account();
    portfolio(&mut case)["NumPerps"] = json!(0);
    portfolio(&mut case)["PerpPrice"] = json!(0);
    try_margin(&case).unwrap();
}

#[test]
fn an_option_needs_a_feed() {
    assert_refused(|case| portfolio(case)["OptionFeeds"] = json!([]), "Options[0] expires in 86400 s; add an entry");
}

#[test]
fn nothing_may_be_listed_twice() {
    let again = |case: &mut Value, list: &str| {
        let entries = portfolio(case)[list].as_array_mut().unwrap();
        entries.push(entries[0].clone());
    };
    assert_refused(|case| again(case, "Options"), "Options[1] is the same as an entry before it");
    assert_refused(|case| again(case, "OptionFeeds"), "OptionFeeds[1] is the same as an entry before it");
}

#[test]
fn there_must_be_a_scenario() {
    assert_refused(|case| parameters(case)["Scenarios"] = json!([]), "Scenarios is empty");
}

#[test]
fn an_expiry_without_time_needs_floors() {
    let expired = |case: &mut Value| {
        portfolio(case)["OptionFeeds"] = json!([feed(0)]);
        portfolio(case)["Options"] = json!([sure_call(0, 100.0, 1.0)]);
    };
    let without_width = |case: &mut Value| {
        expired(case);
        parameters(case)["SkewShock"]["MIN_K_STAR"] = json!(0);
    };
    assert_refused(without_width, "set MIN_K_STAR above zero");
    let without_floor = |case: &mut Value| {
        expired(case);
        parameters(case)["VolShock"]["DTE_FLOOR"] = json!(0);
    };
    assert_refused(without_floor, "set DTE_FLOOR above zero");
}

#[test]
fn a_missing_field_is_named_and_one_too_many_is_not_minded() {
    let without_cash = |case: &mut Value| {
        portfolio(case).as_object_mut().unwrap().remove("Cash");
    };
    assert_refused(without_cash, "missing field `Cash`");
    let mut case = full_account();
    portfolio(&mut case)["Remark"] = json!("covered");
    try_margin(&case).unwrap();
}

#[test]
fn words_that_are_not_known_are_refused() {
    assert_refused(
        |case| parameters(case)["Scenarios"][0] = scenario(1.0, "Sideways", 1.0),
        "unknown variant `Sideways`",
    );
    assert_refused(|case| portfolio(case)["Options"][0]["IsCall"] = json!(2), "IsCall must be 1 or true");
    assert_refused(|case| portfolio(case)["Options"][0]["IsCall"] = json!("yes"), "IsCall must be 1 or true");
    assert_refused(|case| portfolio(case)["Options"][0]["Expiry"] = json!(-1), "integer `-1`");
}

#[test]
fn calls_may_be_true_and_puts_false() {
    for (word, number) in [(true, 1), (false, 0)] {
        let margin_with = |is_call: Value| {
            let mut case = full_account();
            portfolio(&mut case)["Options"][0]["IsCall"] = is_call;
            try_margin(&case).unwrap()
        };
        assert_eq!(margin_with(json!(word)), margin_with(json!(number)));
    }
}

#[test]
fn numbers_without_measure_are_refused() {
    let huge = |case: &mut Value| {
        portfolio(case)["Cash"] = json!(1e308);
        portfolio(case)["UnrealisedFunding"] = json!(1e308);
    };
    assert_refused(huge, "not finite");
}

/// Numbers that no file can hold, by way of the library.
#[test]
fn what_is_not_a_number_is_refused() {
    let mut case = Case::from_json(&full_account().to_string()).unwrap();
    case.portfolio.cash = f64::NAN;
    assert!(margin(&case).unwrap_err().to_string().contains("not finite"));
    case.portfolio.cash = 0.0;
    case.portfolio.spot_price = f64::NAN;
    assert!(margin(&case).unwrap_err().to_string().contains("SpotPrice is NaN"));
}
