//! How a function of a given type is called.

use super::flatten::leaves;
use crate::llvm::{Module, Type};

/// Argument registers of the machine.
const ARGUMENT_REGISTERS: usize = 5;

/// The convention for one function type whose arguments or result do not fit the registers.
pub struct Plan {
    /// The arguments, one machine word each.
    pub arguments: Vec<Type>,
    /// The memory in which the result is returned, if it takes more than one word.
    pub result: Option<Type>,
    /// How many arguments travel in registers.
    pub in_registers: usize,
    /// The memory for the other arguments.
    pub spilled: Option<Type>,
    /// The type of the function under this convention.
    pub signature: Type,
}

impl Plan {
    /// The convention for functions of type `signature`, or nothing if the backend's own will do.
    pub fn for_signature(module: &Module, signature: Type) -> Option<Self> {
        if !Self::is_needed(signature) {
            return None;
        }
        let types = module.types();
        let arguments = argument_words(signature);
        let result = has_wide_result(signature).then(|| types.structure(&leaves(signature.return_type())));
        let room = ARGUMENT_REGISTERS - usize::from(result.is_some());
        let (in_registers, spilled) = if arguments.len() > room {
            (room - 1, Some(types.structure(&arguments[room - 1..])))
        } else {
            (arguments.len(), None)
        };
        let mut parameters = Vec::new();
        parameters.extend(result.map(|_| types.ptr));
        parameters.extend(&arguments[..in_registers]);
        parameters.extend(spilled.map(|_| types.ptr));
        let returns = if result.is_some() { types.void } else { signature.return_type() };
        let signature = types.function(returns, &parameters);
        Some(Self { arguments, result, in_registers, spilled, signature })
    }

    pub fn is_needed(signature: Type) -> bool {
        !signature.is_variadic() && (has_wide_result(signature) || argument_words(signature).len() > ARGUMENT_REGISTERS)
    }
}

fn argument_words(signature: Type) -> Vec<Type> {
    signature.parameters().into_iter().flat_map(leaves).collect()
}

fn has_wide_result(signature: Type) -> bool {
    let returns = signature.return_type();
    !returns.is_void() && leaves(returns).len() > 1
}
