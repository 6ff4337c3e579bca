//! Clients of `signer serve` that want to hold it up: too much, too slow, too many, and nonsense.

mod common;

use common::{command::*, service::*};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::time::{Duration, Instant};

const HEAD: &str = "POST /v1/sign HTTP/1.1\r\nHost: signer\r\n";
/// A client that should have been dropped after a second was not.
const LATE: Duration = Duration::from_secs(50);

/// With a second for each client.
fn impatient(connections: &str) -> (tempfile::TempDir, Service, Vec<u8>) {
    let folder = with_journal();
    let limits = ["--client-seconds", "1", "--connections", connections];
    let service = Service::with_journal(folder.path(), &[&SNAPSHOT[..], &limits].concat());
    let message = Round::of(folder.path()).message(5, |_| ());
    (folder, service, message)
}

#[test]
fn a_body_that_is_too_long_is_not_read() {
    let (_folder, service, message) = impatient("8");
    let announced = format!("{HEAD}Content-Length: 1000000000\r\n\r\n");
    assert_eq!(http(service.address, announced.as_bytes()).unwrap().denial().1, "too_large");
    let chunk = format!("400\r\n{}\r\n", "0".repeat(1_024));
    let chunked = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}");
    let (status, reason, text) = http(service.address, chunked.as_bytes()).unwrap().denial();
    assert!(status == 413 && reason == "too_large" && text.contains("1024 bytes"), "{text}");
    let allowed = [message.as_slice(), &[0; 1_024 - 344]].concat();
    assert_eq!(service.post(&allowed).denial().1, "message", "of the longest that is read it says what is wrong");
    service.post(&message).signature();
}

#[test]
fn a_head_that_is_too_long_is_not_read() {
    let (_folder, service, message) = impatient("8");
    let mut stream = connect(service.address).unwrap();
    let mut sent = 0;
    let line = format!("X-More: {}\r\n", "x".repeat(1_000));
    stream.write_all(HEAD.as_bytes()).unwrap();
    while sent < 64 << 20 && stream.write_all(line.as_bytes()).is_ok() {
        sent += line.len();
    }
    assert!(sent < 64 << 20, "it reads for ever");
    service.post(&message).signature();
}

#[test]
fn a_slow_body_and_a_slow_head_are_given_up() {
    let (_folder, service, message) = impatient("8");
    let start = Instant::now();
    let begun = format!("{HEAD}Content-Length: 344\r\n\r\nOPT");
    assert_eq!(http(service.address, begun.as_bytes()).unwrap().denial().1, "slow");
    for begun in ["", "P", HEAD] {
        let mut stream = connect(service.address).unwrap();
        stream.write_all(begun.as_bytes()).unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
    }
    assert!(start.elapsed() < LATE, "{:?}", start.elapsed());
    service.post(&message).signature();
}

/// A byte now and then does not buy more time.
#[test]
fn a_body_in_drops_has_no_more_time_than_another() {
    let (_folder, service, _) = impatient("8");
    let mut stream = connect(service.address).unwrap();
    stream.write_all(format!("{HEAD}Content-Length: 344\r\n\r\n").as_bytes()).unwrap();
    let start = Instant::now();
    while start.elapsed() < LATE && stream.write_all(b"0").is_ok() {
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(start.elapsed() < LATE);
}

#[test]
fn connections_beyond_the_limit_wait_and_are_answered() {
    let (_folder, service, message) = impatient("4");
    let idle: Vec<_> = (0..20).map(|_| connect(service.address).unwrap()).collect();
    service.post(&message).signature();
    let open = sample(&service.get("/metrics").body, "signer_connections").unwrap();
    assert!((1.0..=4.0).contains(&open), "{open}");
    drop(idle);
}

/// A client that goes away before its turn leaves nothing behind that could stop the others.
#[test]
fn clients_that_go_away_hold_up_nobody() {
    let (folder, service, message) = impatient("4");
    let round = Round::of(folder.path());
    for sequence in 10..40 {
        let mut stream = connect(service.address).unwrap();
        stream.write_all(&post(&round.message(sequence, |_| ()))).unwrap();
    }
    let last = round.message(100, |_| ());
    let signed = || Some(service.post(&last)).filter(|answer| answer.status == 200);
    assert_eq!(until("they are still in the queue", signed).signature().len(), 64);
    assert_eq!(service.post(&message).denial().1, "lower_sequence");
}

/// Requests with something wrong anywhere, and bytes that are none.
fn requests(message: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let request = Just(post(&message));
    let damaged = (request, prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), any::<bool>());
    let damaged = damaged.prop_map(|(mut request, changes, is_cut)| {
        for (place, byte) in changes {
            let place = place.index(request.len());
            request[place] = byte;
            if is_cut {
                request.truncate(place.max(1));
            }
        }
        request
    });
    prop_oneof![damaged, prop::collection::vec(any::<u8>(), 0..600)]
}

#[test]
fn nonsense_gets_no_signature_and_stops_nothing() {
    let (folder, service, message) = impatient("8");
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&requests(message.clone()), |request| {
        let mut stream = connect(service.address).unwrap();
        // It may close while it is still being written to.
        stream.write_all(&request).ok();
        stream.shutdown(Shutdown::Write).ok();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok();
        let is_signed = bytes.starts_with(b"HTTP/1.1 200");
        prop_assert!(!is_signed || request.ends_with(&message), "{request:?}");
        Ok(())
    });
    result.unwrap();
    service.post(&Round::of(folder.path()).message(6, |_| ())).signature();
    let journal = signer::journal::read(&folder.path().join("journal")).unwrap();
    assert!(journal.records.len() <= 4, "the message and the one after it at most");
}
