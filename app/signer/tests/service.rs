//! `signer serve`: what it answers, counts and logs.

mod common;

use common::{command::*, service::*, *};
use signer::key;
use signer::wire::HealthBody;
use std::io::Write as _;
use std::{fs, thread};
use vault_types::{
    signed::message::MessageHeader,
    threshold::batch::{self as tree, BatchBody},
    Pubkey,
};

#[test]
fn a_message_is_signed_raw_and_in_hex_and_again_after_a_new_start() {
    let (folder, mut service, round) = ready_to_serve();
    let message = round.message(5, |_| ());
    let signature = service.post(&message).signature();
    assert!(key::verify(&public_key(), &message, &signature.clone().try_into().unwrap()));
    let hex_again = service.post(format!("{}\n", hex::encode(&message)).as_bytes());
    assert_eq!(hex_again.signature(), signature);
    service.tell_to_stop();
    assert_eq!(service.wait().code(), Some(0));
    let service = Service::with_journal(folder.path(), &SNAPSHOT);
    assert_eq!(service.post(&message).signature(), signature);
}

fn with_target(mut message: Vec<u8>, byte: u8) -> Vec<u8> {
    message[112..144].fill(byte);
    message
}

/// The same line as the command's, and a word for each rule.
#[test]
fn what_is_refused_has_a_reason_and_the_text_of_the_command() {
    let (folder, mut service, round) = ready_to_serve();
    service.post(&round.message(5, |_| ())).signature();
    let batch = |number| {
        let (target, sequence) = (HOUSE.batch_account(), round.sequence(number));
        let header = MessageHeader { sequence, target, domain: tree::DOMAIN, ..round.header };
        tree::encode(&header, &BatchBody { root: [1; 32], depth: 0 })
    };
    // Of an account about which nothing was signed yet, and so long before.
    let of_the_second = |secs: i64| with_target(round.message(6, |header| header.issued_ts -= secs), 0xa2);
    let mut differs = round.message(6, |_| ());
    differs[216] ^= 1;
    let refused = [
        (422, "addressed", round.message(6, |header| header.generation += 1)),
        (422, "addressed", round.message(6, |header| header.config = address(1))),
        (422, "sequence", round.message(1_000, |_| ())),
        (422, "sequence", round.message(1_001, |_| ())),
        (422, "time", round.message(6, |header| header.issued_ts += 500)),
        (422, "stale", of_the_second(500)),
        (422, "life", round.message(6, |header| header.expires_ts += 5_000)),
        (422, "recompute", of_the_second(1)),
        (422, "recompute", round.message(6, |header| header.target = address(1))),
        (422, "differs", differs),
        (422, "life", round.message(6, |header| header.expires_ts -= 500)),
        (422, "differs", batch(0)),
        (422, "sequence", batch(6)),
        (422, "sequence", batch(1_000)),
        (422, "addressed", with_target(batch(0), 1)),
        (409, "other_message", round.message(5, |header| header.expires_ts -= 1)),
        (409, "lower_sequence", round.message(4, |_| ())),
    ];
    let answers = refused.each_ref().map(|(_, _, message)| service.post(message).denial());
    service.tell_to_stop();
    service.wait();
    for ((status, reason, message), answer) in refused.iter().zip(answers) {
        assert_eq!((answer.0, answer.1.as_str()), (*status, *reason), "{}", answer.2);
        let by_command = sign(folder.path(), &hex::encode(message));
        let (code, error) = failure(&by_command);
        // Ages grow by a second now and then.
        let without_digits = |text: &str| text.chars().filter(|sign| !sign.is_ascii_digit()).collect::<String>();
        assert_eq!((code, without_digits(error)), (3, without_digits(&format!("error: {}\n", answer.2))));
    }
}

/// The signers have too many strikes, and the account has no threshold that they could raise. What speaks against it is the chain's rule, not the snapshot.
#[test]
fn what_the_chain_would_not_take_is_called_so() {
    let (folder, service, round) = ready_to_serve();
    write_snapshot(folder.path(), "snapshot.json", |input| {
        input.round.observed_ts = round.header.issued_ts;
        input.house.strikes = 3;
    });
    let (status, reason, text) = service.post(&round.message(5, |_| ())).denial();
    assert_eq!((status, reason.as_str()), (422, "chain"), "{text}");
    // Of an account that the snapshot does not have it is the snapshot that speaks.
    assert_eq!(service.post(&with_target(round.message(5, |_| ()), 1)).denial().1, "recompute");
}

