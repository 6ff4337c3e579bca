//! Who has a leaf in a batch, and who is left out of it.

use super::*;
use vault_types::{
    signed::{message::MessageHeader, SignedError},
    threshold::{
        batch::{self, BatchBody},
        ThresholdError,
    },
};

type Change = fn(&mut AccountInput);

/// What the account [`with`] keeps of a threshold, for the portfolio that it has.
pub fn kept() -> LastThresholdInput {
    LastThresholdInput {
        initial_margin_atoms: 4_000_000_000,
        maintenance_margin_atoms: 3_000_000_000,
        liquidation_threshold_atoms: 2_000_000_000,
        accepted_ts: NOW_TS - 600,
        sequence: 4,
        generation: 3,
        position_seq: 7,
        is_void: false,
    }
}

fn void_for_another_portfolio(account: &mut AccountInput) {
    account.last_threshold = Some(LastThresholdInput { position_seq: 6, is_void: true, ..kept() });
}

/// [`straddle`] for three accounts; the one in the middle has this changed.
fn with(change: Change) -> SnapshotInput {
    let mut input = straddle();
    let first = input.accounts[0].clone();
    input.accounts = [0xa1, 0xa2, 0xa3].map(|byte| account(byte, first.options.clone())).into();
    change(&mut input.accounts[1]);
    input
}

/// As a publisher puts it together from the leaves, and each byte of it counts: no batch but this one is the snapshot's.
#[test]
fn each_byte_of_a_batch_is_compared() {
    let snapshot = Snapshot::new(&with(void_for_another_portfolio)).unwrap();
    let batch_account = Pubkey::find_program_address(&[b"batch", snapshot.round().config.as_ref()], &vault_types::ID).0;
    let header = MessageHeader { sequence: NOW_TS as u64 * 1_000, ..snapshot.header(batch::DOMAIN, &batch_account) };
    let leaves = snapshot.leaves(&header).unwrap().leaves;
    assert_eq!(leaves.len(), 2, "one account has no leaf");
    let tree = batch::build(&leaves).unwrap();
    let message = batch::encode(&header, &BatchBody { root: tree.root(), depth: tree.depth() });
    let payload = |bytes: &[u8]| BatchPayload::read(bytes).unwrap().unwrap();
    assert_eq!(snapshot.first_difference_of_batch(&payload(&message)), Ok(None));
    for at in 16..message.len() {
        let mut changed = message.clone();
        changed[at] ^= 1;
        let (said, own) = snapshot.first_difference_of_batch(&payload(&changed)).unwrap().unwrap();
        assert!(said.name == own.name && said.value != own.value, "byte {at}");
    }
    let another = Snapshot::new(&with(|account| account.position_seq += 1)).unwrap();
    let (said, _) = another.first_difference_of_batch(&payload(&message)).unwrap().unwrap();
    assert_eq!(said.name, "root");
    assert!(BatchPayload::read(&message[..215]).unwrap().is_err());
    assert!(BatchPayload::read(&snapshot.message(Form::Current, &address(0xa1)).unwrap()).is_none());
}

#[test]
fn a_snapshot_without_anybody_to_sign_for_has_no_batch() {
    let mut input = with(void_for_another_portfolio);
    input.accounts = vec![input.accounts[1].clone()];
    let batch = Snapshot::new(&input).unwrap().batch();
    assert_eq!(batch.err(), Some(SnapshotError::NoLeaf));
}

fn header(snapshot: &Snapshot) -> MessageHeader {
    snapshot.header(batch::DOMAIN, &address(0xb0))
}

fn leaves(input: &SnapshotInput) -> BatchLeaves {
    let snapshot = Snapshot::new(input).unwrap();
    snapshot.leaves(&header(&snapshot)).unwrap()
}

fn threshold(error: ThresholdError) -> SnapshotError {
    SnapshotError::Threshold(error)
}

