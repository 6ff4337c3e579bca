//! Functions that the program calls but does not contain.

use crate::llvm::{Function, Module};
use crate::names::rust_name;
use anyhow::{Result, bail};

/// Refuses calls to anything but syscalls: the SVM would refuse them when the program is loaded.
pub fn check(module: &Module) -> Result<()> {
    for function in module.functions() {
        if !function.is_declaration()
            || function.intrinsic_id() != 0
            || !function.value().has_uses()
            || is_syscall(function)
        {
            continue;
        }
        let name = function.name();
        match name.as_str() {
            "custom_panic" => bail!(
                "no panic handler: the program's crate must define `custom_panic`, which Anchor and the `entrypoint!` macro do \
                 unless the feature `custom-panic` or `no-entrypoint` is on"
            ),
            _ => bail!(
                "`{}` is called (by {}) but defined nowhere, and it is no syscall",
                rust_name(&name),
                callers(function)
            ),
        }
    }
    Ok(())
}

fn is_syscall(function: Function) -> bool {
    let name = function.name();
    name == "abort" || name.starts_with("sol_")
}

fn callers(function: Function) -> String {
    let caller = function.value().users().into_iter().map(|(user, _)| user).find(|user| user.opcode().is_some());
    caller.map_or_else(
        || "a table of functions".into(),
        |call| format!("`{}`", rust_name(&call.parent_function().name())),
    )
}
