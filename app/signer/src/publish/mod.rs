//! The publisher: asks signers over HTTP, and brings what they sign into the form that the chain takes.
//!
//! ```text
//! signers  who is asked, and where
//! ask      one question to one signer, and what is made of the answer
//! gather   all signers at once, until the quorum is there
//! batch    the file of a message for many accounts, with a proof for each
//! ```
//!
//! Nothing that a signer answers is believed: a signature counts if it verifies, and nobody is waited for but by the clock.

pub mod ask;
pub mod batch;
pub mod gather;
pub mod signers;
