//! From lines of a recording to the states of markets. One binary: the simulator behind the price accounts is large.

mod common;
mod document;
mod live;
mod markets;
#[path = "../../../snapshot-taker/tests/shared/page.rs"]
mod page;
mod price;
mod record;
mod state;
