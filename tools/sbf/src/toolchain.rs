//! Where the parts of the toolchain are: the tool is installed as `<toolchain>/bin/sbf` next to them.

use anyhow::{Context as _, Result, ensure};
use std::env;
use std::path::PathBuf;

/// The name of the target; also that of its directory in cargo's target directory.
pub const TARGET: &str = "sbpf-solana-solana";

/// The toolchain that this binary belongs to.
pub struct Toolchain {
    root: PathBuf,
}

impl Toolchain {
    /// Finds the toolchain around the running binary.
    pub fn locate() -> Result<Self> {
        let binary =
            env::current_exe().and_then(|path| path.canonicalize()).context("cannot find out where this tool is")?;
        let root = binary.parent().and_then(|bin| bin.parent()).context("the tool is not inside a toolchain folder")?;
        let toolchain = Self { root: root.to_path_buf() };
        for part in [toolchain.rustc(), toolchain.target(), toolchain.builtins()] {
            ensure!(part.exists(), "the toolchain lacks {}: run `cargo xtask setup`", part.display());
        }
        Ok(toolchain)
    }

    /// The Rust compiler.
    pub fn rustc(&self) -> PathBuf {
        self.root.join("libexec/rustc")
    }

    /// The description of the target.
    pub fn target(&self) -> PathBuf {
        self.root.join(format!("{TARGET}.json"))
    }

    /// The archive of the runtime functions of `tools/sbf/builtins`.
    pub fn builtins(&self) -> PathBuf {
        self.root.join("libsbf_builtins.rlib")
    }

    /// What rustc calls in place of a linker.
    pub fn linker(&self) -> PathBuf {
        self.root.join("libexec/collect")
    }
}
