//! Files of weights.

use market_data::PriceSeries;
use risk_models::forecast::{days_of, FixedWeights, Forecaster, Weights};
use serde_json::{json, Value};

const BUNDLED: &str = include_str!("../../weights/volatility.json");

fn changed(change: impl Fn(&mut Value)) -> Result<Weights, String> {
    let mut file: Value = serde_json::from_str(BUNDLED).unwrap();
    change(&mut file);
    Weights::from_json(&file.to_string())
}

#[test]
fn the_project_s_weights_load_and_are_written_back_to_the_byte() {
    let weights = Weights::from_json(BUNDLED).unwrap();
    assert_eq!(weights.to_json().unwrap(), BUNDLED);
    assert_eq!(weights.trained_until_ts, 1_640_995_200, "2022-01-01");
}

#[test]
fn what_is_no_file_of_weights_is_refused_with_a_reason() {
    for (result, said) in [
        (Weights::from_json(""), "EOF"),
        (Weights::from_json("[]"), "invalid length 0"),
        (changed(|file| file["format"] = json!(2)), "format is 2"),
        (changed(|file| file["features"][3] = json!("phase of the moon")), "its features are not"),
        (changed(|file| file["day"]["scale"] = json!(0.0)), "day needs 1 days"),
        (changed(|file| file["week"]["days"] = json!(8)), "week needs 7 days"),
        (changed(|file| file["week"]["weights"] = json!([1.0])), "week needs 7 days, 23 weights"),
        (changed(|file| file["another"] = json!(1)), "unknown field"),
    ] {
        let reason = result.unwrap_err();
        assert!(reason.contains(said), "{said}: {reason}");
    }
}

#[test]
fn only_days_before_the_chosen_one_teach() {
    let days = days_of(&PriceSeries::bundled());
    let until = days[300].start_ts;
    let early = Weights::learn(std::slice::from_ref(&days), until).unwrap();
    assert_eq!(early, Weights::learn(&[days[..300].to_vec()], i64::MAX).unwrap());
    assert_ne!(early, Weights::learn(std::slice::from_ref(&days), i64::MAX).unwrap());
    assert_eq!((early.trained_until_ts, early.rows), (until, 300 - 30));
    assert!(FixedWeights(early).forecast(&days).unwrap().day > 0.0);
    let none = Weights::learn(&[days], 0).unwrap_err().to_string();
    assert!(none.contains("has 0 whole days; at least 83 are needed"), "{none}");
}
