//! The calling convention: five argument registers and one result register, each 64 bits wide.
//!
//! The backend refuses calls that need more. Here every function type has a [`Plan`], which depends on nothing but the type;
//! so a caller and a callee agree without knowing each other, also through function pointers and vtables:
//! - a result of more than one word is written to memory that the caller provides, through a pointer passed first;
//! - arguments beyond the fifth register travel in a struct on the caller's stack, whose address is passed last.

mod calls;
mod flatten;
mod functions;
mod plan;

use crate::llvm::{Function, Module, Opcode, Value};
use crate::names::rust_name;
use anyhow::{Result, bail};
use plan::Plan;

/// Makes every function and every call of `module` follow the convention.
pub fn rewrite(module: &Module) -> Result<()> {
    for call in ordinary_calls(module) {
        check_call(call)?;
    }
    for function in module.definitions() {
        if let Some(plan) = Plan::for_signature(module, function.signature()) {
            functions::rewrite(module, function, &plan);
        }
    }
    for call in ordinary_calls(module) {
        if let Some(plan) = Plan::for_signature(module, call.called_type()) {
            calls::rewrite(module, call, &plan);
        }
    }
    Ok(())
}

/// The calls of functions and function pointers, as opposed to intrinsics and assembly.
fn ordinary_calls(module: &Module) -> Vec<Value> {
    let instructions = module.definitions().into_iter().flat_map(Function::instructions);
    instructions
        .filter(|each| each.is_call() && !each.is_inline_assembly())
        .filter(|call| call.called_function().is_none_or(|function| function.intrinsic_id() == 0))
        .collect()
}

/// Refuses calls for which caller and callee would not agree.
fn check_call(call: Value) -> Result<()> {
    let Some(callee) = call.called_function() else {
        return Ok(());
    };
    let (wanted, actual) = (call.called_type(), callee.signature());
    let needs_plan = Plan::is_needed(wanted) || Plan::is_needed(actual);
    let problem = if !needs_plan {
        return Ok(());
    } else if wanted != actual {
        "has another signature than its caller expects"
    } else if callee.is_declaration() {
        "is defined outside the program and takes or returns more than the registers hold"
    } else if call.is_must_tail() {
        "must be called as a jump, which its arguments on the stack do not allow"
    } else if call.opcode() != Some(Opcode::LLVMCall) {
        "is called with a landing pad for panics, which abort on chain"
    } else {
        return Ok(());
    };
    bail!("`{}`, called by `{}`, {problem}", rust_name(&callee.name()), rust_name(&call.parent_function().name()))
}
