//! A process that signs as fast as it can is killed at random moments, again and again. Whatever it has answered must hold.
//!
//! 100 kills; `SIGNER_KILLS=500` for more. A kill loses nothing that the system has taken to write: what a loss of power does is in
//! `faults.rs`.

mod common;

use common::*;
use signer::{
    journal::{read, Contents, JournalError, Limits, Promise, Standing},
    key, Request, SignError,
};
use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

/// Rewritten all the time.
const LIMITS: Limits = Limits { least_len: 6_000, times_live: 2 };
const FOLDER: &str = "SIGNER_CHILD_FOLDER";
const LIFE: &str = "SIGNER_CHILD_LIFE";
const FROM: &str = "SIGNER_CHILD_FROM";
const ACCOUNTS: u8 = 3;

/// All messages that a process in this life wants to sign in this step, which have one sequence. Another life wants others.
fn wanted(step: u64, life: u32) -> Vec<Request> {
    let sequence = step / 5 * 1_000 + step % 5;
    match step % 5 {
        0 => vec![batch(0xb0, sequence, life)],
        _ => (0..ACCOUNTS).map(|target| about(target, sequence, life)).collect(),
    }
}

/// The process that the test below starts and kills; by itself it does nothing.
#[test]
fn child() {
    let Ok(folder) = env::var(FOLDER) else { return };
    let number = |name: &str| env::var(name).unwrap().parse::<u64>().unwrap();
    let (life, from) = (number(LIFE) as u32, number(FROM));
    let mut signer = open(Path::new(&folder), LIMITS);
    let end = Instant::now() + Duration::from_secs(20);
    for step in from.. {
        for request in wanted(step, life) {
            match signer.sign(&request, approve) {
                Ok(signature) => println!("signed {step} {} {}", request.header().target, hex::encode(signature)),
                Err(SignError::Journal(JournalError::Conflict(_))) => println!("refused"),
                Err(error) => panic!("{error}"),
            }
        }
        if Instant::now() > end {
            return;
        }
    }
}

/// What was answered: by step and account, the message and its signature.
#[derive(Default)]
struct Answered {
    all: HashMap<(u64, String), (Request, String)>,
    refused: usize,
    lives: usize,
}

impl Answered {
    fn highest(&self) -> u64 {
        self.all.keys().map(|(step, _)| *step).max().unwrap_or(1)
    }

    /// Takes complete lines: of the last one a kill may leave a part.
    fn take(&mut self, output: &str, life: u32) {
        let before = self.all.len();
        let complete = output.rsplit_once('\n').map_or("", |(complete, _)| complete);
        self.refused += complete.lines().filter(|line| *line == "refused").count();
        for line in complete.lines() {
            // libtest's own first line has no line end.
            let Some((_, answer)) = line.split_once("signed ") else { continue };
            let [step, target, signature] = answer.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let step = step.parse().unwrap();
            let request = wanted(step, life).into_iter().find(|it| it.header().target.to_string() == target);
            let earlier = self.all.insert((step, target.to_owned()), (request.unwrap(), signature.to_owned()));
            assert!(earlier.is_none(), "two messages signed in step {step} for {target}");
        }
        self.lives += usize::from(self.all.len() > before);
    }

    /// The journal knows every answer, or one after it; and lets nothing else be signed in its place.
    fn check(&self, contents: &Contents) {
        for ((step, target), (request, signature)) in &self.all {
            match contents.promises.check(&Promise::of(request)) {
                Ok(Standing::Promised(kept)) => assert_eq!(kept.map(hex::encode).as_ref(), Some(signature)),
                Ok(Standing::New) => panic!("the signature of step {step} for {target} was lost"),
                Err(_) => {}
            }
            let mut other = Promise::of(request);
            other.message_hash = [0; 32];
            assert!(contents.promises.check(&other).is_err(), "the sequence of step {step} for {target} is free again");
        }
    }
}

/// Starts a process, kills it after a while, and returns what it has written.
fn live(folder: &Path, life: u32, from: u64, time: Duration) -> String {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture", "--test-threads=1"])
        .envs([(FOLDER, folder.to_str().unwrap()), (LIFE, &life.to_string()), (FROM, &from.to_string())])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let reader = thread::spawn(move || {
        let mut output = String::new();
        stdout.read_to_string(&mut output).unwrap();
        output
    });
    thread::sleep(time);
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9), "it ended by itself: {status}");
    reader.join().unwrap()
}

#[test]
fn no_kill_breaks_a_promise() {
    let kills: u32 = env::var("SIGNER_KILLS").map_or(100, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let journal = new_journal(folder.path());
    let (mut answered, mut torn, start) = (Answered::default(), 0, Instant::now());
    for life in 0..kills {
        // From 5 to 85 ms, spread evenly in an order of no pattern; longer on a machine where nothing is signed within that.
        let slower = (1 + (life - answered.lives as u32) / 20).min(20);
        let time = Duration::from_micros(5_000 + u64::from(life) * 7_919 % 80_000) * slower;
        let output = live(folder.path(), life, answered.highest(), time);
        answered.take(&output, life);
        let contents = read(&journal).unwrap();
        torn += u32::from(contents.torn_len > 0);
        answered.check(&contents);
    }
    for (request, signature) in answered.all.values() {
        let bytes = hex::decode(signature).unwrap();
        assert!(key::verify(&public_key(), request.bytes(), &bytes.try_into().unwrap()));
    }
    let Answered { all, refused, lives } = answered;
    println!(
        "{kills} kills in {:.1} s: {} signatures in {lives} lives, {refused} refusals, {torn} torn ends",
        start.elapsed().as_secs_f64(),
        all.len(),
    );
    assert!(all.len() > 10 && refused > 0, "too slow a machine to test anything: {} signatures", all.len());
}
