//! The examples of docs/FEED.md are what they say they are.

use crate::common::*;
use feed::record::Reader;

const PAGE: &str = include_str!("../../../../docs/FEED.md");

/// The lines of the block that begins so, without their indentation.
fn block(beginning: &str) -> String {
    let lines = PAGE.lines().skip_while(|line| !line.starts_with(beginning));
    lines.map_while(|line| line.strip_prefix("    ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_pages_recording_is_one() {
    let entries: Vec<_> = Reader::new("page".to_owned(), block("    {\"received_ms\"").as_bytes()).collect();
    let update = AccountUpdate::missing(5, account());
    assert_eq!(entries, [Ok(seen(NOW_MS, update)), Ok(passed(NOW_MS + 1_000))]);
}

#[test]
fn the_pages_markets_are_some() {
    let feeds = serde_json::from_str::<MarketsInput>(&block("    { \"markets\"")).unwrap().feeds().unwrap();
    assert_eq!((feeds.len(), feeds[0].name(), feeds[0].max_gap_secs()), (1, "SOL", 10));
    assert_eq!(feeds[0].limits(), &limits());
}
