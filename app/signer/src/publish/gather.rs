//! All signers at once, until the quorum is there or cannot come any more.

use super::ask::{ask, Reply};
use super::signers::Signers;
use crate::journal::Signature;
use bounded_http::{Endpoint, Wait};
use std::fmt;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout_at, Instant};
use vault_types::Pubkey;

/// Before a signer is asked for the second time; twice as long before each further time, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// An answer that takes longer is given up, and the signer asked again: it gives the same signature.
const ATTEMPT_TIME: Duration = Duration::from_secs(15);

/// What became of one signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its signature is verified.
    Signed(Signature),
    Refused {
        reason: String,
        text: String,
    },
    Wrong(String),
    /// Until the end, with what was wrong the last time.
    Silent(String),
    /// Everything was decided before it answered.
    NotAwaited,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signed(_) => f.write_str("signed"),
            Self::Refused { reason, text } => write!(f, "refused: {reason}: {text}"),
            Self::Wrong(text) => write!(f, "wrong: {text}"),
            Self::Silent(text) => write!(f, "silent: {text}"),
            Self::NotAwaited => f.write_str("not awaited: it was decided without it"),
        }
    }
}

/// Asks all, and stops as soon as the quorum has signed, or so many have not that it cannot. One outcome for each signer, in the order of the set.
/// Signers that are slow, or never end, hold up nobody but themselves.
pub async fn gather(signers: &Signers, message: &[u8], time: Duration) -> Vec<(Pubkey, Outcome)> {
    let deadline = Instant::now() + time;
    let mut outcomes: Vec<_> = signers.iter().map(|(key, _)| (*key, Outcome::NotAwaited)).collect();
    let mut asked = JoinSet::new();
    for (place, (key, url)) in signers.iter().enumerate() {
        let (key, url, message) = (*key, url.clone(), message.to_vec());
        asked.spawn(async move { (place, insist(&url, &key, &message, deadline).await) });
    }
    let (quorum, mut good) = (usize::from(signers.set().quorum), 0);
    while good < quorum && good + asked.len() >= quorum {
        let Some(Ok((place, outcome))) = asked.join_next().await else { break };
        good += usize::from(matches!(outcome, Outcome::Signed(_)));
        if let Some(slot) = outcomes.get_mut(place) {
            slot.1 = outcome;
        }
    }
    outcomes
}

/// Asks again and again, with longer and longer pauses, until the answer will not change or the time is over.
async fn insist(url: &Endpoint, key: &Pubkey, message: &[u8], deadline: Instant) -> Outcome {
    let (mut wait, mut last) = (Wait::new(FIRST_PAUSE, LONGEST_PAUSE), "no answer in time".to_owned());
    loop {
        let end = deadline.min(Instant::now() + ATTEMPT_TIME);
        match timeout_at(end, ask(url, key, message)).await {
            Ok(Reply::Signed(signature)) => return Outcome::Signed(signature),
            Ok(Reply::Refused { reason, text }) => return Outcome::Refused { reason, text },
            Ok(Reply::Wrong(text)) => return Outcome::Wrong(text),
            Ok(Reply::NotYet(text)) => last = text,
            // What it said before tells more.
            Err(_) => {}
        }
        let pause = wait.failed();
        if Instant::now() + pause >= deadline {
            return Outcome::Silent(last);
        }
        sleep(pause).await;
    }
}

/// The good ones, for [`collect`](crate::collect::collect).
pub fn signatures(outcomes: &[(Pubkey, Outcome)]) -> Vec<(Pubkey, Signature)> {
    let good = |(key, outcome): &(Pubkey, Outcome)| match outcome {
        Outcome::Signed(signature) => Some((*key, *signature)),
        _ => None,
    };
    outcomes.iter().filter_map(good).collect()
}
