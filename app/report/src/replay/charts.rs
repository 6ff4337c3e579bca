//! The plots of one event, over its time.

use maud::{html, Markup};

use super::model::{EventReport, Sample};
use crate::chart::frame::{Caption, Frame};
use crate::chart::path::{line, thinned};
use crate::chart::scale::{extent, Kind};
use crate::format::{grouped, price};

const HEIGHT: f64 = 220.0;
/// Points of a line; finer detail would not be visible.
const MOST_POINTS: usize = 1_400;

/// A value over time.
struct Line {
    /// How it is drawn: a class of the style sheet.
    class: &'static str,
    /// What it is called at its end.
    name: &'static str,
    of: fn(&Sample) -> f64,
}

/// Lines over the same time, in the same unit.
struct Plot<'a> {
    event: &'a EventReport,
    id: &'static str,
    title: &'a str,
    unit: &'a str,
    lines: &'a [Line],
    label: fn(f64) -> String,
}

/// The price.
pub(super) fn price_chart(event: &EventReport, quote: &str) -> Markup {
    let lines = [Line { class: "price", name: "", of: |sample| sample.price }];
    Plot { event, id: "price", title: "Price", unit: quote, lines: &lines, label: price }.draw()
}

/// How many auctions ran.
pub(super) fn running_chart(event: &EventReport) -> Markup {
    let lines = [Line { class: "vault", name: "", of: |sample| sample.running as f64 }];
    let label = |value| grouped(value, 0);
    Plot { event, id: "running", title: "Running auctions", unit: "auctions", lines: &lines, label }.draw()
}

/// The insurance fund, and what it or everybody had to pay.
pub(super) fn fund_chart(event: &EventReport, quote: &str) -> Markup {
    let lines = [
        Line { class: "vault", name: "fund", of: |sample| sample.fund },
        Line { class: "loss", name: "shortfall", of: |sample| sample.fund_used + sample.socialised },
        Line { class: "loss shared", name: "shared", of: |sample| sample.socialised },
    ];
    let title = "Insurance fund and losses";
    Plot { event, id: "fund", title, unit: quote, lines: &lines, label: |value| grouped(value, 0) }.draw()
}

/// What running auctions of accounts that are worth nothing might ask of the fund.
pub(super) fn claims_chart(event: &EventReport, quote: &str) -> Markup {
    let lines = [Line { class: "vault", name: "", of: |sample| sample.claims }];
    let label = |value| grouped(value, 0);
    Plot { event, id: "claims", title: "Claims", unit: quote, lines: &lines, label }.draw()
}

/// How far below its value everything was sold so far.
pub(super) fn discount_chart(event: &EventReport, quote: &str) -> Markup {
    let lines = [Line { class: "vault", name: "", of: |sample| sample.discount }];
    let label = |value| grouped(value, 0);
    Plot { event, id: "discount", title: "Cumulative discount", unit: quote, lines: &lines, label }.draw()
}

impl Plot<'_> {
    fn draw(&self) -> Markup {
        let samples = &self.event.samples;
        // What never happened needs no line.
        let is_drawn = |line: &&Line| line.name.is_empty() || samples.iter().any(|sample| (line.of)(sample) != 0.0);
        let drawn: Vec<&Line> = self.lines.iter().filter(is_drawn).collect();
        let values = extent(samples.iter().flat_map(|sample| self.lines.iter().map(|line| (line.of)(sample))));
        // What counts things begins at nothing.
        let values = if self.id == "price" { values } else { (values.0.min(0.0), values.1.max(1.0)) };
        let times = samples.first().zip(samples.last()).map_or((0, 0), |(first, last)| (first.ts, last.ts));
        let frame = Frame::over(times, Kind::for_prices(values), values, HEIGHT);
        let id = format!("{}-{}", self.id, self.event.name);
        let caption = Caption { id: &id, title: self.title, description: self.description() };
        let marks = html! {
            @for line in &drawn { (self.path(&frame, line)) }
            (self.end_labels(&frame, &drawn))
        };
        frame.draw(&caption, self.unit, &marks)
    }

    fn path(&self, frame: &Frame, drawn: &Line) -> Markup {
        let points: Vec<(f64, f64)> =
            self.event.samples.iter().map(|sample| frame.point(sample.ts, (drawn.of)(sample))).collect();
        html! { path class=(drawn.class) d=(line(&thinned(&points, MOST_POINTS))) {} }
    }

    fn end_labels(&self, frame: &Frame, drawn: &[&Line]) -> Markup {
        let Some(last) = self.event.samples.last() else { return html! {} };
        let label = |line: &&Line| {
            let value = (line.of)(last);
            let class = match line.class {
                "vault" => "vault-label",
                "loss" | "loss shared" => "loss-label",
                _ => "",
            };
            (class, value, format!("{} {}", line.name, (self.label)(value)).trim().to_owned())
        };
        frame.end_labels(drawn.iter().map(label).collect())
    }

    fn description(&self) -> String {
        let Some(last) = self.event.samples.last() else { return "Nothing happened.".to_owned() };
        let ends: Vec<String> = self
            .lines
            .iter()
            .map(|line| format!("{} {} {}", line.name, (self.label)((line.of)(last)), self.unit).trim().to_owned())
            .collect();
        format!("{} around {}; at the end {}.", self.title, self.event.name, ends.join(", "))
    }
}
