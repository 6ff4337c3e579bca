//! What a reader of the page and of the terminal table gets to see.

#[path = "../examples/sample/data.rs"]
mod data;

use report::{render_table, write_all, Report, RoundRow};

const NASTY: &str = "<script>alert(\"x\")</script> & 'y'";

fn page(report: &Report) -> String {
    let dir = tempfile::tempdir().unwrap();
    write_all(report, dir.path()).unwrap();
    std::fs::read_to_string(dir.path().join("report.html")).unwrap()
}

#[test]
fn nothing_is_fetched() {
    let html = page(&data::sample(26)).replace("http://www.w3.org/2000/svg", "");
    for trace in ["http://", "https://", "<script", "<link", "@import", "url(", "<img"] {
        assert!(!html.contains(trace), "{trace}");
    }
}

#[test]
fn every_part_is_there() {
    let html = page(&data::sample(8));
    for id in ["price", "growth-coin", "growth-usd", "premium", "compute"] {
        assert!(html.contains(&format!("id=\"{id}-title\"")), "{id}");
        assert!(html.contains(&format!("id=\"{id}-description\"")), "{id}");
    }
    for heading in ["Rounds", "Checks", "Depositors", "Method"] {
        assert!(html.contains(&format!("<h2>{heading}</h2>")), "{heading}");
    }
    assert_eq!(html.matches("<line class=\"strike\"").count(), 8 + 3, "3 are in the legend");
}

#[test]
fn every_failed_check_is_seen_in_both() {
    let mut report = data::sample(4);
    report.checks.insert("ledger_matches_tokens".to_owned(), false);
    let (html, table) = (page(&report), render_table(&report));
    assert_eq!(report.failed_checks().len(), 2);
    for name in report.failed_checks() {
        let item = format!("<li class=\"fail\"><b>✗ FAILED</b><span>{name}</span></li>");
        assert!(html.contains(&item), "{name}");
        assert!(table.contains(&format!("FAILED  {name}")), "{name}");
    }
    assert!(html.contains("2 of 8 checks FAILED"));
    assert!(table.contains("2 of 8 FAILED"));
}

#[test]
fn passed_checks_are_not_called_failed() {
    let mut report = data::sample(4);
    report.checks.values_mut().for_each(|passed| *passed = true);
    assert!(!page(&report).contains("FAILED"));
    assert!(render_table(&report).contains("all 7 passed"));
}

#[test]
fn no_checks_is_not_a_pass() {
    let mut report = data::sample(4);
    report.checks.clear();
    assert!(page(&report).contains("No checks were run"));
    assert!(render_table(&report).contains("none were run"));
}

#[test]
fn text_from_outside_is_escaped() {
    let mut report = data::sample(4);
    report.strategy = NASTY.to_owned();
    report.underlying = NASTY.to_owned();
    report.quote = NASTY.to_owned();
    report.source.name = NASTY.to_owned();
    report.source.licence = NASTY.to_owned();
    report.volatility_note = NASTY.to_owned();
    report.checks.insert(NASTY.to_owned(), false);
    report.compute_units.insert(NASTY.to_owned(), Default::default());
    report.depositors[0].name = NASTY.to_owned();
    let html = page(&report);
    assert!(!html.contains("<script"));
    assert!(html.contains("&lt;script&gt;"));
}

#[test]
fn reports_of_any_size_render_finite_positions() {
    let empty = Report::default();
    let blank_round = Report { rounds: vec![RoundRow::default()], ..Report::default() };
    let samples = [1, 2, 4, 60, 120].map(data::sample);
    for report in samples.iter().chain([&empty, &blank_round]) {
        let html = page(report);
        let rounds = report.rounds.len();
        for trace in ["NaN", "\"inf", "\"-inf", "Minf", "Linf"] {
            assert!(!html.contains(trace), "{rounds} rounds: {trace}");
        }
        assert!(!render_table(report).is_empty());
    }
}

#[test]
fn the_table_fits_the_terminal_and_has_a_line_per_round() {
    let table = render_table(&data::sample(120));
    let widest = table.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(140), "{widest:?}");
    let rows = table.lines().filter(|line| line.contains("201") || line.contains("202"));
    assert_eq!(rows.count(), 120);
}

#[test]
fn the_table_fits_with_large_amounts() {
    let mut report = data::sample(3);
    for row in &mut report.rounds {
        for amount in [&mut row.size, &mut row.sold, &mut row.premium, &mut row.payoff] {
            *amount = 123_456_789.123;
        }
        row.spot_usd = 123_456.0;
    }
    report.totals.premium = 370_370_367.0;
    report.totals.payoff = 370_370_367.0;
    let table = render_table(&report);
    assert!(table.lines().all(|line| line.chars().count() <= 140), "{table}");
}
