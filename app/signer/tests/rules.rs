//! Every rule refuses what only it refuses.

mod common;

use bytemuck::Zeroable as _;
use common::*;
use signer::{
    recompute::{Recompute, RecomputeError},
    rules::{judge_header, prices::Spot, House, Refusal},
    Request,
};
use threshold_model::{kept_levels, BatchLeaves, Trust};
use vault_types::{
    signed::{message::MessageHeader, SignedError},
    threshold::{
        batch::{self, BatchBody, Leaf},
        message, Form, Source, StoredThreshold, StrikeRecord, ThresholdBody, ThresholdError, ThresholdParameters,
    },
    Pubkey,
};

/// With a short strike window, in half of which a message must have come.
const HOUSE: House = House {
    parameters: ThresholdParameters { strike_window_secs: 300, ..ThresholdParameters::DEFAULT },
    min_life_secs: 60,
    ..common::HOUSE
};

/// Computes [`body`] for everybody.
struct Own {
    body: ThresholdBody,
    last: StoredThreshold,
    strikes: u32,
}

impl Own {
    fn new() -> Self {
        Self { body: body(), last: StoredThreshold::zeroed(), strikes: 0 }
    }

    /// With a last threshold of these levels, a quarter of an hour ago.
    fn after(initial: u64, maintenance: u64, liquidation: u64) -> Self {
        let last = StoredThreshold {
            initial_margin_atoms: initial,
            maintenance_margin_atoms: maintenance,
            liquidation_threshold_atoms: liquidation,
            accepted_ts: NOW_TS - 900,
            sequence: 4,
            generation: GENERATION,
            position_seq: 7,
            source: Source::SIGNED,
            ..StoredThreshold::zeroed()
        };
        Self { last, ..Self::new() }
    }

    fn both(&self) -> Vec<Leaf> {
        [1, 2].map(|account| Leaf { margin_account: address(account), body: self.body }).to_vec()
    }
}

impl Recompute for Own {
    fn threshold(&self, _: Form, _: &Pubkey, _: &MessageHeader) -> Result<ThresholdBody, RecomputeError> {
        Ok(self.body)
    }

    fn leaves(&self, _: &MessageHeader) -> Result<BatchLeaves, RecomputeError> {
        Ok(BatchLeaves { leaves: self.both(), left_out: vec![] })
    }

    fn observed_ts(&self) -> i64 {
        NOW_TS - 5
    }

    fn expires_ts(&self) -> i64 {
        NOW_TS + 600
    }

    fn spots(&self, _: Form, _: &Pubkey) -> Result<Vec<Spot>, RecomputeError> {
        Ok(vec![])
    }

    fn strikes(&self) -> StrikeRecord {
        StrikeRecord { generation: GENERATION, last_strike_ts: 0, strikes: self.strikes, padding: [0; 4] }
    }

    fn last_threshold(&self, _: &Pubkey) -> StoredThreshold {
        self.last
    }
}

fn judged(own: &Own, header: MessageHeader) -> Result<(), Refusal> {
    judge(&HOUSE, own, &Request::read(&message::encode(&header, &body())).unwrap(), NOW_TS)
}

/// Of the batch of both accounts.
fn judged_batch(own: &Own, header: MessageHeader) -> Result<(), Refusal> {
    let tree = batch::build(&own.both()).unwrap();
    let message = batch::encode(&header, &BatchBody { root: tree.root(), depth: tree.depth() });
    judge(&HOUSE, own, &Request::read(&message).unwrap(), NOW_TS)
}

fn batch_header() -> MessageHeader {
    header(batch::DOMAIN, HOUSE.batch_account(), FIRST)
}

fn good_header() -> MessageHeader {
    header(Form::Current.domain(), address(1), FIRST + 5)
}

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

/// The second in which these messages were issued has this sequence and 999 more.
const FIRST: u64 = (NOW_TS as u64 - 5) * 1_000;

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

/// Each byte of the body by itself.
#[test]
fn what_differs_from_the_own_computation_is_refused() {
    let message = message::encode(&good_header(), &body());
    for at in MessageHeader::LEN..message.len() {
        let mut message = message.clone();
        message[at] ^= 1;
        let refused = judge(&HOUSE, &Own::new(), &Request::read(&message).unwrap(), NOW_TS);
        assert!(matches!(refused, Err(Refusal::Differs { .. })), "byte {at}: {refused:?}");
    }
}

#[test]
fn a_batch_of_another_root_or_depth_is_refused() {
    let tree = batch::build(&Own::new().both()).unwrap();
    let judged = |root: [u8; 32], depth: u64| {
        let message = batch::encode(&batch_header(), &BatchBody { root, depth });
        judge(&HOUSE, &Own::new(), &Request::read(&message).unwrap(), NOW_TS)
    };
    assert_eq!(judged([1; 32], 1), Err(Refusal::Differs { field: "root" }));
    assert_eq!(judged(tree.root(), 2), Err(Refusal::Differs { field: "depth" }));
}

/// A tenth in an hour: in a quarter of an hour 2.5 %. Each level by itself.
#[test]
fn what_loosens_faster_than_the_chain_allows_is_refused() {
    // ceil(last * 0.975) is what is signed: 150, 100 and 80 million.
    let most = |signed: u64| signed * 1_000 / 975;
    let [initial, maintenance, liquidation] = [150_000_000, 100_000_000, 80_000_000];
    let slow = Own::after(most(initial), most(maintenance), most(liquidation));
    assert_eq!(judged(&slow, good_header()), Ok(()));
    let cases = [
        (Own::after(most(initial) + 2, maintenance, liquidation), "initial_margin_atoms"),
        (Own::after(initial, most(maintenance) + 2, liquidation), "maintenance_margin_atoms"),
        (Own::after(initial, maintenance, most(liquidation) + 2), "liquidation_threshold_atoms"),
    ];
    for (own, expected) in cases {
        match judged(&own, good_header()) {
            Err(Refusal::Loosens { level, account, least_atoms }) => {
                assert_eq!((level, account), (expected, address(1)));
                assert!(least_atoms > 80_000_000);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_loosens_in_a_leaf_is_refused_too() {
    let own = Own::after(200_000_000, 100_000_000, 80_000_000);
    let refused = judged_batch(&own, batch_header());
    assert!(matches!(refused, Err(Refusal::Loosens { .. })), "{refused:?}");
}

#[test]
fn what_the_chain_would_refuse_is_refused() {
    let wrong = |own: &Own| {
        let request = Request::read(&message::encode(&good_header(), &own.body)).unwrap();
        judge(&HOUSE, own, &request, NOW_TS)
    };
    let refused = |error| Err(Refusal::Chain { account: address(1), error });
    let levels = Own { body: ThresholdBody { initial_margin_atoms: 99_999_999, ..body() }, ..Own::new() };
    assert_eq!(wrong(&levels), refused(ThresholdError::Levels));
    let huge = Own { body: ThresholdBody { vega_atoms: i64::MIN, ..body() }, ..Own::new() };
    assert_eq!(wrong(&huge), refused(ThresholdError::Sensitivities));
    let mut known = Own::after(150_000_000, 100_000_000, 80_000_000);
    known.last.sequence = FIRST + 5;
    assert_eq!(wrong(&known), refused(ThresholdError::Signed(SignedError::Sequence)));
    let struck = Own { strikes: 3, ..Own::new() };
    assert_eq!(wrong(&struck), refused(ThresholdError::OnlyTightening));
}
