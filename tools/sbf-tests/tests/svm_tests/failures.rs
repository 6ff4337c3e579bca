//! Run-time failures reach the program log with their message and place; build-time refusals name the culprit.

use crate::common::{Svm, Tool, fixture};

/// The log of the failure numbered `kind`, from the v0 and the v3 program.
fn check_log(kind: u64, expected: &[&str]) {
    let Some(programs) = fixture() else { return };
    for program in programs {
        let log = Svm::with_program(program).run([1000 + kind, 42, 0]).expect_err("a failure");
        for text in expected {
            assert!(log.contains(text), "`{text}` is missing from the log of {}:\n{log}", program.display());
        }
    }
}

#[test]
fn panics_are_logged_with_text_and_place() {
    check_log(0, &["panicked at src/failures.rs:8:", "the seed is 42"]);
}

#[test]
fn arithmetic_overflow_is_logged() {
    check_log(1, &["attempt to add with overflow", "src/failures.rs:9:"]);
}

#[test]
fn bad_indices_are_logged() {
    check_log(2, &["index out of bounds: the len is 3 but the index is 7"]);
}

#[test]
fn missing_values_are_logged() {
    check_log(3, &["nothing inside"]);
    check_log(9, &["called `Result::unwrap()` on an `Err` value: \"a reason\""]);
}

#[test]
fn bad_divisions_are_logged() {
    check_log(4, &["attempt to divide by zero"]);
    check_log(5, &["attempt to divide with overflow"]);
}

#[test]
fn failed_allocations_are_logged() {
    check_log(6, &["memory allocation failed"]);
}

#[test]
fn panics_with_a_value_are_logged() {
    check_log(7, &["a value", "src/failures.rs:"]);
}

#[test]
fn aborts_end_the_program() {
    check_log(8, &["failed"]);
}

fn check_refusal(feature: &str, expected: &[&str]) {
    let Some(tool) = Tool::find() else { return };
    let message = tool.refusal(feature);
    for text in expected {
        assert!(message.contains(text), "`{text}` is missing from:\n{message}");
    }
}

#[test]
fn large_frames_are_refused_by_name() {
    check_refusal(
        "large-frame",
        &["operations::refused_frame::use_large_frame", "larger than the 4096 bytes", "Box::new"],
    );
}

#[test]
fn writable_statics_are_refused_by_name() {
    check_refusal("writable-static", &["operations::refused_symbols::run::COUNTER", "writable statics"]);
}

#[test]
fn functions_that_are_no_syscalls_are_refused_by_name() {
    check_refusal("unknown-function", &["function_of_nobody", "no syscall"]);
}
