//! Wide integers as 64-bit words.

use crate::llvm::{Builder, Type, Value};

/// The low and the high word of a 128-bit integer.
#[derive(Clone, Copy)]
pub struct Words {
    pub low: Value,
    pub high: Value,
}

/// Splits an integer of at most 128 bits.
pub fn split(builder: &Builder<'_>, value: Value) -> Words {
    let types = builder.types();
    let wide = builder.zext(value, types.i128);
    let high = builder.lshr(wide, builder.constant(types.i128, 64));
    Words { low: builder.trunc(wide, types.i64), high: builder.trunc(high, types.i64) }
}

/// Joins two words to a 128-bit integer.
pub fn join(builder: &Builder<'_>, words: Words) -> Value {
    let wide = builder.types().i128;
    let high = builder.shl(builder.zext(words.high, wide), builder.constant(wide, 64));
    builder.or(builder.zext(words.low, wide), high)
}

/// The upper half of the 128-bit product of two words, by 32-bit pieces.
///
/// With `a = a1·2³² + a0` and `b = b1·2³² + b0` the product is `a1·b1·2⁶⁴ + (a1·b0 + a0·b1)·2³² + a0·b0`; `middle` gathers
/// everything that weighs 2³², so that no sum overflows a word.
pub fn multiply_high(builder: &Builder<'_>, a: Value, b: Value) -> Value {
    let mask = builder.word(0xffff_ffff);
    let half = builder.word(32);
    let low = |value| builder.and(value, mask);
    let high = |value| builder.lshr(value, half);
    let (a0, a1, b0, b1) = (low(a), high(a), low(b), high(b));
    let (p00, p01, p10, p11) = (builder.mul(a0, b0), builder.mul(a0, b1), builder.mul(a1, b0), builder.mul(a1, b1));
    let middle = builder.add(builder.add(high(p00), low(p01)), low(p10));
    builder.add(builder.add(p11, high(p01)), builder.add(high(p10), high(middle)))
}

/// True for integers wider than 64 and at most 128 bits.
pub fn is_double_word(ty: Type) -> bool {
    ty.int_width().is_some_and(|width| width > 64 && width <= 128)
}
