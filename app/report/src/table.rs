//! The table for the terminal: one line per round, within 140 columns.

use crate::columns::{round_columns, Column, Place};
use crate::figures::Outcome;
use crate::format::{coins, count, plural, price, signed_percent};
use crate::lines::{lines, TextColumn};
use crate::model::{Report, Sells};

/// One line per round and a line of totals, then how the vault did, then the checks with every
/// failed one named. Ends with a line break.
pub fn render_table(report: &Report) -> String {
    let parts = [rounds(report), results(report), checks(report)];
    parts.join("\n")
}

fn rounds(report: &Report) -> String {
    let columns = round_columns(report).into_iter().filter(|column| column.place == Place::Everywhere);
    let columns: Vec<TextColumn> = columns.map(text_column).collect();
    lines(&columns)
}

fn text_column(column: Column) -> TextColumn {
    let foot = match column.title {
        "round" => "total".to_owned(),
        _ => column.total,
    };
    // No column is narrower than the word.
    let unit = format!("{:>width$}", column.unit, width = "total".len());
    TextColumn { head: vec![column.title.to_owned(), unit], cells: column.cells, foot: Some(foot) }
}

fn results(report: &Report) -> String {
    let Report { underlying, quote, totals, sells, .. } = report;
    let (hold_start, hold_end) = (price(totals.hold_start_usd), price(totals.hold_end_usd));
    let against_the_coin = match sells {
        Sells::Calls => {
            let vault_end = price(totals.vault_end_usd);
            format!("in {quote}: 1 {underlying} went from {hold_start} to {vault_end} in the vault, to {hold_end} held")
        }
        Sells::Puts => format!("meanwhile 1 {underlying} went from {hold_start} to {hold_end} {quote}"),
    };
    format!(
        "{rounds}: {expired} expired, {called} {paid}, {unsold} unsold\n\
         1 {coin} in the vault became {end} {coin} ({change} against holding)\n\
         {against_the_coin}\n\
         net asset value at the end {nav} {coin}; deposited {deposited}, withdrawn {withdrawn}\n",
        rounds = plural(report.rounds.len(), "round"),
        expired = report.rounds_that(Outcome::Expired),
        called = report.rounds_that(Outcome::Paid),
        paid = sells.paid(),
        coin = report.asset(),
        unsold = report.rounds_that(Outcome::Unsold),
        end = coins(1.0 + totals.vault_return),
        change = signed_percent(totals.vault_return),
        nav = coins(totals.final_nav),
        deposited = coins(totals.deposited),
        withdrawn = coins(totals.withdrawn),
    )
}

fn checks(report: &Report) -> String {
    let failed = report.failed_checks();
    let all = report.checks.len();
    if all == 0 {
        return "checks: none were run\n".to_owned();
    }
    if failed.is_empty() {
        return format!("checks: all {} passed\n", count(all as u64));
    }
    let mut text = format!("checks: {} of {all} FAILED\n", failed.len());
    for name in failed {
        text += &format!("  FAILED  {name}\n");
    }
    text
}
