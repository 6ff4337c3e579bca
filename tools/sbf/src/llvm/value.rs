//! Values, instructions and basic blocks.

use super::{Linkage, Opcode, RealPredicate, Type};
use llvm_sys::core::*;
use llvm_sys::prelude::*;
use llvm_sys::{LLVMTailCallKind, LLVMValueKind};
use std::iter::successors;

/// A constant, an argument, a global or an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Value(pub(super) LLVMValueRef);

/// A basic block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Block(pub(super) LLVMBasicBlockRef);

impl Block {
    /// The instructions of the block, in order.
    pub fn instructions(self) -> impl Iterator<Item = Value> {
        // SAFETY: the block is alive; the list is not changed while it is walked (callers collect it first).
        let first = unsafe { LLVMGetFirstInstruction(self.0) };
        successors(Value::from_raw(first), |value| Value::from_raw(unsafe { LLVMGetNextInstruction(value.0) }))
    }

    /// The instruction that ends the block.
    pub fn terminator(self) -> Option<Value> {
        // SAFETY: the block is alive.
        Value::from_raw(unsafe { LLVMGetBasicBlockTerminator(self.0) })
    }
}

impl Value {
    pub(super) fn from_raw(raw: LLVMValueRef) -> Option<Self> {
        (!raw.is_null()).then_some(Self(raw))
    }

    pub fn ty(self) -> Type {
        // SAFETY: every method of this block is called on live values of the kind its name says.
        Type(unsafe { LLVMTypeOf(self.0) })
    }

    pub fn name(self) -> String {
        let mut length = 0;
        unsafe {
            let text = LLVMGetValueName2(self.0, &mut length);
            String::from_utf8_lossy(std::slice::from_raw_parts(text.cast(), length)).into_owned()
        }
    }

    fn kind(self) -> LLVMValueKind {
        unsafe { LLVMGetValueKind(self.0) }
    }

    /// The opcode, if this is an instruction.
    pub fn opcode(self) -> Option<Opcode> {
        (self.kind() == LLVMValueKind::LLVMInstructionValueKind).then(|| unsafe { LLVMGetInstructionOpcode(self.0) })
    }

    /// The opcode, if this is a constant expression.
    pub fn constant_expression_opcode(self) -> Option<Opcode> {
        (self.kind() == LLVMValueKind::LLVMConstantExprValueKind).then(|| unsafe { LLVMGetConstOpcode(self.0) })
    }

    /// The value of an integer constant that fits 64 bits.
    pub fn small_constant(self) -> Option<u64> {
        let is_integer = self.kind() == LLVMValueKind::LLVMConstantIntValueKind;
        (is_integer && self.ty().int_width()? <= 64).then(|| unsafe { LLVMConstIntGetZExtValue(self.0) })
    }

    pub fn is_constant_int(self) -> bool {
        self.kind() == LLVMValueKind::LLVMConstantIntValueKind
    }

    pub fn operand(self, index: u32) -> Value {
        Value(unsafe { LLVMGetOperand(self.0, index) })
    }

    /// Every value or instruction that uses this one, with the operand's index in it.
    pub fn users(self) -> Vec<(Value, u32)> {
        let first = unsafe { LLVMGetFirstUse(self.0) };
        successors((!first.is_null()).then_some(first), |each| {
            let next = unsafe { LLVMGetNextUse(*each) };
            (!next.is_null()).then_some(next)
        })
        .flat_map(|each| {
            let user = Value(unsafe { LLVMGetUser(each) });
            let count = unsafe { LLVMGetNumOperands(user.0) } as u32;
            (0..count).filter(move |index| user.operand(*index) == self).map(move |index| (user, index))
        })
        .collect()
    }

    pub fn has_uses(self) -> bool {
        !unsafe { LLVMGetFirstUse(self.0) }.is_null()
    }

    pub fn replace_all_uses_with(self, other: Value) {
        unsafe { LLVMReplaceAllUsesWith(self.0, other.0) }
    }

    /// Removes an instruction; the handle must not be used afterwards.
    pub fn erase(self) {
        unsafe { LLVMInstructionEraseFromParent(self.0) }
    }

    /// The function that contains this instruction.
    pub fn parent_function(self) -> super::Function {
        super::Function(Value(unsafe { LLVMGetBasicBlockParent(LLVMGetInstructionParent(self.0)) }))
    }

    pub fn real_predicate(self) -> RealPredicate {
        unsafe { LLVMGetFCmpPredicate(self.0) }
    }
}

/// Calls.
impl Value {
    pub fn is_call(self) -> bool {
        self.opcode() == Some(Opcode::LLVMCall)
    }

    /// What the call calls: a function, or a pointer.
    pub fn callee(self) -> Value {
        Value(unsafe { LLVMGetCalledValue(self.0) })
    }

    /// The callee, when it is known.
    pub fn called_function(self) -> Option<super::Function> {
        self.callee().as_function()
    }

    /// The function type through which the call is made.
    pub fn called_type(self) -> Type {
        Type(unsafe { LLVMGetCalledFunctionType(self.0) })
    }

    pub fn arguments(self) -> Vec<Value> {
        (0..unsafe { LLVMGetNumArgOperands(self.0) }).map(|index| self.operand(index)).collect()
    }

    pub fn is_inline_assembly(self) -> bool {
        self.callee().kind() == LLVMValueKind::LLVMInlineAsmValueKind
    }

    /// True for a call that must become a jump.
    pub fn is_must_tail(self) -> bool {
        unsafe { LLVMGetTailCallKind(self.0) == LLVMTailCallKind::LLVMTailCallKindMustTail }
    }

    /// Removes an attribute from argument `index` (counted from 1) of the call.
    pub fn remove_argument_attribute(self, index: u32, attribute: u32) {
        unsafe { LLVMRemoveCallSiteEnumAttribute(self.0, index, attribute) }
    }

    /// Calls with the C calling convention.
    pub fn use_c_convention(self) {
        unsafe { LLVMSetInstructionCallConv(self.0, 0) }
    }

    pub fn as_function(self) -> Option<super::Function> {
        (self.kind() == LLVMValueKind::LLVMFunctionValueKind).then_some(super::Function(self))
    }
}

/// Global variables.
impl Value {
    pub fn is_global_constant(self) -> bool {
        unsafe { LLVMIsGlobalConstant(self.0) != 0 }
    }

    pub fn has_initialiser(self) -> bool {
        !unsafe { LLVMGetInitializer(self.0) }.is_null()
    }

    /// Makes a variable read-only.
    pub fn make_constant(self) {
        unsafe {
            LLVMSetGlobalConstant(self.0, 1);
            LLVMSetThreadLocal(self.0, 0);
        }
    }

    pub fn set_linkage(self, linkage: Linkage) {
        unsafe { LLVMSetLinkage(self.0, linkage) }
    }
}
