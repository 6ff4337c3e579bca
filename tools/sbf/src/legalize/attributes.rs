//! Attributes that the backend does not accept, and those that nothing may carry.

use crate::llvm::{Module, attribute_kind};
use crate::names::rust_name;
use anyhow::{Result, bail};

/// Drops `sret` (to the backend it is an aggregate return, which it refuses; as a plain pointer it is fine) and refuses
/// `byval`, whose copy nobody would make.
pub fn strip(module: &Module) -> Result<()> {
    let (hidden_result, by_value) = (attribute_kind("sret"), attribute_kind("byval"));
    for function in module.functions() {
        if function.has_parameter_attribute(by_value) {
            bail!("`{}` takes a struct by value in the C ABI: pass a reference", rust_name(&function.name()));
        }
        function.remove_parameter_attribute(hidden_result);
        if !function.is_declaration() {
            function.use_c_convention();
        }
    }
    let calls =
        module.definitions().into_iter().flat_map(|function| function.instructions()).filter(|each| each.is_call());
    for call in calls {
        call.use_c_convention();
        for index in 1..=call.arguments().len() as u32 {
            call.remove_argument_attribute(index, hidden_result);
        }
    }
    Ok(())
}
