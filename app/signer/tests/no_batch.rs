//! `signer batch` where there is none: no accounts, no quorum, no number, no place for the file.

mod common;

use common::{command::*, fakes::*, publisher::*, service::*, *};
use std::{fs, path::Path, str};
use threshold_model::{Snapshot, SnapshotInput};
use vault_types::{
    signed::message::MessageHeader,
    threshold::batch::{encode, BatchBody, DOMAIN},
};

/// Everybody is named also where nobody is left.
#[test]
fn a_batch_of_nobody_is_bad_input() {
    let folder = house_of_five();
    write_signers(folder.path(), &MEMBERS.map(|_| dead()));
    write_snapshot(folder.path(), "snapshot.json", |input| {
        for account in &mut input.accounts {
            account.options[0].expiry_ts = input.round.observed_ts - 1;
        }
    });
    let output = publish(folder.path(), &[]);
    let report: Vec<_> = str::from_utf8(&output.stderr).unwrap().lines().collect();
    assert_eq!((output.status.code(), report.len()), (Some(2), 3), "{output:?}");
    assert!(report[2].starts_with("error: snapshot.json: no account of the snapshot can be signed for"), "{output:?}");
}

#[test]
fn without_a_quorum_there_is_no_file() {
    let folder = house_of_five();
    let services = [0, 1, 2].map(|member| start(folder.path(), member));
    let [first, second, third] = services.each_ref().map(Service::url);
    write_signers(folder.path(), &[first, second, third, dead(), dead()]);
    let issued_ts = Round::of(folder.path()).header.issued_ts;
    let publish_with = |change: fn(&mut SnapshotInput)| {
        write_snapshot(folder.path(), "snapshot.json", |input| {
            input.round.observed_ts = issued_ts;
            change(input);
        });
        publish(folder.path(), &["--timeout", "20"])
    };
    let output = publish_with(|input| input.round.expires_ts = input.round.observed_ts + 901);
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    assert!(outcome(&output, 0).starts_with("refused: life: "), "{}", outcome(&output, 0));
    let output = publish_with(|_| ());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    fs::remove_file(folder.path().join("out")).unwrap();
    let output = publish_with(|input| input.markets[0].spot_e8 += 1_000_000);
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    assert!(outcome(&output, 0).starts_with("refused: other_message: "), "{}", outcome(&output, 0));
    assert!(!folder.path().join("out").exists() && !is_anything_left(folder.path()));
}

#[test]
fn what_makes_no_batch_is_bad_input() {
    let folder = house_of_five();
    write_signers(folder.path(), &MEMBERS.map(|_| dead()));
    write_snapshot(folder.path(), "snapshot.json", |input| {
        let twice = input.accounts[0].clone();
        input.accounts.push(twice);
    });
    let output = publish(folder.path(), &[]);
    let (code, error) = failure(&output);
    assert!(code == 2 && error.contains("is there twice") && error.contains("snapshot.json"), "{error}");
    write_snapshot(folder.path(), "snapshot.json", |input| input.accounts.clear());
    let output = publish(folder.path(), &[]);
    let (code, error) = failure(&output);
    assert!(code == 2 && error.contains("no account of the snapshot can be signed for"), "{error}");
    for (observed_ts, text) in [(-1, "observed_ts is before 1970"), (i64::MAX - 1, "too late for a sequence")] {
        write_snapshot(folder.path(), "snapshot.json", |input| {
            input.accounts.clear();
            (input.round.observed_ts, input.round.expires_ts) = (observed_ts, i64::MAX);
        });
        let output = publish(folder.path(), &[]);
        let (code, error) = failure(&output);
        assert!(code == 2 && error.contains("snapshot.json") && error.contains(text), "{error}");
    }
}

/// Signed, but with nowhere to go.
#[test]
fn a_file_that_cannot_be_written_has_code_4() {
    let folder = house_of_five();
    let services = [0, 1, 2].map(|member| start(folder.path(), member));
    let [first, second, third] = services.each_ref().map(Service::url);
    write_signers(folder.path(), &[first, second, third, dead(), dead()]);
    fs::create_dir(folder.path().join("out")).unwrap();
    let output = publish(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(4), "{output:?}");
    assert!(!is_anything_left(folder.path()));
    let error = str::from_utf8(&output.stderr).unwrap().lines().last().unwrap();
    assert!(error.starts_with("error: out: cannot be written: "), "{error}");
}

/// Of a file that was begun and not put in its place.
fn is_anything_left(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| entry.unwrap().file_name().to_str().unwrap().starts_with(".part-"))
}

/// An asker with an empty batch: there is nobody in it, so there is nothing to sign.
#[test]
fn a_batch_of_nobody_is_not_signed() {
    let folder = house_of_five();
    write_snapshot(folder.path(), "snapshot.json", |input| input.accounts.clear());
    let computed = Snapshot::read(&fs::read(folder.path().join("snapshot.json")).unwrap()).unwrap();
    let target = HOUSE.batch_account();
    let sequence = computed.setting().observed_ts.unsigned_abs() * 1_000;
    let header = MessageHeader { sequence, ..computed.header(DOMAIN, &target) };
    let service = start(folder.path(), 0);
    for depth in [0, 1] {
        let (status, reason, text) = service.post(&encode(&header, &BatchBody { root: [0; 32], depth })).denial();
        assert_eq!((status, reason.as_str()), (422, "recompute"), "{text}");
    }
}
