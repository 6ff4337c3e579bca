//! The callee's side of the convention.

use super::flatten::{flatten, unflatten};
use super::plan::Plan;
use crate::llvm::{Builder, Function, Module, Opcode, Type, Value, attribute_kind};

/// Attributes that still hold after the rewrite; what a function promises about its arguments and memory does not.
const KEPT_ATTRIBUTES: [&str; 6] = ["cold", "minsize", "noinline", "noreturn", "nounwind", "optsize"];

/// Replaces `function` by one that follows `plan`.
pub fn rewrite(module: &Module, function: Function, plan: &Plan) {
    let name = function.name();
    function.rename("");
    let replacement = module.add_function(&name, plan.signature);
    replacement.set_linkage(function.linkage());
    replacement.copy_attributes(function, &KEPT_ATTRIBUTES.map(attribute_kind));
    replacement.take_body(function);

    receive_arguments(module, function, replacement, plan);
    if let Some(result) = plan.result {
        let destination = replacement.parameters()[0];
        return_through(module, replacement, result, destination);
    }
    function.value().replace_all_uses_with(replacement.value());
    function.delete();
}

/// Rebuilds the old parameters from the new ones at the start of the body.
fn receive_arguments(module: &Module, old: Function, new: Function, plan: &Plan) {
    let builder = Builder::at_entry(module, new);
    let parameters = new.parameters();
    let first = usize::from(plan.result.is_some());
    let mut words: Vec<Value> = parameters[first..first + plan.in_registers].to_vec();
    if let (Some(spilled), Some(memory)) = (plan.spilled, parameters.last()) {
        let fields = plan.arguments[plan.in_registers..].iter().enumerate();
        words.extend(fields.map(|(index, ty)| builder.load(*ty, builder.field(spilled, *memory, index))));
    }
    let mut words = words.into_iter();
    for parameter in old.parameters() {
        let value = unflatten(&builder, parameter.ty(), &mut words);
        parameter.replace_all_uses_with(value);
    }
}

/// Makes every `return value` a store to `destination` and a plain return.
fn return_through(module: &Module, function: Function, result: Type, destination: Value) {
    let terminators = function.blocks().into_iter().filter_map(|block| block.terminator());
    let returns: Vec<_> = terminators.filter(|each| each.opcode() == Some(Opcode::LLVMRet)).collect();
    for old in returns {
        let builder = Builder::before(module, old);
        for (index, word) in flatten(&builder, old.operand(0)).into_iter().enumerate() {
            builder.store(word, builder.field(result, destination, index));
        }
        builder.return_void();
        old.erase();
    }
}
