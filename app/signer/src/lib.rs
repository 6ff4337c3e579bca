//! One signer of margin thresholds: the part that must never fail. docs/SIGNER.md says what it guarantees.
//!
//! ```text
//! request   the bytes to sign, and what they say
//! rules     what a message must be like to be signed: pure functions
//! recompute the signer's own numbers; snapshot gets them from a file by the crate threshold-model
//! prices    what the signer itself sees of the markets, to hold against a snapshot
//! objection the rules at this moment, the cheap ones before the signer's own numbers are looked for
//! journal   what was promised, on disk before the key is used
//! key       the key, in a file or behind a command
//! signer    the order of things: rules, promise, key, record, answer
//! collect   m of n signatures for the chain
//! service   all of that over HTTP, for as long as the process runs
//! publish   the other side: asks n signers, gets m signatures, writes what the chain takes
//! wire      what the two say to each other
//! ```

pub mod clock;
pub mod collect;
mod house_input;
pub mod journal;
pub mod key;
mod objection;
pub mod prices;
pub mod publish;
pub mod recompute;
pub mod request;
pub mod rules;
pub mod service;
mod signer;
pub mod snapshot;
pub mod wire;

pub use house_input::{HouseError, HouseInput, KnownModelInput};
pub use objection::{judge_now, Objection};
pub use request::{Content, Request, RequestError};
pub use signer::{SignError, Signer};
