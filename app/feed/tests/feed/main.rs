//! From lines of a recording to entries. One binary: the simulator behind the price accounts is large.

mod common;
mod record;
