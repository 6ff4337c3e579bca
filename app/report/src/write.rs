//! Puts the files of a report in place, each whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::error::ReportError;
use crate::model::Report;
use crate::{html, rounds_csv};

pub(crate) const JSON_FILE: &str = "report.json";
pub(crate) const CSV_FILE: &str = "rounds.csv";
pub(crate) const HTML_FILE: &str = "report.html";

/// Writes `report.json`, `rounds.csv` and `report.html` to `dir`, which is made if need be.
///
/// All three are rendered and written in full to a staging directory inside `dir` (the same file
/// system, also when `dir` is a mount point) and then renamed into place, so a failure leaves the
/// files of an earlier report untouched and nothing half-written.
///
/// # Errors
/// [`ReportError`], naming the path at fault or the file that cannot hold a value.
pub fn write_all(report: &Report, dir: &Path) -> Result<(), ReportError> {
    let files =
        [(JSON_FILE, render_json(report)?), (CSV_FILE, rounds_csv::render(report)?), (HTML_FILE, html::render(report))];
    write_files(&files, dir)
}

/// Writes one file with this content, whole or not at all.
pub(crate) fn write_one(path: &Path, content: String) -> Result<(), ReportError> {
    let Some(name) = path.file_name() else {
        return Err(ReportError::InTheWay { path: path.to_path_buf() });
    };
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    write_files(&[(name, content)], dir)
}

/// Puts files with these names and contents into a folder, all or none.
pub(crate) fn write_files<N: AsRef<Path>>(files: &[(N, String)], dir: &Path) -> Result<(), ReportError> {
    let made = make_dir(dir)?;
    let result = place(files, dir);
    if result.is_err() && made == Made::New {
        // Best effort: the error that matters is already in hand.
        let _ = fs::remove_dir(dir);
    }
    result
}

/// `report.json` as text.
fn render_json(report: &Report) -> Result<String, ReportError> {
    let mut text = serde_json::to_string_pretty(report)
        .map_err(|error| ReportError::BadValue { file: JSON_FILE, reason: error.to_string() })?;
    text.push('\n');
    Ok(text)
}

#[derive(PartialEq)]
enum Made {
    New,
    Existing,
}

fn make_dir(dir: &Path) -> Result<Made, ReportError> {
    if dir.is_dir() {
        return Ok(Made::Existing);
    }
    if dir.exists() {
        let path = dir.to_path_buf();
        return Err(ReportError::NotADirectory { path });
    }
    fs::create_dir_all(dir).map_err(|error| ReportError::at(dir, error))?;
    Ok(Made::New)
}

fn place<N: AsRef<Path>>(files: &[(N, String)], dir: &Path) -> Result<(), ReportError> {
    for (name, _) in files {
        let path = dir.join(name);
        if path.is_dir() {
            return Err(ReportError::InTheWay { path });
        }
    }
    let staging =
        tempfile::Builder::new().prefix(".report-").tempdir_in(dir).map_err(|error| ReportError::at(dir, error))?;
    for (name, content) in files {
        write_file(&staging.path().join(name), content)?;
    }
    for (name, _) in files {
        let target = dir.join(name);
        fs::rename(staging.path().join(name), &target).map_err(|error| ReportError::at(&target, error))?;
    }
    Ok(())
}

/// Writes and flushes to disk, so that a renamed file is never empty after a crash.
fn write_file(path: &Path, content: &str) -> Result<(), ReportError> {
    let write = || {
        let mut file = File::create(path)?;
        file.write_all(content.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| ReportError::at(path, error))
}
