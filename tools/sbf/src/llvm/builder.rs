//! Inserts instructions.

use super::{Function, IntPredicate, Intrinsic, Module, Type, Types, UNNAMED, Value};
use llvm_sys::core::*;
use llvm_sys::prelude::*;
use llvm_sys::{LLVMIntPredicate, LLVMOpcode};

/// The alignment of every stack slot that the rules add: no legal type wants more.
const SLOT_ALIGNMENT: u32 = 8;

/// Inserts instructions at one place of a function.
pub struct Builder<'m> {
    raw: LLVMBuilderRef,
    module: &'m Module,
}

impl Drop for Builder<'_> {
    fn drop(&mut self) {
        // SAFETY: created by `LLVMCreateBuilderInContext` and disposed of once.
        unsafe { LLVMDisposeBuilder(self.raw) }
    }
}

impl<'m> Builder<'m> {
    /// A builder that inserts before `instruction`.
    pub fn before(module: &'m Module, instruction: Value) -> Self {
        // SAFETY: the instruction is alive and in a block.
        let raw = unsafe { LLVMCreateBuilderInContext(module.context()) };
        unsafe { LLVMPositionBuilderBefore(raw, instruction.0) };
        Self { raw, module }
    }

    /// A builder that inserts at the start of `function`'s entry block.
    pub fn at_entry(module: &'m Module, function: Function) -> Self {
        // SAFETY: the function has a body, and a block is never empty.
        let first = unsafe { LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function.value().0)) };
        Self::before(module, Value(first))
    }

    pub fn module(&self) -> &'m Module {
        self.module
    }

    pub fn types(&self) -> Types {
        self.module.types()
    }

    /// The 64-bit constant `value`.
    pub fn word(&self, value: u64) -> Value {
        self.constant(self.types().i64, value)
    }

    /// `value` as a constant of the integer type `ty`.
    pub fn constant(&self, ty: Type, value: u64) -> Value {
        // SAFETY: as all methods below: operands are live values of the types that the IR asks for.
        Value(unsafe { LLVMConstInt(ty.0, value, 0) })
    }

    fn binary(&self, opcode: LLVMOpcode, left: Value, right: Value) -> Value {
        Value(unsafe { LLVMBuildBinOp(self.raw, opcode, left.0, right.0, UNNAMED) })
    }

    pub fn add(&self, left: Value, right: Value) -> Value {
        self.binary(LLVMOpcode::LLVMAdd, left, right)
    }

    pub fn sub(&self, left: Value, right: Value) -> Value {
        self.binary(LLVMOpcode::LLVMSub, left, right)
    }

    pub fn mul(&self, left: Value, right: Value) -> Value {
        self.binary(LLVMOpcode::LLVMMul, left, right)
    }

    pub fn udiv(&self, left: Value, right: Value) -> Value {
        self.binary(LLVMOpcode::LLVMUDiv, left, right)
    }

    pub fn urem(&self, left: Value, right: Value) -> Value {
        self.binary(LLVMOpcode::LLVMURem, left, right)
    }

    pub fn and(&self, left: Value, right: Value) -> Value {
        self.binary(LLVMOpcode::LLVMAnd, left, right)
    }

    pub fn or(&self, left: Value, right: Value) -> Value {
        self.binary(LLVMOpcode::LLVMOr, left, right)
    }

    pub fn xor(&self, left: Value, right: Value) -> Value {
        self.binary(LLVMOpcode::LLVMXor, left, right)
    }

    /// Every bit flipped.
    pub fn not(&self, value: Value) -> Value {
        Value(unsafe { LLVMBuildNot(self.raw, value.0, UNNAMED) })
    }

    pub fn shl(&self, left: Value, right: Value) -> Value {
        self.binary(LLVMOpcode::LLVMShl, left, right)
    }

    pub fn lshr(&self, left: Value, right: Value) -> Value {
        self.binary(LLVMOpcode::LLVMLShr, left, right)
    }

    pub fn ashr(&self, left: Value, right: Value) -> Value {
        self.binary(LLVMOpcode::LLVMAShr, left, right)
    }

    pub fn compare(&self, predicate: IntPredicate, left: Value, right: Value) -> Value {
        Value(unsafe { LLVMBuildICmp(self.raw, predicate, left.0, right.0, UNNAMED) })
    }

    pub fn is_nonzero(&self, value: Value) -> Value {
        self.compare(LLVMIntPredicate::LLVMIntNE, value, self.constant(value.ty(), 0))
    }

    pub fn select(&self, condition: Value, yes: Value, no: Value) -> Value {
        Value(unsafe { LLVMBuildSelect(self.raw, condition.0, yes.0, no.0, UNNAMED) })
    }

    pub fn trunc(&self, value: Value, ty: Type) -> Value {
        self.cast(LLVMOpcode::LLVMTrunc, value, ty)
    }

    pub fn zext(&self, value: Value, ty: Type) -> Value {
        self.cast(LLVMOpcode::LLVMZExt, value, ty)
    }

    pub fn sext(&self, value: Value, ty: Type) -> Value {
        self.cast(LLVMOpcode::LLVMSExt, value, ty)
    }

    /// Casts, unless the value has the type already.
    pub fn cast(&self, opcode: LLVMOpcode, value: Value, ty: Type) -> Value {
        if value.ty() == ty {
            return value;
        }
        Value(unsafe { LLVMBuildCast(self.raw, opcode, value.0, ty.0, UNNAMED) })
    }

    /// Makes an undefined value some fixed value, so that using it twice gives the same answer.
    pub fn freeze(&self, value: Value) -> Value {
        Value(unsafe { LLVMBuildFreeze(self.raw, value.0, UNNAMED) })
    }

    pub fn extract(&self, aggregate: Value, index: usize) -> Value {
        Value(unsafe { LLVMBuildExtractValue(self.raw, aggregate.0, index as u32, UNNAMED) })
    }

    pub fn insert(&self, aggregate: Value, element: Value, index: usize) -> Value {
        Value(unsafe { LLVMBuildInsertValue(self.raw, aggregate.0, element.0, index as u32, UNNAMED) })
    }

    /// An aggregate whose members are still to be inserted.
    pub fn empty(&self, ty: Type) -> Value {
        Value(unsafe { LLVMGetPoison(ty.0) })
    }

    pub fn load(&self, ty: Type, pointer: Value) -> Value {
        let load = Value(unsafe { LLVMBuildLoad2(self.raw, ty.0, pointer.0, UNNAMED) });
        self.limit_alignment(load);
        load
    }

    pub fn store(&self, value: Value, pointer: Value) {
        self.limit_alignment(Value(unsafe { LLVMBuildStore(self.raw, value.0, pointer.0) }));
    }

    /// Slots are aligned to 8 bytes while LLVM assumes 16 for the widest integers.
    fn limit_alignment(&self, access: Value) {
        unsafe {
            if LLVMGetAlignment(access.0) > SLOT_ALIGNMENT {
                LLVMSetAlignment(access.0, SLOT_ALIGNMENT);
            }
        }
    }

    /// The address of field `index` of a struct or array of type `ty`.
    pub fn field(&self, ty: Type, pointer: Value, index: usize) -> Value {
        let mut path = [self.constant(self.types().i32, 0).0, self.constant(self.types().i32, index as u64).0];
        Value(unsafe { LLVMBuildInBoundsGEP2(self.raw, ty.0, pointer.0, path.as_mut_ptr(), 2, UNNAMED) })
    }

    pub fn call(&self, signature: Type, callee: Value, arguments: &[Value]) -> Value {
        let mut arguments: Vec<_> = arguments.iter().map(|argument| argument.0).collect();
        let count = arguments.len() as u32;
        Value(unsafe { LLVMBuildCall2(self.raw, signature.0, callee.0, arguments.as_mut_ptr(), count, UNNAMED) })
    }

    pub fn return_void(&self) {
        unsafe { LLVMBuildRetVoid(self.raw) };
    }

    /// A stack slot of `function` for a value of type `ty`.
    pub fn slot(&self, function: Function, ty: Type) -> Value {
        let entry = Builder::at_entry(self.module, function);
        let slot = unsafe { LLVMBuildAlloca(entry.raw, ty.0, UNNAMED) };
        unsafe { LLVMSetAlignment(slot, SLOT_ALIGNMENT) };
        Value(slot)
    }

    /// From here on the slot holds something. Without such marks LLVM gives each slot memory of its own, and frames overflow.
    pub fn begin_lifetime(&self, slot: Value) {
        self.mark(Intrinsic::LIFETIME_START, slot);
    }

    /// From here on the slot's memory may serve another slot.
    pub fn end_lifetime(&self, slot: Value) {
        self.mark(Intrinsic::LIFETIME_END, slot);
    }

    fn mark(&self, intrinsic: Intrinsic, slot: Value) {
        let (marker, signature) = intrinsic.declare(self.module, &[self.types().ptr]);
        self.call(signature, marker, &[slot]);
    }
}
