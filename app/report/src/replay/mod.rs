//! The report on days in which prices fell: a table for the terminal, and one self-contained page.

mod charts;
mod columns;
mod html;
mod model;
mod statistics;
mod table;

pub use model::{EventReport, GroupRow, Note, Recovery, ReplayReport, Sample};
pub use table::render_table;

use crate::{write, ReportError};
use std::path::Path;

/// The page's file name.
pub const HTML_FILE: &str = "replay.html";

/// Writes `replay.html` to `dir`, which is made if need be, whole or not at all.
///
/// # Errors
/// [`ReportError`], naming the path at fault.
pub fn write_html(report: &ReplayReport, dir: &Path) -> Result<(), ReportError> {
    write::write_files(&[(HTML_FILE, html::render(report))], dir)
}
