//! A table for the terminal.

use super::model::Table;
use crate::lines::{lines, TextColumn};

/// Headings, units, a rule, and one line for each row. Ends with a line break.
pub fn render_table(table: &Table) -> String {
    let cells = |index: usize| table.rows.iter().map(|row| row.cells.get(index).cloned().unwrap_or_default()).collect();
    let columns: Vec<TextColumn> = table
        .columns
        .iter()
        .enumerate()
        .map(|(index, heading)| TextColumn {
            head: vec![heading.title.clone(), heading.unit.clone()],
            cells: cells(index),
            foot: None,
        })
        .collect();
    lines(&columns)
}
