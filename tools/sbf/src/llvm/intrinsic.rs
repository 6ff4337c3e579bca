//! LLVM's intrinsics by name.

use super::{Function, Module, Type, Value};
use llvm_sys::core::*;

/// The name of an intrinsic without its type suffix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Intrinsic(pub &'static str);

impl Intrinsic {
    pub const LIFETIME_START: Intrinsic = Intrinsic("llvm.lifetime.start");
    pub const LIFETIME_END: Intrinsic = Intrinsic("llvm.lifetime.end");

    fn id(self) -> u32 {
        // SAFETY: the name is valid for its length.
        unsafe { LLVMLookupIntrinsicID(self.0.as_ptr().cast(), self.0.len()) }
    }

    /// The intrinsic of `module` for the given overloaded types, with its function type.
    pub fn declare(self, module: &Module, overloads: &[Type]) -> (Value, Type) {
        let mut types: Vec<_> = overloads.iter().map(|ty| ty.0).collect();
        // SAFETY: the id is one of an overloaded intrinsic and `types` names its overloads.
        let raw = unsafe { LLVMGetIntrinsicDeclaration(module.raw(), self.id(), types.as_mut_ptr(), types.len()) };
        let function = Function(Value(raw));
        (function.value(), function.signature())
    }
}

/// The name of an intrinsic function without type suffixes: `llvm.memcpy` for `llvm.memcpy.p0.p0.i64`.
impl Function {
    pub fn intrinsic_name(self) -> Option<String> {
        let id = self.intrinsic_id();
        if id == 0 {
            return None;
        }
        let mut length = 0;
        // SAFETY: the id is an intrinsic's; LLVM owns the text.
        let name = unsafe {
            let text = LLVMIntrinsicGetName(id, &mut length);
            std::slice::from_raw_parts(text.cast::<u8>(), length)
        };
        Some(String::from_utf8_lossy(name).into_owned())
    }
}
