//! `signer serve` while it runs: snapshots that change, disks that fail, and the end.

mod common;

use common::{command::*, service::*, *};
use ed25519_dalek::Signer as _;
use signer::journal::{read, HEADER_LEN};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};
use std::{fs, str};
use vault_types::Pubkey;

#[test]
fn a_snapshot_is_read_again_when_its_file_changes() {
    let (folder, service, round) = ready_to_serve();
    service.post(&round.message(5, |_| ())).signature();
    let later = |input: &mut threshold_model::SnapshotInput| {
        input.round.observed_ts = round.header.issued_ts + 1;
        input.markets[0].spot_e8 += 1_000_000;
    };
    write_snapshot(folder.path(), "new", later);
    let next = Round::of_file(&folder.path().join("new"));
    let (status, reason, text) = service.post(&next.message(6, |_| ())).denial();
    assert_eq!((status, reason.as_str()), (503, "snapshot"), "it comes late");
    assert!(text.contains(&round.header.issued_ts.to_string()) && text.contains("come again"), "{text}");
    fs::rename(folder.path().join("new"), folder.path().join("snapshot.json")).unwrap();
    service.post(&next.message(6, |_| ())).signature();
    let other = round.message(6, |header| header.target = address(0xa2));
    assert_eq!(service.post(&other).denial().1, "recompute", "a later one came, and an earlier one will not");
    fs::write(folder.path().join("snapshot.json"), "{").unwrap();
    let (status, reason, text) = service.post(&next.message(7, |_| ())).denial();
    assert_eq!((status, reason.as_str()), (503, "snapshot"), "one that cannot be read is not replaced by the last one");
    check_log_only(folder.path(), &text, "snapshot.json: neither a snapshot");
    service.post(&next.message(6, |_| ())).signature();
}

#[test]
fn of_a_folder_the_snapshot_of_the_messages_round_is_used() {
    let folder = with_journal();
    fs::create_dir(folder.path().join("rounds")).unwrap();
    let service = Service::with_journal(folder.path(), &["--snapshot-dir", "rounds", "--trust-snapshot"]);
    let round = Round::of(folder.path());
    let (status, reason, text) = service.post(&round.message(5, |_| ())).denial();
    let name = format!("rounds/{}.json", round.header.issued_ts);
    assert_eq!((status, reason.as_str()), (503, "snapshot"));
    check_log_only(folder.path(), &text, &name);
    let age = |metrics: Answer| sample(&metrics.body, "signer_snapshot_age_seconds").unwrap();
    assert!(age(service.get("/metrics")).is_nan());
    fs::copy(folder.path().join("snapshot.json"), folder.path().join(name)).unwrap();
    service.post(&round.message(5, |_| ())).signature();
    assert!(age(service.get("/metrics")) < 60.0);
}

/// What a header's own rules refuse costs no look at a file: here there is none.
#[test]
fn what_the_header_forbids_is_refused_without_a_snapshot() {
    let folder = with_journal();
    let round = Round::of(folder.path());
    fs::remove_file(folder.path().join("snapshot.json")).unwrap();
    let service = Service::with_journal(folder.path(), &SNAPSHOT);
    let (_, reason, told) = service.post(&round.message(5, |_| ())).denial();
    assert_eq!(reason, "snapshot", "a good one has to wait for it");
    check_log_only(folder.path(), &told, "snapshot.json (No such file");
    let refused = [
        ("addressed", round.message(5, |header| header.generation += 1)),
        ("sequence", round.message(1_001, |_| ())),
        ("time", round.message(5, |header| header.issued_ts += 500)),
        ("stale", round.message(5, |header| header.issued_ts -= 500)),
        ("life", round.message(5, |header| header.expires_ts += 5_000)),
    ];
    for (reason, message) in refused {
        assert_eq!(service.post(&message).denial().1, reason);
    }
}

