//! A signer that answers over HTTP/1.1. docs/SIGNER_RUNNING.md has its paths, reasons and metrics.
//!
//! ```text
//! snapshots  the signer's own numbers, read again when their file changes
//! message    the body of a request: raw bytes or hex, and nothing else
//! desk       the one thread with key and journal: one message after the other
//! denial     why there is no signature: status, reason, line of text
//! metrics    what is counted
//! front      what each path answers
//! server     connections: how many, how long, and a stop that finishes what has begun
//! ```

mod denial;
mod desk;
mod front;
pub mod message;
mod metrics;
mod server;
mod snapshots;

pub use denial::Denial;
pub use desk::Desk;
pub use metrics::Metrics;
pub use server::{serve, ServeError, ServeLimits};
pub use snapshots::{Place, Snapshots};
