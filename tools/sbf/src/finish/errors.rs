//! Turns the backend's messages into something a Rust programmer can act on.

use crate::llvm::{Diagnostics, Module, Severity};
use crate::names::{demangle_all, rust_name};
use anyhow::{Result, bail};
use std::collections::BTreeMap;

/// Asks the backend to report every frame larger than `limit` bytes, with its size.
pub fn report_large_frames(module: &Module, limit: u32) {
    for function in module.definitions() {
        function.set_text_attribute("warn-stack-size", &limit.to_string());
    }
}

/// Fails if the backend complained.
pub fn check(diagnostics: &Diagnostics) -> Result<()> {
    let (frames, others): (Vec<_>, Vec<_>) =
        diagnostics.with_severity(Severity::Error).partition(|message| message.contains(FRAME_ERROR));
    let mut sizes: BTreeMap<String, String> =
        frames.iter().map(|message| (described_function(message), "more than 4096".to_string())).collect();
    sizes.extend(diagnostics.with_severity(Severity::Warning).filter_map(large_frame));
    if !sizes.is_empty() {
        let list: String = sizes.iter().map(|(function, size)| format!("\n  {size} bytes in `{function}`")).collect();
        bail!(
            "stack frames larger than the {} bytes of the SVM:{list}\nPut large values on the heap (`Box::new`; Anchor: \
             `Box<Account<..>>`) or move the code that uses them to a function marked `#[inline(never)]`",
            super::STACK_FRAME
        );
    }
    let mut errors: Vec<_> = others.into_iter().map(describe).collect();
    errors.dedup();
    if !errors.is_empty() {
        bail!("the program uses what sBPF cannot do:{}", errors.concat());
    }
    Ok(())
}

/// What the backend says of a frame that does not fit; a warning with the size follows for most of them.
const FRAME_ERROR: &str = "BPF stack limit is exceeded";

/// The function that an error is about.
fn described_function(message: &str) -> String {
    let function =
        message.split_once("in function ").and_then(|(_, rest)| rest.split_once(' ')).map(|(function, _)| function);
    function.map_or_else(|| "an unnamed function".into(), rust_name)
}

/// The function and the size in `stack frame size (5000) exceeds limit (4096) in function 'name'`.
fn large_frame(message: &str) -> Option<(String, String)> {
    let (_, rest) = message.split_once("stack frame size (")?;
    let (size, rest) = rest.split_once(')')?;
    let (_, function) = rest.split_once("in function '")?;
    Some((rust_name(function.trim_end_matches('\'')), size.to_string()))
}

/// `<unknown>:0:0: in function NAME SIGNATURE: PROBLEM` without the parts that mean nothing to the programmer.
fn describe(message: &str) -> String {
    let described = message.split_once("in function ").and_then(|(_, rest)| {
        let (_, problem) = rest.split_once("): ")?;
        Some(format!("\n  in `{}`: {}", described_function(message), demangle_all(problem.trim())))
    });
    described.unwrap_or_else(|| format!("\n  {}", demangle_all(message.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_sizes_are_read() {
        let message = "stack frame size (5000) exceeds limit (4096) in function '_ZN3abc3xyzE'";
        assert_eq!(large_frame(message), Some(("abc::xyz".into(), "5000".into())));
        assert_eq!(large_frame("something else"), None);
    }

    #[test]
    fn functions_are_named() {
        let message =
            "<unknown>:0:0: in function _ZN3abc3xyzE void (ptr, ptr): A call to '__multi3' is not supported.\n";
        assert_eq!(describe(message), "\n  in `abc::xyz`: A call to '__multi3' is not supported.");
    }
}
