//! Where the built program is.

use std::path::{Path, PathBuf};

/// Which of the two files that the build writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgramVersion {
    /// sBPF v0, what mainnet runs.
    V0,
    /// sBPF v3, what validators with every feature switched on accept.
    V3,
}

/// The file in the checkout's `target/deploy`, whether it exists or not.
pub fn program_file(version: ProgramVersion) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/deploy");
    folder.join(match version {
        ProgramVersion::V0 => "options_vault.so",
        ProgramVersion::V3 => "options_vault.v3.so",
    })
}
