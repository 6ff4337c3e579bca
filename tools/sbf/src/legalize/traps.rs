//! Traps become the `abort` syscall; the backend would call a kernel function for them.

use super::{Outcome, runtime};
use crate::llvm::{Builder, Value};
use anyhow::Result;

pub fn rewrite(builder: &Builder<'_>, instruction: Value) -> Result<Outcome> {
    let is_trap = instruction.is_call()
        && instruction
            .called_function()
            .and_then(|function| function.intrinsic_name())
            .is_some_and(|name| matches!(name.as_str(), "llvm.trap" | "llvm.ubsantrap" | "llvm.debugtrap"));
    if !is_trap {
        return Ok(Outcome::Untouched);
    }
    let types = builder.types();
    runtime::call_declared(builder, "abort", types.function(types.void, &[]), &[])?;
    Ok(Outcome::Removed)
}
