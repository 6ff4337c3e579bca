//! Rewrites LLVM IR so that the upstream BPF backend can turn it into sBPF.
//!
//! Each module of this folder answers one group of the backend's limits; the table in `tools/sbf/README.md` lists them all.
//! What no rule answers is left alone: the backend refuses it, and the build stops with an error that names the function.

mod abi;
mod attributes;
mod division;
mod float_compare;
mod float_convert;
mod floats;
mod memory;
mod multiplication;
mod overflow;
mod runtime;
mod shifts;
mod statics;
mod symbols;
mod traps;
mod words;

pub use runtime::preserved_symbols;

use crate::llvm::{Builder, Function, Module, Value};
use anyhow::Result;

/// What a rule did with an instruction.
enum Outcome {
    /// The rule is not about this instruction.
    Untouched,
    /// This value takes the instruction's place.
    Replaced(Value),
    /// The instruction is done with and nothing uses it.
    Removed,
}

/// A rule looks at one instruction; the builder stands in front of it.
type Rule = fn(&Builder<'_>, Value) -> Result<Outcome>;

/// The rules in order: a later one may rewrite what an earlier one produced.
const RULES: [Rule; 9] = [
    memory::rewrite,
    traps::rewrite,
    overflow::rewrite,
    floats::rewrite,
    float_compare::rewrite,
    float_convert::rewrite,
    division::rewrite,
    multiplication::rewrite,
    shifts::rewrite,
];

/// Makes `module` something that the BPF backend can compile.
pub fn legalize(module: &Module) -> Result<()> {
    for rule in RULES {
        for function in module.definitions() {
            apply(module, function, rule)?;
        }
    }
    abi::rewrite(module)?;
    attributes::strip(module)?;
    Ok(())
}

/// Refuses what the SVM would only refuse at load or run time. Asks for a module without dead code.
pub fn check(module: &Module) -> Result<()> {
    statics::make_read_only(module)?;
    symbols::check(module)
}

fn apply(module: &Module, function: Function, rule: Rule) -> Result<()> {
    for instruction in function.instructions() {
        let builder = Builder::before(module, instruction);
        match rule(&builder, instruction)? {
            Outcome::Untouched => {}
            Outcome::Replaced(value) => {
                instruction.replace_all_uses_with(value);
                instruction.erase();
            }
            Outcome::Removed => instruction.erase(),
        }
    }
    Ok(())
}
