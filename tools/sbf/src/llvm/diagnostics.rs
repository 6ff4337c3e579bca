//! What LLVM reports while it generates code.

use super::{Module, take_message};
use crate::names::demangle_all;
use llvm_sys::LLVMDiagnosticSeverity;
use llvm_sys::core::*;
use llvm_sys::error_handling::LLVMInstallFatalErrorHandler;
use llvm_sys::prelude::*;
use std::ffi::{CStr, c_char, c_void};

/// How bad a message is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    Error,
    Warning,
}

/// Messages in the order in which they came.
#[derive(Default)]
pub struct Diagnostics(Vec<(Severity, String)>);

impl Diagnostics {
    /// Runs `action` and collects what LLVM says about `module` meanwhile.
    pub(super) fn during<T>(module: &Module, action: impl FnOnce() -> T) -> (T, Self) {
        let mut collected = Self::default();
        let address: *mut Vec<_> = &mut collected.0;
        // SAFETY: `collected` stays where it is until the handler, which alone uses its address meanwhile, is removed again.
        unsafe { LLVMContextSetDiagnosticHandler(module.context(), Some(record), address.cast()) };
        let result = action();
        unsafe { LLVMContextSetDiagnosticHandler(module.context(), None, std::ptr::null_mut()) };
        (result, collected)
    }

    /// The messages of one severity, with Rust names in them.
    pub fn with_severity(&self, severity: Severity) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(each, _)| *each == severity).map(|(_, text)| text.as_str())
    }
}

extern "C" fn record(info: LLVMDiagnosticInfoRef, collected: *mut c_void) {
    // SAFETY: LLVM passes the address given to `LLVMContextSetDiagnosticHandler`, which `during` keeps alive.
    let (severity, text, collected) = unsafe {
        let text = take_message(LLVMGetDiagInfoDescription(info));
        (LLVMGetDiagInfoSeverity(info), text, &mut *collected.cast::<Vec<(Severity, String)>>())
    };
    match severity {
        LLVMDiagnosticSeverity::LLVMDSError => collected.push((Severity::Error, text)),
        LLVMDiagnosticSeverity::LLVMDSWarning => collected.push((Severity::Warning, text)),
        _ => {}
    }
}

/// LLVM aborts the process when it cannot go on; say so in terms of the program first.
pub(super) fn install_fatal_error_handler() {
    // SAFETY: the handler never returns into LLVM.
    unsafe { LLVMInstallFatalErrorHandler(Some(report_fatal_error)) }
}

extern "C" fn report_fatal_error(reason: *const c_char) {
    // SAFETY: LLVM passes a C string.
    let reason = unsafe { CStr::from_ptr(reason) }.to_string_lossy();
    eprintln!("error: LLVM cannot generate sBPF code: {}", demangle_all(&reason));
    eprintln!("  this is an operation that tools/sbf does not rewrite yet; tools/sbf/README.md lists those it does");
    std::process::exit(1);
}
