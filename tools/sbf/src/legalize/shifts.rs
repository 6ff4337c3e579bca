//! Shifts of 65 to 128-bit integers by a variable amount: the backend would call `__ashlti3` and its like, which it cannot.

use super::Outcome;
use super::words::{Words, is_double_word, join, split};
use crate::llvm::{Builder, Opcode, Value};
use anyhow::Result;

pub fn rewrite(builder: &Builder<'_>, instruction: Value) -> Result<Outcome> {
    let Some(opcode @ (Opcode::LLVMShl | Opcode::LLVMLShr | Opcode::LLVMAShr)) = instruction.opcode() else {
        return Ok(Outcome::Untouched);
    };
    let ty = instruction.ty();
    if !is_double_word(ty) || instruction.operand(1).is_constant_int() {
        return Ok(Outcome::Untouched);
    }
    let types = builder.types();
    let (value, amount) = (instruction.operand(0), builder.trunc(instruction.operand(1), types.i64));
    let wide = match opcode {
        Opcode::LLVMAShr => builder.sext(value, types.i128),
        _ => value,
    };
    let shift = Shift::new(builder, amount);
    let words = split(builder, wide);
    let shifted = match opcode {
        Opcode::LLVMShl => shift.left(words),
        Opcode::LLVMLShr => shift.right(words),
        _ => shift.right_with_sign(words),
    };
    Ok(Outcome::Replaced(builder.trunc(join(builder, shifted), ty)))
}

/// A shift by `amount`, taken apart.
struct Shift<'b, 'm> {
    builder: &'b Builder<'m>,
    /// The amount within a word.
    within: Value,
    /// 63 minus the amount within a word: together with a shift by one it moves bits into the neighbour word, and a shift by
    /// a whole word (which has no defined result) never happens.
    rest: Value,
    /// Whether the amount is a word or more.
    whole_word: Value,
}

impl<'b, 'm> Shift<'b, 'm> {
    fn new(builder: &'b Builder<'m>, amount: Value) -> Self {
        let within = builder.and(amount, builder.word(63));
        let rest = builder.xor(within, builder.word(63));
        let whole_word = builder.is_nonzero(builder.and(amount, builder.word(64)));
        Self { builder, within, rest, whole_word }
    }

    fn left(&self, words: Words) -> Words {
        let b = self.builder;
        let carried = b.lshr(b.lshr(words.low, b.word(1)), self.rest);
        let low = b.shl(words.low, self.within);
        let high = b.or(b.shl(words.high, self.within), carried);
        Words { low: b.select(self.whole_word, b.word(0), low), high: b.select(self.whole_word, low, high) }
    }

    fn right(&self, words: Words) -> Words {
        let b = self.builder;
        self.right_filled(words, b.lshr(words.high, self.within), b.word(0))
    }

    fn right_with_sign(&self, words: Words) -> Words {
        let b = self.builder;
        self.right_filled(words, b.ashr(words.high, self.within), b.ashr(words.high, b.word(63)))
    }

    fn right_filled(&self, words: Words, high: Value, fill: Value) -> Words {
        let b = self.builder;
        let carried = b.shl(b.shl(words.high, b.word(1)), self.rest);
        let low = b.or(b.lshr(words.low, self.within), carried);
        Words { low: b.select(self.whole_word, high, low), high: b.select(self.whole_word, fill, high) }
    }
}
