//! Writable statics: a Solana program has none. Those that nothing can write become constants, the others are refused.

use crate::llvm::{Module, Opcode, Value};
use crate::names::rust_name;
use anyhow::{Result, bail};
use std::collections::HashSet;

/// Makes every global variable read-only, or names the first that something writes to.
pub fn make_read_only(module: &Module) -> Result<()> {
    for global in module.globals() {
        if global.is_global_constant() || !global.has_initialiser() || global.name().starts_with("llvm.") {
            continue;
        }
        if let Some(writer) = find_writer(global) {
            let place = writer.opcode().map(|_| rust_name(&writer.parent_function().name()));
            bail!(
                "`{}` is a static that can be written to{}: a Solana program has no writable statics. Keep the value in an \
                 account, pass it as an argument, or make the static immutable",
                rust_name(&global.name()),
                place.map(|function| format!(" (by `{function}`)")).unwrap_or_default()
            );
        }
        global.make_constant();
    }
    Ok(())
}

/// An instruction or constant that may write to `global`: anything but loading from it, computing addresses in it and
/// comparing them.
fn find_writer(global: Value) -> Option<Value> {
    let mut seen = HashSet::new();
    let mut addresses = vec![global];
    while let Some(address) = addresses.pop() {
        for (user, operand) in address.users() {
            match user.opcode().or(user.constant_expression_opcode()) {
                Some(Opcode::LLVMLoad | Opcode::LLVMICmp) => {}
                Some(
                    Opcode::LLVMGetElementPtr
                    | Opcode::LLVMBitCast
                    | Opcode::LLVMAddrSpaceCast
                    | Opcode::LLVMSelect
                    | Opcode::LLVMPHI,
                ) => {
                    if seen.insert(user) {
                        addresses.push(user);
                    }
                }
                Some(Opcode::LLVMCall) if only_reads(user, operand) => {}
                _ => return Some(user),
            }
        }
    }
    None
}

/// True for a copy whose source is `operand`.
fn only_reads(call: Value, operand: u32) -> bool {
    let Some(function) = call.called_function() else {
        return false;
    };
    let name = function.intrinsic_name().unwrap_or_else(|| function.name());
    let copies = matches!(name.as_str(), "llvm.memcpy" | "llvm.memmove" | "sol_memcpy_" | "sol_memmove_");
    copies && operand == 1
}
