//! What each round brought in and paid out, as a share of the vault.

use maud::{html, Markup};

use super::frame::{round, Caption, Frame};
use super::scale::{extent, Kind};
use crate::format::{date, percent, plural};
use crate::model::{Report, RoundRow};

const HEIGHT: f64 = 300.0;
/// Part of a round's week that its bar fills.
const BAR_SHARE: f64 = 0.62;
const WIDEST_BAR: f64 = 44.0;
/// A bar that is not zero is at least this high, so that it can be seen.
const LEAST_HEIGHT: f64 = 1.0;

/// Premium upwards and payoff downwards, both in per cent of the NAV at the round's start.
pub(crate) fn premium_chart(report: &Report) -> Markup {
    let rounds = &report.rounds;
    let shares = rounds.iter().flat_map(|row| [100.0 * row.premium_share(), -100.0 * row.payoff_share(), 0.0]);
    // Room for the figure under the longest bar.
    let values = Kind::Linear.padded(extent(shares), 0.05);
    let frame = Frame::new(report, Kind::Linear, values, HEIGHT);
    let caption = Caption { id: "premium", title: "Premium and payoff per round", description: describe(report) };
    let zero = round(frame.y.at(0.0));
    let (left, right) = frame.x.range();
    let marks = html! {
        @for row in rounds { (bars(&frame, row)) }
        line.zero x1=(left) x2=(right) y1=(zero) y2=(zero) {}
        @if let Some(row) = largest(rounds, RoundRow::premium_share) {
            (extreme(&frame, row, 100.0 * row.premium_share(), -6.0))
        }
        @if let Some(row) = largest(rounds, RoundRow::payoff_share) {
            (extreme(&frame, row, -100.0 * row.payoff_share(), 15.0))
        }
    };
    frame.draw(&caption, "% of NAV", &marks)
}

fn describe(report: &Report) -> String {
    let mean = |share: fn(&RoundRow) -> f64| {
        let sum: f64 = report.rounds.iter().map(share).sum();
        percent(sum / report.rounds.len().max(1) as f64)
    };
    format!(
        "Over {} the premium was {} of the net asset value on average and the payoff {}.",
        plural(report.rounds.len(), "round"),
        mean(RoundRow::premium_share),
        mean(RoundRow::payoff_share),
    )
}

fn bars(frame: &Frame, row: &RoundRow) -> Markup {
    html! {
        g {
            title {
                "Round " (row.round) ", to " (date(row.expiry_ts)) ": premium " (percent(row.premium_share()))
                ", payoff " (percent(row.payoff_share())) " of NAV"
            }
            (bar(frame, row, "premium", row.premium_share()))
            (bar(frame, row, "payoff", -row.payoff_share()))
        }
    }
}

/// A bar from zero to `share`, up or down.
fn bar(frame: &Frame, row: &RoundRow, class: &str, share: f64) -> Markup {
    let (from, zero) = frame.point(row.start_ts, 0.0);
    let (to, end) = frame.point(row.expiry_ts, 100.0 * share);
    let width = ((to - from) * BAR_SHARE).min(WIDEST_BAR);
    let x = middle(frame, row) - width / 2.0;
    let height = (zero - end).abs().max(LEAST_HEIGHT);
    let top = if share > 0.0 { zero - height } else { zero };
    html! {
        @if share != 0.0 {
            rect class=(class) x=(round(x)) y=(round(top)) width=(round(width)) height=(round(height)) {}
        }
    }
}

/// The figure at the end of the highest bar of its kind.
fn extreme(frame: &Frame, row: &RoundRow, value: f64, offset: f64) -> Markup {
    let x = round(middle(frame, row));
    let y = round(frame.y.at(value) + offset);
    html! {
        text.note x=(x) y=(y) text-anchor="middle" { (percent(value.abs() / 100.0)) }
    }
}

fn middle(frame: &Frame, row: &RoundRow) -> f64 {
    (frame.x.at(row.start_ts as f64) + frame.x.at(row.expiry_ts as f64)) / 2.0
}

/// The round with the largest share, when any is above zero.
fn largest(rounds: &[RoundRow], share: fn(&RoundRow) -> f64) -> Option<&RoundRow> {
    let by_share = |a: &&RoundRow, b: &&RoundRow| share(a).total_cmp(&share(b));
    rounds.iter().filter(|row| share(row) > 0.0).max_by(by_share)
}
