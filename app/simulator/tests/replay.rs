//! Accounts at their limits live through a fall: on prices that are made up here, and as the user of `cargo xtask replay` runs it.

use market_data::{Bar, PriceSeries, DAY_SECS, HOUR_SECS};
use report::replay::EventReport;
use simulator::replay::{self, Event, Options, EVENTS};
use std::path::Path;
use std::process::{Command, Output};

/// A coin that stays around 100 USD for weeks, and loses half within a few hours of the day of the event.
fn crash(event: &Event) -> PriceSeries {
    let from_ts = event.open_ts() - 60 * DAY_SECS;
    let price = |ts: i64| {
        let hours = (ts - from_ts) / HOUR_SECS;
        let fallen_hours = ((ts - event.day_ts) / HOUR_SECS).clamp(0, 10) as f64;
        (100.0 + [0.0, 1.0, 0.5, -0.5, -1.0][(hours % 5) as usize]) * (1.0 - 0.05 * fallen_hours)
    };
    let bar = |hour: i64| {
        let (ts, next_ts) = (from_ts + hour * HOUR_SECS, from_ts + (hour + 1) * HOUR_SECS);
        let (open, close) = (price(ts), price(next_ts));
        Bar { unix_ts: ts, open, high: open.max(close) * 1.003, low: open.min(close) * 0.997, close }
    };
    PriceSeries::from_bars("crash", (0..90 * 24).map(bar).collect()).unwrap()
}

fn lived(options: &Options) -> EventReport {
    let event = Event { name: "a crash", ..EVENTS[1] };
    replay::run(&event, &crash(&event), options, |_| {}).unwrap()
}

#[test]
fn a_crash_liquidates_accounts_and_the_books_add_up() {
    let options = Options { accounts: 12, ..Options::DEFAULT };
    let report = lived(&options);
    assert_eq!(report.failed_checks(), Vec::<&str>::new());
    // What banks and accounts have, what the fund and the loss book say, and that one atom less was refused.
    for check in [
        "banks_equal_accounts_and_tokens",
        "margin_pools_equal_tokens",
        "margin_options_equal_debts",
        "accounts_open_with_the_least_collateral",
        "penalties_equal_the_formula",
        "the_fund_is_its_stakes_and_penalties_less_what_it_paid",
        "the_loss_book_says_whether_losses_were_shared",
    ] {
        assert_eq!(report.checks.get(check), Some(&true), "{check}");
    }
    let liquidated = report.sold_in_part + report.sold_whole + report.given_away;
    assert!(liquidated > 3 && liquidated <= report.fell_short && report.fell_short <= 12, "{report:#?}");
    assert!(report.sales > 0 && report.value_sold > 0.0);
    // The least that anybody wants, and less than all.
    let discount = report.discount / report.value_sold;
    assert!((0.049..0.95).contains(&discount), "{discount}");
    // Two per cent of what was paid, and what was staked.
    let paid = report.value_sold - report.discount;
    assert!((report.penalties / paid - 0.02).abs() < 1e-4, "{} of {paid}", report.penalties);
    let fund = report.fund_staked + report.penalties - report.fund_used;
    assert!((report.fund_end - fund).abs() < 1e-6, "{} and not {fund}", report.fund_end);
    let recovery = report.recovery.expect("some fell short");
    assert!(0 < recovery.median_secs && recovery.median_secs <= recovery.p90_secs);
    assert_eq!(report.groups.iter().map(|row| row.accounts).sum::<u64>(), 12 + 10, "with the makers");
    let last = report.samples.last().expect("a plot");
    assert_eq!((last.running, last.socialised), (0, report.socialised));
}

/// Nobody bids with nothing, so accounts are worth less than nothing at the end: the fund pays, and then everybody.
#[test]
fn without_liquidators_losses_are_shared_and_not_lost() {
    let options = Options { accounts: 6, capital_bps: 1, fund_bps: 1, ..Options::DEFAULT };
    let report = lived(&options);
    assert_eq!(report.failed_checks(), Vec::<&str>::new());
    assert!(report.socialised > 0.0 && report.fund_used > 0.0, "{report:#?}");
}

#[test]
fn the_same_seed_gives_the_same_report() {
    let [first, second, other] = [1, 1, 2].map(|seed| lived(&Options { accounts: 1, seed, ..Options::DEFAULT }));
    assert_eq!(first, second);
    assert_ne!(first.collateral, other.collateral);
}

fn replay_command(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_replay")).args(arguments).output().expect("the replay starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn bad_input_is_one_line_and_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("prices.csv");
    let given = ["--event", "2022-05-11", "--prices", file.to_str().unwrap()];
    let refused = |content: &str| {
        std::fs::write(&file, content).unwrap();
        let run = replay_command(&given);
        assert_eq!(run.status.code(), Some(2), "{}", text(&run.stderr));
        assert_eq!(text(&run.stderr).lines().count(), 1, "{}", text(&run.stderr));
        text(&run.stderr)
    };
    assert!(refused("nothing").contains("prices.csv"));
    let hours: String = (0..48).map(|hour| format!("{},1,1,1,1\n", 1_652_227_200 + hour * 3_600)).collect();
    assert!(refused(&format!("unix,open,high,low,close\n{hours}")).contains("no prices for 2022-05-11"));
    std::fs::remove_file(&file).unwrap();
    assert_eq!(replay_command(&given).status.code(), Some(2));
    assert_eq!(replay_command(&["--event", "1929-10-24"]).status.code(), Some(2));
}

#[test]
fn without_prices_it_is_skipped_and_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = folder.path().join("checkout/app/simulator");
    std::fs::create_dir_all(&elsewhere).unwrap();
    for (arguments, code) in [(&["--event", "all"][..], 0), (&["--event", "2021-05-19", "--check"][..], 3)] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_replay"));
        let run = command.args(arguments).env("CARGO_MANIFEST_DIR", &elsewhere).output().expect("the replay starts");
        assert_eq!((run.status.code(), text(&run.stderr)), (Some(code), String::new()));
        let said = text(&run.stdout);
        assert!(said.starts_with("skipped: ") && said.contains("--prices") && said.lines().count() == 1, "{said}");
    }
}

/// On real prices, where they are; elsewhere it says that it is skipped. Returns the page.
fn real_event(event: &Event, options: &[&str]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let given = [&["--event", event.name, "--out", out.to_str().unwrap()], options].concat();
    let run = replay_command(&given);
    assert!(run.status.success(), "{}{}", text(&run.stdout), text(&run.stderr));
    let prices = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(event.file);
    if !prices.is_file() {
        assert!(text(&run.stdout).starts_with("skipped: "), "{}", text(&run.stdout));
        println!("skipped: no prices");
        return None;
    }
    assert!(text(&run.stdout).contains("checks: all") && text(&run.stdout).contains(event.name));
    Some(std::fs::read_to_string(out.join("replay.html")).unwrap())
}

#[test]
fn a_real_event_if_its_prices_are_there() {
    let Some(html) = real_event(&EVENTS[2], &["--accounts", "10"]) else { return };
    assert!(html.contains("</html>") && html.contains("id=\"fund-2022-05-11-title\""));
}

/// The price falls so far between two bids on an account that the rest of it is worth less than nothing: then what the first one paid is for sale as well,
/// and liquidators compute what the program will ask.
#[test]
fn liquidators_know_what_is_for_sale_after_a_deep_fall() {
    let little = ["--accounts", "8", "--capital", "25", "--range", "15", "--standard", "100", "--buy-back", "0"];
    real_event(&EVENTS[1], &little);
}
