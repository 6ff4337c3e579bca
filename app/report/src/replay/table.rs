//! The table for the terminal: one line for each event.

use super::{columns::event_columns, model::ReplayReport};
use crate::lines::{lines, TextColumn};

/// One line for each event, then what was checked. Ends with a line break.
pub fn render_table(report: &ReplayReport) -> String {
    let columns: Vec<TextColumn> = event_columns(report)
        .into_iter()
        .map(|column| TextColumn { head: vec![column.title.to_owned(), column.unit], cells: column.cells, foot: None })
        .collect();
    let mut text = lines(&columns);
    text.push('\n');
    let all: usize = report.events.iter().map(|event| event.checks.len()).sum();
    let failed: Vec<String> = report
        .events
        .iter()
        .flat_map(|event| event.failed_checks().into_iter().map(move |name| format!("{}: {name}", event.name)))
        .collect();
    if failed.is_empty() {
        return text + &format!("checks: all {all} passed\n");
    }
    text += &format!("checks: {} of {all} FAILED\n", failed.len());
    for name in failed {
        text += &format!("  FAILED  {name}\n");
    }
    text
}
