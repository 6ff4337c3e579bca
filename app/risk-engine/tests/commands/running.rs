//! The program as a user runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::str;

/// The exit code.
pub const BAD_INPUT: Option<i32> = Some(2);

/// In a folder, so that messages hold no other paths than the arguments'.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_risk-engine")).current_dir(folder).args(arguments).output().unwrap()
}

pub fn out(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

pub fn error(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

/// The folder of the whole project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Bad input: the exit code says so, and one line starts like this.
#[track_caller]
pub fn assert_refused(output: &Output, said: &str) {
    assert_eq!((output.status.code(), out(output)), (BAD_INPUT, ""), "{}", error(output));
    assert!(error(output).starts_with(said), "{}", error(output));
    assert_eq!(error(output).lines().count(), 1, "{}", error(output));
}

/// A document holds, indented, what was printed; nothing was said beside it.
#[track_caller]
pub fn assert_shown_in(document: &str, output: &Output) {
    assert_eq!((output.status.code(), error(output)), (Some(0), ""));
    let text = std::fs::read_to_string(root().join(document)).unwrap();
    let indented: String = out(output).lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect();
    assert!(text.contains(&indented), "put this into {document}:\n{indented}");
}
