//! `cargo build-sbf`: cargo compiles the crates to bitcode, the rest of this tool makes programs of it.

mod arguments;
mod cargo;
mod keypair;

use crate::finish::{self, Architecture};
use crate::llvm;
use crate::toolchain::Toolchain;
use anyhow::{Context as _, Result};
use arguments::Arguments;
use cargo::{Program, Workspace};
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Builds what the command line asks for.
pub fn run(arguments: &[String]) -> Result<()> {
    let arguments = Arguments::from_command_line(arguments)?;
    if arguments.nothing_to_build {
        return Ok(());
    }
    let started = Instant::now();
    let toolchain = Toolchain::locate()?;
    let workspace = Workspace::read(&arguments)?;
    let output = arguments.output.clone().unwrap_or_else(|| workspace.target_directory.join("deploy"));
    fs::create_dir_all(&output).with_context(|| format!("cannot create {}", output.display()))?;
    llvm::initialise(finish::STACK_FRAME);
    for program in workspace.compile(&toolchain, &arguments)? {
        write(&toolchain, &program, &output, &arguments)
            .with_context(|| format!("cannot build the program `{}`", program.name))?;
    }
    eprintln!("    Finished sBPF in {:.1} s", started.elapsed().as_secs_f32());
    Ok(())
}

fn write(toolchain: &Toolchain, program: &Program, output: &Path, arguments: &Arguments) -> Result<()> {
    let object = finish::compile(toolchain, &program.link_inputs, arguments.emit_llvm.as_deref())?;
    for architecture in &arguments.architectures {
        let path = output.join(file_name(&program.name, *architecture, arguments));
        let bytes = finish::package(&object, *architecture)?;
        fs::write(&path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
        eprintln!("     Program {} ({} bytes, sBPF {architecture:?})", path.display(), bytes.len());
    }
    if arguments.keypair {
        keypair::create_if_missing(&output.join(format!("{}-keypair.json", program.name)))?;
    }
    Ok(())
}

/// `name.so`, except that the v3 program steps aside when both are built.
fn file_name(program: &str, architecture: Architecture, arguments: &Arguments) -> String {
    match architecture {
        Architecture::V3 if arguments.architectures.len() > 1 => format!("{program}.v3.so"),
        _ => format!("{program}.so"),
    }
}
