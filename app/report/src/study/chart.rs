//! Lines over time or over a count, with a legend.

use maud::{html, Markup};

use super::model::{Chart, Line, Spread, Style};
use crate::chart::frame::{round, Caption, Frame};
use crate::chart::path::{line, thinned};
use crate::chart::scale::{extent, Kind};
use crate::format::grouped;
use crate::html::legend;

const HEIGHT: f64 = 330.0;
/// Points of a line; finer detail would not be visible.
const MOST_POINTS: usize = 900;

/// What lies to the right.
#[derive(Clone, Copy)]
pub(super) enum Over {
    Time,
    Counts,
}

/// Title, legend and graphic.
pub(super) fn chart(chart: &Chart, over: Over) -> Markup {
    let mut entries: Vec<(Markup, &str)> = chart.lines.iter().map(|line| (sample(line), line.name.as_str())).collect();
    if !chart.marks.is_empty() {
        entries.push((html! { circle.exception cx="14" cy="7" r="3" {} }, &chart.mark_name));
    }
    html! {
        h3 { (chart.title) }
        (legend::list(&entries))
        figure { (graphic(chart, over)) }
    }
}

fn sample(line: &Line) -> Markup {
    html! { path class=(class_of(line.style)) d="M1 7L27 7" {} }
}

fn graphic(chart: &Chart, over: Over) -> Markup {
    let points = || chart.lines.iter().flat_map(|line| &line.points);
    let (low, high) = extent(points().map(|&(_, value)| value).chain(chart.marks.iter().map(|mark| mark.value)));
    let values = match chart.spread {
        Spread::Tight => (low, high),
        Spread::FromZero => (low.min(0.0), high.max(0.0)),
    };
    let times = points().fold((i64::MAX, i64::MIN), |(from, to), &(ts, _)| (from.min(ts), to.max(ts)));
    let times = if times.0 <= times.1 { times } else { (0, 0) };
    let frame = match over {
        Over::Time => Frame::over(times, Kind::Linear, values, HEIGHT),
        Over::Counts => Frame::over_counts(times, (low, high), HEIGHT),
    };
    let caption = Caption { id: &chart.id, title: &chart.title, description: description(chart) };
    let marks = html! {
        @if values.0 < 0.0 && values.1 > 0.0 {
            @let (left, right) = frame.x.range();
            @let y = round(frame.y.at(0.0));
            line.zero x1=(left) x2=(right) y1=(y) y2=(y) {}
        }
        @for line in &chart.lines { (path(&frame, line)) }
        @for mark in &chart.marks {
            @let (x, y) = frame.point(mark.ts, mark.value);
            circle.exception cx=(round(x)) cy=(round(y)) r="3" { title { (mark.text) } }
        }
        (frame.end_labels(ends(chart)))
    };
    frame.draw(&caption, &chart.unit, &marks)
}

fn path(frame: &Frame, drawn: &Line) -> Markup {
    let points: Vec<(f64, f64)> = drawn.points.iter().map(|&(ts, value)| frame.point(ts, value)).collect();
    html! { path class=(class_of(drawn.style)) d=(line(&thinned(&points, MOST_POINTS))) {} }
}

/// The last value of every line but those of what happened.
fn ends(chart: &Chart) -> Vec<(&'static str, f64, String)> {
    let end = |line: &Line| {
        let value = line.points.last()?.1;
        Some((label_class_of(line.style), value, format!("{} {}", line.name, grouped(value, chart.decimals))))
    };
    chart.lines.iter().filter(|line| line.style != Style::Observed).filter_map(end).collect()
}

fn class_of(style: Style) -> &'static str {
    const OTHERS: [&str; 6] = ["series a", "series b", "series c", "series d", "series e", "series f"];
    match style {
        Style::Observed => "price",
        Style::Main => "vault dense",
        Style::Other(index) => OTHERS[index % OTHERS.len()],
    }
}

fn label_class_of(style: Style) -> &'static str {
    const OTHERS: [&str; 6] = ["label-a", "label-b", "label-c", "label-d", "label-e", "label-f"];
    match style {
        Style::Observed => "",
        Style::Main => "vault-label",
        Style::Other(index) => OTHERS[index % OTHERS.len()],
    }
}

fn description(chart: &Chart) -> String {
    let of = |line: &Line| {
        let last = line.points.last().map_or(0.0, |&(_, value)| value);
        format!("{} {}", line.name, grouped(last, chart.decimals))
    };
    let ends: Vec<String> = chart.lines.iter().map(of).collect();
    format!("{}, in {}; at the end: {}.", chart.title, chart.unit, ends.join(", "))
}
