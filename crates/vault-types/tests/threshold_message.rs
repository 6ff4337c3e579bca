//! The message about one account: every byte of it, and of the signatures around it.

mod threshold_common;

use bytemuck::Zeroable;
use threshold_common::*;
use vault_types::{
    signed::{
        message::{Expected, MessageHeader, MAX_AHEAD_SECS, MAX_MESSAGE_AGE_SECS},
        precompile::signed_message,
        SignedError,
    },
    threshold::{message, Form, SignedThreshold, StoredThreshold, ThresholdError},
    Pubkey,
};

const DOMAIN: [u8; 16] = Form::Current.domain();

fn message_bytes() -> Vec<u8> {
    message::encode(&header(DOMAIN, MARGIN_ACCOUNT, 11), &body())
}

fn open(bytes: &[u8]) -> Result<SignedThreshold, SignedError> {
    SignedThreshold::open(bytes, &expected(DOMAIN, &MARGIN_ACCOUNT, 10), NOW_TS)
}

#[test]
fn a_quorum_of_three_of_five() {
    let none = StoredThreshold::zeroed();
    for members in [[0, 1, 2].as_slice(), &[0, 2, 4], &[1, 2, 3, 4], &[0, 1, 2, 3, 4]] {
        let (data, signed_by) = sign(&message_bytes(), members);
        assert!(precompile_accepts(&data));
        assert_eq!(data.len(), 2 + 110 * members.len() + 344);
        let stored = take(&data, signed_by, &none).unwrap();
        assert_eq!((stored.sequence, stored.maintenance_margin_atoms), (11, 100_000_000));
    }
    let (data, signed_by) = sign(&message_bytes(), &[0, 4]);
    assert!(precompile_accepts(&data));
    assert_eq!(take(&data, signed_by, &none), Err(SignedError::TooFewSigners.into()));
}

/// Any byte, also those that the precompile does not look at.
#[test]
fn attack_01_a_threshold_with_one_byte_changed_is_refused() {
    let (data, signed_by) = sign(&message_bytes(), &[0, 2, 4]);
    assert!(precompile_accepts(&data) && take(&data, signed_by, &StoredThreshold::zeroed()).is_ok());
    for index in 0..data.len() {
        for flip in [0x01, 0x80] {
            let mut changed = data.clone();
            changed[index] ^= flip;
            let program = take(&changed, signed_by, &StoredThreshold::zeroed());
            assert!(!precompile_accepts(&changed) || program.is_err(), "byte {index}");
        }
    }
    for other in 0..=u8::MAX {
        let is_accepted = take(&data, other, &StoredThreshold::zeroed()).is_ok();
        assert_eq!(is_accepted, other == signed_by, "{other:08b}");
    }
}

/// Bytes that a quorum has signed, for something else than is expected.
#[test]
fn attack_03_each_byte_that_says_whom_it_is_for() {
    let error_at = |index: usize| match index {
        0..16 => SignedError::Domain,
        16..48 => SignedError::Program,
        48..80 => SignedError::Cluster,
        80..112 => SignedError::Config,
        112..144 => SignedError::Target,
        _ => SignedError::Generation,
    };
    for index in 0..152 {
        let mut bytes = message_bytes();
        bytes[index] ^= 1;
        assert_eq!(open(&bytes), Err(error_at(index)), "byte {index}");
    }
    for index in 176..216 {
        let mut bytes = message_bytes();
        bytes[index] ^= 1;
        let (data, signed_by) = sign(&bytes, &[0, 1, 2]);
        let error = if index < 184 { ThresholdError::PositionSequence } else { ThresholdError::PositionHash };
        assert!(precompile_accepts(&data));
        assert_eq!(take(&data, signed_by, &StoredThreshold::zeroed()), Err(error), "byte {index}");
    }
}