/// What only the operator needs stands in the log, and is not told to whoever asks.
fn check_log_only(folder: &Path, told: &str, part: &str) {
    let log = fs::read_to_string(folder.join("log")).unwrap();
    assert!(log.lines().any(|line| line.contains("not signed") && line.contains(part)), "{part} is not in {log}");
    assert!(!told.contains(part) && told.contains("log"), "{told}");
}

#[test]
fn who_asks_is_not_told_what_the_sign_command_is() {
    let folder = with_journal();
    let address = Pubkey::new_from_array(public_key()).to_string();
    let key = ["--sign-command", "./no-such-device --slot 7", "--public-key", &address];
    let files = ["--journal", "journal", "--house", "house.json"];
    let service = Service::start(folder.path(), &[&key[..], &files, &SNAPSHOT].concat());
    let (status, reason, told) = service.post(&Round::of(folder.path()).message(5, |_| ())).denial();
    assert_eq!((status, reason.as_str()), (500, "key"));
    check_log_only(folder.path(), &told, "no-such-device");
}

/// The command too; and what it has signed before it signs again without one.
#[test]
fn the_command_reads_no_snapshot_for_what_it_refuses_or_has_signed() {
    let folder = with_journal();
    let round = Round::of(folder.path());
    let signed = sign(folder.path(), &hex::encode(round.message(5, |_| ())));
    assert_eq!(signed.status.code(), Some(0), "{signed:?}");
    fs::remove_file(folder.path().join("snapshot.json")).unwrap();
    assert_eq!(sign(folder.path(), &hex::encode(round.message(5, |_| ()))).stdout, signed.stdout);
    let refused = sign(folder.path(), &hex::encode(round.message(6, |header| header.generation += 1)));
    assert_eq!(failure(&refused).0, 3, "{refused:?}");
    let unread = sign(folder.path(), &hex::encode(round.message(6, |_| ())));
    assert!(failure(&unread).0 == 2 && failure(&unread).1.contains("snapshot.json"), "{unread:?}");
}

/// A service whose key signs this one message, once there is a file `go`; and a client that has sent it, of which the promise is on disk.
fn waiting(folder: &Path, message: &[u8]) -> (Service, JoinHandle<Answer>) {
    fs::write(folder.join("answer"), signing_key(0).sign(message).to_bytes()).unwrap();
    fs::write(folder.join("slow.sh"), ": > started; until [ -e go ]; do sleep 0.02; done; cat answer").unwrap();
    let address = Pubkey::new_from_array(public_key()).to_string();
    let key = ["--sign-command", "sh slow.sh", "--sign-seconds", "60", "--public-key", &address];
    let files = ["--journal", "journal", "--house", "house.json"];
    let service = Service::start(folder, &[&key[..], &files, &SNAPSHOT].concat());
    let (at, request) = (service.address, post(message));
    let client = thread::spawn(move || http(at, &request).unwrap());
    // Until it runs its own program, it has the service's sockets.
    until("the key is not asked", || folder.join("started").exists().then_some(()));
    assert!(fs::metadata(folder.join("journal")).unwrap().len() > HEADER_LEN as u64);
    (service, client)
}

#[test]
fn told_to_stop_it_answers_what_it_has_promised() {
    let folder = with_journal();
    let message = Round::of(folder.path()).message(5, |_| ());
    let (mut service, client) = waiting(folder.path(), &message);
    let mut idle = connect(service.address).unwrap();
    service.tell_to_stop();
    assert!(answer(&mut idle).is_err(), "who has not asked is not waited for");
    assert!(connect(service.address).is_err(), "nobody else can ask");
    fs::write(folder.path().join("go"), "").unwrap();
    assert_eq!(client.join().unwrap().signature(), signing_key(0).sign(&message).to_bytes());
    assert_eq!(service.wait().code(), Some(0));
}

