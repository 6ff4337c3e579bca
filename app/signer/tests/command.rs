//! The command: signatures, exit codes, one line for each error.

mod common;

use common::{command::*, *};
use signer::key;
use std::fs;
use std::path::Path;
use std::str;
use vault_types::signed::message::MessageHeader;

fn good_message(folder: &Path, sequence: u64, change: impl Fn(&mut MessageHeader)) -> Vec<u8> {
    Round::of(folder).message(sequence, change)
}

#[test]
fn a_good_message_is_signed_from_hex_and_from_a_file_with_the_same_signature() {
    let folder = with_journal();
    let message = good_message(folder.path(), 5, |_| ());
    let first = sign(folder.path(), &hex::encode(&message));
    assert_eq!(first.status.code(), Some(0), "{first:?}");
    let signature = str::from_utf8(&first.stdout).unwrap().trim_end();
    let bytes = hex::decode(signature).unwrap();
    assert!(key::verify(&public_key(), &message, &bytes.try_into().unwrap()));
    fs::write(folder.path().join("message"), &message).unwrap();
    assert_eq!(sign(folder.path(), "message").stdout, first.stdout);
    let journal = signer(folder.path(), &["journal", "journal"]);
    let text = str::from_utf8(&journal.stdout).unwrap();
    assert_eq!((journal.status.code(), text.lines().count()), (Some(0), 3), "{text}");
    assert!(text.contains("1 promise account") && text.contains(signature), "{text}");
}

#[test]
fn what_is_refused_has_code_3() {
    let folder = with_journal();
    let message = |sequence, change: fn(&mut MessageHeader)| hex::encode(good_message(folder.path(), sequence, change));
    assert_eq!(sign(folder.path(), &message(5, |_| ())).status.code(), Some(0));
    let last = Round::of(folder.path()).sequence(5);
    let (other, lower) =
        (format!("another message with sequence {last} was promised"), format!("sequence {last} was promised"));
    let of_another_account = |header: &mut MessageHeader| {
        header.target = address(1);
        header.issued_ts -= 500;
    };
    for (refused, reason) in [
        (message(5, |header| header.expires_ts += 1), other.as_str()),
        (message(4, |_| ()), &lower),
        (message(6, |header| header.generation += 1), "by another generation"),
        (message(6, of_another_account), "was issued"),
        (message(6, |header| header.expires_ts -= 421), " s from now on, less than 180"),
        (message(1_001, |_| ()), "use one from"),
        (message(1_000, |_| ()), "the first is a batch's"),
    ] {
        let output = sign(folder.path(), &refused);
        let (code, error) = failure(&output);
        assert!(code == 3 && error.contains(reason), "{code} {error}");
    }
    let later = sign(folder.path(), &message(6, |header| header.issued_ts += 1));
    assert!(
        failure(&later).0 == 2 && failure(&later).1.contains("come again when"),
        "its snapshot may come: {later:?}"
    );
    let mut other = good_message(folder.path(), 6, |_| ());
    other[216] ^= 1;
    let output = sign(folder.path(), &hex::encode(&other));
    assert!(failure(&output).0 == 3 && failure(&output).1.contains("initial_margin_atoms differs"));
}

#[test]
fn bad_input_has_code_2() {
    let folder = ready();
    let message = hex::encode(good_message(folder.path(), 5, |_| ()));
    let code_and_reason = |reason: &str, message: &str| {
        let output = sign(folder.path(), message);
        let (code, error) = failure(&output);
        assert!(code == 2 && error.contains(reason), "{code} {error}");
    };
    code_and_reason("make it once with `signer new-journal`", &message);
    code_and_reason("neither hex nor a file", "nothing");
    code_and_reason("344 bytes", "00");
    code_and_reason("docs/THRESHOLD.md", &"00".repeat(344));
    key_file(folder.path(), 0o644);
    code_and_reason("chmod 600", &message);
    fs::write(folder.path().join("house.json"), "{}").unwrap();
    code_and_reason("house.json: missing field", &message);
    let usage = signer(folder.path(), &["sign"]);
    assert_eq!(usage.status.code(), Some(2));
}

#[test]
fn a_damaged_journal_or_a_failing_command_has_code_4() {
    let folder = with_journal();
    let message = hex::encode(good_message(folder.path(), 5, |_| ()));
    let address = vault_types::Pubkey::new_from_array(public_key()).to_string();
    let files = ["--journal", "journal", "--house", "house.json", "--snapshot", "snapshot.json", "--message", &message];
    let command = ["sign", "--trust-snapshot", "--sign-command", "false", "--public-key", &address];
    let output = signer(folder.path(), &[&command[..], &files].concat());
    assert!(failure(&output).0 == 4 && failure(&output).1.contains("sign command failed"), "{output:?}");
    assert_eq!(sign(folder.path(), &message).status.code(), Some(0), "the promise can still be kept");
    let journal = folder.path().join("journal");
    let mut bytes = fs::read(&journal).unwrap();
    bytes[100] ^= 1;
    fs::write(&journal, bytes).unwrap();
    let output = sign(folder.path(), &message);
    assert!(failure(&output).0 == 4 && failure(&output).1.contains("record 1 of"), "{output:?}");
}

#[test]
fn the_help_names_the_exit_codes() {
    let output = signer(Path::new("."), &["--help"]);
    assert!(str::from_utf8(&output.stdout)
        .unwrap()
        .contains("Exit codes: 0 done, 1 the output cannot be written, 2 bad input, 3 refused"));
}

#[test]
fn a_second_journal_is_not_made_over_the_first() {
    let folder = with_journal();
    let output = signer(folder.path(), &["new-journal", "--key", "key.json", "--journal", "journal"]);
    assert!(failure(&output).0 == 2 && failure(&output).1.contains("exists already"));
}
