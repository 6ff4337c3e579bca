//! The signer's own numbers from a snapshot, against the chain's functions and against what they must be.

mod common;

use common::*;
use options_math::OptionType;
use signer::{
    recompute::{Recompute as _, RecomputeError},
    rules::{judge, House, Refusal},
    snapshot::*,
    Request,
};
use vault_types::{
    margin::{scenario_margin, Holding, MarketInputs, ScenarioGrid, StandardParameters, Units},
    threshold::{
        batch::{self, BatchBody},
        message, Form, StrikeRecord, ThresholdBody, ThresholdParameters,
    },
};

const HOUSE: House = House {
    cluster_genesis_hash: CLUSTER,
    config: CONFIG,
    generation: GENERATION,
    parameters: ThresholdParameters::DEFAULT,
    strikes: StrikeRecord { generation: 0, last_strike_ts: 0, strikes: 0, padding: [0; 4] },
    max_age_secs: 60,
    max_life_secs: 900,
};
const ISSUED_TS: i64 = NOW_TS - 5;
const COIN: i64 = 1_000_000_000;
const USD: u64 = 100_000_000;
const DAY: i64 = 86_400;

fn market() -> MarketInput {
    let (grid, standard) = (ScenarioGrid::DEFAULT, StandardParameters::DEFAULT);
    MarketInput {
        address: address(0x31).to_string(),
        observed_ts: ISSUED_TS,
        spot_e8: 100 * USD,
        vol_e9: 800_000_000,
        underlying_mint: address(0x32).to_string(),
        underlying_decimals: 9,
        quote_mint: address(0x33).to_string(),
        quote_decimals: 6,
        delta_limit_bps: 500,
        grid: bytemuck::cast(grid),
        standard: bytemuck::cast(standard),
    }
}

fn option(series: u8, kind: KindInput, strike_e8: u64, quantity_atoms: i64) -> OptionInput {
    let (settlement, expiry_ts) = (SettlementInput::Quote, ISSUED_TS + 8 * DAY);
    OptionInput { series: address(series).to_string(), kind, settlement, strike_e8, expiry_ts, quantity_atoms }
}

fn account(byte: u8, options: Vec<OptionInput>) -> AccountInput {
    AccountInput {
        margin_account: address(byte).to_string(),
        form: ExpectedForm::Current,
        position_seq: 7,
        options,
        collaterals: vec![CollateralInput { mint: address(0x33).to_string(), amount_atoms: 500_000_000 }],
        last_threshold: None,
    }
}

/// One short straddle, and one put.
fn input() -> SnapshotInput {
    let straddle =
        vec![option(0x52, KindInput::Call, 105 * USD, -2 * COIN), option(0x51, KindInput::Put, 95 * USD, -COIN)];
    let accounts = vec![account(1, straddle), account(2, vec![option(0x51, KindInput::Put, 95 * USD, -COIN)])];
    SnapshotInput { market: market(), accounts }
}

fn body_of(input: &SnapshotInput) -> ThresholdBody {
    let snapshot = Snapshot::new(input, &HOUSE).unwrap();
    snapshot.threshold(Form::Current, &address(1), &header(Form::Current.domain(), address(1), 5)).unwrap()
}

fn message_of(input: &SnapshotInput) -> Request {
    Request::read(&message::encode(&header(Form::Current.domain(), address(1), 5), &body_of(input))).unwrap()
}

#[test]
fn levels_are_those_of_the_chains_scenarios() {
    let holdings: Vec<Holding> =
        [(options(KindInput::Call), 105 * USD, -2 * COIN), (options(KindInput::Put), 95 * USD, -COIN)]
            .map(|(option_type, strike_e8, quantity)| Holding {
                option_type,
                strike_e8,
                expiry_ts: ISSUED_TS + 8 * DAY,
                quantity,
            })
            .to_vec();
    let vol_e9 = market().vol_e9;
    let inputs = MarketInputs {
        spot_e8: 100 * USD,
        now_ts: ISSUED_TS,
        units: Units { underlying_decimals: 9, quote_decimals: 6 },
        smiles: &[],
        fallback_vol_e9: vol_e9,
        floor_vol_e9: vol_e9,
        ceiling_vol_e9: vol_e9,
    };
    let expected = scenario_margin(&holdings, &inputs, &ScenarioGrid::DEFAULT).unwrap().requirement;
    let body = body_of(&input());
    assert_eq!(body.maintenance_margin_atoms, expected.maintenance_atoms);
    assert_eq!(body.liquidation_threshold_atoms, expected.liquidation_atoms);
    assert!(body.initial_margin_atoms > expected.initial_atoms, "net delta adds to it");
}

fn options(kind: KindInput) -> OptionType {
    match kind {
        KindInput::Call => OptionType::Call,
        KindInput::Put => OptionType::Put,
    }
}

