//! The page of a study.

use maud::{html, Markup};

use super::chart::{chart, Over};
use super::model::{Block, Section, Study, Table};
use crate::html::page;

/// The whole page.
pub(super) fn render(study: &Study) -> String {
    let body = html! {
        header {
            h1 { (study.title) }
            p.summary { (study.summary) }
            @if let Some(verdict) = &study.verdict {
                p.verdict.pass[verdict.passed].fail[!verdict.passed] { (if verdict.passed { "✓ " } else { "✗ " }) (verdict.text) }
            }
        }
        @for part in &study.sections { (section(part)) }
        @if !study.notes.is_empty() {
            section.notes {
                h2 { "Method" }
                ul { @for note in &study.notes { li { b { (note.word) ". " } (note.text) } } }
            }
        }
    };
    page(&study.title, &body)
}

fn section(section: &Section) -> Markup {
    html! {
        section.wide {
            h2 { (section.heading) }
            p.lead { (section.lead) }
            @for block in &section.blocks {
                @match block {
                    Block::Table(block) => { (table(block)) }
                    Block::Chart(block) => { (chart(block, Over::Time)) }
                    Block::ByCount(block) => { (chart(block, Over::Counts)) }
                }
            }
        }
    }
}

fn table(table: &Table) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(table.label) {
            table.study {
                thead {
                    tr {
                        @for (index, heading) in table.columns.iter().enumerate() {
                            th.text[index == 0] scope="col" { (heading.title) span.unit { (heading.unit) } }
                        }
                    }
                }
                tbody {
                    @for row in &table.rows {
                        tr.marked[row.is_marked] {
                            @for (index, cell) in row.cells.iter().enumerate() {
                                @if index == 0 { th.text scope="row" { (cell) } }
                                @else { td { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
