//! A thin layer over LLVM's C API: only what the build needs, with names from the IR.
//!
//! Handles (`Value`, `Type`, `Block`) are plain copies of LLVM's pointers. They stay valid as long as the module they come
//! from, except that an erased instruction must not be used again; the legalisation rules are written so that they never do.
//! One context serves the whole process and is never freed: the process ends with the build.

mod builder;
mod codegen;
mod diagnostics;
mod function;
mod intrinsic;
mod module;
mod types;
mod value;

pub use builder::Builder;
pub use codegen::{TargetMachine, initialise};
pub use diagnostics::{Diagnostics, Severity};
pub use function::Function;
pub use intrinsic::Intrinsic;
pub use module::{Module, attribute_kind};
pub use types::{Type, Types, WORD_BITS};
pub use value::Value;

pub use llvm_sys::{
    LLVMIntPredicate as IntPredicate, LLVMLinkage as Linkage, LLVMOpcode as Opcode, LLVMRealPredicate as RealPredicate,
};

use llvm_sys::core::LLVMDisposeMessage;
use std::ffi::{CStr, CString, c_char};

/// An empty name: temporaries need none.
const UNNAMED: *const c_char = c"".as_ptr();

/// Copies a message that LLVM allocated and frees the original.
fn take_message(message: *mut c_char) -> String {
    if message.is_null() {
        return String::from("LLVM gave no reason");
    }
    // SAFETY: LLVM hands out a NUL-terminated string that the caller must dispose of exactly once.
    unsafe {
        let text = CStr::from_ptr(message).to_string_lossy().into_owned();
        LLVMDisposeMessage(message);
        text
    }
}

/// A name as C wants it; names in a module never contain NUL, so a NUL only shortens the text.
fn c_string(text: &str) -> CString {
    CString::new(text.split('\0').next().unwrap_or_default()).unwrap_or_default()
}
