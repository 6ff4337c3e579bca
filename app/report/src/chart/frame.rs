//! What the charts over time share: margins, axes, the SVG element itself.

use maud::{html, Markup};

use super::scale::{Kind, Scale};
use super::ticks::{power_ticks, scale_ticks, time_ticks, Tick};
use super::WIDTH;
use crate::model::Report;

const LEFT: f64 = 64.0;
/// Room at the right for the labels of lines.
const RIGHT: f64 = 118.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 30.0;
/// Part of the values' length that is left free below and above them.
const ROOM: f64 = 0.07;
/// Baseline of a text below its middle.
const MIDDLE: f64 = 4.5;
/// The least value by ratio.
const LEAST: f64 = 1e-9;
/// Least distance between the baselines of two labels.
const LABEL_HEIGHT: f64 = 16.0;

/// Plot area with time, or a count by ratio, to the right and a value upwards.
pub(crate) struct Frame {
    pub x: Scale,
    pub y: Scale,
    height: f64,
}

/// Name and description of a graphic, for those who cannot see it.
pub(crate) struct Caption<'a> {
    /// Identifier of the graphic, unique on the page.
    pub id: &'a str,
    pub title: &'a str,
    pub description: String,
}

impl Frame {
    /// A frame over the time of the whole report, with some room below and above `values`.
    pub fn new(report: &Report, kind: Kind, values: (f64, f64), height: f64) -> Self {
        Self::over(time_span(report), kind, values, height)
    }

    /// A frame over a time, with some room below and above `values`.
    pub fn over((from_ts, to_ts): (i64, i64), kind: Kind, values: (f64, f64), height: f64) -> Self {
        Self {
            x: Scale::new(Kind::Linear, (from_ts as f64, to_ts as f64), (LEFT, WIDTH - RIGHT)),
            y: Scale::new(kind, kind.padded(values, ROOM), (height - BOTTOM, TOP)),
            height,
        }
    }

    /// A frame over counts, both ways by ratio: what grows like the count is a straight line. Counts below 1, and values below a billionth, have no place.
    pub fn over_counts((from, to): (i64, i64), (low, high): (f64, f64), height: f64) -> Self {
        let counts = (from.max(1) as f64, to.max(1) as f64);
        let values = (low.max(LEAST), high.max(LEAST));
        let x = Scale::new(Kind::Logarithmic, counts, (LEFT, WIDTH - RIGHT));
        Self { x, ..Self::over((from, to), Kind::Logarithmic, values, height) }
    }

    /// Position of a time or count and a value.
    pub fn point(&self, at: i64, value: f64) -> (f64, f64) {
        (self.x.at(at as f64), self.y.at(value))
    }

    /// The whole graphic: axes first, `marks` over them.
    pub fn draw(&self, caption: &Caption, unit: &str, marks: &Markup) -> Markup {
        let content = html! { (self.value_axis(unit)) (self.lower_axis()) (marks) };
        svg(caption, self.height, &content)
    }

    fn value_axis(&self, unit: &str) -> Markup {
        let (left, right) = self.x.range();
        let unit = match self.y.kind() {
            Kind::Linear => unit.to_owned(),
            Kind::Logarithmic => format!("{unit}, log scale"),
        };
        let wanted = (self.height / 55.0) as usize;
        html! {
            text.axis x="4" y=(TOP - 12.0) { (unit) }
            @for Tick { value, label } in scale_ticks(&self.y, wanted) {
                @let y = round(self.y.at(value));
                line.grid x1=(left) x2=(right) y1=(y) y2=(y) {}
                text.axis x=(left - 8.0) y=(y + MIDDLE) text-anchor="end" { (label) }
            }
        }
    }

    fn lower_axis(&self) -> Markup {
        let (left, right) = self.x.range();
        let (from, to) = self.x.domain();
        let ticks = match self.x.kind() {
            Kind::Linear => time_ticks(from as i64, to as i64),
            Kind::Logarithmic => power_ticks((from, to)),
        };
        let bottom = self.height - BOTTOM;
        html! {
            line.base x1=(left) x2=(right) y1=(bottom) y2=(bottom) {}
            @for Tick { value, label } in ticks {
                @let x = round(self.x.at(value));
                line.base x1=(x) x2=(x) y1=(bottom) y2=(bottom + 5.0) {}
                text.axis x=(x) y=(bottom + 20.0) text-anchor="middle" { (label) }
            }
        }
    }

    /// Labels to the right of the plot, each as near to its value as the others allow.
    /// Each is a class, a value and a text.
    pub fn end_labels(&self, mut labels: Vec<(&str, f64, String)>) -> Markup {
        labels.sort_by(|a, b| b.1.total_cmp(&a.1));
        let x = self.x.range().1 + 10.0;
        let (one, other) = self.y.range();
        let baselines = apart(labels.iter().map(|(_, value, _)| self.y.at(*value)).collect(), one.max(other));
        html! {
            @for ((class, _, text), y) in labels.iter().zip(baselines) {
                text class={ "end " (class) } x=(x) y=(round(y)) { (text) }
            }
        }
    }
}

/// Baselines of texts at these heights, from above: as far down as they must be not to touch, and where the last would be below the lowest line, up again.
fn apart(heights: Vec<f64>, bottom: f64) -> Vec<f64> {
    let mut baselines: Vec<f64> = heights.into_iter().map(|height| height + MIDDLE).collect();
    for index in 1..baselines.len() {
        baselines[index] = baselines[index].max(baselines[index - 1] + LABEL_HEIGHT);
    }
    let mut most = bottom + MIDDLE;
    for baseline in baselines.iter_mut().rev() {
        *baseline = baseline.min(most);
        most = *baseline - LABEL_HEIGHT;
    }
    baselines
}

/// An SVG element that scales with the page and carries its title and description.
pub(crate) fn svg(caption: &Caption, height: f64, content: &Markup) -> Markup {
    let title_id = format!("{}-title", caption.id);
    let description_id = format!("{}-description", caption.id);
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (height) } role="img"
            aria-labelledby={ (title_id) " " (description_id) }
            xmlns="http://www.w3.org/2000/svg" {
            title id=(title_id) { (caption.title) }
            desc id=(description_id) { (caption.description) }
            (content)
        }
    }
}

/// A position with one decimal: enough to draw by, and half the bytes.
pub(crate) fn round(position: f64) -> f64 {
    (position * 10.0).round() / 10.0
}

/// From the first to the last time anything in the report happens.
fn time_span(report: &Report) -> (i64, i64) {
    let rounds = report.rounds.iter();
    let times =
        rounds.flat_map(|row| [row.start_ts, row.expiry_ts]).chain(report.price_path.iter().map(|point| point.ts));
    let (from, to) = times.fold((i64::MAX, i64::MIN), |(from, to), ts| (from.min(ts), to.max(ts)));
    if from <= to {
        (from, to)
    } else {
        (0, 0)
    }
}
