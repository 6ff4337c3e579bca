//! What the tests of thresholds share: five signers with real keys, the precompile, and an account with a threshold to take.
#![allow(dead_code)] // every test file uses its own part

use bytemuck::Zeroable;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use vault_types::{
    margin::Requirement,
    signed::{
        message::{Domain, Expected, MessageHeader},
        precompile::{self, signed_message, MemberSignature},
    },
    state::{HeldCollateral, SignerSet},
    threshold::{message, portfolio::*, *},
    Pubkey,
};

pub const NOW_TS: i64 = 1_700_000_000;
pub const HOUR_SECS: i64 = 3_600;
pub const GENERATION: u64 = 3;
pub const CLUSTER: [u8; 32] = [9; 32];
pub const CONFIG: Pubkey = Pubkey::new_from_array([0xc0; 32]);
pub const MARGIN_ACCOUNT: Pubkey = Pubkey::new_from_array([0xa1; 32]);
pub const BATCH: Pubkey = Pubkey::new_from_array([0xb0; 32]);

pub const PARAMETERS: ThresholdParameters = ThresholdParameters {
    max_age_secs: 900,
    strike_window_secs: 300,
    loosen_bps_per_hour: 1_000,
    tolerance_bps: 500,
    floor_bps: 5_000,
    max_strikes: 3,
};

pub const NO_FLOOR: Requirement = levels(0, 0, 0);

pub const fn levels(initial_atoms: u64, maintenance_atoms: u64, liquidation_atoms: u64) -> Requirement {
    Requirement { initial_atoms, maintenance_atoms, liquidation_atoms }
}

/// Test keys 1 to 5: the secret key is 32 times the same byte.
pub fn signer(member: u8) -> SigningKey {
    SigningKey::from_bytes(&[member + 1; 32])
}

/// Three of five.
pub fn signer_set() -> SignerSet {
    let mut set = SignerSet::zeroed();
    let keys: Vec<Pubkey> =
        (0..5).map(|member| Pubkey::new_from_array(signer(member).verifying_key().to_bytes())).collect();
    set.replace(3, &keys).unwrap();
    set.generation = GENERATION;
    set
}

/// The ed25519 instruction's data and its members.
pub fn sign(message: &[u8], members: &[u8]) -> (Vec<u8>, u8) {
    let signatures: Vec<MemberSignature> =
        members.iter().map(|member| (*member, signer(*member).sign(message).to_bytes())).collect();
    precompile::data(&signer_set(), &signatures, message).unwrap()
}

/// As the precompile does it: offsets of signature, key and message for each signature, strict verification.
pub fn precompile_accepts(data: &[u8]) -> bool {
    let word = |at: usize| Some(usize::from(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?)));
    let is_good = |place: usize| {
        let at = 2 + 14 * place;
        let [signature, s_ix, key, k_ix, start, length, m_ix] = [0, 2, 4, 6, 8, 10, 12].map(|field| word(at + field));
        // Only this instruction has data in these tests.
        if [s_ix, k_ix, m_ix] != [Some(0xffff); 3] {
            return None;
        }
        let signature = Signature::from_slice(data.get(signature?..signature? + 64)?).ok()?;
        let key = VerifyingKey::from_bytes(data.get(key?..key? + 32)?.try_into().ok()?).ok()?;
        key.verify_strict(data.get(start?..start? + length?)?, &signature).ok()
    };
    data.len() >= 2 && data[0] > 0 && (0..usize::from(data[0])).all(|place| is_good(place).is_some())
}

pub fn positions() -> Vec<Position> {
    let position = |byte, quantity| Position { series: Pubkey::new_from_array([byte; 32]), quantity };
    vec![position(0x51, -5_000_000_000), position(0x52, 2_000_000_000)]
}

pub fn collaterals() -> Vec<HeldCollateral> {
    vec![HeldCollateral { mint: Pubkey::new_from_array([0xc1; 32]), amount_atoms: 750_000_000 }]
}

pub fn portfolio() -> Portfolio {
    Portfolio { position_seq: 7, position_hash: Portfolio::hash_of(&positions(), &collaterals()).unwrap() }
}

