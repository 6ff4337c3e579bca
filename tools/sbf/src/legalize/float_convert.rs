//! Conversions between integers and floating point through the software versions.
//!
//! Rust's `as` from float to integer saturates, and so do the functions of `compiler_builtins`. They exist for 64 and
//! 128 bits; narrower results are clamped afterwards.

use super::{Outcome, runtime};
use crate::llvm::{Builder, IntPredicate, Opcode, Type, Value};
use anyhow::Result;

pub fn rewrite(builder: &Builder<'_>, instruction: Value) -> Result<Outcome> {
    if let Some(signed) = float_from_integer(instruction) {
        return from_integer(builder, instruction, signed);
    }
    if let Some(signed) = integer_from_float(instruction) {
        return to_integer(builder, instruction, signed);
    }
    let name = match instruction.opcode() {
        Some(Opcode::LLVMFPExt) if instruction.ty().is_double() => "__extendsfdf2",
        Some(Opcode::LLVMFPTrunc) if instruction.ty().is_single() => "__truncdfsf2",
        _ => return Ok(Outcome::Untouched),
    };
    let operand = instruction.operand(0);
    if !operand.ty().is_single() && !operand.ty().is_double() {
        return Ok(Outcome::Untouched);
    }
    Ok(Outcome::Replaced(runtime::call_library(builder, instruction, name, &[operand], instruction.ty())?))
}

/// Whether the integer that a float is made from is signed.
fn float_from_integer(instruction: Value) -> Option<bool> {
    match instruction.opcode()? {
        Opcode::LLVMSIToFP => Some(true),
        Opcode::LLVMUIToFP => Some(false),
        _ => None,
    }
}

/// Whether the integer that is made from a float is signed.
fn integer_from_float(instruction: Value) -> Option<bool> {
    match instruction.opcode()? {
        Opcode::LLVMFPToSI => Some(true),
        Opcode::LLVMFPToUI => Some(false),
        Opcode::LLVMCall => match instruction.called_function()?.intrinsic_name()?.as_str() {
            "llvm.fptosi.sat" => Some(true),
            "llvm.fptoui.sat" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn from_integer(builder: &Builder<'_>, instruction: Value, signed: bool) -> Result<Outcome> {
    let (operand, result) = (instruction.operand(0), instruction.ty());
    let name = match (operand.ty().int_width(), signed, result.is_double(), result.is_single()) {
        (Some(..=64), false, true, _) => "__floatundidf",
        (Some(..=64), true, true, _) => "__floatdidf",
        (Some(..=128), false, true, _) => "__floatuntidf",
        (Some(..=128), true, true, _) => "__floattidf",
        (Some(..=64), false, _, true) => "__floatundisf",
        (Some(..=64), true, _, true) => "__floatdisf",
        (Some(..=128), false, _, true) => "__floatuntisf",
        (Some(..=128), true, _, true) => "__floattisf",
        _ => return Ok(Outcome::Untouched),
    };
    let operand = extend(builder, operand, register_type(builder, operand.ty()), signed);
    Ok(Outcome::Replaced(runtime::call_library(builder, instruction, name, &[operand], result)?))
}

fn to_integer(builder: &Builder<'_>, instruction: Value, signed: bool) -> Result<Outcome> {
    let (operand, result) = (instruction.operand(0), instruction.ty());
    let name = match (result.int_width(), signed, operand.ty().is_double(), operand.ty().is_single()) {
        (Some(..=64), false, true, _) => "__fixunsdfdi",
        (Some(..=64), true, true, _) => "__fixdfdi",
        (Some(..=128), false, true, _) => "__fixunsdfti",
        (Some(..=128), true, true, _) => "__fixdfti",
        (Some(..=64), false, _, true) => "__fixunssfdi",
        (Some(..=64), true, _, true) => "__fixsfdi",
        (Some(..=128), false, _, true) => "__fixunssfti",
        (Some(..=128), true, _, true) => "__fixsfti",
        _ => return Ok(Outcome::Untouched),
    };
    let register = register_type(builder, result);
    let wide = runtime::call_library(builder, instruction, name, &[operand], register)?;
    Ok(Outcome::Replaced(clamp(builder, wide, result, signed)))
}

/// The integer type that the library functions take for an integer of type `ty`.
fn register_type(builder: &Builder<'_>, ty: Type) -> Type {
    match ty.int_width() {
        Some(..=64) => builder.types().i64,
        _ => builder.types().i128,
    }
}

fn extend(builder: &Builder<'_>, value: Value, ty: Type, signed: bool) -> Value {
    if signed { builder.sext(value, ty) } else { builder.zext(value, ty) }
}

/// Brings `wide` into the range of `ty`.
fn clamp(builder: &Builder<'_>, wide: Value, ty: Type, signed: bool) -> Value {
    use IntPredicate::*;
    if wide.ty() == ty {
        return wide;
    }
    // The extremes of `ty` within the wider type: its lowest value is the highest one's complement.
    let unsigned_maximum = builder.zext(builder.not(builder.constant(ty, 0)), wide.ty());
    let one = builder.constant(wide.ty(), 1);
    let limited = if signed {
        let maximum = builder.lshr(unsigned_maximum, one);
        let minimum = builder.not(maximum);
        let below = builder.select(builder.compare(LLVMIntSLT, wide, minimum), minimum, wide);
        builder.select(builder.compare(LLVMIntSGT, below, maximum), maximum, below)
    } else {
        builder.select(builder.compare(LLVMIntUGT, wide, unsigned_maximum), unsigned_maximum, wide)
    };
    builder.trunc(limited, ty)
}
