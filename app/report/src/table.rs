//! The table for the terminal: one line per round, within 140 columns.

use crate::columns::{round_columns, Column, Place};
use crate::figures::Outcome;
use crate::format::{coins, count, plural, price, signed_percent};
use crate::model::{Report, Sells};

/// Between two columns.
const GAP: &str = "  ";

/// One line per round and a line of totals, then how the vault did, then the checks with every
/// failed one named. Ends with a line break.
pub fn render_table(report: &Report) -> String {
    let parts = [rounds(report), results(report), checks(report)];
    parts.join("\n")
}

fn rounds(report: &Report) -> String {
    let mut columns = round_columns(report);
    columns.retain(|column| column.place == Place::Everywhere);
    let widths: Vec<usize> = columns.iter().map(width).collect();
    let line = |cell: &dyn Fn(&Column) -> String| {
        let cells = columns.iter().zip(&widths);
        let padded: Vec<String> = cells.map(|(column, &width)| format!("{:>width$}", cell(column))).collect();
        padded.join(GAP).trim_end().to_owned() + "\n"
    };
    let rule = "-".repeat(widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1));

    let mut text = line(&|column| column.title.to_owned());
    text += &line(&|column| column.unit.clone());
    text += &format!("{rule}\n");
    for index in 0..report.rounds.len() {
        text += &line(&|column| column.cells[index].clone());
    }
    text += &format!("{rule}\n");
    text += &line(&|column| match column.title {
        "round" => "total".to_owned(),
        _ => column.total.clone(),
    });
    text
}

fn width(column: &Column) -> usize {
    const TOTAL: usize = "total".len();
    let texts = column.cells.iter().chain([&column.unit, &column.total]);
    let longest = texts.map(|text| text.chars().count()).max().unwrap_or(0);
    longest.max(column.title.len()).max(TOTAL)
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
