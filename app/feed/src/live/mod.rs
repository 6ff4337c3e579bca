//! Accounts as a node shows them, live. All of them at one slot over HTTP, again and again; and each change over a websocket, which is there
//! sooner and may be cut at any time. What comes is an entry of a recording.
//!
//! A node is believed: what it shows has no proof.

mod filter;
mod follow;
pub mod rpc;
mod slots;
mod subscription;
pub mod wire;

pub use bounded_http::{Endpoint, EndpointError, Scheme};
pub use filter::Filter;
pub use follow::{follow, Source, Tally, Timing};

/// How final a block must be before a node shows its accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Commitment {
    /// Two thirds of the stake have voted for it.
    Confirmed,
    /// Nothing can replace it any more; half a minute later.
    Finalized,
}

impl Commitment {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Finalized => "finalized",
        }
    }
}
