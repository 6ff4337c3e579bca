//! Writes the program's interface description (IDL), which clients and explorers read.
//!
//! Anchor generates tests that print it, behind the program's feature `idl-build`; `anchor-lang-idl` runs them and puts the
//! pieces together.

use crate::{paths, target_dir};
use anchor_lang_idl::build::IdlBuilder;
use anyhow::{Context as _, Result};
use clap::Args;
use std::{env, fs};

/// Whose interface to describe.
#[derive(Args)]
pub struct Options {
    /// The program's folder in programs/
    #[arg(default_value = "options-vault")]
    program: String,
}

/// Writes `target/idl/<program>.json` of the checkout.
pub fn run(options: &Options) -> Result<()> {
    let folder = paths::checkout()?.join("target/idl");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    env::set_var("CARGO_TARGET_DIR", target_dir::claim()?);
    // The builder sets RUSTFLAGS, with which every dependency would be compiled anew; this variable takes precedence.
    env::set_var("CARGO_ENCODED_RUSTFLAGS", "");
    // The builder passes this on in a form that cargo does not understand; the checkout names its toolchain anyway.
    env::remove_var("RUSTUP_TOOLCHAIN");

    let program = paths::checkout()?.join("programs").join(&options.program);
    let idl = IdlBuilder::new().program_path(program).build()?;
    let path = folder.join(format!("{}.json", options.program.replace('-', "_")));
    fs::write(&path, serde_json::to_string_pretty(&idl)? + "\n")
        .with_context(|| format!("cannot write {}", path.display()))?;
    println!("Wrote {}", path.display());
    Ok(())
}
