//! Formatting and clippy, warnings denied, for both workspaces.

use crate::{paths, process, setup, target_dir};
use anyhow::Result;

/// Fails on the first finding.
pub fn run() -> Result<()> {
    let checkout = paths::checkout()?;
    for workspace in [checkout.clone(), checkout.join(setup::TOOL_FOLDER)] {
        process::run(process::cargo().args(["fmt", "--all", "--check"]).current_dir(workspace))?;
    }
    let mut clippy = process::cargo();
    clippy
        .args(["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"])
        .current_dir(checkout)
        .env("CARGO_TARGET_DIR", target_dir::claim()?);
    process::run(&mut clippy)?;
    if let setup::Compiler::Ours(toolchain) = setup::prepare()? {
        process::run(&mut toolchain.tool_clippy()?)?;
    }
    Ok(())
}
