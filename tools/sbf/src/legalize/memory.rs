//! Copies and fills that are long or of unknown length become syscalls: the backend only unrolls short ones.

use super::{Outcome, runtime};
use crate::llvm::{Builder, Value};
use anyhow::Result;

/// The longest copy, in bytes, that the backend unrolls. A syscall costs 10 compute units at least plus its arguments; an
/// unrolled copy costs two for each eight bytes.
const LONGEST_UNROLLED: u64 = 64;

pub fn rewrite(builder: &Builder<'_>, instruction: Value) -> Result<Outcome> {
    let Some(syscall) = syscall_for(instruction) else {
        return Ok(Outcome::Untouched);
    };
    let length = instruction.operand(2);
    if length.small_constant().is_some_and(|bytes| bytes <= LONGEST_UNROLLED) {
        return Ok(Outcome::Untouched);
    }
    let types = builder.types();
    let (target, source) = (instruction.operand(0), instruction.operand(1));
    let (source, source_type) = match syscall {
        Syscall::Fill => (builder.zext(source, types.i64), types.i64),
        Syscall::Copy | Syscall::Move => (source, types.ptr),
    };
    let length = builder.zext(length, types.i64);
    let signature = types.function(types.void, &[types.ptr, source_type, types.i64]);
    runtime::call_declared(builder, syscall.name(), signature, &[target, source, length])?;
    Ok(Outcome::Removed)
}

#[derive(Clone, Copy)]
enum Syscall {
    Copy,
    Move,
    Fill,
}

impl Syscall {
    fn name(self) -> &'static str {
        match self {
            Self::Copy => "sol_memcpy_",
            Self::Move => "sol_memmove_",
            Self::Fill => "sol_memset_",
        }
    }
}

fn syscall_for(instruction: Value) -> Option<Syscall> {
    if !instruction.is_call() {
        return None;
    }
    match instruction.called_function()?.intrinsic_name()?.as_str() {
        "llvm.memcpy" | "llvm.memcpy.inline" => Some(Syscall::Copy),
        "llvm.memmove" => Some(Syscall::Move),
        "llvm.memset" | "llvm.memset.inline" => Some(Syscall::Fill),
        _ => None,
    }
}
