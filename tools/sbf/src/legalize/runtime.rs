//! Calls to the functions of `tools/sbf/builtins` and of Rust's `compiler_builtins`.

use super::words::{Words, split};
use crate::llvm::{Builder, Type, Value};
use crate::names::rust_name;
use anyhow::{Context as _, Result, ensure};

/// Functions that the optimiser must not drop: the rules may call them afterwards. Those that stay unused are dropped then.
pub fn preserved_symbols() -> impl Iterator<Item = &'static str> {
    OUR_FUNCTIONS.split_whitespace().chain(LIBRARY_FUNCTIONS.split_whitespace())
}

/// Functions of `tools/sbf/builtins`.
const OUR_FUNCTIONS: &str = "
    memcpy memmove memset memcmp bcmp
    __sbf_mul256 __sbf_smulo64 __sbf_umulo128 __sbf_smulo128
    __sbf_udiv128 __sbf_urem128 __sbf_sdiv128 __sbf_srem128";

/// Functions of Rust's `compiler_builtins`.
const LIBRARY_FUNCTIONS: &str = "
    __adddf3 __subdf3 __muldf3 __divdf3 __eqdf2 __gtdf2 __ledf2 __unorddf2
    __addsf3 __subsf3 __mulsf3 __divsf3 __eqsf2 __gtsf2 __lesf2 __unordsf2
    __floatundidf __floatuntidf __floatdidf __floattidf __floatundisf __floatuntisf __floatdisf __floattisf
    __fixunsdfdi __fixunsdfti __fixdfdi __fixdfti __fixunssfdi __fixunssfti __fixsfdi __fixsfti
    __extendsfdf2 __truncdfsf2";

/// Calls the helper `name(result, low a, high a, low b, high b)` and reads back `results` words of what it wrote.
pub fn call_with_words(
    builder: &Builder<'_>,
    at: Value,
    name: &str,
    a: Value,
    b: Value,
    results: u64,
) -> Result<Vec<Value>> {
    let (a, b): (Words, Words) = (split(builder, a), split(builder, b));
    call_with_result_slot(builder, at, name, &[a.low, a.high, b.low, b.high], results)
}

/// Calls the helper `name(result, words...)` and reads back `results` words of what it wrote to `result`.
pub fn call_with_result_slot(
    builder: &Builder<'_>,
    at: Value,
    name: &str,
    words: &[Value],
    results: u64,
) -> Result<Vec<Value>> {
    let types = builder.types();
    let result_type = types.array(types.i64, results);
    let slot = builder.slot(at.parent_function(), result_type);
    let mut parameters = vec![types.ptr];
    parameters.extend(words.iter().map(|_| types.i64));
    let mut arguments = vec![slot];
    arguments.extend(words);
    builder.begin_lifetime(slot);
    call_declared(builder, name, types.function(types.void, &parameters), &arguments)?;
    let read = |index| builder.load(types.i64, builder.field(result_type, slot, index as usize));
    let values = (0..results).map(read).collect();
    builder.end_lifetime(slot);
    Ok(values)
}

/// Calls `name` with the signature that the rule knows it to have.
pub fn call_declared(builder: &Builder<'_>, name: &str, signature: Type, arguments: &[Value]) -> Result<Value> {
    let function = builder.module().function_or_declare(name, signature);
    // Syscalls may be declared by the program with narrower types; they are called with registers all the same.
    ensure!(
        function.is_declaration() || function.signature() == signature,
        "the program defines `{name}`, which is reserved for the build tool, with another signature"
    );
    Ok(builder.call(signature, function.value(), arguments))
}

/// Calls a function of `compiler_builtins` that takes `arguments` and gives a value of type `result`.
///
/// Rust's C convention for this target passes 128-bit integers through memory, so the function's own signature decides.
pub fn call_library(builder: &Builder<'_>, at: Value, name: &str, arguments: &[Value], result: Type) -> Result<Value> {
    let function = builder.module().function(name).with_context(|| {
        format!(
            "`{}` uses floating-point arithmetic that has no on-chain implementation (`{name}`): use integers there",
            rust_name(&at.parent_function().name())
        )
    })?;
    let signature = function.signature();
    let in_memory = |ty| builder.slot(at.parent_function(), ty);
    let result_slot = signature.return_type().is_void().then(|| in_memory(result));
    let parameters = signature.parameters().into_iter().skip(usize::from(result_slot.is_some()));
    let passed = arguments.iter().zip(parameters).map(|(argument, parameter)| {
        if argument.ty() == parameter {
            Passed::Directly(*argument)
        } else {
            Passed::Through(in_memory(argument.ty()), *argument)
        }
    });
    let passed: Vec<_> = passed.collect();

    let slots = || result_slot.into_iter().chain(passed.iter().filter_map(Passed::slot));
    slots().for_each(|slot| builder.begin_lifetime(slot));
    let values = result_slot.into_iter().chain(passed.iter().map(|each| each.prepare(builder))).collect::<Vec<_>>();
    let returned = builder.call(signature, function.value(), &values);
    let value = result_slot.map_or(returned, |slot| builder.load(result, slot));
    slots().for_each(|slot| builder.end_lifetime(slot));
    Ok(value)
}

/// How a library function gets an argument.
enum Passed {
    Directly(Value),
    /// Through this slot, which holds the second value.
    Through(Value, Value),
}

impl Passed {
    fn slot(&self) -> Option<Value> {
        match self {
            Self::Directly(_) => None,
            Self::Through(slot, _) => Some(*slot),
        }
    }

    /// The value for the call.
    fn prepare(&self, builder: &Builder<'_>) -> Value {
        match self {
            Self::Directly(value) => *value,
            Self::Through(slot, value) => {
                builder.store(*value, *slot);
                *slot
            }
        }
    }
}
