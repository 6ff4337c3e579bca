//! Portfolios and moves that have no result: each says in one line what to change.

use crate::portfolios::{account, expiry, market, mixed, option};
use options_math::OptionType::Call;
use risk_models::portfolio::{Market, Portfolio};
use risk_models::revaluation::{profits, Book, Move};
use serde_json::{json, Value};

fn good() -> Value {
    json!({
        "cash": 5,
        "markets": [{
            "name": "SOL", "spot": 150, "rate": 0.04, "coins": 1, "perpetuals": -2,
            "expiries": [{
                "name": "1w", "days": 7, "forward": 150.1, "futures": 3,
                "smile": { "a": 0.004, "b": 0.09, "rho": -0.15, "m": 0.03, "sigma": 0.1 },
                "options": [
                    { "kind": "call", "strike": 165, "volatility": 0.8, "amount": -1 },
                    { "kind": "put", "strike": 135, "amount": 2 }
                ]
            }],
            "risk_arrays": [{ "name": "future", "kind": "future", "amount": 1, "profits": vec![0; 16] }]
        }]
    })
}

#[track_caller]
fn assert_refused(change: impl Fn(&mut Value), said: &str) {
    let mut portfolio = good();
    change(&mut portfolio);
    let error = Portfolio::from_json(&portfolio.to_string()).expect_err(said).to_string();
    assert!(error.contains(said) && !error.contains('\n'), "{error:?} does not say {said:?}");
}

#[test]
fn the_portfolio_that_is_spoilt_here_is_good() {
    Portfolio::from_json(&good().to_string()).unwrap();
}

#[test]
fn numbers_out_of_range_are_named() {
    type Change = fn(&mut Value) -> &mut Value;
    let changes: [(Change, f64, &str); 6] = [
        (|file| &mut file["markets"][0]["spot"], 0.0, "markets[0].spot is 0; it must be above zero"),
        (
            |file| &mut file["markets"][0]["expiries"][0]["days"],
            -1.0,
            "markets[0].expiries[0].days is -1; it must be zero or more",
        ),
        (
            |file| &mut file["markets"][0]["expiries"][0]["days"],
            0.0,
            "markets[0].expiries[0].days is 0; it must be above zero",
        ),
        (|file| &mut file["markets"][0]["expiries"][0]["forward"], -2.0, "expiries[0].forward is -2"),
        (
            |file| &mut file["markets"][0]["expiries"][0]["options"][1]["strike"],
            0.0,
            "markets[0].expiries[0].options[1].strike is 0; it must be above zero",
        ),
        (
            |file| &mut file["markets"][0]["expiries"][0]["options"][0]["volatility"],
            -0.5,
            "options[0].volatility is -0.5; it must be zero or more",
        ),
    ];
    for (field, to, said) in changes {
        assert_refused(|file| *field(file) = json!(to), said);
    }
}

#[test]
fn what_is_missing_misspelt_or_twice_is_named() {
    assert_refused(|file| file["markets"] = json!([]), "markets is empty");
    assert_refused(|file| file["market"] = json!([]), "unknown field `market`");
    assert_refused(|file| file["markets"][0]["perpetual"] = json!(1), "unknown field `perpetual`");
    assert_refused(|file| file["markets"][0]["expiries"][0]["smile"]["c"] = json!(1), "unknown field `c`");
    let forget_smile = |file: &mut Value| file["markets"][0]["expiries"][0]["smile"] = json!(null);
    assert_refused(forget_smile, "markets[0].expiries[0].options[1] has no volatility; give it one");
    assert_refused(
        |file| file["markets"][0]["expiries"][0]["smile"]["rho"] = json!(2),
        "markets[0].expiries[0].smile: a smile needs b >= 0",
    );
    assert_refused(
        |file| file["markets"][0]["expiries"][0]["options"][0]["kind"] = json!("calls"),
        "unknown variant `calls`",
    );
    assert_refused(|file| file["markets"][0]["risk_arrays"][0]["profits"] = json!([1, 2]), "invalid length 2");
    let double = |file: &mut Value| {
        let again = file["markets"][0].clone();
        file["markets"].as_array_mut().unwrap().push(again);
    };
    assert_refused(double, "markets[1].name is \"SOL\" again; names must differ");
    assert_refused(|file| file["markets"][0]["name"] = json!("SOL\nerror"), "markets[0].name has a line end");
}

#[test]
fn risk_arrays_are_for_span_only() {
    let portfolio = Portfolio::from_json(&good().to_string()).unwrap();
    let error = Book::new(&portfolio).unwrap_err().to_string();
    assert_eq!(error, "markets[0] holds risk arrays; only the model span16 takes them");
}

#[test]
fn moves_out_of_range_are_named() {
    let book = Book::new(&mixed()).unwrap();
    let with = |change: Move| profits(&book, &[Move::NONE, Move::NONE, Move::NONE, change]).unwrap_err().to_string();
    assert_eq!(with(Move::spot(0.0)), "scenario 1, market 1: spot_ratio is 0; it must be above zero");
    assert!(with(Move::spot(f64::NAN)).contains("spot_ratio is NaN"));
    assert!(with(Move { days: -1.0, ..Move::NONE }).contains("days is -1; it must be zero or more"));
    assert!(with(Move { least_volatility: -0.1, ..Move::NONE }).contains("least_volatility is -0.1"));
    assert!(with(Move { relative_volatility: f64::INFINITY, ..Move::NONE }).contains("relative_volatility is inf"));
    let odd = profits(&book, &[Move::NONE; 3]).unwrap_err().to_string();
    assert_eq!(odd, "3 moves for 2 markets; every scenario needs one for each market");
}

#[test]
fn numbers_without_measure_are_refused() {
    let held = |strike| Market { expiries: vec![expiry(7.0, &[option(Call, strike, 0.8, 1.0)])], ..market("X", 100.0) };
    let unpriced = Book::new(&account(&[held(1e200)])).unwrap_err().to_string();
    assert!(unpriced.starts_with("today's value is not finite"), "{unpriced}");
    let book = Book::new(&account(&[held(100.0)])).unwrap();
    let error = profits(&book, &[Move::NONE, Move::spot(1e200)]).unwrap_err().to_string();
    assert!(error.starts_with("the profit of scenario 1 is not finite"), "{error}");
}

#[test]
fn no_scenarios_give_no_profits() {
    assert!(profits(&Book::new(&mixed()).unwrap(), &[]).unwrap().is_empty());
}
