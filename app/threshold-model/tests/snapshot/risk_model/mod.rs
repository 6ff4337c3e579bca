//! Snapshots with a risk model: what it asks for, and of whom, whichever way the threshold is computed.

mod form;
mod levels;

use super::*;
use serde_json::{json, Value};
use vault_types::{margin::Requirement, threshold::batch};

const PARAMETERS: &str = include_str!("../../../../risk-models/parameters/monte_carlo.json");
const SOL_PRICE_E8: u64 = 60 * USD;

/// The example's parameters for the markets of a snapshot, in another order than theirs, with larger moves of stress and fewer paths.
fn parameters_for(input: &SnapshotInput) -> Value {
    let mut parameters: Value = serde_json::from_str(PARAMETERS).unwrap();
    let count = input.markets.len();
    let repeated = |list: &Value| -> Vec<Value> { (0..count).map(|number| list[number % 2].clone()).collect() };
    parameters["markets"] = repeated(&parameters["markets"]).into();
    for (of_model, market) in parameters["markets"].as_array_mut().unwrap().iter_mut().zip(input.markets.iter().rev()) {
        of_model["name"] = json!(market.address);
    }
    for (stress, spot_ratio) in [(0, 0.6), (5, 1.4)] {
        parameters["stress"][stress]["spot_ratio"] = json!(spot_ratio);
    }
    let simulation = &mut parameters["monte_carlo"];
    simulation["paths"] = json!(1_024);
    let jumps = repeated(&simulation["dynamics"]["jumps"]["markets"]);
    simulation["dynamics"]["jumps"]["markets"] = jumps.into();
    let row = |row: usize| (0..count).map(|column| if row == column { 1.0 } else { 0.7 }).collect::<Vec<_>>();
    simulation["correlation"] = (0..count).map(row).collect();
    parameters
}

fn model(parameters: Value) -> Option<RiskModelInput> {
    Some(RiskModelInput { sol_price_e8: SOL_PRICE_E8, parameters: serde_json::from_value(parameters).unwrap() })
}

fn with_model(input: &SnapshotInput) -> SnapshotInput {
    SnapshotInput { risk_model: model(parameters_for(input)), ..input.clone() }
}

/// Otherwise whoever writes the snapshot could choose among draws, by leaving out markets that an account has nothing on.
#[test]
fn a_market_that_is_left_out_draws_nothing_anew() {
    let mut both = input(
        vec![flat(), market(0x71, 50 * USD, 9, VolatilityInput::FlatE9(600_000_000))],
        vec![option(0x31, KindInput::Put, 95 * USD, 8, -COIN)],
    );
    let mut parameters = parameters_for(&both);
    parameters["stress"] = json!([{ "spot_ratio": 1, "volatility_ratio": 1 }]);
    parameters["monte_carlo"]["horizon_days"] = json!(20);
    both.risk_model = model(parameters);
    let mut alone = both.clone();
    alone.markets.pop();
    let [both, alone] = [both, alone].map(|input| body_of(&input));
    assert_ne!(both.market_data_hash, alone.market_data_hash);
    assert_eq!((both.levels(), both.model_id), (alone.levels(), RISK_MODEL_ID));
}

/// A narrow spread on a market where selling costs much: no more than the difference of its strikes.
#[test]
fn what_is_covered_needs_no_more_than_it_can_lose() {
    let spread = |owned: i64| {
        let options = [(105, -COIN), (106, owned)]
            .map(|(strike, quantity)| option(0x31, KindInput::Call, strike * USD, 8, quantity));
        let input = input(vec![flat()], options.into());
        let mut parameters = parameters_for(&input);
        parameters["markets"][0]["depth"]["half_spread"] = json!(0.5);
        body_of(&SnapshotInput { risk_model: model(parameters), ..input }).levels()
    };
    assert_eq!(spread(COIN), Requirement::flat(1_000_000));
    assert!(spread(COIN - 1).maintenance_atoms > 10_000_000, "one atom is uncovered");
}

/// Not an atom: of calls that are worth nothing in the whole tail the mean loss may be above what they are worth today by the last digit of a double.
#[test]
fn what_is_only_owned_needs_nothing() {
    let puts = [(95, 2 * COIN), (105, COIN)];
    let puts = puts.map(|(strike, quantity)| option(0x31, KindInput::Put, strike * USD, 8, quantity));
    let mut input = input(vec![flat()], puts.into());
    input.accounts.extend((1..=60).map(|number: u8| {
        account(number, vec![option(0x31, KindInput::Call, 105 * USD, 2, COIN + 7_919 * i64::from(number))])
    }));
    let snapshot = Snapshot::new(&with_model(&input)).unwrap();
    let leaves = snapshot.leaves(&snapshot.header(batch::DOMAIN, &address(0xb0))).unwrap().leaves;
    assert_eq!(leaves.len(), 61);
    for leaf in leaves {
        assert_eq!(leaf.body.levels(), Requirement::default(), "{}", leaf.margin_account);
    }
}

/// In a batch, alone, and row by row.
#[test]
fn every_way_to_a_threshold_gives_the_same_bytes() {
    let mut input = with_model(&straddle());
    let traded = AccountInput { form: FormInput::AfterTrade, ..input.accounts[0].clone() };
    let put = vec![option(0x31, KindInput::Put, 80 * USD, 30, -5 * COIN)];
    input.accounts.extend([traded, account(0xa2, put), account(0xa3, vec![])]);
    let snapshot = Snapshot::new(&input).unwrap();
    let leaves = snapshot.leaves(&snapshot.header(batch::DOMAIN, &address(0xb0))).unwrap();
    assert_eq!((leaves.leaves.len(), leaves.left_out.len()), (3, 0));
    let mut calculator = Calculator::new(&Snapshot::decode(&snapshot.without_accounts().encode()).unwrap());
    for account in &input.accounts {
        let form = if account.form == FormInput::Current { Form::Current } else { Form::AfterTrade };
        let address = account.margin_account.parse().unwrap();
        let message = snapshot.message(form, &address).unwrap();
        assert_eq!(calculator.compute(account).unwrap(), Computed::Message(message.clone()));
        let payload = Payload::read(&message).unwrap();
        assert_eq!(snapshot.first_difference(&payload), Ok(None));
        if form == Form::Current {
            let leaf = leaves.leaves.iter().find(|leaf| leaf.margin_account == address).unwrap();
            assert_eq!(leaf.body, payload.body);
        }
    }
}

/// A trillion coins and more of a token without decimals: no model has numbers for that, and nobody else is left out for it.
#[test]
fn an_account_that_the_model_has_no_margin_for_is_left_out() {
    let dust = MarketInput { spot_e8: 1_000, ..market(0x31, USD, 0, VolatilityInput::FlatE9(800_000_000)) };
    let owes = |quantity: i64| vec![option(0x31, KindInput::Put, 1_000, 8, -quantity)];
    let mut input = input(vec![dust], owes(2_000_000_000_000));
    input.accounts.push(account(0xa2, owes(1_000_000_000_000)));
    let leaves = |input: &SnapshotInput| {
        let snapshot = Snapshot::new(input).unwrap();
        snapshot.leaves(&snapshot.header(batch::DOMAIN, &address(0xb0))).unwrap()
    };
    assert_eq!(leaves(&input).left_out, [], "the chain has one");
    let found = leaves(&with_model(&input));
    assert_eq!((found.leaves.len(), found.leaves[0].margin_account), (1, address(0xa2)));
    assert_eq!(
        found.left_out[0].reason.to_string(),
        "the risk model has no margin for the account: options[0].amount is -2000000000000; it must be from -1000000000000 to 1000000000000"
    );
}
