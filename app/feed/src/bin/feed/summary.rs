//! What is known of each market, as text.

use command_line::one_line;
use feed::{
    market::MarketFeed,
    state::{Board, Cause, Latest, MarketState, StaleInterval},
};
use std::fmt::Write as _;

pub fn of(board: &Board) -> String {
    let Some((first_ms, last_ms)) = board.span_ms() else { return "the recording is empty\n".to_owned() };
    let mut text = format!("recorded from {first_ms} to {last_ms} (unix milliseconds)\n");
    for (market, state) in board.markets() {
        describe(&mut text, market, state);
    }
    text
}

fn describe(text: &mut String, market: &MarketFeed, state: &MarketState) {
    let condition = match state.stale() {
        Some(stale) => format!("stale since {}", stale.since_ms),
        None => "fresh".to_owned(),
    };
    line(text, format_args!("\n{}  {}  {condition}", one_line(market.name()), market.account()));
    if let Some(Latest { price, slot, received_ms }) = state.latest() {
        let (price_e8, publish_ts) = (price.validated.price_e8, price.validated.publish_ts);
        line(text, format_args!("  price_e8       {price_e8}"));
        line(text, format_args!("  confidence_e8  {}", price.confidence_e8));
        line(text, format_args!("  publish_ts     {publish_ts}"));
        line(text, format_args!("  received_ms    {received_ms}"));
        line(text, format_args!("  slot           {slot}"));
    }
    if let Some(refusal) = state.refusal() {
        line(text, format_args!("  refused since  {refusal}"));
    }
    for interval in state.intervals() {
        describe_stale(text, interval, market.max_gap_secs());
    }
}

fn describe_stale(text: &mut String, interval: &StaleInterval, max_gap_secs: u32) {
    let until = interval.until_ms.map_or("now".to_owned(), |until_ms| until_ms.to_string());
    let why = match &interval.cause {
        Cause::NoPrice => "no price yet".to_owned(),
        Cause::Gap => format!("no new price for {max_gap_secs} s"),
        Cause::Refused(refusal) => refusal.to_string(),
    };
    line(text, format_args!("  stale          {} to {until}: {why}", interval.since_ms));
}

fn line(text: &mut String, arguments: std::fmt::Arguments) {
    writeln!(text, "{arguments}").expect("memory is writable");
}
