//! Houses: who may change what, and who signs.

pub mod create_config;
pub mod create_signer_set;

pub use {create_config::*, create_signer_set::*};