/// Black-Scholes without rates, in floating point: two calls at 105 and a put at 95 owed, 8 days at 80 %.
#[test]
fn sensitivities_have_the_size_and_sign_of_black_scholes() {
    let body = body_of(&input());
    let (spot, vol, years) = (100.0_f64, 0.8_f64, 8.0_f64 / 365.0);
    let deviation = vol * years.sqrt();
    let d1 = |strike: f64| (spot / strike).ln() / deviation + deviation / 2.0;
    let density = |x: f64| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let below =
        |x: f64| (0..100_000).map(|step| density(x - 10.0 + (f64::from(step) + 0.5) * 1e-4)).sum::<f64>() * 1e-4;
    let (call, put) = (d1(105.0), d1(95.0));
    let delta = spot * (-2.0 * below(call) + 1.0 - below(put));
    let densities = 2.0 * density(call) + density(put);
    let vega = -spot * years.sqrt() * densities * 0.01;
    let theta = spot * vol * densities / (2.0 * years.sqrt()) / 365.0;
    let near = |found: i64, expected: f64, share: f64| {
        let found = found as f64 / 1e6;
        assert!((found / expected - 1.0).abs() < share, "{found} instead of {expected}");
    };
    near(body.net_delta_atoms, delta, 1e-6);
    near(body.vega_atoms, vega, 0.02);
    near(body.theta_atoms, theta, 0.1);
    let gamma = -spot * densities / deviation / 100.0 + delta / 100.0;
    near(body.gamma_atoms, gamma, 0.05);
    assert_eq!(body.worst_scenario, 14, "the extreme rise");
}

#[test]
fn what_is_computed_from_the_same_snapshot_is_approved() {
    let snapshot = Snapshot::new(&input(), &HOUSE).unwrap();
    assert_eq!(judge(&HOUSE, &snapshot, &message_of(&input()), NOW_TS), Ok(()));
    let header = header(batch::DOMAIN, address(9), 5);
    let tree = batch::build(&snapshot.leaves(&header).unwrap()).unwrap();
    let message = batch::encode(&header, &BatchBody { root: tree.root(), depth: tree.depth() });
    assert_eq!(judge(&HOUSE, &snapshot, &Request::read(&message).unwrap(), NOW_TS), Ok(()));
}

/// One tick, one hundred-millionth of volatility, one atom: each signs something else.
#[test]
fn any_other_input_is_another_message() {
    let changes: [fn(&mut SnapshotInput); 8] = [
        |input| input.market.spot_e8 += 1,
        |input| input.market.vol_e9 += 1,
        |input| input.market.grid[5] += 1,
        |input| input.market.standard[0] += 1,
        |input| input.market.delta_limit_bps += 1,
        |input| input.accounts[0].options[0].quantity_atoms += 1,
        |input| input.accounts[0].collaterals[0].amount_atoms += 1,
        |input| input.accounts[0].position_seq += 1,
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut other = input();
        change(&mut other);
        let refused = judge(&HOUSE, &Snapshot::new(&other, &HOUSE).unwrap(), &message_of(&input()), NOW_TS);
        assert!(matches!(refused, Err(Refusal::Differs { .. })), "change {number}: {refused:?}");
    }
}

#[test]
fn a_snapshot_of_another_moment_or_account_is_no_help() {
    let mut other = input();
    other.market.observed_ts += 1;
    let refused = judge(&HOUSE, &Snapshot::new(&other, &HOUSE).unwrap(), &message_of(&input()), NOW_TS);
    assert!(matches!(refused, Err(Refusal::Recompute(RecomputeError::OtherTime { .. }))));
    let mut other = input();
    other.accounts.remove(0);
    let refused = judge(&HOUSE, &Snapshot::new(&other, &HOUSE).unwrap(), &message_of(&input()), NOW_TS);
    assert_eq!(refused, Err(Refusal::Recompute(RecomputeError::UnknownAccount { account: address(1) })));
}

/// The model itself never asks for less than the chain keeps: an hour of a tenth later, nine tenths.
#[test]
fn levels_fall_no_faster_than_the_chain_lets_them() {
    let mut held_up = input();
    held_up.accounts[0].last_threshold = Some(LastThresholdInput {
        initial_margin_atoms: 4_000_000_000,
        maintenance_margin_atoms: 3_000_000_000,
        liquidation_threshold_atoms: 2_000_000_000,
        accepted_ts: ISSUED_TS - 3_600,
        sequence: 4,
        generation: GENERATION,
        position_seq: 7,
        is_void: false,
    });
    let body = body_of(&held_up);
    let levels = [body.initial_margin_atoms, body.maintenance_margin_atoms, body.liquidation_threshold_atoms];
    assert_eq!(levels, [3_600_000_000, 2_700_000_000, 1_800_000_000]);
    let snapshot = Snapshot::new(&held_up, &HOUSE).unwrap();
    assert_eq!(judge(&HOUSE, &snapshot, &message_of(&held_up), NOW_TS), Ok(()));
}

#[test]
fn what_no_account_can_be_is_refused() {
    let changes: [fn(&mut SnapshotInput); 5] = [
        |input| input.accounts[0].options[1].series = input.accounts[0].options[0].series.clone(),
        |input| input.accounts[0].options[0].series = "no address".to_owned(),
        |input| input.accounts[0].margin_account = "no address".to_owned(),
        |input| input.accounts[0].collaterals = vec![input.accounts[0].collaterals[0].clone(); 9],
        |input| input.accounts[0].options[0].quantity_atoms = 0,
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut other = input();
        change(&mut other);
        let refused = Snapshot::new(&other, &HOUSE).err();
        assert!(matches!(refused, Some(RecomputeError::Portfolio { .. })), "change {number}: {refused:?}");
    }
    let mut expired = input();
    expired.accounts[0].options[0].expiry_ts = ISSUED_TS;
    assert_eq!(Snapshot::new(&expired, &HOUSE).err(), Some(RecomputeError::Expired { account: address(1) }));
}
