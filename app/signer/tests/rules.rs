//! Every rule that asks for the header alone refuses what only it refuses.

mod common;

use bytemuck::Zeroable as _;
use common::{
    own::{HOUSE, *},
    *,
};
use signer::{
    recompute::Recompute as _,
    rules::{judge_header, House, Refusal},
    Request,
};
use threshold_model::{kept_levels, Trust};
use vault_types::{
    signed::{message::MessageHeader, SignedError},
    threshold::{
        batch::{self, BatchBody, Leaf},
        message, Form, StoredThreshold, ThresholdError,
    },
    Pubkey,
};

#[test]
fn a_good_message_of_each_form_passes() {
    assert_eq!(judged(&Own::new(), good_header()), Ok(()));
    assert_eq!(judged(&Own::new(), header(Form::AfterTrade.domain(), address(1), FIRST + 5)), Ok(()));
    assert_eq!(judged_batch(&Own::new(), batch_header()), Ok(()));
}

/// Derived as the program's clients derive it.
#[test]
fn a_batch_for_another_account_than_the_houses_is_refused() {
    let known = Pubkey::find_program_address(&[b"batch", CONFIG.as_ref()], &vault_types::ID).0;
    assert_eq!(judged_batch(&Own::new(), MessageHeader { target: known, ..batch_header() }), Ok(()));
    let refused = judged_batch(&Own::new(), MessageHeader { target: address(9), ..batch_header() });
    assert_eq!(refused, Err(Refusal::Addressed(SignedError::Target)));
}

#[test]
fn a_message_for_others_is_refused() {
    let cases = [
        (MessageHeader { program: address(3), ..good_header() }, SignedError::Program),
        (MessageHeader { cluster_genesis_hash: [3; 32], ..good_header() }, SignedError::Cluster),
        (MessageHeader { config: address(3), ..good_header() }, SignedError::Config),
        (MessageHeader { generation: GENERATION + 1, ..good_header() }, SignedError::Generation),
        (MessageHeader { sequence: 0, ..good_header() }, SignedError::Sequence),
    ];
    for (header, error) in cases {
        assert_eq!(judged(&Own::new(), header), Err(Refusal::Addressed(error)));
    }
}

/// Neither the batch's nor one of another second.
#[test]
fn a_sequence_that_is_not_the_accounts_is_refused() {
    let (least, most) = (i128::from(FIRST) + 1, i128::from(FIRST) + 999);
    for sequence in [FIRST + 1, FIRST + 999] {
        assert_eq!(judged(&Own::new(), MessageHeader { sequence, ..good_header() }), Ok(()));
    }
    for sequence in [1, FIRST - 1, FIRST, FIRST + 1_000, FIRST + 1_001, u64::MAX] {
        let refused = judged(&Own::new(), MessageHeader { sequence, ..good_header() });
        assert_eq!(refused, Err(Refusal::Sequence { sequence, least, most }));
    }
}

/// Whoever has messages about accounts signed takes no number from the batch, nor does whoever asks for a batch: there is one.
#[test]
fn of_one_second_there_is_one_batch() {
    for sequence in [1, FIRST - 1_000, FIRST - 1, FIRST + 1, FIRST + 1_000] {
        let refused = judged_batch(&Own::new(), MessageHeader { sequence, ..batch_header() });
        assert_eq!(refused, Err(Refusal::BatchSequence { sequence, only: i128::from(FIRST) }));
    }
    for expires_ts in [NOW_TS + 599, NOW_TS + 601] {
        let refused = judged_batch(&Own::new(), MessageHeader { expires_ts, ..batch_header() });
        assert_eq!(refused, Err(Refusal::Differs { field: "expires_ts" }));
    }
    assert_eq!(judged_batch(&Own::new(), batch_header()), Ok(()));
}

#[test]
fn what_is_old_or_ahead_or_over_or_lives_too_long_or_short_is_refused() {
    let at = |issued: i64, expires: i64| {
        let (issued_ts, expires_ts) = (NOW_TS + issued, NOW_TS + expires);
        let sequence = issued_ts.unsigned_abs() * 1_000 + 5;
        let header = MessageHeader { issued_ts, expires_ts, sequence, ..good_header() };
        judged(&Own::new(), header)
    };
    let short = |left_secs| Err(Refusal::ShortLife { left_secs, min_life_secs: 60 });
    let long = |life_secs| Err(Refusal::LongLife { life_secs, max_life_secs: 900 });
    assert_eq!(at(-60, 600), Ok(()));
    assert_eq!(at(-61, 600), Err(Refusal::Stale { age_secs: 61, max_age_secs: 60 }));
    assert_eq!(at(30, 600), Ok(()));
    assert_eq!(at(31, 600), Err(Refusal::Time(SignedError::FromTheFuture)));
    assert_eq!(at(-5, -1), Err(Refusal::Time(SignedError::Expired)));
    assert_eq!(at(-5, 895), Ok(()));
    assert_eq!(at(-5, 896), long(901));
    assert_eq!(at(-60, 60), Ok(()), "what is left counts, not what there was");
    assert_eq!(at(-60, 59), short(59));
    assert_eq!(at(0, 0), short(0));
    assert_eq!(at(30, 90), Ok(()), "before the time of issue nobody takes it");
    assert_eq!(at(30, 89), short(59));
}

/// However long it says that it is good for: no account takes it after half of the strike window, by the chain's own function, nor a leaf of it.
#[test]
fn what_accounts_would_not_take_for_long_enough_is_refused() {
    let (header, body) = (MessageHeader { issued_ts: NOW_TS - 50, ..good_header() }, body());
    let trust = Trust { parameters: HOUSE.parameters, strikes: Own::new().strikes() };
    let leaf = Leaf { margin_account: address(1), body };
    let at = |at_ts| kept_levels(&trust, &StoredThreshold::zeroed(), &header, Form::Current, &leaf, at_ts).map(drop);
    assert_eq!(at(NOW_TS + 100), Ok(()));
    assert_eq!(at(NOW_TS + 101), Err(ThresholdError::Signed(SignedError::TooOld)));
    let sequence = header.issued_ts.unsigned_abs() * 1_000;
    let batch_header = MessageHeader { issued_ts: header.issued_ts, sequence, ..batch_header() };
    let batch = batch::encode(&batch_header, &BatchBody { root: [0; 32], depth: 1 });
    let account = message::encode(&MessageHeader { sequence: sequence + 5, ..header }, &body);
    for message in [account, batch] {
        let request = Request::read(&message).unwrap();
        let judged = |min_life_secs| judge_header(&House { min_life_secs, ..HOUSE }, &request, NOW_TS);
        assert_eq!(judged(100), Ok(()));
        assert_eq!(judged(101), Err(Refusal::ShortLife { left_secs: 100, min_life_secs: 101 }));
    }
}
