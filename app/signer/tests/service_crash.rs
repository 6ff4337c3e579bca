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
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

const CLIENTS: u64 = 3;

/// Rounds of forty seconds up to now: numbers for 39,960 messages.
struct Rounds(Vec<Round>);

impl Rounds {
    /// With a snapshot of each in the folder `rounds`.
    fn new(folder: &Path) -> Self {
        fs::create_dir(folder.join("rounds")).unwrap();
        let now_ts = Round::of(folder).header.issued_ts;
        let round = |issued_ts| {
            let name = format!("rounds/{issued_ts}.json");
            write_snapshot(folder, &name, |input| input.round.observed_ts = issued_ts);
            Round::of_file(&folder.join(name))
        };
        Self((now_ts - 39..=now_ts).map(round).collect())
    }

    /// With a higher sequence in each step.
    fn message(&self, step: u64, what: i64) -> Option<Vec<u8>> {
        let round = self.0.get(usize::try_from(step / 999).unwrap())?;
        Some(round.message(1 + step % 999, |header| header.expires_ts += what))
    }
}

/// A message, in which step it was asked for, and its signature if there was one.
type Asked = (u64, Vec<u8>, Option<Vec<u8>>);

/// What one client asks for until the service is gone: rising sequences from step `from` on, in a message of this life and client and of no other.
fn ask_until_it_dies(address: SocketAddr, rounds: &Rounds, from: u64, what: i64) -> Vec<Asked> {
    let mut asked = Vec::new();
    for step in from.. {
        let Some(message) = rounds.message(step, what) else { break };
        let Ok(answer) = http(address, &post(&message)) else { break };
        let signed = serde_json::from_str::<SignedBody>(&answer.body).ok();
        let signature = signed.map(|signed| hex::decode(&signed.signature).unwrap());
        assert!(signature.is_some() || [409, 503].contains(&answer.status), "{answer:?}");
        asked.push((step, message, signature));
    }
    asked
}

/// All that was ever answered with a signature, by step.
#[derive(Default)]
struct Answered {
    all: HashMap<u64, (Request, Vec<u8>)>,
    refused: usize,
    lives: usize,
}

impl Answered {
    fn take(&mut self, asked: Vec<Asked>) {
        for (step, message, signature) in asked {
            let request = Request::read(&message).unwrap();
            let Some(signature) = signature else {
                self.refused += 1;
                continue;
            };
            assert!(signer::key::verify(&public_key(), &message, &signature.clone().try_into().unwrap()));
            let earlier = self.all.insert(step, (request.clone(), signature));
            assert!(earlier.is_none_or(|(other, _)| other == request), "two messages signed in step {step}");
        }
    }

    /// The journal has the last answer, and lets nothing else be signed in the place of any.
    fn check(&self, contents: &Contents) {
        for (step, (request, signature)) in &self.all {
            match contents.promises.check(&Promise::of(request)) {
                Ok(Standing::Promised(kept)) => assert_eq!(kept.as_ref().map(|it| &it[..]), Some(&signature[..])),
                Ok(Standing::New) => panic!("the signature of step {step} was lost"),
                Err(_) => {}
            }
            let other = Promise { message_hash: [0; 32], ..Promise::of(request) };
            assert!(contents.promises.check(&other).is_err(), "the sequence of step {step} is free again");
        }
    }
}

/// A signer that takes messages nearly as old as accounts do.
fn patient() -> tempfile::TempDir {
    let folder = with_journal();
    let mut house: HouseInput = serde_json::from_str(HOUSE_FILE).unwrap();
    (house.max_age_secs, house.min_life_secs, house.max_life_secs) = (290, 10, 3_600);
    fs::write(folder.path().join("house.json"), serde_json::to_string(&house).unwrap()).unwrap();
    folder
}

#[test]
fn no_kill_of_the_service_breaks_a_promise() {
    let kills: u64 = env::var("SIGNER_KILLS").map_or(25, |kills| kills.parse().unwrap());
    let folder = patient();
    let (rounds, journal) = (Rounds::new(folder.path()), folder.path().join("journal"));
    let (mut answered, start) = (Answered::default(), Instant::now());
    for life in 0..kills {
        let mut service = Service::with_journal(folder.path(), &["--snapshot-dir", "rounds", "--trust-snapshot"]);
        // The last one answered is asked for once more, and then others in its place.
        let from = answered.all.keys().max().copied().unwrap_or(0);
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
                let (rounds, what) = (&rounds, (life * CLIENTS + client) as i64);
                scope.spawn(move || ask_until_it_dies(address, rounds, from, what))
            };
            let clients: Vec<_> = (0..CLIENTS).map(ask).collect();
            // From 5 to 85 ms, spread evenly in an order of no pattern; longer on a machine where nothing is signed within that.
            let slower = (1 + (life as u32 - answered.lives as u32) / 10).min(20);
            thread::sleep(Duration::from_micros(5_000 + life * 7_919 % 80_000) * slower);
            service.child.kill().unwrap();
            clients.into_iter().map(|client| client.join().unwrap()).collect::<Vec<_>>()
        });
        service.wait();
        clients.into_iter().for_each(|asked| answered.take(asked));
        answered.lives += usize::from(answered.all.len() > before);
        answered.check(&read(&journal).unwrap());
    }
    let Answered { all, refused, lives } = answered;
    let seconds = start.elapsed().as_secs_f64();
    println!("{kills} kills in {seconds:.1} s: {} signatures in {lives} lives, {refused} refusals", all.len());
    assert!(all.len() > 10 && refused > 0, "too slow a machine to test anything: {} signatures", all.len());
}
