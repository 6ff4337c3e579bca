//! Formatting and clippy, warnings denied, for every workspace.

use crate::{bench_cu, paths, process, setup, target_dir, wasm};
use anyhow::Result;

/// Fails on the first finding.
pub fn run() -> Result<()> {
    let checkout = paths::checkout()?;
    let (module, bench) = (checkout.join(wasm::CRATE_FOLDER), checkout.join(bench_cu::PROGRAM_FOLDER));
    for workspace in [&checkout, &module, &bench, &checkout.join(setup::TOOL_FOLDER)] {
        process::run(process::cargo().args(["fmt", "--all", "--check"]).current_dir(workspace))?;
    }
    for workspace in [&checkout, &module, &bench] {
        let mut clippy = process::cargo();
        clippy
            .args(["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"])
            .current_dir(workspace)
            .env("CARGO_TARGET_DIR", target_dir::claim()?);
        process::run(&mut clippy)?;
    }
    if let setup::Compiler::Ours(toolchain) = setup::prepare()? {
        process::run(&mut toolchain.tool_clippy()?)?;
    }
    Ok(())
}
