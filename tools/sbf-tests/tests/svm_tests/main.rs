//! The build tool of `tools/sbf`, tested on programs that run in a real SVM.

mod against_native;
mod common;
mod failures;
mod fresh_crate;

/// The operations that the fixture program runs, compiled natively.
#[path = "../../../sbf/fixtures/operations/src/operations/mod.rs"]
mod operations;
