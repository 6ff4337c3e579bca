//! A study of prices: headings, tables and charts in the order they are given, as one self-contained page; and its tables for the terminal.

mod chart;
mod html;
mod model;
mod table;

pub use model::{Block, Chart, Heading, Line, Mark, Note, Row, Section, Spread, Study, Style, Table, Verdict};
pub use table::render_table;

pub use crate::format::date;
use crate::{write, ReportError};
use std::path::Path;

/// The page as text.
pub fn render_html(study: &Study) -> String {
    html::render(study)
}

/// Writes the page to a file, whole or not at all; its folder is made if need be.
///
/// # Errors
/// [`ReportError`], naming the path at fault.
pub fn write_html(study: &Study, path: &Path) -> Result<(), ReportError> {
    write::write_one(path, html::render(study))
}
