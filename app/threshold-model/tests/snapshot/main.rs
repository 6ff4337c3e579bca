//! The path from a snapshot to what signers sign: the chain's own numbers, one encoding, every bad input named, payloads and proofs that notice any change.

mod batch;
mod calculator;
mod challenge;
mod encoding;
mod levels;
mod payload;
mod proofs;
mod random;
mod refused;
mod risk_model;
mod sensitivities;

use threshold_model::*;
use vault_types::{
    margin::{ScenarioGrid, StandardParameters},
    threshold::{Form, ThresholdBody, ThresholdParameters},
    Pubkey,
};

const NOW_TS: i64 = 1_700_000_000;
const DAY: i64 = 86_400;
const USD: u64 = 100_000_000;
/// One unit of an underlying with nine decimals.
const COIN: i64 = 1_000_000_000;
const ALICE: u8 = 0xa1;

fn address(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

fn example() -> SnapshotInput {
    serde_json::from_str(include_str!("../../examples/snapshot.json")).unwrap()
}

fn parameters() -> ParametersInput {
    let ThresholdParameters {
        max_age_secs,
        strike_window_secs,
        loosen_bps_per_hour,
        tolerance_bps,
        floor_bps,
        max_strikes,
    } = ThresholdParameters::DEFAULT;
    ParametersInput { max_age_secs, strike_window_secs, loosen_bps_per_hour, tolerance_bps, floor_bps, max_strikes }
}

/// Markets and one account, in the round of [`NOW_TS`].
fn input(markets: Vec<MarketInput>, options: Vec<OptionInput>) -> SnapshotInput {
    SnapshotInput {
        round: RoundInput { observed_ts: NOW_TS, expires_ts: NOW_TS + 600, sequence: 5 },
        house: SignedHouseInput {
            cluster_genesis_hash: address(9).to_string(),
            config: address(0xc0).to_string(),
            generation: 3,
            strikes: 0,
            parameters: parameters(),
        },
        markets,
        accounts: vec![account(ALICE, options)],
        risk_model: None,
    }
}

/// With the defaults of grid and standard margin, its quote six decimals.
fn market(byte: u8, spot_e8: u64, underlying_decimals: u8, volatility: VolatilityInput) -> MarketInput {
    MarketInput {
        address: address(byte).to_string(),
        spot_e8,
        volatility,
        underlying_mint: address(byte + 1).to_string(),
        underlying_decimals,
        quote_mint: address(0x33).to_string(),
        quote_decimals: 6,
        delta_limit_bps: 500,
        grid: bytemuck::cast(ScenarioGrid::DEFAULT),
        standard: bytemuck::cast(StandardParameters::DEFAULT),
    }
}

/// 100 USD at 80 % for everything.
fn flat() -> MarketInput {
    market(0x31, 100 * USD, 9, VolatilityInput::FlatE9(800_000_000))
}

fn option(market: u8, kind: KindInput, strike_e8: u64, days: i64, quantity_atoms: i64) -> OptionInput {
    let (market, settlement) = (address(market).to_string(), SettlementInput::Quote);
    OptionInput { market, kind, settlement, strike_e8, expiry_ts: NOW_TS + days * DAY, quantity_atoms }
}

fn account(byte: u8, options: Vec<OptionInput>) -> AccountInput {
    AccountInput {
        margin_account: address(byte).to_string(),
        form: FormInput::Current,
        position_seq: 7,
        options,
        collaterals: vec![CollateralInput { mint: address(0x33).to_string(), amount_atoms: 500_000_000 }],
        last_threshold: None,
    }
}

/// Two calls at 105 and a put at 95 owed on [`flat`], for 8 days.
fn straddle() -> SnapshotInput {
    let options =
        vec![option(0x31, KindInput::Call, 105 * USD, 8, -2 * COIN), option(0x31, KindInput::Put, 95 * USD, 8, -COIN)];
    input(vec![flat()], options)
}

/// Of [`ALICE`].
fn body_of(input: &SnapshotInput) -> ThresholdBody {
    let snapshot = Snapshot::new(input).unwrap();
    let message = snapshot.message(Form::Current, &address(ALICE)).unwrap();
    Payload::read(&message).unwrap().body
}
