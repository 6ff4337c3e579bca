//! Writes a sample report from made-up data, to see what one looks like:
//!
//! `cargo run -p report --example sample -- OUTDIR [ROUNDS]`

mod data;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(directory) = arguments.next() else {
        eprintln!("usage: sample OUTDIR [ROUNDS]");
        return ExitCode::FAILURE;
    };
    let rounds = arguments.next().and_then(|text| text.parse().ok());
    let report = data::sample(rounds.unwrap_or(26));
    print!("{}", report::render_table(&report));
    match report::write_all(&report, Path::new(&directory)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
