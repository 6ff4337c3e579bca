//! Functions and their attributes.

use super::types::Type;
use super::value::{Block, Value};
use super::{Linkage, c_string};
use llvm_sys::LLVMAttributeFunctionIndex;
use llvm_sys::core::*;
use std::iter::successors;

/// A function, with or without a body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Function(pub(super) Value);

impl Function {
    pub fn value(self) -> Value {
        self.0
    }

    pub fn name(self) -> String {
        self.0.name()
    }

    /// The function's type.
    pub fn signature(self) -> Type {
        // SAFETY: every method of this block is called on a live function.
        Type(unsafe { LLVMGlobalGetValueType(self.0.0) })
    }

    pub fn is_declaration(self) -> bool {
        unsafe { LLVMIsDeclaration(self.0.0) != 0 }
    }

    /// LLVM's number of an intrinsic, 0 for an ordinary function.
    pub fn intrinsic_id(self) -> u32 {
        unsafe { LLVMGetIntrinsicID(self.0.0) }
    }

    pub fn blocks(self) -> Vec<Block> {
        let first = unsafe { LLVMGetFirstBasicBlock(self.0.0) };
        successors((!first.is_null()).then_some(first), |block| {
            let next = unsafe { LLVMGetNextBasicBlock(*block) };
            (!next.is_null()).then_some(next)
        })
        .map(Block)
        .collect()
    }

    /// Every instruction of the body, collected so that the body may be changed while walking it.
    pub fn instructions(self) -> Vec<Value> {
        self.blocks().into_iter().flat_map(Block::instructions).collect()
    }

    pub fn parameters(self) -> Vec<Value> {
        (0..unsafe { LLVMCountParams(self.0.0) }).map(|index| Value(unsafe { LLVMGetParam(self.0.0, index) })).collect()
    }

    pub fn linkage(self) -> Linkage {
        unsafe { LLVMGetLinkage(self.0.0) }
    }

    pub fn set_linkage(self, linkage: Linkage) {
        self.0.set_linkage(linkage);
    }

    /// Gives the function another name.
    pub fn rename(self, name: &str) {
        unsafe { LLVMSetValueName2(self.0.0, name.as_ptr().cast(), name.len()) }
    }

    /// Moves the body of `other` to the end of this function.
    pub fn take_body(self, other: Function) {
        for block in other.blocks() {
            unsafe {
                LLVMRemoveBasicBlockFromParent(block.0);
                LLVMAppendExistingBasicBlock(self.0.0, block.0);
            }
        }
    }

    /// Deletes the function; the handle must not be used afterwards.
    pub fn delete(self) {
        unsafe { LLVMDeleteFunction(self.0.0) }
    }

    /// Copies the function attributes named in `attributes` from `other`.
    pub fn copy_attributes(self, other: Function, attributes: &[u32]) {
        for attribute in attributes {
            unsafe {
                let found = LLVMGetEnumAttributeAtIndex(other.0.0, LLVMAttributeFunctionIndex, *attribute);
                if !found.is_null() {
                    LLVMAddAttributeAtIndex(self.0.0, LLVMAttributeFunctionIndex, found);
                }
            }
        }
    }

    /// Sets a `"key"="value"` attribute.
    pub fn set_text_attribute(self, key: &str, value: &str) {
        let (key, value) = (c_string(key), c_string(value));
        unsafe { LLVMAddTargetDependentFunctionAttr(self.0.0, key.as_ptr(), value.as_ptr()) }
    }

    /// Removes `attribute` from every parameter.
    pub fn remove_parameter_attribute(self, attribute: u32) {
        for index in 1..=unsafe { LLVMCountParams(self.0.0) } {
            unsafe { LLVMRemoveEnumAttributeAtIndex(self.0.0, index, attribute) }
        }
    }

    /// True if a parameter carries `attribute`.
    pub fn has_parameter_attribute(self, attribute: u32) -> bool {
        (1..=unsafe { LLVMCountParams(self.0.0) })
            .any(|index| !unsafe { LLVMGetEnumAttributeAtIndex(self.0.0, index, attribute) }.is_null())
    }

    /// Back to the C calling convention, the only one the backend knows.
    pub fn use_c_convention(self) {
        unsafe { LLVMSetFunctionCallConv(self.0.0, 0) }
    }
}
