//! Houses: who may change what, and when.

pub mod cancel_change;
pub mod create_config;
pub mod create_signer_set;
pub mod execute_change;
pub mod propose_change;
mod target;
pub mod tighten;

pub use {cancel_change::*, create_config::*, create_signer_set::*, execute_change::*, propose_change::*, tighten::*};