pub fn present(now_ts: i64) -> Present {
    Present { position_seq: portfolio().position_seq, generation: GENERATION, now_ts }
}

pub fn header(domain: Domain, target: Pubkey, sequence: u64) -> MessageHeader {
    MessageHeader {
        domain,
        program: vault_types::ID,
        cluster_genesis_hash: CLUSTER,
        config: CONFIG,
        target,
        generation: GENERATION,
        sequence,
        issued_ts: NOW_TS - 5,
        expires_ts: NOW_TS + 600,
    }
}

pub fn expected<'a>(domain: Domain, target: &'a Pubkey, last_sequence: u64) -> Expected<'a> {
    Expected { domain, cluster_genesis_hash: &CLUSTER, config: &CONFIG, target, generation: GENERATION, last_sequence }
}

pub fn body() -> ThresholdBody {
    ThresholdBody {
        position_seq: portfolio().position_seq,
        position_hash: portfolio().position_hash,
        initial_margin_atoms: 150_000_000,
        maintenance_margin_atoms: 100_000_000,
        liquidation_threshold_atoms: 80_000_000,
        net_delta_atoms: -42_000_000,
        gamma_atoms: -1_500_000,
        vega_atoms: -3_250_000,
        theta_atoms: 2_100_000,
        worst_scenario: 2,
        model_id: 1,
        market_data_hash: [0xda; 32],
        scenario_root: scenario::scenario_root(&[1_000_000, -2_000_000, -100_000_000]).unwrap(),
    }
}

/// A body with these levels.
pub fn body_with(levels: Requirement) -> ThresholdBody {
    ThresholdBody {
        initial_margin_atoms: levels.initial_atoms,
        maintenance_margin_atoms: levels.maintenance_atoms,
        liquidation_threshold_atoms: levels.liquidation_atoms,
        ..body()
    }
}

/// A message of the form, opened without signatures.
pub fn opened(form: Form, sequence: u64, issued_ts: i64, body: &ThresholdBody) -> SignedThreshold {
    let header = MessageHeader { issued_ts, expires_ts: i64::MAX, ..header(form.domain(), MARGIN_ACCOUNT, sequence) };
    let bytes = message::encode(&header, body);
    SignedThreshold::open(&bytes, &expected(form.domain(), &MARGIN_ACCOUNT, sequence - 1), issued_ts).unwrap()
}

pub fn no_strikes() -> StrikeRecord {
    StrikeRecord::zeroed()
}

/// All steps of the program's instruction: precompile, layout, header, rules.
pub fn take(data: &[u8], signed_by: u8, stored: &StoredThreshold) -> Result<StoredThreshold, ThresholdError> {
    let message = signed_message(data, &signer_set(), signed_by)?;
    let expected = expected(Form::Current.domain(), &MARGIN_ACCOUNT, stored.last_sequence(GENERATION));
    let signed = SignedThreshold::open(message, &expected, NOW_TS)?;
    stored.accept(&signed, &portfolio(), &no_strikes(), &PARAMETERS, NOW_TS)
}

/// An account that took levels at a time.
pub fn stored(levels: Requirement, accepted_ts: i64) -> StoredThreshold {
    let signed = opened(Form::Current, 10, accepted_ts, &body_with(levels));
    StoredThreshold::zeroed().accept(&signed, &portfolio(), &no_strikes(), &PARAMETERS, accepted_ts).unwrap()
}

pub fn levels_of(stored: &StoredThreshold) -> Requirement {
    levels(stored.initial_margin_atoms, stored.maintenance_margin_atoms, stored.liquidation_threshold_atoms)
}

/// These levels, signed and brought `elapsed_secs` after the last ones were taken.
pub fn next(last: &StoredThreshold, signed: Requirement, elapsed_secs: i64) -> StoredThreshold {
    let now_ts = last.accepted_ts + elapsed_secs;
    let signed = opened(Form::Current, last.sequence + 1, now_ts, &body_with(signed));
    last.accept(&signed, &portfolio(), &no_strikes(), &PARAMETERS, now_ts).unwrap()
}
