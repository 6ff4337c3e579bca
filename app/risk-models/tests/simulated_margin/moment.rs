//! Many portfolios on the same markets at one moment.

use crate::files::{case, good, parameters};
use risk_models::simulated_margin::{Case, MarketState, Moment, OptionEntry, SimulatedMarginError};
use serde_json::{from_value, json, Value};

fn moment(parameters: &Value) -> Result<Moment, SimulatedMarginError> {
    let markets: Vec<MarketState> = from_value(case()["markets"].clone()).unwrap();
    let sol_price = case()["sol_price"].as_f64().unwrap();
    Moment::simulate(from_value(parameters.clone()).unwrap(), markets, sol_price)
}

/// The bits of a case with these options and nothing else, whatever was asked before.
#[test]
fn options_get_the_margin_of_a_case() {
    let moment = moment(&parameters()).unwrap();
    let all: Case = from_value(case()).unwrap();
    assert!(all.options.len() > 1);
    for count in [0, 1, all.options.len()] {
        let options: Vec<OptionEntry> = all.options[..count].to_vec();
        let mut alone = case();
        (alone["coins"], alone["collateral"], alone["cash"]) = (json!([]), json!([]), json!(0));
        alone["options"].as_array_mut().unwrap().truncate(count);
        assert_eq!(moment.margin(options).unwrap(), good(&parameters(), &alone), "{count} options");
    }
}

/// What an engine says with its first case is said before there is one.
#[test]
fn parameters_are_refused_before_there_is_an_account() {
    let refused = |pointer: &str, value: Value| {
        let mut parameters = parameters();
        *parameters.pointer_mut(pointer).unwrap() = value;
        moment(&parameters).unwrap_err().to_string()
    };
    assert!(refused("/tail", json!(0.9)).starts_with("tail is 0.9"));
    assert!(refused("/tail", json!(0.001)).starts_with("a tail of 0.001 has 2 of 2048 losses"));
    assert!(refused("/monte_carlo/paths", json!(2_047)).starts_with("paths is 2047"));
    assert!(refused("/monte_carlo", json!(null)).starts_with("monte_carlo is missing"));
    assert!(refused("/markets/1/name", json!("ETH")).starts_with("markets has no ETH"));
}
