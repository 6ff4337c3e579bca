//! The BPF target machine.

use super::{Diagnostics, Module, c_string, diagnostics, take_message};
use anyhow::{Result, bail};
use llvm_sys::core::*;
use llvm_sys::prelude::*;
use llvm_sys::support::LLVMParseCommandLineOptions;
use llvm_sys::target::*;
use llvm_sys::target_machine::*;

/// The triple of sBPF as upstream LLVM knows it.
const TRIPLE: &str = "bpfel";
/// The newest upstream variant whose instructions sBPF v0 has: no 32-bit jumps, no signed division.
const CPU: &str = "v2";
/// The SVM loads and stores at any address, so unaligned data need not be taken apart byte by byte.
const FEATURES: &str = "+allows-misaligned-mem-access";

/// Prepares LLVM for this process: registers the BPF backend and sets the stack limit of one frame, in bytes.
pub fn initialise(stack_frame_limit: u32) {
    let arguments = [c_string("sbf"), c_string(&format!("-bpf-stack-size={stack_frame_limit}"))];
    let pointers: Vec<_> = arguments.iter().map(|argument| argument.as_ptr()).collect();
    // SAFETY: called once, before any other use of LLVM.
    unsafe {
        LLVMInitializeBPFTargetInfo();
        LLVMInitializeBPFTarget();
        LLVMInitializeBPFTargetMC();
        LLVMInitializeBPFAsmPrinter();
        LLVMParseCommandLineOptions(pointers.len() as i32, pointers.as_ptr(), std::ptr::null());
    }
    diagnostics::install_fatal_error_handler();
}

/// Generates code for BPF.
pub struct TargetMachine(LLVMTargetMachineRef);

impl Drop for TargetMachine {
    fn drop(&mut self) {
        // SAFETY: owned by this value alone.
        unsafe { LLVMDisposeTargetMachine(self.0) }
    }
}

impl TargetMachine {
    /// The machine that sBPF code is generated with.
    pub fn bpf() -> Result<Self> {
        let (triple, cpu, features) = (c_string(TRIPLE), c_string(CPU), c_string(FEATURES));
        let mut target = std::ptr::null_mut();
        let mut message = std::ptr::null_mut();
        // SAFETY: all strings live through the calls; LLVM owns the target.
        unsafe {
            if LLVMGetTargetFromTriple(triple.as_ptr(), &mut target, &mut message) != 0 {
                bail!("this LLVM has no BPF backend: {}", take_message(message));
            }
            let machine = LLVMCreateTargetMachine(
                target,
                triple.as_ptr(),
                cpu.as_ptr(),
                features.as_ptr(),
                LLVMCodeGenOptLevel::LLVMCodeGenLevelAggressive,
                LLVMRelocMode::LLVMRelocPIC,
                LLVMCodeModel::LLVMCodeModelDefault,
            );
            if machine.is_null() {
                bail!("LLVM cannot generate code for {TRIPLE}");
            }
            Ok(Self(machine))
        }
    }

    pub(super) fn raw(&self) -> LLVMTargetMachineRef {
        self.0
    }

    pub(super) fn describe(&self, module: LLVMModuleRef) {
        // SAFETY: the layout is copied into the module and then disposed of.
        unsafe {
            let layout = LLVMCreateTargetDataLayout(self.0);
            LLVMSetModuleDataLayout(module, layout);
            LLVMDisposeTargetData(layout);
            LLVMSetTarget(module, c_string(TRIPLE).as_ptr());
        }
    }

    /// Generates the object file of `module`, with everything the backend had to say.
    pub fn emit_object(&self, module: &Module) -> Result<(Vec<u8>, Diagnostics)> {
        let (object, diagnostics) = Diagnostics::during(module, || self.emit(module));
        Ok((object?, diagnostics))
    }

    fn emit(&self, module: &Module) -> Result<Vec<u8>> {
        let mut message = std::ptr::null_mut();
        let mut buffer = std::ptr::null_mut();
        let kind = LLVMCodeGenFileType::LLVMObjectFile;
        // SAFETY: on success LLVM hands over a buffer, which is copied and disposed of; on failure a message.
        unsafe {
            if LLVMTargetMachineEmitToMemoryBuffer(self.0, module.raw(), kind, &mut message, &mut buffer) != 0 {
                bail!("LLVM cannot generate code: {}", take_message(message));
            }
            let (start, size) = (LLVMGetBufferStart(buffer), LLVMGetBufferSize(buffer));
            let object = std::slice::from_raw_parts(start.cast::<u8>(), size).to_vec();
            LLVMDisposeMemoryBuffer(buffer);
            Ok(object)
        }
    }
}
