//! From bitcode to a Solana program: link, optimise, legalise, generate code, and wrap it as an sBPF shared object.

mod errors;

use crate::inputs::{self, Bitcode};
use crate::legalize;
use crate::llvm::{Module, TargetMachine};
use crate::toolchain::Toolchain;
use anyhow::{Result, anyhow, ensure};
use sbpf_linker::{OptimizationConfig, ProgramOptions, SbpfArch, SbpfLinkerError, link_program};
use std::path::Path;

/// The function that the SVM calls.
const ENTRYPOINT: &str = "entrypoint";
/// The stack of one call frame, in bytes; the SVM fixes it.
pub const STACK_FRAME: u32 = 4096;

/// The versions of sBPF that can be built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Architecture {
    V0,
    V3,
}

/// Compiles the crates listed in `link_inputs` to a BPF object file. With `dump`, the LLVM IR that code is generated from is
/// written there.
pub fn compile(toolchain: &Toolchain, link_inputs: &Path, dump: Option<&Path>) -> Result<Vec<u8>> {
    let mut bitcode = inputs::read(link_inputs)?;
    bitcode.extend(inputs::read_archive(&toolchain.builtins())?);
    let machine = TargetMachine::bpf()?;
    let module = link(&bitcode, &machine)?;
    optimise(&module, &machine)?;
    legalize::legalize(&module)?;
    module.run_passes(&format!("internalize<preserve-gv={ENTRYPOINT}>,globaldce"), &machine)?;
    legalize::check(&module)?;
    module.verify()?;
    if let Some(path) = dump {
        std::fs::write(path, module.to_text())?;
    }
    errors::report_large_frames(&module, STACK_FRAME);
    let (object, diagnostics) = machine.emit_object(&module)?;
    errors::check(&diagnostics)?;
    Ok(object)
}

/// Wraps a BPF object file as a program for `architecture`.
pub fn package(object: &[u8], architecture: Architecture) -> Result<Vec<u8>> {
    let architecture = match architecture {
        Architecture::V0 => SbpfArch::V0,
        Architecture::V3 => SbpfArch::V3,
    };
    let options = ProgramOptions::new(OptimizationConfig::enabled(), architecture, STACK_FRAME as i32);
    link_program(object, options).map_err(|errors| anyhow!("{}", SbpfLinkerError::format_errors(&errors)))
}

fn link(bitcode: &[Bitcode], machine: &TargetMachine) -> Result<Module> {
    let module = Module::empty("program");
    module.set_target(machine);
    for each in bitcode {
        module.link_bitcode(&each.name, &each.bytes)?;
    }
    let entrypoint = module.function(ENTRYPOINT).filter(|function| !function.is_declaration());
    ensure!(
        entrypoint.is_some(),
        "the crate has no `{ENTRYPOINT}`: is it built with a feature such as `no-entrypoint` or `cpi`?"
    );
    module.strip_debug_info();
    Ok(module)
}

/// Optimises the whole program. Atomics become plain operations (there are no threads), equal functions one, and what the
/// rules may need is kept. How much code may grow for speed is up to the level that rustc compiled each function with.
fn optimise(module: &Module, machine: &TargetMachine) -> Result<()> {
    let preserved: Vec<_> =
        legalize::preserved_symbols().chain([ENTRYPOINT]).map(|name| format!("preserve-gv={name}")).collect();
    let pipeline = format!("internalize<{}>,globaldce,lower-atomic,mergefunc,lto<O2>,mergefunc", preserved.join(";"));
    module.run_passes(&pipeline, machine)
}
