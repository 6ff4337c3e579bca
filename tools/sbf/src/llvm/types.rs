//! Types of the IR.

use llvm_sys::LLVMTypeKind;
use llvm_sys::core::*;
use llvm_sys::prelude::*;

/// The width of a register.
pub const WORD_BITS: u32 = 64;

/// A type; equal types are the same pointer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Type(pub(super) LLVMTypeRef);

/// The types that the rules build with.
#[derive(Clone, Copy)]
pub struct Types {
    context: LLVMContextRef,
    pub void: Type,
    pub ptr: Type,
    pub i1: Type,
    pub i32: Type,
    pub i64: Type,
    pub i128: Type,
}

impl Types {
    pub(super) fn new(context: LLVMContextRef) -> Self {
        // SAFETY: the context lives as long as the process.
        unsafe {
            Self {
                context,
                void: Type(LLVMVoidTypeInContext(context)),
                ptr: Type(LLVMPointerTypeInContext(context, 0)),
                i1: Type(LLVMInt1TypeInContext(context)),
                i32: Type(LLVMInt32TypeInContext(context)),
                i64: Type(LLVMInt64TypeInContext(context)),
                i128: Type(LLVMInt128TypeInContext(context)),
            }
        }
    }

    /// An integer of `bits` bits.
    pub fn int(&self, bits: u32) -> Type {
        // SAFETY: the context lives as long as the process.
        Type(unsafe { LLVMIntTypeInContext(self.context, bits) })
    }

    /// An anonymous struct of `fields`.
    pub fn structure(&self, fields: &[Type]) -> Type {
        let mut fields: Vec<_> = fields.iter().map(|field| field.0).collect();
        // SAFETY: LLVM copies the field list.
        Type(unsafe { LLVMStructTypeInContext(self.context, fields.as_mut_ptr(), fields.len() as u32, 0) })
    }

    /// `element` repeated `length` times.
    pub fn array(&self, element: Type, length: u64) -> Type {
        // SAFETY: `element` is a sized type of this context.
        Type(unsafe { LLVMArrayType2(element.0, length) })
    }

    /// The type of a function.
    pub fn function(&self, returns: Type, parameters: &[Type]) -> Type {
        let mut parameters: Vec<_> = parameters.iter().map(|parameter| parameter.0).collect();
        // SAFETY: LLVM copies the parameter list.
        Type(unsafe { LLVMFunctionType(returns.0, parameters.as_mut_ptr(), parameters.len() as u32, 0) })
    }
}

impl Type {
    fn kind(self) -> LLVMTypeKind {
        // SAFETY: a `Type` always wraps a live type.
        unsafe { LLVMGetTypeKind(self.0) }
    }

    /// The width of an integer type.
    pub fn int_width(self) -> Option<u32> {
        // SAFETY: asked only of integer types.
        (self.kind() == LLVMTypeKind::LLVMIntegerTypeKind).then(|| unsafe { LLVMGetIntTypeWidth(self.0) })
    }

    pub fn is_void(self) -> bool {
        self.kind() == LLVMTypeKind::LLVMVoidTypeKind
    }

    pub fn is_double(self) -> bool {
        self.kind() == LLVMTypeKind::LLVMDoubleTypeKind
    }

    pub fn is_single(self) -> bool {
        self.kind() == LLVMTypeKind::LLVMFloatTypeKind
    }

    /// The type of a register, in this type's context.
    pub fn word(self) -> Type {
        // SAFETY: the context lives as long as the process.
        Type(unsafe { LLVMIntTypeInContext(LLVMGetTypeContext(self.0), WORD_BITS) })
    }

    /// The fields of a struct or the elements of an array; nothing for every other type.
    pub fn members(self) -> Option<Vec<Type>> {
        // SAFETY: each query is asked of the kind it belongs to.
        unsafe {
            match self.kind() {
                LLVMTypeKind::LLVMStructTypeKind => {
                    let count = LLVMCountStructElementTypes(self.0);
                    Some((0..count).map(|index| Type(LLVMStructGetTypeAtIndex(self.0, index))).collect())
                }
                LLVMTypeKind::LLVMArrayTypeKind => {
                    Some(vec![Type(LLVMGetElementType(self.0)); LLVMGetArrayLength2(self.0) as usize])
                }
                _ => None,
            }
        }
    }

    /// The return type of a function type.
    pub fn return_type(self) -> Type {
        // SAFETY: asked only of function types.
        Type(unsafe { LLVMGetReturnType(self.0) })
    }

    /// The parameter types of a function type.
    pub fn parameters(self) -> Vec<Type> {
        // SAFETY: asked only of function types; the buffer has room for every parameter.
        unsafe {
            let mut parameters = vec![std::ptr::null_mut(); LLVMCountParamTypes(self.0) as usize];
            LLVMGetParamTypes(self.0, parameters.as_mut_ptr());
            parameters.into_iter().map(Type).collect()
        }
    }

    /// True for a function type that ends in `...`.
    pub fn is_variadic(self) -> bool {
        // SAFETY: asked only of function types.
        unsafe { LLVMIsFunctionVarArg(self.0) != 0 }
    }
}