#[test]
fn for_a_client_that_goes_away_before_its_turn_nothing_is_promised() {
    let folder = with_journal();
    let round = Round::of(folder.path());
    let (service, client) = waiting(folder.path(), &round.message(5, |_| ()));
    let open = |count| {
        let is_so = || sample(&service.get("/metrics").body, "signer_connections") == Some(count);
        until("the connections are not counted", || is_so().then_some(()));
    };
    let mut impatient = connect(service.address).unwrap();
    impatient.write_all(&post(&round.message(6, |_| ()))).unwrap();
    open(3.0);
    drop(impatient);
    open(2.0);
    fs::write(folder.path().join("go"), "").unwrap();
    assert_eq!(client.join().unwrap().status, 200);
    // Comes after it in the queue.
    assert_eq!(service.post(&round.message(4, |_| ())).denial().1, "lower_sequence");
    let journal = read(&folder.path().join("journal")).unwrap();
    assert!(journal.records.iter().all(|record| record.promise().sequence == round.sequence(5)));
}

/// A disk that takes no more: the files of this process may not grow beyond some hundred bytes.
#[test]
fn a_journal_that_cannot_be_written_ends_the_service_and_loses_nothing() {
    let folder = with_journal();
    let round = Round::of(folder.path());
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command
        .current_dir(folder.path())
        .args(["-c", script, env!("CARGO_BIN_EXE_signer"), "serve"])
        .stderr(Stdio::null());
    command.args(["--listen", "127.0.0.1:0", "--key", "key.json", "--journal", "journal", "--house", "house.json"]);
    command.args(SNAPSHOT);
    let mut service = Service::started(command).unwrap();
    let mut signed = Vec::new();
    let failed = (1..10).map(|sequence| round.message(sequence, |_| ())).find(|message| {
        let answer = service.post(message);
        if answer.status == 200 {
            signed.push((message.clone(), answer.signature()));
            return false;
        }
        let (status, reason, text) = answer.denial();
        assert_eq!((status, reason.as_str()), (500, "journal"));
        assert!(text.contains("in its log") && !text.contains("os error"), "{text}");
        true
    });
    assert_eq!(service.wait().code(), Some(4));
    let service = Service::with_journal(folder.path(), &SNAPSHOT);
    if let Some((message, signature)) = signed.last() {
        assert_eq!(&service.post(message).signature(), signature);
    }
    service.post(&failed.unwrap()).signature();
}

#[test]
fn what_cannot_be_served_ends_with_the_code_of_its_kind() {
    let folder = with_journal();
    let end = |arguments: &[&str]| {
        let output = serve_command(folder.path(), arguments).stderr(Stdio::piped()).output().unwrap();
        let error = str::from_utf8(&output.stderr).unwrap().lines().last().unwrap().to_owned();
        (output.status.code().unwrap(), error)
    };
    let files = ["--key", "key.json", "--journal", "journal", "--house", "house.json"];
    let trust = ["--trust-snapshot"];
    assert_eq!(end(&[&files[..], &trust].concat()).0, 2, "no snapshot");
    assert_eq!(end(&[&files[..], &SNAPSHOT, &["--snapshot-dir", "."]].concat()).0, 2, "two of them");
    let (code, error) = end(&[&files[..], &trust, &["--snapshot-dir", "nowhere"]].concat());
    assert!(code == 2 && error.contains("not a folder"), "{error}");
    let service = Service::with_journal(folder.path(), &SNAPSHOT);
    let (code, error) = end(&[&files[..], &SNAPSHOT].concat());
    assert!(code == 4 && error.contains("in use by another process"), "{error}");
    let by_command = sign(folder.path(), &hex::encode(Round::of(folder.path()).message(5, |_| ())));
    assert_eq!(failure(&by_command).0, 4, "nor does the command sign beside it");
    let mut taken = Command::new(env!("CARGO_BIN_EXE_signer"));
    let other = ready();
    new_journal(other.path());
    taken
        .current_dir(other.path())
        .args(["serve", "--listen", &service.address.to_string()])
        .args(files)
        .args(SNAPSHOT);
    let output = taken.output().unwrap();
    assert!(output.status.code() == Some(2) && str::from_utf8(&output.stderr).unwrap().contains("cannot listen on"));
}