/// The others' leaves are to the byte what they are without it.
#[test]
fn an_account_that_cannot_be_signed_for_is_left_out_and_nobody_else() {
    let option = "put of strike_e8 9500000000 and expiry_ts 1700000000 on market 0".to_owned();
    let accepted_ts = NOW_TS + 1;
    let cases: [(Change, SnapshotError); 4] = [
        (|account| account.options[1].expiry_ts = NOW_TS, SnapshotError::Expired { option }),
        (void_for_another_portfolio, threshold(ThresholdError::Void)),
        (
            |account| account.last_threshold = Some(LastThresholdInput { accepted_ts: NOW_TS + 1, ..kept() }),
            SnapshotError::LaterThreshold { accepted_ts },
        ),
        (
            |account| account.last_threshold = Some(LastThresholdInput { sequence: 5, ..kept() }),
            threshold(ThresholdError::Signed(SignedError::Sequence)),
        ),
    ];
    for (change, reason) in cases {
        let (with_it, mut without) = (with(change), with(|_| ()));
        without.accounts.remove(1);
        let batch = leaves(&with_it);
        assert_eq!(batch.left_out, [LeftOut { margin_account: address(0xa2), reason }]);
        assert_eq!((batch.leaves.len(), batch.leaves), (2, leaves(&without).leaves));
    }
}

/// One account on a market whose smile came a second later, one on another market, and one on both.
#[test]
fn a_smile_posted_later_concerns_the_accounts_on_its_market_alone() {
    let smile_posted_at = |posted_ts: i64| {
        let mut input = example();
        let VolatilityInput::Surface(surface) = &mut input.markets[0].volatility else { panic!("a surface") };
        surface.smiles[0].posted_ts = posted_ts;
        let both = input.accounts.remove(0);
        let on = |byte: u8, market: &str| {
            let options = both.options.iter().filter(|option| option.market == market).cloned().collect();
            account(byte, options)
        };
        let [first, second] = [0, 1].map(|number: usize| input.markets[number].address.clone());
        input.accounts = vec![on(0xa1, &first), on(0xa2, &second), account(0xa3, both.options.clone())];
        input
    };
    assert_eq!(leaves(&smile_posted_at(NOW_TS)).leaves.len(), 3);
    let batch = leaves(&smile_posted_at(NOW_TS + 1));
    let reason = SnapshotError::LaterSmile { market: address(0x31), expiry_ts: 1_700_812_800 };
    let left_out = [0xa1, 0xa3].map(|byte| LeftOut { margin_account: address(byte), reason: reason.clone() });
    assert_eq!(batch.left_out, left_out);
    assert!(batch.leaves.iter().map(|leaf| leaf.margin_account).eq([address(0xa2)]));
}

/// Signers with too many strikes can raise the threshold that one account has, and give the others none.
#[test]
fn with_too_many_strikes_only_accounts_with_a_threshold_have_a_leaf() {
    let mut input = with(|account| account.last_threshold = Some(kept()));
    input.house.strikes = 3;
    let batch = leaves(&input);
    let reason = threshold(ThresholdError::OnlyTightening);
    let left_out = [0xa1, 0xa3].map(|byte| LeftOut { margin_account: address(byte), reason: reason.clone() });
    assert_eq!(batch.left_out, left_out);
    assert!(batch.leaves.iter().map(|leaf| leaf.margin_account).eq([address(0xa2)]));
    assert_eq!(batch.leaves[0].body.initial_margin_atoms, 4_000_000_000);
}

/// Both lists together are the accounts as they are, and a leaf is what a message would say.
#[test]
fn whoever_can_have_a_message_has_a_leaf() {
    let changes: [Change; 3] =
        [void_for_another_portfolio, |account| account.options[0].expiry_ts = NOW_TS - 1, |_| ()];
    for change in changes {
        let snapshot = Snapshot::new(&with(change)).unwrap();
        let batch = snapshot.leaves(&header(&snapshot)).unwrap();
        for account in [0xa1, 0xa2, 0xa3].map(address) {
            let leaf = batch.leaves.iter().find(|leaf| leaf.margin_account == account);
            let left_out = batch.left_out.iter().find(|left_out| left_out.margin_account == account);
            match (snapshot.message(Form::Current, &account), leaf, left_out) {
                (Ok(message), Some(leaf), None) => assert_eq!(Payload::read(&message).unwrap().body, leaf.body),
                (Err(error), None, Some(left_out)) => assert_eq!(error, left_out.reason),
                other => panic!("{account}: {other:?}"),
            }
        }
        assert_eq!(Snapshot::decode(&snapshot.encode()).unwrap().leaves(&header(&snapshot)).unwrap(), batch);
    }
}

