//! Rounds, checks and depositors as tables.

use maud::{html, Markup};

use crate::columns::{round_columns, Column};
use crate::figures::Outcome;
use crate::format::{coins, plural};
use crate::model::{DepositorRow, Report};

/// One line on all checks, for the top of the page.
pub(crate) fn verdict(report: &Report) -> Markup {
    verdict_of(report.checks.len(), &report.failed_checks())
}

/// The same of so many checks, of which these failed.
pub(crate) fn verdict_of(all: usize, failed: &[&str]) -> Markup {
    html! {
        @if all == 0 {
            p.verdict.fail { "✗ No checks were run." }
        } @else if failed.is_empty() {
            p.verdict.pass { "✓ " (plural(all, "check")) " run, all passed." }
        } @else {
            p.verdict.fail { "✗ " (failed.len()) " of " (plural(all, "check")) " FAILED: " (failed.join(", ")) }
        }
    }
}

pub(crate) fn rounds(report: &Report) -> Markup {
    let columns = round_columns(report);
    html! {
        section.wide {
            h2 { "Rounds" }
            div.scroll tabindex="0" role="region" aria-label="Table of rounds" {
                table.rounds {
                    thead {
                        tr { @for column in &columns { th scope="col" { (column.title) span.unit { (column.unit) } } } }
                    }
                    tbody {
                        @for (index, row) in report.rounds.iter().enumerate() {
                            tr.called[row.outcome() == Outcome::Paid] { (cells(&columns, index)) }
                        }
                    }
                    tfoot {
                        tr {
                            th scope="row" { "total" }
                            @for column in columns.iter().skip(1) { td { (column.total) } }
                        }
                    }
                }
            }
        }
    }
}

fn cells(columns: &[Column], index: usize) -> Markup {
    html! {
        @for (position, column) in columns.iter().enumerate() {
            @if position == 0 {
                th scope="row" { (column.cells[index]) }
            } @else {
                td { (column.cells[index]) }
            }
        }
    }
}

/// Every check with its result, the failed ones first.
pub(crate) fn checks(report: &Report) -> Markup {
    let mut checks: Vec<(&String, &bool)> = report.checks.iter().collect();
    checks.sort_by_key(|(_, passed)| **passed);
    html! {
        section {
            h2 { "Checks" }
            @if checks.is_empty() { p.lead { "No checks were run." } }
            ul.checks {
                @for (name, passed) in checks {
                    @if *passed {
                        li.pass { b { "✓ passed" } span { (name) } }
                    } @else {
                        li.fail { b { "✗ FAILED" } span { (name) } }
                    }
                }
            }
        }
    }
}

pub(crate) fn depositors(report: &Report) -> Markup {
    let coin = report.asset();
    html! {
        section {
            h2 { "Depositors" }
            p.lead { "Amounts in " (coin) ". Gain is what was withdrawn and what the shares are worth, less what was deposited." }
            div.scroll tabindex="0" role="region" aria-label="Table of depositors" {
                table {
                    thead {
                        tr {
                            th.text scope="col" { "name" }
                            @for heading in ["deposited", "withdrawn", "shares at the end", "gain"] {
                                th scope="col" { (heading) }
                            }
                        }
                    }
                    tbody { @for row in &report.depositors { (depositor(row)) } }
                }
            }
        }
    }
}

fn depositor(row: &DepositorRow) -> Markup {
    html! {
        tr {
            th.text scope="row" { (row.name) }
            @for value in [row.deposited, row.withdrawn, row.shares_value_end, row.gain] {
                td { (coins(value)) }
            }
        }
    }
}
