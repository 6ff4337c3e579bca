//! Floating-point arithmetic: sBPF has no float registers, so each operation calls its software version.

use super::{Outcome, runtime};
use crate::llvm::{Builder, Opcode, Value};
use anyhow::Result;

pub fn rewrite(builder: &Builder<'_>, instruction: Value) -> Result<Outcome> {
    let Some(function) = library_function(instruction) else {
        return Ok(Outcome::Untouched);
    };
    let operands = [instruction.operand(0), instruction.operand(1)];
    Ok(Outcome::Replaced(runtime::call_library(builder, instruction, function, &operands, instruction.ty())?))
}

/// The function of `compiler_builtins` that computes what `instruction` asks for.
fn library_function(instruction: Value) -> Option<&'static str> {
    let (single, double) = match instruction.opcode()? {
        Opcode::LLVMFAdd => ("__addsf3", "__adddf3"),
        Opcode::LLVMFSub => ("__subsf3", "__subdf3"),
        Opcode::LLVMFMul => ("__mulsf3", "__muldf3"),
        Opcode::LLVMFDiv => ("__divsf3", "__divdf3"),
        _ => return None,
    };
    match instruction.ty() {
        ty if ty.is_single() => Some(single),
        ty if ty.is_double() => Some(double),
        _ => None,
    }
}
