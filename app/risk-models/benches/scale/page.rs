//! The figures as tables, and as a page with a plot.

use crate::cases::{Sharing, POSITIONS};
use crate::measure::{Other, Run};
use report::study::{Block, Chart, Heading, Line, Note, Row, Section, Spread, Study, Style, Table, Verdict};
use risk_models::all_threads;

const BAR_ACCOUNTS: usize = 100_000;
const BAR_SECONDS: f64 = 1.5;
const BAR_BYTES: f64 = 2e9;
const MILLION: f64 = 1e6;

/// A row for each size of each case.
pub fn table(runs: &[Run]) -> Table {
    let threads = format!("{} threads, ms", all_threads());
    let columns = vec![
        Heading::new("accounts", ""),
        Heading::new("series", ""),
        Heading::new("pricing", "1 thread, ms"),
        Heading::new("margins", "1 thread, ms"),
        Heading::new("an account", "1 thread, ns"),
        Heading::new("pricing", &threads),
        Heading::new("margins", &threads),
        Heading::new("both", &threads),
        Heading::new("fastest", &threads),
        Heading::new("memory", "MB"),
    ];
    Table { label: "Time and memory by accounts".into(), columns, rows: runs.iter().map(row).collect() }
}

fn row(run: &Run) -> Row {
    let in_ms = |seconds: f64| format!("{:.2}", 1e3 * seconds);
    let memory = run.peak_bytes.map_or("unknown".to_owned(), in_mb);
    let cells = vec![
        run.accounts.to_string(),
        run.series.to_string(),
        in_ms(run.pricing.on_one_thread),
        in_ms(run.margins.on_one_thread),
        format!("{:.0}", 1e9 * run.all.on_one_thread / run.accounts as f64),
        in_ms(run.pricing.on_all_threads),
        in_ms(run.margins.on_all_threads),
        in_ms(run.all.on_all_threads),
        in_ms(run.fastest),
        memory,
    ];
    Row { cells, is_marked: run.accounts == BAR_ACCOUNTS }
}

fn in_mb(bytes: f64) -> String {
    format!("{:.0}", bytes / MILLION)
}

/// A row for each task beside it.
pub fn others(others: &[Other]) -> Table {
    let columns = vec![
        Heading::new("task", ""),
        Heading::new("accounts", ""),
        Heading::new("1 thread", "ms"),
        Heading::new("an account", "us"),
        Heading::new("accounts", "a second"),
    ];
    let row = |other: &Other| {
        let of_one = other.on_one_thread / other.accounts as f64;
        let figures = [
            format!("{:.1}", 1e3 * other.on_one_thread),
            format!("{:.2}", 1e6 * of_one),
            format!("{:.0}", 1.0 / of_one),
        ];
        Row {
            cells: [other.name.clone(), other.accounts.to_string()].into_iter().chain(figures).collect(),
            is_marked: false,
        }
    };
    Table { label: "Other tasks".into(), columns, rows: others.iter().map(row).collect() }
}

/// The whole page.
pub fn study(runs: &[Run], tasks: &[Other]) -> Study {
    let lead = "Pricing every series once under every move, then every account. Both ways by ratio: what costs the same for each account is a straight line.";
    let times = Section {
        heading: "Time and memory".into(),
        lead: lead.into(),
        blocks: vec![Block::ByCount(plot(runs)), Block::Table(table(runs))],
    };
    let beside = Section {
        heading: "Beside it".into(),
        lead: "The same margin without sharing prices, and the chain's own scenario margin in integers, on one thread."
            .into(),
        blocks: vec![Block::Table(others(tasks))],
    };
    Study {
        title: "Margins of many accounts".into(),
        summary: format!("Accounts of {POSITIONS} positions under 33 moves: eleven of the price, three of volatility each."),
        verdict: Some(verdict(runs)),
        sections: vec![times, beside],
        notes: vec![
            Note::new("Shared", "Two markets with eight expiries of 30 strikes each, calls and puts; accounts hold any of them, futures and coins."),
            Note::new("Apart", "Every position has a strike of its own, so every one is priced for itself."),
            Note::new("Times", "Medians of seven runs. On one thread (one) the time of the processor, on all threads the time that passed: where the fastest is much less, other work had the machine."),
            Note::new("Memory", "The most that the process had, with the columns of the accounts and the listing."),
        ],
    }
}

fn plot(runs: &[Run]) -> Chart {
    let line = |name: &str, sharing: Sharing, style: Style, of: fn(&Run) -> f64| {
        let points = runs.iter().filter(|run| run.sharing == sharing).map(|run| (run.accounts as i64, 1e3 * of(run)));
        Line { name: name.into(), style, points: points.collect() }
    };
    let lines = [
        line("shared", Sharing::Shared, Style::Main, |run| run.all.on_all_threads),
        line("shared, one", Sharing::Shared, Style::Other(0), |run| run.all.on_one_thread),
        line("apart", Sharing::Apart, Style::Other(1), |run| run.all.on_all_threads),
        line("apart, one", Sharing::Apart, Style::Other(2), |run| run.all.on_one_thread),
    ];
    Chart {
        id: "times".into(),
        title: "Time by accounts".into(),
        unit: "ms".into(),
        spread: Spread::Tight,
        lines: lines.into_iter().filter(|line| !line.points.is_empty()).collect(),
        marks: Vec::new(),
        mark_name: String::new(),
        decimals: 0,
    }
}

/// Both cases of a hundred thousand accounts.
fn verdict(runs: &[Run]) -> Verdict {
    let judged: Vec<&Run> = runs.iter().filter(|run| run.accounts == BAR_ACCOUNTS).collect();
    let is_within =
        |run: &&Run| run.all.on_all_threads <= BAR_SECONDS && run.peak_bytes.is_some_and(|bytes| bytes <= BAR_BYTES);
    let of = |run: &&Run| {
        let name = if run.sharing == Sharing::Shared { "shared" } else { "apart" };
        let memory = run.peak_bytes.map_or("unknown".to_owned(), in_mb);
        format!("{name} {:.3} s and {memory} MB", run.all.on_all_threads)
    };
    let text = match &judged.iter().map(of).collect::<Vec<_>>()[..] {
        [] => format!("{BAR_ACCOUNTS} accounts were not measured"),
        found => {
            let found = found.join(", ");
            format!("{BAR_ACCOUNTS} accounts: {found}; at most {BAR_SECONDS} s and {} MB", in_mb(BAR_BYTES))
        }
    };
    Verdict { passed: !judged.is_empty() && judged.iter().all(is_within), text }
}
