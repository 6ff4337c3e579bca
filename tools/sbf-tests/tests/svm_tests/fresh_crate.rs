//! A new Anchor crate, outside the checkout and without any dependency of ours, builds the way Anchor builds it.

use crate::common::{Svm, Tool, output_folder};
use std::fs;

const MANIFEST: &str = r#"
[package]
name = "fresh-program"
version = "0.1.0"
edition = "2021"

[lib]
crate-type = ["cdylib", "lib"]

[features]
no-entrypoint = []
no-idl = []
no-log-ix-name = []
idl-build = ["anchor-lang/idl-build"]
anchor-debug = []
custom-heap = []
custom-panic = []

[dependencies]
anchor-lang = "=1.2.2"

[profile.release]
lto = "fat"
overflow-checks = true
codegen-units = 1

[workspace]
"#;

const SOURCE: &str = r#"
use anchor_lang::prelude::*;

declare_id!("Fg6PaFpoGXkYsidMpWTK6W2BeZ7FEfcYkg476zPFsLnS");

#[program]
pub mod fresh_program {
    use super::*;

    pub fn hello(_context: Context<Hello>, price: u128) -> Result<u128> {
        Ok(price.checked_mul(price).ok_or(ProgramError::ArithmeticOverflow)? / 3)
    }
}

#[derive(Accounts)]
pub struct Hello {}
"#;

#[test]
fn a_fresh_anchor_crate_builds_with_the_flags_of_anchor() {
    let Some(tool) = Tool::find() else { return };
    let folder = std::env::temp_dir().join(format!("fresh-program-{}", std::process::id()));
    fs::create_dir_all(folder.join("src")).expect("a folder for the crate");
    fs::write(folder.join("Cargo.toml"), MANIFEST).expect("the manifest is written");
    fs::write(folder.join("src/lib.rs"), SOURCE).expect("the source is written");
    let output = output_folder("fresh");
    let _ = fs::remove_dir_all(&output);

    tool.build_successfully(&folder, &output, &["--tools-version", "v1.57", "--arch", "v3", "--skip-tools-install"]);

    fs::remove_dir_all(&folder).expect("the crate is removed");
    let keypair = fs::read_to_string(output.join("fresh_program-keypair.json")).expect("a keypair");
    assert_eq!(keypair.split(',').count(), 64);
    // Instruction data that is no instruction: Anchor's own error shows that the program runs.
    let log = Svm::with_program(&output.join("fresh_program.so")).run([0, 0, 0]).expect_err("an Anchor error");
    assert!(log.contains("DeclaredProgramIdMismatch"), "{log}");
}
