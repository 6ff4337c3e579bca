//! `signer collect` against signers that run, are dead, refuse, lie, are slow or never end.

mod common;

use common::{command::*, fakes::*, publisher::*, service::*, *};
use ed25519_dalek::Signer as _;
use serde_json::Value;
use signer::wire::SignedBody;
use std::io::Write as _;
use std::process::Output;
use std::time::{Duration, Instant};
use std::{fs, str, thread};

/// Less than what the publisher is given: so it has not waited for those who say nothing.
const SOON: Duration = Duration::from_secs(100);
const TIMEOUT: [&str; 2] = ["--timeout", "300"];

fn body_of(member: u8, message: &[u8]) -> String {
    let signature = hex::encode(signing_key(member).sign(message).to_bytes());
    serde_json::to_string(&SignedBody { public_key: member_key(member).to_string(), signature }).unwrap()
}

fn answer_of(member: u8, message: &[u8]) -> String {
    ok(&body_of(member, message))
}

fn data(output: &Output) -> Vec<u8> {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    hex::decode(str::from_utf8(&output.stdout).unwrap().trim_end()).unwrap()
}

#[test]
fn a_quorum_of_five_is_what_the_chain_takes_and_the_same_again() {
    let folder = house_of_five();
    let services = MEMBERS.map(|member| start(folder.path(), member));
    write_signers(folder.path(), &services.each_ref().map(Service::url));
    let message = Round::of(folder.path()).message(5, |_| ());
    let output = collect(folder.path(), &message, &["--json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let collected: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| hex::decode(value.as_str().unwrap()).unwrap();
    assert_eq!(text(&collected["message"]), message);
    let signed_by = collected["signed_by"].as_u64().unwrap() as u8;
    check_instruction(&text(&collected["instruction_data"]), signed_by, &message);
    let signatures = collected["signatures"].as_array().unwrap();
    assert!(signatures.len() == 3 && signed_by.count_ones() == 3);
    for signed in signatures {
        let member = signed["member"].as_u64().unwrap() as u8;
        assert_eq!(signed["address"], member_key(member).to_string());
        assert_eq!(text(&signed["signature"]), signing_key(member).sign(&message).to_bytes());
    }
    drop(services.map(|mut service| service.child.kill().map(|()| service.wait())));
    let three = [0, 2, 4].map(|member| start(folder.path(), member));
    let [first, second, third] = three.each_ref().map(Service::url);
    write_signers(folder.path(), &[first, dead(), second, dead(), third]);
    let again = data(&collect(folder.path(), &message, &TIMEOUT));
    check_instruction(&again, 0b10101, &message);
    assert_eq!(data(&collect(folder.path(), &message, &TIMEOUT)), again);
}

/// Three of five with any two of: dead, refusing, lying.
#[test]
fn two_of_five_can_be_bad_in_any_way_but_not_three() {
    let folder = house_of_five();
    let services = [0, 1, 2].map(|member| start(folder.path(), member));
    let refusing = Service::of_member(folder.path(), 4, "other-");
    let good = services.each_ref().map(Service::url);
    let round = Round::of(folder.path());
    let with = |bad: [String; 2]| write_signers(folder.path(), &[&good[..], &bad].concat());
    let message = round.message(5, |_| ());
    let liar = saying(answer_of(0, &message));
    for bad in [[liar.clone(), refusing.url()], [dead(), refusing.url()], [liar.clone(), dead()]] {
        with(bad);
        let (start, output) = (Instant::now(), collect(folder.path(), &message, &TIMEOUT));
        check_instruction(&data(&output), 0b00111, &message);
        assert!(start.elapsed() < SOON);
        assert!(MEMBERS[..3].iter().all(|member| outcome(&output, *member) == "signed"));
    }
    // The third of the good ones dies: two good ones, one dead, one that lies, one that refuses.
    write_signers(folder.path(), &[good[0].clone(), good[1].clone(), dead(), liar, refusing.url()]);
    let output = collect(folder.path(), &message, &["--timeout", "3"]);
    assert!(output.status.code() == Some(5) && output.stdout.is_empty(), "{output:?}");
    assert!(outcome(&output, 3).starts_with("wrong: its signature does not verify"), "{}", outcome(&output, 3));
    let refused = outcome(&output, 4);
    assert!(refused.starts_with("refused: addressed: the message is by another generation"), "{refused}");
    let error = str::from_utf8(&output.stderr).unwrap().lines().last().unwrap();
    assert!(error.contains("of 3 signatures; ask") && error.contains(&member_key(4).to_string()), "{error}");
}

/// With two that refuse and one that lies nothing is worth waiting for, not even those who still say nothing.
#[test]
fn it_stops_when_no_quorum_can_come_any_more() {
    let folder = house_of_five();
    let message = about(1, 5, 0);
    let refused = || saying(with_status("409 Conflict", r#"{"reason":"x","error":"\u001b[2J!"}"#));
    let bad = [refused(), refused(), saying(ok("{}")), stuck(""), stuck("")];
    write_signers(folder.path(), &bad);
    let (start, output) = (Instant::now(), collect(folder.path(), message.bytes(), &TIMEOUT));
    assert!(output.status.code() == Some(5) && start.elapsed() < SOON, "{output:?}");
    assert_eq!(outcome(&output, 0), "refused: x: ?[2J!", "nothing of it reaches a terminal as it came");
    assert!(outcome(&output, 2).starts_with("wrong: its answer has no signature"));
    assert!(outcome(&output, 4).starts_with("not awaited"));
}

/// Two good ones, two that lie, and this one: it is waited for, and called what it is. Three good ones: it is not waited for.
fn check_fault(message: &[u8], fault: &str, url: &str, timeout: &str) {
    let folder = tempfile::tempdir().unwrap();
    let good = [0, 1, 2].map(|member| saying(answer_of(member, message)));
    let liar = saying(ok("{}"));
    write_signers(folder.path(), &[&good[..2], &[liar.clone(), liar.clone(), url.to_owned()]].concat());
    let output = collect(folder.path(), message, &["--timeout", timeout]);
    assert_eq!(output.status.code(), Some(5), "{fault}: {output:?}");
    assert!(outcome(&output, 4).starts_with(fault), "{fault}: {}", outcome(&output, 4));
    write_signers(folder.path(), &[&good[..], &[liar, url.to_owned()]].concat());
    let (start, output) = (Instant::now(), collect(folder.path(), message, &TIMEOUT));
    check_instruction(&data(&output), 0b00111, message);
    assert!(start.elapsed() < SOON, "{fault}");
}

#[test]
fn a_wrong_answer_is_called_so_and_holds_up_nobody() {
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let message = about(1, 5, 0);
    let message = message.bytes();
    let own = body_of(4, message);
    for (fault, url) in [
        ("it answers with more than", endless(CHUNKED, "8\r\n........\r\n")),
        ("it answers with more than", endless("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", "x")),
        ("it answers with more than", endless("HTTP/1.1 200 OK\r\n\r\n", "x")),
        ("it does not answer in HTTP", endless("HTTP/1.1 200 OK\r\n", "X-More: x\r\n")),
        ("it does not answer in HTTP", saying("hello, this is no HTTP\r\n\r\n")),
        ("status 302", saying("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")),
        ("status 404", saying(with_status("404 Not Found", ""))),
        ("its answer has no signature", saying(with_length("200 OK", own.len() - 1, &own))),
        ("its signature does not verify", saying(answer_of(4, b"another message"))),
        ("its signature does not verify", saying(answer_of(3, message))),
    ] {
        check_fault(message, &format!("wrong: {fault}"), &url, "300");
    }
}

#[test]
fn who_says_nothing_of_use_is_called_silent_and_holds_up_nobody() {
    let message = about(1, 5, 0);
    let message = message.bytes();
    let own = body_of(4, message);
    let faults = [
        ("the answer broke off", saying(with_length("200 OK", own.len() + 1, &own))),
        ("the connection broke", saying("")),
        ("status 500", saying(with_status("500 Oh", ""))),
        ("no answer in time", stuck("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")),
        ("no answer in time", stuck("")),
        ("no connection", dead()),
    ];
    let check = |(fault, url): (&str, String)| check_fault(message, &format!("silent: {fault}"), &url, "5");
    thread::scope(|scope| faults.map(|fault| scope.spawn(|| check(fault))).map(|it| it.join().unwrap()));
}

#[test]
fn who_is_busy_or_breaks_off_is_asked_again() {
    let folder = house_of_five();
    let message = about(1, 5, 0);
    let message = message.bytes();
    let later = |member: u8, at_first: &str| {
        let (at_first, answer) = (at_first.to_owned(), answer_of(member, message));
        fake(move |number, stream| {
            let answer = if number < 2 { &at_first } else { &answer };
            stream.write_all(answer.as_bytes()).ok();
        })
    };
    let busy = with_status("503 Service Unavailable", r#"{"reason":"busy","error":"wait"}"#);
    let urls =
        [later(0, &busy), later(1, ""), later(2, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), dead(), dead()];
    write_signers(folder.path(), &urls);
    check_instruction(&data(&collect(folder.path(), message, &TIMEOUT)), 0b00111, message);
}

/// It waits for a snapshot that reaches the signers after the message.
#[test]
fn who_has_the_snapshot_late_is_asked_again() {
    let folder = house_of_five();
    let services = [0, 1, 2].map(|member| start(folder.path(), member));
    let [first, second, third] = services.each_ref().map(Service::url);
    write_signers(folder.path(), &[first, second, third, dead(), dead()]);
    let issued_ts = Round::of(folder.path()).header.issued_ts + 1;
    write_snapshot(folder.path(), "new", |input| input.round.observed_ts = issued_ts);
    let message = Round::of_file(&folder.path().join("new")).message(5, |_| ());
    let output = thread::scope(|scope| {
        let publisher = scope.spawn(|| collect(folder.path(), &message, &TIMEOUT));
        let late = "signer_refused_total{reason=\"snapshot\"}";
        let told = || services.iter().all(|it| sample(&it.get("/metrics").body, late).is_some()).then_some(());
        until("nobody is asked", told);
        fs::rename(folder.path().join("new"), folder.path().join("snapshot.json")).unwrap();
        publisher.join().unwrap()
    });
    check_instruction(&data(&output), 0b00111, &message);
}

/// Two publishers, each with its own message of one sequence, at the same moment: no signer signs both.
#[test]
fn of_two_messages_with_one_sequence_no_signer_signs_both() {
    let folder = house_of_five();
    let services = MEMBERS.map(|member| start(folder.path(), member));
    let round = Round::of(folder.path());
    let mut quorums = 0;
    for sequence in 1..=6 {
        let publish = |life: i64| {
            let name = folder.path().join(format!("publisher-{life}"));
            fs::create_dir_all(&name).unwrap();
            write_signers(&name, &services.each_ref().map(Service::url));
            collect(
                &name,
                &round.message(sequence, |header| header.expires_ts += life),
                &["--json", "--timeout", "300"],
            )
        };
        let outputs =
            thread::scope(|scope| [0, 1].map(|life| scope.spawn(move || publish(life))).map(|it| it.join().unwrap()));
        let signed: Vec<Value> = outputs.iter().filter_map(|it| serde_json::from_slice(&it.stdout).ok()).collect();
        assert!(signed.len() <= 1, "two quorums for sequence {sequence}");
        quorums += signed.len();
        for member in MEMBERS {
            let both = outputs.iter().filter(|output| outcome(output, member) == "signed").count();
            assert!(both <= 1, "member {member} signed both");
        }
    }
    assert!(quorums > 0, "of five, one of two messages always has three");
    for member in MEMBERS {
        let journal = signer::journal::read(&folder.path().join(format!("journal-{member}"))).unwrap();
        let mut signed: Vec<_> =
            journal.records.iter().map(|record| (record.kind() as u8, record.promise().sequence)).collect();
        signed.sort_unstable();
        assert!(signed.windows(2).all(|pair| pair[0] != pair[1]), "member {member}");
    }
}
