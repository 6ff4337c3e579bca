//! Values as lists of machine words.

use crate::llvm::{Builder, Type, Value, WORD_BITS};

/// The words of a value of type `ty`: the members of aggregates one by one, wide integers in 64-bit pieces, lowest first.
pub fn leaves(ty: Type) -> Vec<Type> {
    if let Some(members) = ty.members() {
        return members.into_iter().flat_map(leaves).collect();
    }
    match wide_words(ty) {
        Some(count) => vec![ty.word(); count],
        None => vec![ty],
    }
}

/// The number of words of an integer wider than one.
fn wide_words(ty: Type) -> Option<usize> {
    ty.int_width().filter(|width| *width > WORD_BITS).map(|width| width.div_ceil(WORD_BITS) as usize)
}

/// Takes `value` apart into the words of its type's [`leaves`].
pub fn flatten(builder: &Builder<'_>, value: Value) -> Vec<Value> {
    let ty = value.ty();
    if let Some(members) = ty.members() {
        return (0..members.len()).flat_map(|index| flatten(builder, builder.extract(value, index))).collect();
    }
    let Some(count) = wide_words(ty) else {
        return vec![value];
    };
    let types = builder.types();
    let whole = builder.zext(value, types.int(count as u32 * WORD_BITS));
    let piece = |index: usize| {
        let shifted = builder.lshr(whole, builder.constant(whole.ty(), index as u64 * u64::from(WORD_BITS)));
        builder.trunc(shifted, types.i64)
    };
    (0..count).map(piece).collect()
}

/// Puts a value of type `ty` together from the next of `words`.
pub fn unflatten(builder: &Builder<'_>, ty: Type, words: &mut impl Iterator<Item = Value>) -> Value {
    if let Some(members) = ty.members() {
        return members.into_iter().enumerate().fold(builder.empty(ty), |aggregate, (index, member)| {
            let member = unflatten(builder, member, words);
            builder.insert(aggregate, member, index)
        });
    }
    let Some(count) = wide_words(ty) else {
        // `leaves` gave as many words as are taken here: both walk the same type.
        return words.next().unwrap_or_else(|| builder.empty(ty));
    };
    let whole = builder.types().int(count as u32 * WORD_BITS);
    let joined = words.take(count).enumerate().fold(builder.constant(whole, 0), |sum, (index, word)| {
        let amount = builder.constant(whole, index as u64 * u64::from(WORD_BITS));
        builder.or(sum, builder.shl(builder.zext(word, whole), amount))
    });
    builder.trunc(joined, ty)
}
