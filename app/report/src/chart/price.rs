//! The price, and over it what each round sold and how it ended.

use maud::{html, Markup};

use super::frame::{round, Caption, Frame};
use super::path::{line, thinned};
use super::scale::{extent, Kind};
use crate::figures::Outcome;
use crate::format::{date, plural, price};
use crate::model::{Report, RoundRow};

const HEIGHT: f64 = 400.0;
/// Points of the price line; finer detail would not be visible.
const MOST_POINTS: usize = 1_400;

/// Price line, one strike segment per round over its week, and the settlement of each.
pub(crate) fn price_chart(report: &Report) -> Markup {
    let prices = report.price_path.iter().map(|point| point.price);
    let rounds = report.rounds.iter();
    let marks = rounds.flat_map(|row| [row.strike_usd, row.settlement_usd]);
    let values = extent(prices.chain(marks));
    let frame = Frame::new(report, Kind::for_prices(values), values, HEIGHT);

    let path: Vec<(f64, f64)> = report.price_path.iter().map(|point| frame.point(point.ts, point.price)).collect();
    let caption = Caption {
        id: "price",
        title: "Price and strikes",
        description: format!(
            "Price of {} in {} with the strike of {}; {} settled {} the strike.",
            report.underlying,
            report.quote,
            plural(report.rounds.len(), "round"),
            report.rounds_that(Outcome::Paid),
            report.sells.paying_side(),
        ),
    };
    let marks = html! {
        path.price d=(line(&thinned(&path, MOST_POINTS))) {}
        @for row in &report.rounds { (round_mark(&frame, row, report)) }
    };
    frame.draw(&caption, &report.quote, &marks)
}

fn round_mark(frame: &Frame, row: &RoundRow, report: &Report) -> Markup {
    let outcome = row.outcome();
    let (from, strike) = frame.point(row.start_ts, row.strike_usd);
    let (to, settled) = frame.point(row.expiry_ts, row.settlement_usd);
    let (from, to, strike, settled) = (round(from), round(to), round(strike), round(settled));
    html! {
        g class={ "round " (class_of(outcome)) } {
            title {
                "Round " (row.round) ", to " (date(row.expiry_ts)) ": strike " (price(row.strike_usd))
                ", settled at " (price(row.settlement_usd)) " " (report.quote) ", " (outcome.word(report.sells))
            }
            line.strike x1=(from) x2=(to) y1=(strike) y2=(strike) {}
            @match outcome {
                Outcome::Paid => {
                    line.given-up x1=(to) x2=(to) y1=(strike) y2=(settled) {}
                    path.mark d=(triangle(to, settled)) {}
                }
                Outcome::Expired | Outcome::Unsold => {
                    circle.mark cx=(to) cy=(settled) r="3" {}
                }
            }
        }
    }
}

/// Class names used by the style sheet and the legend.
fn class_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Expired => "expired",
        Outcome::Paid => "called",
        Outcome::Unsold => "unsold",
    }
}

/// A triangle that points up from its middle at `(x, y)`.
fn triangle(x: f64, y: f64) -> String {
    let corners = [(x, y - 5.0), (x + 4.8, y + 3.5), (x - 4.8, y + 3.5)];
    line(&corners) + "Z"
}
