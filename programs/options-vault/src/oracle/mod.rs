//! Adapters from oracle accounts to [`vault_types::price::ValidatedPrice`], one file per oracle.

pub mod pyth_pull;
