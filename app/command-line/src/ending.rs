//! How a command ends: a text on the standard output, or one line of error and a code that says who has to do something.

use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;

/// Why a command ends without its result, as a line for people and as a code for scripts.
pub trait Failure: Display {
    fn code(&self) -> Code;
}

/// The same cause has the same code in every command that uses them.
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
        Ok(Verdict { holds, text }) if write!(std::io::stdout(), "{text}").is_ok() && holds => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{}", one_line(&format!("error: {failure}")));
            ExitCode::from(failure.code() as u8)
        }
    }
}

/// Control characters become spaces, so that no text makes two lines.
pub fn one_line(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}
