//! Products wider than a register: the backend would call `__multi3`, which it cannot.

use super::words::{Words, is_double_word, join, multiply_high, split};
use super::{Outcome, runtime};
use crate::llvm::{Builder, Opcode, Value};
use anyhow::Result;

/// The widest product that a helper exists for.
const WIDEST: u32 = 256;

pub fn rewrite(builder: &Builder<'_>, instruction: Value) -> Result<Outcome> {
    if instruction.opcode() != Some(Opcode::LLVMMul) {
        return Ok(Outcome::Untouched);
    }
    let ty = instruction.ty();
    if is_double_word(ty) {
        return Ok(Outcome::Replaced(builder.trunc(multiply_128(builder, instruction), ty)));
    }
    match ty.int_width() {
        Some(width) if width > 128 && width <= WIDEST => Ok(Outcome::Replaced(multiply_256(builder, instruction)?)),
        _ => Ok(Outcome::Untouched),
    }
}

/// Inline, because LLVM recognises such a multiplication written in Rust and turns it back into this very instruction.
fn multiply_128(builder: &Builder<'_>, product: Value) -> Value {
    let (left, right) = (product.operand(0), product.operand(1));
    let (a, b) = (split(builder, left), split(builder, right));
    let low = builder.mul(a.low, b.low);
    let mut high = multiply_high(builder, a.low, b.low);
    if !fits_one_word(right, b) {
        high = builder.add(high, builder.mul(a.low, b.high));
    }
    if !fits_one_word(left, a) {
        high = builder.add(high, builder.mul(a.high, b.low));
    }
    join(builder, Words { low, high })
}

/// True if the upper word is known to be zero.
fn fits_one_word(value: Value, words: Words) -> bool {
    let is_extended =
        value.opcode() == Some(Opcode::LLVMZExt) && value.operand(0).ty().int_width().is_some_and(|width| width <= 64);
    is_extended || words.high.small_constant() == Some(0)
}

/// Through memory: four words per operand do not fit the registers.
fn multiply_256(builder: &Builder<'_>, product: Value) -> Result<Value> {
    let types = builder.types();
    let (wide, narrow) = (types.int(WIDEST), product.ty());
    let function = product.parent_function();
    let slots = [(); 3].map(|()| builder.slot(function, wide));
    slots.iter().for_each(|slot| builder.begin_lifetime(*slot));
    builder.store(builder.zext(product.operand(0), wide), slots[1]);
    builder.store(builder.zext(product.operand(1), wide), slots[2]);
    let signature = types.function(types.void, &[types.ptr; 3]);
    runtime::call_declared(builder, "__sbf_mul256", signature, &slots)?;
    let result = builder.load(wide, slots[0]);
    slots.iter().for_each(|slot| builder.end_lifetime(*slot));
    Ok(builder.trunc(result, narrow))
}
