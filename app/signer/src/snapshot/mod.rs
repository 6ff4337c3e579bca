//! The signer's own numbers from a file: one market at one moment and the accounts on it, by the chain's own formulas.
//!
//! ```text
//! input        what stands in the file
//! portfolio    an account as the chain has it
//! revaluation  profits in the scenarios, delta, gamma, vega, theta
//! model        all of it together
//! ```
//!
//! docs/SIGNER.md says what this model covers and what it does not.

mod input;
mod model;
mod portfolio;
mod revaluation;

pub use input::{
    AccountInput, CollateralInput, ExpectedForm, KindInput, LastThresholdInput, MarketInput, OptionInput,
    SettlementInput, SnapshotInput,
};
pub use model::{Snapshot, MODEL_ID};
