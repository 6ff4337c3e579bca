//! Multiplication that reports overflow, at 64 and 128 bits: the backend would call `__multi3`, which it cannot.

use super::words::{Words, join, multiply_high};
use super::{Outcome, runtime};
use crate::llvm::{Builder, Type, Value};
use anyhow::Result;

pub fn rewrite(builder: &Builder<'_>, instruction: Value) -> Result<Outcome> {
    let Some(signed) = signedness(instruction) else {
        return Ok(Outcome::Untouched);
    };
    let (a, b) = (instruction.operand(0), instruction.operand(1));
    let (product, overflow) = match a.ty().int_width() {
        Some(64) if signed => {
            let words = runtime::call_with_result_slot(builder, instruction, "__sbf_smulo64", &[a, b], 2)?;
            (words[0], words[1])
        }
        Some(64) => (builder.mul(a, b), multiply_high(builder, a, b)),
        Some(128) => {
            let helper = if signed { "__sbf_smulo128" } else { "__sbf_umulo128" };
            let words = runtime::call_with_words(builder, instruction, helper, a, b, 3)?;
            (join(builder, Words { low: words[0], high: words[1] }), words[2])
        }
        _ => return Ok(Outcome::Untouched),
    };
    Ok(Outcome::Replaced(pair(builder, instruction.ty(), product, builder.is_nonzero(overflow))))
}

/// Whether the call is a signed or an unsigned multiplication with overflow.
fn signedness(instruction: Value) -> Option<bool> {
    if !instruction.is_call() {
        return None;
    }
    match instruction.called_function()?.intrinsic_name()?.as_str() {
        "llvm.umul.with.overflow" => Some(false),
        "llvm.smul.with.overflow" => Some(true),
        _ => None,
    }
}

fn pair(builder: &Builder<'_>, ty: Type, product: Value, overflow: Value) -> Value {
    let with_product = builder.insert(builder.empty(ty), product, 0);
    builder.insert(with_product, overflow, 1)
}
