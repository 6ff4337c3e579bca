//! Floating-point comparison through the software versions.
//!
//! `__gtdf2(a, b)` and `__ledf2(a, b)` return a number that compares with zero as `a` compares with `b`. When a NaN is among
//! them, `__gtdf2` returns -1 and `__ledf2` returns 1; so "a > b" is `gt > 0`, and its opposite, which includes NaN, is
//! `gt <= 0`.

use super::{Outcome, runtime};
use crate::llvm::{Builder, IntPredicate, Opcode, RealPredicate, Value};
use anyhow::Result;

pub fn rewrite(builder: &Builder<'_>, instruction: Value) -> Result<Outcome> {
    if instruction.opcode() != Some(Opcode::LLVMFCmp) {
        return Ok(Outcome::Untouched);
    }
    let ty = instruction.operand(0).ty();
    if !ty.is_single() && !ty.is_double() {
        return Ok(Outcome::Untouched);
    }
    let comparison = Comparison { builder, instruction };
    Ok(Outcome::Replaced(comparison.evaluate(instruction.real_predicate())?))
}

struct Comparison<'b, 'm> {
    builder: &'b Builder<'m>,
    instruction: Value,
}

impl Comparison<'_, '_> {
    fn evaluate(&self, predicate: RealPredicate) -> Result<Value> {
        use IntPredicate::*;
        use RealPredicate::*;
        match predicate {
            LLVMRealOEQ => self.test(Library::Equal, LLVMIntEQ),
            LLVMRealUNE => self.test(Library::Equal, LLVMIntNE),
            LLVMRealOGT => self.test(Library::Greater, LLVMIntSGT),
            LLVMRealULE => self.test(Library::Greater, LLVMIntSLE),
            LLVMRealOGE => self.test(Library::Greater, LLVMIntSGE),
            LLVMRealULT => self.test(Library::Greater, LLVMIntSLT),
            LLVMRealOLT => self.test(Library::Less, LLVMIntSLT),
            LLVMRealUGE => self.test(Library::Less, LLVMIntSGE),
            LLVMRealOLE => self.test(Library::Less, LLVMIntSLE),
            LLVMRealUGT => self.test(Library::Less, LLVMIntSGT),
            LLVMRealORD => self.test(Library::Unordered, LLVMIntEQ),
            LLVMRealUNO => self.test(Library::Unordered, LLVMIntNE),
            LLVMRealUEQ => {
                let equal = self.test(Library::Equal, LLVMIntEQ)?;
                Ok(self.builder.or(equal, self.test(Library::Unordered, LLVMIntNE)?))
            }
            LLVMRealONE => {
                let different = self.test(Library::Equal, LLVMIntNE)?;
                Ok(self.builder.and(different, self.test(Library::Unordered, LLVMIntEQ)?))
            }
            LLVMRealPredicateFalse => Ok(self.builder.constant(self.builder.types().i1, 0)),
            LLVMRealPredicateTrue => Ok(self.builder.constant(self.builder.types().i1, 1)),
        }
    }

    /// Compares what `library` returns with zero.
    fn test(&self, library: Library, predicate: IntPredicate) -> Result<Value> {
        let operands = [self.instruction.operand(0), self.instruction.operand(1)];
        let name = library.name(operands[0].ty().is_double());
        let order = runtime::call_library(self.builder, self.instruction, name, &operands, self.builder.types().i32)?;
        Ok(self.builder.compare(predicate, order, self.builder.constant(order.ty(), 0)))
    }
}

#[derive(Clone, Copy)]
enum Library {
    Equal,
    Greater,
    Less,
    Unordered,
}

impl Library {
    fn name(self, double: bool) -> &'static str {
        match (self, double) {
            (Self::Equal, true) => "__eqdf2",
            (Self::Equal, false) => "__eqsf2",
            (Self::Greater, true) => "__gtdf2",
            (Self::Greater, false) => "__gtsf2",
            (Self::Less, true) => "__ledf2",
            (Self::Less, false) => "__lesf2",
            (Self::Unordered, true) => "__unorddf2",
            (Self::Unordered, false) => "__unordsf2",
        }
    }
}
