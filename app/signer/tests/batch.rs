//! `signer batch`: a file from which anybody can give every account its leaf, checked with the chain's own functions.

mod common;

use common::{command::*, fakes::*, publisher::*, service::*, *};
use signer::publish::batch::{BatchLine, LeafLine};
use std::path::Path;
use std::{fs, str};
use threshold_model::{FormInput, LastThresholdInput, Snapshot, SnapshotInput};
use vault_types::{
    signed::message::{Expected, MessageHeader},
    threshold::{
        batch::{build as tree, BatchBody, Leaf, StoredBatch, DOMAIN},
        message, Form, SignedThreshold, ThresholdBody, ThresholdError,
    },
};

/// Five accounts, of which the fourth is about to trade: it has no leaf.
fn write_accounts(folder: &Path) {
    write_snapshot(folder, "snapshot.json", |input| {
        let first = input.accounts[0].clone();
        input.accounts = (1..=5_u8)
            .map(|byte| {
                let mut account = first.clone();
                account.margin_account = address(byte).to_string();
                account.options[0].quantity_atoms *= i64::from(byte);
                account
            })
            .collect();
        input.accounts[3].form = FormInput::AfterTrade;
    });
}

/// Messages about an account with the highest sequence that one may have are signed before the batch, of its second and of the next one, as somebody would
/// who wants to keep it from being signed.
#[test]
fn nobody_who_asks_first_can_keep_the_batch_from_being_signed() {
    let folder = house_of_five();
    let services = [0, 1, 2].map(|member| start(folder.path(), member));
    let [first, second, third] = services.each_ref().map(Service::url);
    write_signers(folder.path(), &[first, second, third, dead(), dead()]);
    let round = Round::of(folder.path());
    services[0].post(&round.message(999, |_| ())).signature();
    for number in [0, 1_000, 1_001] {
        assert_eq!(services[1].post(&round.message(number, |_| ())).denial().1, "sequence", "{number}");
    }
    write_snapshot(folder.path(), "new", |input| input.round.observed_ts = round.header.issued_ts + 1);
    let next = Round::of_file(&folder.path().join("new"));
    fs::rename(folder.path().join("snapshot.json"), folder.path().join("first.json")).unwrap();
    fs::rename(folder.path().join("new"), folder.path().join("snapshot.json")).unwrap();
    services[2].post(&next.message(999, |_| ())).signature();
    fs::rename(folder.path().join("first.json"), folder.path().join("snapshot.json")).unwrap();
    let output = publish(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let (_, reason, _) = services[1].post(&round.message(999, |header| header.issued_ts -= 1)).denial();
    assert_eq!(reason, "shared_sequence", "no message is below the batch before it");
}

/// Somebody brings an account its leaf, as anybody may. A message for the account's trade from the same snapshot still counts: by the chain's own rule that it
/// is above what the account took last.
#[test]
fn after_its_leaf_an_account_still_takes_a_message_for_its_trade() {
    let folder = house_of_five();
    write_accounts(folder.path());
    let services = [0, 1, 2].map(|member| start(folder.path(), member));
    let [first, second, third] = services.each_ref().map(Service::url);
    write_signers(folder.path(), &[first, second, third, dead(), dead()]);
    let mut input: SnapshotInput =
        serde_json::from_str(&fs::read_to_string(folder.path().join("snapshot.json")).unwrap()).unwrap();
    let mut traded = input.accounts[0].clone();
    traded.form = FormInput::AfterTrade;
    traded.options[0].quantity_atoms *= 2;
    input.accounts.push(traded);
    fs::write(folder.path().join("snapshot.json"), serde_json::to_string(&input).unwrap()).unwrap();
    assert_eq!(publish(folder.path(), &[]).status.code(), Some(0));
    let (batch, _) = read(folder.path());

    let computed = Snapshot::new(&input).unwrap();
    let account = address(1);
    let header = MessageHeader { sequence: batch.sequence + 1, ..computed.header(Form::AfterTrade.domain(), &account) };
    let body = computed.threshold(Form::AfterTrade, &account, &header).unwrap();
    let message = message::encode(&header, &body);
    let output = collect(folder.path(), &message, &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let expected = Expected {
        domain: Form::AfterTrade.domain(),
        cluster_genesis_hash: &CLUSTER,
        config: &CONFIG,
        target: &account,
        generation: batch.generation,
        last_sequence: batch.sequence,
    };
    let taken = SignedThreshold::open(&message, &expected, batch.issued_ts).unwrap();
    assert_eq!(taken.body(), &body);
}

fn read(folder: &Path) -> (BatchLine, Vec<LeafLine>) {
    let text = fs::read_to_string(folder.join("out")).unwrap();
    let mut lines = text.lines();
    let first = serde_json::from_str(lines.next().unwrap()).unwrap();
    (first, lines.map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn leaf(line: &LeafLine) -> (Leaf, Vec<[u8; 32]>) {
    let (body, proof) = (hex::decode(&line.body).unwrap(), hex::decode(&line.proof).unwrap());
    let body = ThresholdBody::from_bytes(&body.try_into().unwrap());
    let (siblings, rest) = proof.as_chunks();
    assert!(rest.is_empty());
    (Leaf { margin_account: line.margin_account.parse().unwrap(), body }, siblings.to_vec())
}

#[test]
fn every_account_has_a_leaf_that_the_chain_takes() {
    let folder = house_of_five();
    write_accounts(folder.path());
    let services = [0, 1, 3].map(|member| start(folder.path(), member));
    let [first, second, third] = services.each_ref().map(Service::url);
    write_signers(folder.path(), &[first, second, dead(), third, dead()]);
    let output = publish(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let (batch, lines) = read(folder.path());
    let message = hex::decode(&batch.message).unwrap();
    assert_eq!(batch.signed_by, 0b01011);
    check_instruction(&hex::decode(&batch.instruction_data).unwrap(), batch.signed_by, &message);
    let (config, target) = (CONFIG, HOUSE.batch_account());
    assert_eq!((&batch.config, &batch.batch), (&config.to_string(), &target.to_string()));
    assert_eq!(batch.sequence, batch.issued_ts as u64 * 1_000);
    assert_eq!(batch.expires_ts, batch.issued_ts + 600);
    let expected = Expected {
        domain: DOMAIN,
        cluster_genesis_hash: &CLUSTER,
        config: &config,
        target: &target,
        generation: batch.generation,
        last_sequence: batch.sequence - 1,
    };
    let stored = StoredBatch::open(&message, &expected, batch.issued_ts).unwrap();
    let accounts: Vec<_> = lines.iter().map(|line| line.margin_account.clone()).collect();
    assert_eq!(accounts, [1, 2, 3, 5].map(|byte| address(byte).to_string()));
    assert_eq!(batch.accounts, 4);
    for (place, line) in lines.iter().enumerate() {
        let (leaf, proof) = leaf(line);
        let taken = |index| stored.threshold(&expected, index, &leaf, &proof, batch.issued_ts);
        assert_eq!(taken(line.index).unwrap().body(), &leaf.body);
        assert_eq!(taken(line.index ^ 1).unwrap_err(), ThresholdError::NotInTree);
        assert_eq!(line.index as usize, place);
    }
    let bytes = fs::read(folder.path().join("out")).unwrap();
    assert_eq!(publish(folder.path(), &[]).status.code(), Some(0), "asked again they sign the same");
    assert_eq!(fs::read(folder.path().join("out")).unwrap(), bytes);
}

/// An option that has expired, and a threshold that was void for another portfolio: on chain there are such accounts, and the others get theirs.
#[test]
fn who_cannot_be_signed_for_is_left_out_and_named() {
    let folder = house_of_five();
    write_accounts(folder.path());
    let text = fs::read_to_string(folder.path().join("snapshot.json")).unwrap();
    let mut input: SnapshotInput = serde_json::from_str(&text).unwrap();
    input.accounts[1].options[0].expiry_ts = input.round.observed_ts;
    input.accounts[2].last_threshold = Some(LastThresholdInput {
        initial_margin_atoms: 40_000_000,
        maintenance_margin_atoms: 30_000_000,
        liquidation_threshold_atoms: 25_000_000,
        accepted_ts: input.round.observed_ts - 60,
        sequence: 1,
        generation: GENERATION,
        position_seq: input.accounts[2].position_seq - 1,
        is_void: true,
    });
    fs::write(folder.path().join("snapshot.json"), serde_json::to_string(&input).unwrap()).unwrap();
    let services = [0, 1, 2].map(|member| start(folder.path(), member));
    let [first, second, third] = services.each_ref().map(Service::url);
    write_signers(folder.path(), &[first, second, third, dead(), dead()]);
    let output = publish(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(str::from_utf8(&output.stdout).unwrap().contains("2 accounts, 2 left out, "), "{output:?}");
    let report = str::from_utf8(&output.stderr).unwrap();
    let left_out: Vec<_> = report.lines().filter(|line| line.contains("left out")).collect();
    assert_eq!(left_out.len(), 2, "{report}");
    let said = |account: u8, reason: &str| format!("{} left out: {reason}", address(account));
    assert!(left_out[0].starts_with(&said(2, "an option of the account has expired (")), "{report}");
    assert!(
        left_out[1].starts_with(&said(3, "the chain would not take this threshold: the signers' last")),
        "{report}"
    );
    let (batch, lines) = read(folder.path());
    let accounts: Vec<_> = lines.iter().map(|line| line.margin_account.clone()).collect();
    assert_eq!((batch.accounts, accounts), (2, [1, 5].map(|byte| address(byte).to_string()).to_vec()));
    let leaves: Vec<_> = lines.iter().map(|line| leaf(line).0).collect();
    let body = BatchBody { root: tree(&leaves).unwrap().root(), depth: 1 };
    assert!(batch.message.ends_with(&hex::encode(bytemuck::bytes_of(&body))), "the root is of these two");
}
