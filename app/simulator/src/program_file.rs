//! Where the built program is.

use std::env;
use std::path::{Path, PathBuf};

/// Names another folder than the checkout's own.
const DEPLOY_FOLDER: &str = "OPTIONS_VAULT_DEPLOY";

/// Which of the two files that the build writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgramVersion {
    /// sBPF v0, what mainnet runs.
    V0,
    /// sBPF v3, what validators with every feature switched on accept.
    V3,
}

/// The file in `$OPTIONS_VAULT_DEPLOY`, or in the checkout's `target/deploy`, whether it exists or not.
pub fn program_file(version: ProgramVersion) -> PathBuf {
    let built = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/deploy");
    let folder = env::var_os(DEPLOY_FOLDER).map_or_else(built, PathBuf::from);
    folder.join(match version {
        ProgramVersion::V0 => "options_vault.so",
        ProgramVersion::V3 => "options_vault.v3.so",
    })
}
