//! The caller's side of the convention.

use super::flatten::{flatten, leaves, unflatten};
use super::plan::Plan;
use crate::llvm::{Builder, Module, Value};

/// Replaces `call` by one that follows `plan`.
pub fn rewrite(module: &Module, call: Value, plan: &Plan) {
    let builder = Builder::before(module, call);
    let function = call.parent_function();
    let words: Vec<_> = call.arguments().into_iter().flat_map(|argument| flatten(&builder, argument)).collect();
    let (in_registers, on_stack) = words.split_at(plan.in_registers);

    let result = plan.result.map(|ty| (ty, builder.slot(function, ty)));
    let spilled = plan.spilled.map(|ty| (ty, builder.slot(function, ty)));
    let slots = || result.iter().chain(&spilled).map(|(_, slot)| *slot);
    slots().for_each(|slot| builder.begin_lifetime(slot));
    if let Some((ty, slot)) = spilled {
        for (index, word) in on_stack.iter().enumerate() {
            builder.store(*word, builder.field(ty, slot, index));
        }
    }

    let mut arguments = Vec::new();
    arguments.extend(result.map(|(_, slot)| slot));
    arguments.extend(in_registers);
    arguments.extend(spilled.map(|(_, slot)| slot));
    let replacement = builder.call(plan.signature, call.callee(), &arguments);

    let value = match result {
        Some((ty, slot)) => {
            let fields = leaves(call.ty()).into_iter().enumerate();
            let words: Vec<_> =
                fields.map(|(index, word)| builder.load(word, builder.field(ty, slot, index))).collect();
            unflatten(&builder, call.ty(), &mut words.into_iter())
        }
        None => replacement,
    };
    slots().for_each(|slot| builder.end_lifetime(slot));
    if !call.ty().is_void() {
        call.replace_all_uses_with(value);
    }
    call.erase();
}
