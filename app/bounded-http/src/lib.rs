//! One bounded question over HTTP, to a node or a signer. Nothing of the answer is believed, and it ends whatever comes.
//!
//! ```text
//! endpoint    where somebody answers
//! connection  bytes to there and back, encrypted or not
//! post        one question, and an answer of bounded length
//! run         a future on this thread, and no longer than it takes
//! wait        how long to wait after failures in a row
//! text        foreign texts for a terminal
//! ```

mod connection;
mod endpoint;
mod post;
mod run;
mod text;
mod wait;

pub use connection::{connect, Duplex};
pub use endpoint::{Endpoint, EndpointError, Scheme};
pub use hyper::{body::Bytes, StatusCode};
pub use post::{post, Limits, Trouble};
pub use run::run_to_end;
pub use text::shown;
pub use wait::Wait;
