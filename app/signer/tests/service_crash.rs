//! `signer serve` is killed under load, again and again. Whatever it has answered must hold.
//!
//! 25 kills; `SIGNER_KILLS=500` for more, but within ten minutes: so old a snapshot may be.

mod common;

use common::{command::*, service::*, *};
use signer::journal::{read, Contents, Promise, Standing};
use signer::wire::SignedBody;
use signer::{HouseInput, Request};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

const CLIENTS: u64 = 3;

/// What one client asks for until the service is gone: rising sequences from `from` on, in a message of this life and client and of no other.
fn ask_until_it_dies(address: SocketAddr, round: &Round, from: u64, what: i64) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
    let mut answers = Vec::new();
    for sequence in from.. {
        let message = round.message(sequence, |header| header.expires_ts += what);
        let Ok(answer) = http(address, &post(&message)) else { break };
        let signed = serde_json::from_str::<SignedBody>(&answer.body).ok();
        let signature = signed.map(|signed| hex::decode(&signed.signature).unwrap());
        assert!(signature.is_some() || [409, 503].contains(&answer.status), "{answer:?}");
        answers.push((message, signature));
    }
    answers
}

/// All that was ever answered with a signature, by sequence.
#[derive(Default)]
struct Answered {
    all: HashMap<u64, (Request, Vec<u8>)>,
    refused: usize,
    lives: usize,
}

impl Answered {
    fn take(&mut self, answers: Vec<(Vec<u8>, Option<Vec<u8>>)>) {
        for (message, signature) in answers {
            let request = Request::read(&message).unwrap();
            let Some(signature) = signature else {
                self.refused += 1;
                continue;
            };
            assert!(signer::key::verify(&public_key(), &message, &signature.clone().try_into().unwrap()));
            let sequence = request.header().sequence;
            let earlier = self.all.insert(sequence, (request.clone(), signature));
            assert!(earlier.is_none_or(|(other, _)| other == request), "two messages signed with sequence {sequence}");
        }
    }

    /// The journal has the last answer, and lets nothing else be signed in the place of any.
    fn check(&self, contents: &Contents) {
        for (sequence, (request, signature)) in &self.all {
            match contents.promises.check(&Promise::of(request)) {
                Ok(Standing::Promised(kept)) => assert_eq!(kept.as_ref().map(|it| &it[..]), Some(&signature[..])),
                Ok(Standing::New) => panic!("the signature with sequence {sequence} was lost"),
                Err(_) => {}
            }
            let other = Promise { message_hash: [0; 32], ..Promise::of(request) };
            assert!(contents.promises.check(&other).is_err(), "sequence {sequence} is free again");
        }
    }
}

/// A signer that takes messages of up to ten minutes ago.
fn patient() -> tempfile::TempDir {
    let folder = with_journal();
    let mut house: HouseInput = serde_json::from_str(HOUSE_FILE).unwrap();
    (house.max_age_secs, house.max_life_secs) = (600, 3_600);
    fs::write(folder.path().join("house.json"), serde_json::to_string(&house).unwrap()).unwrap();
    folder
}

#[test]
fn no_kill_of_the_service_breaks_a_promise() {
    let kills: u64 = env::var("SIGNER_KILLS").map_or(25, |kills| kills.parse().unwrap());
    let folder = patient();
    let (round, journal) = (Round::of(folder.path()), folder.path().join("journal"));
    let (mut answered, start) = (Answered::default(), Instant::now());
    for life in 0..kills {
        let mut service = Service::with_journal(folder.path(), &["--snapshot", "snapshot.json"]);
        // The last one answered is asked for once more, and then others in its place.
        let from = answered.all.keys().max().copied().unwrap_or(1);
        if let Some((request, signature)) = answered.all.get(&from) {
            let answer = service.post(request.bytes());
            match read(&journal).unwrap().promises.check(&Promise::of(request)) {
                Ok(_) => assert_eq!(&answer.signature(), signature, "after a new start"),
                Err(_) => {
                    assert_eq!(answer.denial().1, "lower_sequence", "a later one was promised, and never answered")
                }
            }
        }
        let (address, before) = (service.address, answered.all.len());
        let clients = thread::scope(|scope| {
            let ask = |client| {
                let (round, what) = (&round, (life * CLIENTS + client) as i64);
                scope.spawn(move || ask_until_it_dies(address, round, from, what))
            };
            let clients: Vec<_> = (0..CLIENTS).map(ask).collect();
            // From 5 to 85 ms, spread evenly in an order of no pattern; longer on a machine where nothing is signed within that.
            let slower = (1 + (life as u32 - answered.lives as u32) / 10).min(20);
            thread::sleep(Duration::from_micros(5_000 + life * 7_919 % 80_000) * slower);
            service.child.kill().unwrap();
            clients.into_iter().map(|client| client.join().unwrap()).collect::<Vec<_>>()
        });
        service.wait();
        clients.into_iter().for_each(|answers| answered.take(answers));
        answered.lives += usize::from(answered.all.len() > before);
        answered.check(&read(&journal).unwrap());
    }
    let Answered { all, refused, lives } = answered;
    let seconds = start.elapsed().as_secs_f64();
    println!("{kills} kills in {seconds:.1} s: {} signatures in {lives} lives, {refused} refusals", all.len());
    assert!(all.len() > 10 && refused > 0, "too slow a machine to test anything: {} signatures", all.len());
}
