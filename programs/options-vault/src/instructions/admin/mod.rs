//! Houses: who may change what.

pub mod create_config;

pub use create_config::*;
