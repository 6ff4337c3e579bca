//! Division: sBPF v0 has none that is signed, and the backend calls `__udivti3` and its like for wide ones, which it cannot.

use super::words::{Words, is_double_word, join};
use super::{Outcome, runtime};
use crate::llvm::{Builder, Opcode, Value};
use anyhow::Result;

pub fn rewrite(builder: &Builder<'_>, instruction: Value) -> Result<Outcome> {
    let Some(operation) = Operation::of(instruction) else {
        return Ok(Outcome::Untouched);
    };
    let ty = instruction.ty();
    if is_double_word(ty) {
        return Ok(Outcome::Replaced(divide_wide(builder, instruction, operation)?));
    }
    if operation.signed && ty.int_width().is_some_and(|width| width <= 64) {
        return Ok(Outcome::Replaced(divide_signed(builder, instruction, operation)));
    }
    Ok(Outcome::Untouched)
}

#[derive(Clone, Copy)]
struct Operation {
    signed: bool,
    helper: &'static str,
    part: Part,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Quotient,
    Remainder,
}

impl Operation {
    fn of(instruction: Value) -> Option<Self> {
        let (signed, part, helper) = match instruction.opcode()? {
            Opcode::LLVMUDiv => (false, Part::Quotient, "__sbf_udiv128"),
            Opcode::LLVMURem => (false, Part::Remainder, "__sbf_urem128"),
            Opcode::LLVMSDiv => (true, Part::Quotient, "__sbf_sdiv128"),
            Opcode::LLVMSRem => (true, Part::Remainder, "__sbf_srem128"),
            _ => return None,
        };
        Some(Self { signed, helper, part })
    }
}

fn divide_wide(builder: &Builder<'_>, division: Value, operation: Operation) -> Result<Value> {
    let (ty, wide) = (division.ty(), builder.types().i128);
    let widen = |value| if operation.signed { builder.sext(value, wide) } else { builder.zext(value, wide) };
    let (a, b) = (widen(division.operand(0)), widen(division.operand(1)));
    let words = runtime::call_with_words(builder, division, operation.helper, a, b, 2)?;
    Ok(builder.trunc(join(builder, Words { low: words[0], high: words[1] }), ty))
}

/// Divides the magnitudes and gives the result its sign: with `s` = 0 or -1, `(x ^ s) - s` is `x` or `-x`.
fn divide_signed(builder: &Builder<'_>, division: Value, operation: Operation) -> Value {
    let word = builder.types().i64;
    // Frozen because each operand is used several times from here on.
    let operand = |index| builder.sext(builder.freeze(division.operand(index)), word);
    let sign_of = |value| builder.ashr(value, builder.word(63));
    let with_sign = |value, sign| builder.sub(builder.xor(value, sign), sign);
    let (a, b) = (operand(0), operand(1));
    let (a_sign, b_sign) = (sign_of(a), sign_of(b));
    let (a, b) = (with_sign(a, a_sign), with_sign(b, b_sign));
    let result = match operation.part {
        Part::Quotient => with_sign(builder.udiv(a, b), builder.xor(a_sign, b_sign)),
        Part::Remainder => with_sign(builder.urem(a, b), a_sign),
    };
    builder.trunc(result, division.ty())
}
