//! What a reader of the replay's page and table gets to see.

use report::replay::{render_table, write_html, EventReport, GroupRow, Note, Recovery, ReplayReport, Sample};

const NASTY: &str = "<script>alert(\"x\")</script> & 'y'";

fn event(name: &str) -> EventReport {
    let sample = |hour: i64| Sample {
        ts: 1_600_000_000 + hour * 3_600,
        price: 100.0 - hour as f64,
        running: hour.unsigned_abs() % 7,
        fund: 1_000.0 + hour as f64,
        claims: 10.0,
        fund_used: 5.0,
        socialised: 0.0,
        discount: hour as f64,
    };
    EventReport {
        name: name.into(),
        coin: "SOL".into(),
        source: "prices.csv".into(),
        accounts: 200,
        collateral: 1_234_567.0,
        fell_short: 60,
        sold_in_part: 40,
        sold_whole: 12,
        given_away: 3,
        value_sold: 200_000.0,
        discount: 25_000.0,
        penalties: 3_500.0,
        fund_used: 777.0,
        fund_end: 9_999.0,
        recovery: Recovery::of(vec![120, 600, 7_200, 300_000]),
        groups: vec![GroupRow { name: "scenario".into(), accounts: 200, ..GroupRow::default() }],
        checks: [("books".to_owned(), true)].into(),
        samples: (0..50).map(sample).collect(),
        ..EventReport::default()
    }
}

fn report(events: Vec<EventReport>) -> ReplayReport {
    let notes = vec![Note { word: "Prices".into(), text: "Hourly bars.".into() }];
    ReplayReport { quote: "USD".into(), seed: 1, notes, events }
}

fn page(report: &ReplayReport) -> String {
    let dir = tempfile::tempdir().unwrap();
    write_html(report, dir.path()).unwrap();
    std::fs::read_to_string(dir.path().join("replay.html")).unwrap()
}

#[test]
fn every_event_has_its_plots_and_nothing_is_fetched() {
    let html = page(&report(vec![event("2020-03-12"), event("2021-05-19")]));
    for name in ["2020-03-12", "2021-05-19"] {
        for plot in ["price", "running", "fund", "claims", "discount"] {
            assert_eq!(html.matches(&format!("id=\"{plot}-{name}-title\"")).count(), 1, "{plot} {name}");
        }
    }
    let html = html.replace("http://www.w3.org/2000/svg", "");
    for trace in ["http://", "https://", "<script", "<link", "@import", "url(", "<img"] {
        assert!(!html.contains(trace), "{trace}");
    }
}

#[test]
fn the_table_is_aligned_and_shows_the_figures() {
    let table = render_table(&report(vec![event("2020-03-12"), event("2021-05-19")]));
    let lines: Vec<&str> = table.lines().collect();
    let width = lines[2].len();
    assert!(lines[2].chars().all(|rule| rule == '-') && lines[..5].iter().all(|line| line.len() <= width), "{table}");
    assert_eq!(lines[3].len(), lines[4].len());
    for figure in ["2020-03-12", "200,000", "25,000", "12.50", "3,500", "777", "10 min", "3.5 d"] {
        assert!(lines[3].contains(figure), "{figure}: {table}");
    }
    assert!(table.contains("checks: all 2 passed"));
}

#[test]
fn a_shared_loss_and_a_failed_check_are_not_hidden() {
    let mut bad = event("2022-11-09");
    bad.socialised = 4_321.0;
    bad.checks.insert("banks_equal_accounts_and_tokens".into(), false);
    let report = report(vec![event("2020-03-12"), bad]);
    let (html, table) = (page(&report), render_table(&report));
    assert!(html.contains("Losses were shared by others in 2022\u{2011}11\u{2011}09."));
    assert!(html.contains("1 of 3 checks FAILED: banks_equal_accounts_and_tokens"));
    assert!(table.contains("4,321") && table.contains("FAILED  2022-11-09: banks_equal_accounts_and_tokens"));
    let good = page(&good_event());
    assert!(good.contains("No loss had to be shared by others.") && !good.contains("FAILED"));
}

fn good_event() -> ReplayReport {
    report(vec![event("2020-03-12")])
}

#[test]
fn an_event_in_which_nothing_happened_is_shown() {
    let quiet = EventReport { name: "quiet".into(), ..EventReport::default() };
    let report = report(vec![quiet]);
    assert!(page(&report).contains("0 of 0 accounts were liquidated"));
    assert!(render_table(&report).contains("quiet"));
}

#[test]
fn text_is_escaped() {
    let html = page(&report(vec![EventReport { source: NASTY.into(), ..event("2020-03-12") }]));
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"));
}
