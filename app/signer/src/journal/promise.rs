//! Which message may still be signed after those that were. Pure: nothing here knows files.
//!
//! docs/THRESHOLD.md: an account takes a message or a leaf if its sequence is above the last one that it took from this generation, in
//! whatever form that came. From that follows what must never be signed twice:
//!
//! - One account, one sequence, one message: the forms "as it is" and "after a trade" count together.
//! - A batch may have a leaf for any account. So its sequences are none that messages about accounts have: the first of each thousand
//!   ([`threshold_model::sequence`]). It is above every batch before it, and every later message is above it. It may be below a message about an account that was signed
//!   before: whichever of the two the account takes first, the other one counts after it or not at all, by its number.
//!   Messages to different accounts may share a sequence.
//! - Sequences begin anew with a generation, and generations never fall.

use super::{Conflict, Signature};
use crate::request::Request;
use std::collections::BTreeMap;
use threshold_model::sequence;

type Address = [u8; 32];

/// Whose signers: program, cluster and house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HouseKey {
    pub program: Address,
    pub cluster_genesis_hash: [u8; 32],
    pub config: Address,
}

/// What counts by itself: an account, or the batches that an account keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stream {
    pub is_batch: bool,
    pub target: Address,
}

/// This message and no other with its sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    pub house: HouseKey,
    pub stream: Stream,
    pub generation: u64,
    pub sequence: u64,
    /// SHA-256 of the message.
    pub message_hash: [u8; 32],
}

impl Promise {
    pub fn of(request: &Request) -> Self {
        let header = request.header();
        Self {
            house: HouseKey {
                program: header.program.to_bytes(),
                cluster_genesis_hash: header.cluster_genesis_hash,
                config: header.config.to_bytes(),
            },
            stream: Stream { is_batch: request.is_batch(), target: header.target.to_bytes() },
            generation: header.generation,
            sequence: header.sequence,
            message_hash: request.hash(),
        }
    }
}

/// How a message stands to what was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may be promised.
    New,
    /// It was promised; with the signature if that was made.
    Promised(Option<Signature>),
}

/// The last promise of every stream that still counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    houses: BTreeMap<HouseKey, OfHouse>,
}

/// Of one generation: earlier ones count no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OfHouse {
    generation: u64,
    highest_batch: u64,
    /// The message about an account that has the highest of the batches' numbers: there are such in journals from before these were the batches' alone.
    highest_lent: Option<Promise>,
    streams: BTreeMap<Stream, (Promise, Option<Signature>)>,
}

impl Promises {
    /// May this message be signed?
    pub fn check(&self, promise: &Promise) -> Result<Standing, Conflict> {
        let standing = self.check_order(promise)?;
        let sequence = promise.sequence;
        if standing == Standing::New && promise.stream.is_batch != sequence::is_of_batch(sequence) {
            return Err(Conflict::Number { sequence });
        }
        Ok(standing)
    }

    /// May this message stand after the others in a journal? There are journals from before batches and messages about accounts had numbers of their own.
    pub(super) fn check_order(&self, promise: &Promise) -> Result<Standing, Conflict> {
        let unused = OfHouse::default();
        let house = match self.houses.get(&promise.house) {
            Some(house) if promise.generation < house.generation => {
                return Err(Conflict::EarlierGeneration { last: house.generation });
            }
            Some(house) if promise.generation == house.generation => house,
            _ => &unused,
        };
        if let Some((last, signature)) = house.streams.get(&promise.stream) {
            if promise == last {
                return Ok(Standing::Promised(*signature));
            }
            check_sequence(promise.sequence, last.sequence)?;
        }
        house.check_shared(promise)?;
        Ok(Standing::New)
    }

    /// Notes a promise that is on disk. The caller has checked that it is new.
    pub fn note(&mut self, promise: &Promise) {
        let house = self.houses.entry(promise.house).or_default();
        if promise.generation > house.generation {
            *house = OfHouse { generation: promise.generation, ..OfHouse::default() };
        }
        if promise.stream.is_batch {
            house.highest_batch = house.highest_batch.max(promise.sequence);
        } else if sequence::is_of_batch(promise.sequence) {
            let lent = [house.highest_lent, Some(*promise)];
            house.highest_lent = lent.into_iter().flatten().max_by_key(|lent| (lent.sequence, lent.stream));
        }
        house.streams.insert(promise.stream, (*promise, None));
    }

    /// Notes the signature of a promise. False if it is not the last one of its stream.
    pub fn note_signature(&mut self, promise: &Promise, signature: &Signature) -> bool {
        let house = self.houses.get_mut(&promise.house);
        match house.and_then(|house| house.streams.get_mut(&promise.stream)) {
            Some((last, place)) if last == promise => {
                *place = Some(*signature);
                true
            }
            _ => false,
        }
    }

    /// All that counts, by rising sequence: in this order each may stand after those before it.
    pub fn in_order(&self) -> Vec<(Promise, Option<Signature>)> {
        let mut all: Vec<_> = self.houses.values().flat_map(OfHouse::all).collect();
        all.sort_by_key(|(promise, _)| promise.sequence);
        all
    }
}

impl OfHouse {
    /// The last promise of each stream, and the one with the highest number lent, should a later one of its account stand there: no batch may have
    /// its number, also when all earlier promises are forgotten.
    fn all(&self) -> impl Iterator<Item = (Promise, Option<Signature>)> + '_ {
        let is_last = |lent: &Promise| self.streams.get(&lent.stream).is_some_and(|(last, _)| last == lent);
        let lent = self.highest_lent.filter(|lent| !is_last(lent));
        self.streams.values().copied().chain(lent.map(|lent| (lent, None)))
    }

    /// Everything is above the batches before it, and no batch has the number of a message about an account. So the first sequence is 1: no account takes
    /// a zero.
    fn check_shared(&self, promise: &Promise) -> Result<(), Conflict> {
        let lent = self.highest_lent.map_or(0, |lent| lent.sequence);
        let last = if promise.stream.is_batch { self.highest_batch.max(lent) } else { self.highest_batch };
        (promise.sequence > last).then_some(()).ok_or(Conflict::SharedSequence { last })
    }
}

fn check_sequence(sequence: u64, last: u64) -> Result<(), Conflict> {
    match sequence.cmp(&last) {
        std::cmp::Ordering::Greater => Ok(()),
        std::cmp::Ordering::Equal => Err(Conflict::OtherMessage { sequence }),
        std::cmp::Ordering::Less => Err(Conflict::LowerSequence { last }),
    }
}
