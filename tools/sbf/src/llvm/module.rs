//! A module of LLVM IR.

use super::{Function, Type, Types, Value, c_string, take_message};
use anyhow::{Result, bail};
use llvm_sys::analysis::{LLVMVerifierFailureAction, LLVMVerifyModule};
use llvm_sys::bit_reader::LLVMParseBitcodeInContext2;
use llvm_sys::core::*;
use llvm_sys::debuginfo::LLVMStripModuleDebugInfo;
use llvm_sys::error::*;
use llvm_sys::linker::LLVMLinkModules2;
use llvm_sys::prelude::*;
use llvm_sys::transforms::pass_builder::*;
use std::ffi::c_char;
use std::iter::successors;

use super::TargetMachine;

/// An owned module.
pub struct Module {
    raw: LLVMModuleRef,
    context: LLVMContextRef,
}

impl Drop for Module {
    fn drop(&mut self) {
        // SAFETY: owned by this value alone.
        unsafe { LLVMDisposeModule(self.raw) }
    }
}

impl Module {
    /// An empty module in a context of its own.
    pub fn empty(name: &str) -> Self {
        // SAFETY: the context is never disposed of and so outlives the module.
        unsafe {
            let context = LLVMContextCreate();
            let raw = LLVMModuleCreateWithNameInContext(c_string(name).as_ptr(), context);
            Self { raw, context }
        }
    }

    pub(super) fn raw(&self) -> LLVMModuleRef {
        self.raw
    }

    pub(super) fn context(&self) -> LLVMContextRef {
        self.context
    }

    pub fn types(&self) -> Types {
        Types::new(self.context)
    }

    /// Adds the bitcode `bytes` (called `name` in errors) to this module.
    pub fn link_bitcode(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let mut other = std::ptr::null_mut();
        // SAFETY: the buffer copies nothing and is disposed of after parsing; linking consumes the parsed module.
        unsafe {
            let buffer = LLVMCreateMemoryBufferWithMemoryRangeCopy(
                bytes.as_ptr().cast::<c_char>(),
                bytes.len(),
                c_string(name).as_ptr(),
            );
            let failed = LLVMParseBitcodeInContext2(self.context, buffer, &mut other) != 0;
            LLVMDisposeMemoryBuffer(buffer);
            if failed {
                bail!("{name} is not LLVM bitcode of this compiler: was it built by another rustc?");
            }
            if LLVMLinkModules2(self.raw, other) != 0 {
                bail!("cannot link {name}: its symbols clash with those of another crate");
            }
        }
        Ok(())
    }

    /// Runs a pass pipeline in the notation of LLVM's `opt -passes=`.
    pub fn run_passes(&self, pipeline: &str, machine: &TargetMachine) -> Result<()> {
        let text = c_string(pipeline);
        // SAFETY: options are disposed of once; an error is consumed by reading its message.
        let problem = unsafe {
            let options = LLVMCreatePassBuilderOptions();
            let error = LLVMRunPasses(self.raw, text.as_ptr(), machine.raw(), options);
            LLVMDisposePassBuilderOptions(options);
            if error.is_null() {
                return Ok(());
            }
            let message = LLVMGetErrorMessage(error);
            let text = std::ffi::CStr::from_ptr(message).to_string_lossy().into_owned();
            LLVMDisposeErrorMessage(message);
            text
        };
        bail!("the passes {pipeline} failed: {problem}")
    }

    /// Checks the rules of the IR; a failure is a bug in the legalisation.
    pub fn verify(&self) -> Result<()> {
        let mut message = std::ptr::null_mut();
        // SAFETY: LLVM allocates the message whether or not the module is valid.
        let (failed, message) = unsafe {
            let failed =
                LLVMVerifyModule(self.raw, LLVMVerifierFailureAction::LLVMReturnStatusAction, &mut message) != 0;
            (failed, take_message(message))
        };
        if failed {
            bail!("the rewritten program is not valid LLVM IR, which is a bug in tools/sbf: {message}");
        }
        Ok(())
    }

    /// The program as text, for looking at what a rule did.
    pub fn to_text(&self) -> String {
        // SAFETY: LLVM allocates the text for the caller.
        take_message(unsafe { LLVMPrintModuleToString(self.raw) })
    }

    pub fn functions(&self) -> Vec<Function> {
        // SAFETY: the list is collected before anything can change it.
        let next = |function: &Value| Value::from_raw(unsafe { LLVMGetNextFunction(function.0) });
        successors(Value::from_raw(unsafe { LLVMGetFirstFunction(self.raw) }), next).map(Function).collect()
    }

    /// The functions that have a body.
    pub fn definitions(&self) -> Vec<Function> {
        self.functions().into_iter().filter(|function| !function.is_declaration()).collect()
    }

    pub fn globals(&self) -> Vec<Value> {
        // SAFETY: as for `functions`.
        let next = |global: &Value| Value::from_raw(unsafe { LLVMGetNextGlobal(global.0) });
        successors(Value::from_raw(unsafe { LLVMGetFirstGlobal(self.raw) }), next).collect()
    }

    pub fn function(&self, name: &str) -> Option<Function> {
        // SAFETY: the name is a C string for the time of the call.
        Value::from_raw(unsafe { LLVMGetNamedFunction(self.raw, c_string(name).as_ptr()) }).map(Function)
    }

    /// A new function without a body.
    pub fn add_function(&self, name: &str, signature: Type) -> Function {
        // SAFETY: `signature` is a function type of this context.
        Function(Value(unsafe { LLVMAddFunction(self.raw, c_string(name).as_ptr(), signature.0) }))
    }

    /// The function `name`, declared with `signature` if the module does not have it.
    pub fn function_or_declare(&self, name: &str, signature: Type) -> Function {
        self.function(name).unwrap_or_else(|| self.add_function(name, signature))
    }

    /// Drops debug information, which a deployed program does not carry.
    pub fn strip_debug_info(&self) {
        // SAFETY: the module is alive.
        unsafe { LLVMStripModuleDebugInfo(self.raw) };
    }

    /// Sets the target that code is generated for.
    pub fn set_target(&self, machine: &TargetMachine) {
        machine.describe(self.raw);
    }
}

/// LLVM's number for an attribute such as `sret`.
pub fn attribute_kind(name: &str) -> u32 {
    // SAFETY: the name is valid for its length.
    unsafe { LLVMGetEnumAttributeKindForName(name.as_ptr().cast(), name.len()) }
}
