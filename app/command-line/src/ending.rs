//! How a command ends: a text on the standard output, or one line of error and a code that says who has to do something.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// Why a command ends without its result, as a line for people and as a code for scripts.
pub trait Failure: Display {
    fn code(&self) -> Code;
}

/// A code means the same in every command that uses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Code {
    /// The user has to give something else.
    BadInput = 2,
    /// A rule or an earlier promise forbids it.
    Refused = 3,
    /// A machine, its disk or its network: whoever runs it has to look.
    Machine = 4,
    /// Too few signers have signed.
    NoQuorum = 5,
}

/// What a command has found about something that may hold or not.
pub struct Verdict {
    pub holds: bool,
    pub text: String,
}

/// Prints a text, or one line of error. An output that nobody reads any more is a failure, with code 1.
pub fn finish<E: Failure>(result: Result<String, E>) -> ExitCode {
    judge(result.map(|text| Verdict { holds: true, text }))
}

/// The same; what does not hold is a failure too, with code 1.
pub fn judge<E: Failure>(result: Result<Verdict, E>) -> ExitCode {
    match result {
        Ok(Verdict { holds, text }) if print(&text).is_ok() && holds => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{}", one_line(&format!("error: {failure}")));
            ExitCode::from(failure.code() as u8)
        }
    }
}

/// Names from files and paths stand in it: none may move the cursor.
fn print(text: &str) -> io::Result<()> {
    write!(io::stdout(), "{}", text.split('\n').map(one_line).collect::<Vec<_>>().join("\n"))
}

/// Whatever a terminal might not show as a sign in its place becomes a space: control characters, so that no text makes two lines, other ends of lines,
/// and marks that turn the direction of writing.
pub fn one_line(text: &str) -> String {
    let is_shown = |sign: char| {
        !(sign.is_control()
            || matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    text.chars().map(|sign| if is_shown(sign) { sign } else { ' ' }).collect()
}