#[test]
fn other_paths_methods_and_bodies_are_told_what_to_do() {
    let (_folder, service, _) = ready_to_serve();
    let asked = |request: &str| http(service.address, request.as_bytes()).unwrap().denial();
    for (request, status, reason) in [
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 404, "path"),
        ("GET /v1/sign HTTP/1.1\r\nHost: x\r\n\r\n", 405, "method"),
        ("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405, "method"),
        ("DELETE /v1/health HTTP/1.1\r\nHost: x\r\n\r\n", 405, "method"),
        ("POST /v1/sign HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 400, "message"),
        ("POST /v1/sign HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", 400, "message"),
        ("POST /v1/sign HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n00ff", 400, "message"),
    ] {
        let (found, word, text) = asked(request);
        assert_eq!((found, word.as_str()), (status, reason), "{request}");
        assert!(text.contains(": "), "{text} says what to do");
    }
}

/// Every line is a comment about, or a sample of, a metric that was announced.
fn check_format(metrics: &str) {
    let mut announced = Vec::new();
    for line in metrics.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let [kind, name, _] = comment.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            assert!(["HELP", "TYPE"].contains(&kind), "{line}");
            let row = format!("| `{name}");
            assert!(document().contains(&row), "docs/SIGNER_RUNNING.md has no row {row}");
            announced.push(name);
        } else {
            let (name, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
            let name = name.split('{').next().unwrap();
            assert!(announced.iter().any(|known| name.starts_with(known)), "{line}");
        }
    }
}

#[test]
fn health_and_metrics_tell_what_has_happened() {
    let (folder, service, round) = ready_to_serve();
    let health: HealthBody = serde_json::from_str(&service.get("/v1/health").body).unwrap();
    assert_eq!(health.public_key, Pubkey::new_from_array(public_key()).to_string());
    assert!(health.generation == GENERATION && health.snapshot_age_seconds.unwrap() < 60);
    for sequence in [5, 6, 7, 7] {
        service.post(&round.message(sequence, |_| ())).signature();
    }
    for sequence in [3, 3, 4] {
        assert_eq!(service.post(&round.message(sequence, |_| ())).denial().1, "lower_sequence");
    }
    assert_eq!(service.post(b"hello").denial().1, "message");
    assert_eq!(service.post(&round.message(8, |header| header.generation += 1)).denial().1, "addressed");
    let metrics = service.get("/metrics");
    let metrics = metrics.body.as_str();
    check_format(metrics);
    let value = |name: &str| sample(metrics, name).unwrap_or_else(|| panic!("no {name} in\n{metrics}"));
    assert_eq!(value("signer_signed_total"), 4.0);
    assert_eq!(value("signer_refused_total{reason=\"lower_sequence\"}"), 3.0);
    assert_eq!(value("signer_refused_total{reason=\"message\"}"), 1.0);
    assert_eq!(value("signer_refused_total{reason=\"addressed\"}"), 1.0);
    assert_eq!(value("signer_journal_sync_seconds_count"), 6.0, "a promise and a signature of three messages");
    assert_eq!(value("signer_journal_sync_seconds_bucket{le=\"+Inf\"}"), 6.0);
    assert!(value("signer_journal_sync_seconds_sum") > 0.0);
    let journal_len = fs::metadata(folder.path().join("journal")).unwrap().len();
    assert_eq!(value("signer_journal_bytes"), journal_len as f64);
    assert!((0.0..60.0).contains(&value("signer_snapshot_age_seconds")));
    assert_eq!(value("signer_connections"), 1.0, "the one that asks");
    assert_eq!(value("signer_own_prices"), 0.0, "it trusts the snapshot");
}

#[test]
fn the_log_is_json_lines_without_secrets() {
    let (folder, mut service, round) = ready_to_serve();
    service.post(&round.message(5, |_| ())).signature();
    service.post(&round.message(4, |_| ())).denial();
    service.tell_to_stop();
    service.wait();
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let messages: Vec<_> = lines.iter().map(|line| line["message"].as_str().unwrap()).collect();
    let trusting = "trusting the snapshot: whoever writes it says what the markets are worth";
    assert_eq!(messages, [trusting, "listening", "signed", "not signed", "stopping"]);
    let lines = &lines[1..];
    assert_eq!((&lines[1]["sequence"], &lines[1]["form"]), (&round.sequence(5).into(), &"account".into()));
    assert_eq!(lines[2]["reason"], "lower_sequence");
    let secret = signing_key(0).to_bytes();
    assert!(!log.contains(&hex::encode(secret)) && !log.contains(&format!("{secret:?}")), "{log}");
}

#[test]
fn of_two_messages_with_one_sequence_at_once_one_is_signed() {
    let (_folder, service, round) = ready_to_serve();
    for sequence in 1..=10 {
        let messages: Vec<_> = (0..8).map(|what| round.message(sequence, |header| header.expires_ts += what)).collect();
        let at = service.address;
        let clients: Vec<_> = messages
            .iter()
            .map(|message| post(message))
            .map(|it| thread::spawn(move || http(at, &it).unwrap()))
            .collect();
        let answers: Vec<_> = clients.into_iter().map(|client| client.join().unwrap()).collect();
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "sequence {sequence}");
        assert!(answers.iter().all(|answer| answer.status == 200 || answer.denial().1 == "other_message"));
    }
}

#[test]
fn a_request_in_many_small_pieces_is_answered() {
    let (_folder, service, round) = ready_to_serve();
    let mut stream = connect(service.address).unwrap();
    for piece in post(&round.message(5, |_| ())).chunks(50) {
        stream.write_all(piece).unwrap();
        stream.flush().unwrap();
    }
    assert_eq!(answer(&mut stream).unwrap().signature().len(), 64);
}