#[test]
fn attack_03_time_and_sequence() {
    type Spoil = (SignedError, fn(&mut MessageHeader));
    let spoils: [Spoil; 6] = [
        (SignedError::Sequence, |header| header.sequence = 10),
        (SignedError::Sequence, |header| header.sequence = 9),
        (SignedError::Expired, |header| header.expires_ts = NOW_TS - 1),
        (SignedError::FromTheFuture, |header| header.issued_ts = NOW_TS + MAX_AHEAD_SECS + 1),
        (SignedError::TooOld, |header| header.issued_ts = NOW_TS - MAX_MESSAGE_AGE_SECS - 1),
        (SignedError::Generation, |header| header.generation = GENERATION + 1),
    ];
    for (error, spoil) in spoils {
        let mut header = header(DOMAIN, MARGIN_ACCOUNT, 11);
        spoil(&mut header);
        assert_eq!(open(&message::encode(&header, &body())), Err(error), "{header:?}");
    }
    // A message that was taken is never taken again, whatever the caller says that it expects.
    let (data, signed_by) = sign(&message_bytes(), &[0, 1, 2]);
    let taken = take(&data, signed_by, &StoredThreshold::zeroed()).unwrap();
    assert_eq!(take(&data, signed_by, &taken), Err(SignedError::Sequence.into()));
    let signed = open(signed_message(&data, &signer_set(), signed_by).unwrap()).unwrap();
    let again = taken.accept(&signed, &portfolio(), &no_strikes(), &PARAMETERS, NOW_TS);
    assert_eq!(again, Err(SignedError::Sequence.into()));
}

#[test]
fn attack_03_one_form_is_worth_nothing_as_another() {
    let domains = [Form::Current.domain(), Form::AfterTrade.domain(), *b"OPTVAULT SURF v1", *b"OPTVAULT TREE v1"];
    for signed in domains {
        let bytes = message::encode(&header(signed, MARGIN_ACCOUNT, 11), &body());
        for wanted in domains {
            let expected = expected(wanted, &MARGIN_ACCOUNT, 10);
            let is_form = [Form::Current, Form::AfterTrade].iter().any(|form| form.domain() == wanted);
            match SignedThreshold::open(&bytes, &expected, NOW_TS) {
                Ok(_) => assert!(is_form && signed == wanted),
                Err(error) => assert!(error == SignedError::Domain && !(is_form && signed == wanted)),
            }
        }
    }
}

#[test]
fn a_message_has_344_bytes() {
    let bytes = message_bytes();
    assert_eq!((bytes.len(), message::MESSAGE_LEN), (344, 344));
    for length in 0..bytes.len() {
        assert_eq!(open(&bytes[..length]), Err(SignedError::Length), "{length}");
    }
    assert_eq!(open(&[bytes.as_slice(), &[0]].concat()), Err(SignedError::Length));
    // One byte before it, so that the numbers are not aligned.
    let shifted = [&[0], bytes.as_slice()].concat();
    let signed = open(&shifted[1..]).unwrap();
    assert_eq!((signed.header(), signed.body()), (&header(DOMAIN, MARGIN_ACCOUNT, 11), &body()));
}

#[test]
fn the_body_is_little_endian_in_the_order_of_the_document() {
    let body = body();
    let numbers = [body.initial_margin_atoms, body.maintenance_margin_atoms, body.liquidation_threshold_atoms];
    let sensitivities = [body.net_delta_atoms, body.gamma_atoms, body.vega_atoms, body.theta_atoms];
    let expected = [
        body.position_seq.to_le_bytes().to_vec(),
        body.position_hash.to_vec(),
        numbers.map(u64::to_le_bytes).concat(),
        sensitivities.map(i64::to_le_bytes).concat(),
        [body.worst_scenario, body.model_id].map(u32::to_le_bytes).concat(),
        body.market_data_hash.to_vec(),
        body.scenario_root.to_vec(),
    ];
    assert_eq!(message_bytes()[176..], expected.concat());
}

/// The signer set of another house, program or cluster never gets its message in here, even with the same keys.
#[test]
fn attack_03_what_is_expected_decides() {
    let other = Pubkey::new_from_array([1; 32]);
    let bytes = message_bytes();
    let ours = expected(DOMAIN, &MARGIN_ACCOUNT, 10);
    let wrong = [
        (SignedError::Cluster, Expected { cluster_genesis_hash: &[8; 32], ..ours }),
        (SignedError::Config, Expected { config: &other, ..ours }),
        (SignedError::Target, Expected { target: &other, ..ours }),
        (SignedError::Generation, Expected { generation: GENERATION + 1, ..ours }),
        (SignedError::Sequence, Expected { last_sequence: 11, ..ours }),
    ];
    for (error, expected) in wrong {
        assert_eq!(SignedThreshold::open(&bytes, &expected, NOW_TS), Err(error));
    }
}