#[test]
fn a_header_that_no_account_could_take_is_refused() {
    let snapshot = Snapshot::new(&with(|_| ())).unwrap();
    let good = header(&snapshot);
    let (observed_ts, issued_ts) = (NOW_TS, NOW_TS + 1);
    let other_time = snapshot.leaves(&MessageHeader { issued_ts, ..good });
    assert_eq!(other_time, Err(SnapshotError::OtherTime { observed_ts, issued_ts }));
    let over = snapshot.leaves(&MessageHeader { expires_ts: NOW_TS - 1, ..good });
    assert_eq!(over, Err(threshold(ThresholdError::Signed(SignedError::Expired))));
    let others = snapshot.leaves(&MessageHeader { program: address(1), ..good });
    assert_eq!(others, Err(threshold(ThresholdError::Signed(SignedError::Program))));
}

/// What has expired is worth what its expiry's price says: nothing is proven of it either.
#[test]
fn of_an_account_with_an_expired_option_there_is_neither_message_nor_proof() {
    let snapshot = Snapshot::new(&with(|account| account.options[0].expiry_ts = NOW_TS)).unwrap();
    let message = snapshot.message(Form::Current, &address(0xa2));
    assert!(matches!(message, Err(SnapshotError::Expired { .. })), "{message:?}");
    let line = ScenarioProof::open(&snapshot, Form::Current, &address(0xa2), 0).unwrap_err().to_string();
    assert!(line.contains("have it settled, then the account is signed for"), "{line}");
}

/// What the first batch has left behind for the next ones is of the portfolios alone: headers count, and so does nothing that was asked before.
#[test]
fn another_batch_of_the_same_snapshot_is_what_it_would_be_alone() {
    let input = with(|account| account.last_threshold = Some(kept()));
    let used = Snapshot::new(&input).unwrap();
    let good = header(&used);
    let headers = [5, 4, 6].map(|sequence| MessageHeader { sequence, ..good });
    let [first, taken, later] = headers.map(|header| used.leaves(&header).unwrap());
    assert_eq!((first.leaves.len(), taken.leaves.len(), later.leaves.len()), (3, 2, 3));
    for (header, batch) in headers.iter().zip([&first, &taken, &later]) {
        let fresh = Snapshot::new(&input).unwrap();
        assert_eq!(&fresh.leaves(header).unwrap(), batch);
        assert!(fresh == used && Snapshot::new(&input).unwrap() == used);
    }
}

/// Fifty accounts, every third of which has a trade before it: each is found, with what is its own.
#[test]
fn each_of_many_accounts_is_found() {
    let mut input = straddle();
    let options = input.accounts.remove(0).options;
    for byte in (1..=50).rev() {
        let mut known = account(byte, options.clone());
        known.position_seq = 100 + u64::from(byte);
        known.last_threshold = Some(LastThresholdInput { sequence: 4, position_seq: known.position_seq, ..kept() });
        if byte % 3 == 0 {
            input.accounts.push(AccountInput { form: FormInput::AfterTrade, ..known.clone() });
        }
        input.accounts.push(known);
    }
    let snapshot = Snapshot::new(&input).unwrap();
    for byte in 0..=51 {
        let (is_there, trades) = ((1..=50).contains(&byte), byte % 3 == 0);
        let position_seq =
            |form| snapshot.message(form, &address(byte)).map(|it| Payload::read(&it).unwrap().body.position_seq);
        let expected = 100 + u64::from(byte);
        let unknown = SnapshotError::UnknownAccount { account: address(byte) };
        assert_eq!(position_seq(Form::Current), is_there.then_some(expected).ok_or(unknown.clone()));
        assert_eq!(position_seq(Form::AfterTrade), (is_there && trades).then_some(expected).ok_or(unknown));
        let last = snapshot.last_threshold(&address(byte));
        assert_eq!(last.position_seq, if is_there { expected } else { 0 });
    }
}
