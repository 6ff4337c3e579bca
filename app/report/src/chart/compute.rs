//! Compute units per instruction.

use std::cmp::Reverse;

use maud::{html, Markup};

use super::frame::{round, svg, Caption};
use super::scale::{Kind, Scale};
use super::ticks::{value_ticks, Tick};
use super::WIDTH;
use crate::format::count;
use crate::model::{CuStat, Report};

/// Room for instruction names, left of the bars.
const LEFT: f64 = 236.0;
/// Room for the numbers, right of the bars.
const NUMBERS: f64 = 232.0;
const TOP: f64 = 34.0;
const ROW: f64 = 24.0;
const BAR: f64 = 13.0;
/// Longer names are cut; the whole name is in the tooltip.
const LONGEST_NAME: usize = 28;

/// One row per instruction, the most expensive first: mean as a solid bar, maximum as an outline.
pub(crate) fn compute_chart(report: &Report) -> Markup {
    let mut rows: Vec<(&str, CuStat)> =
        report.compute_units.iter().map(|(name, stat)| (name.as_str(), *stat)).collect();
    rows.sort_by_key(|(_, stat)| Reverse((stat.max, stat.avg)));

    let most = rows.first().map_or(1, |(_, stat)| stat.max.max(1));
    let scale = Scale::new(Kind::Linear, (0.0, most as f64), (LEFT, WIDTH - NUMBERS));
    let height = TOP + ROW * rows.len() as f64 + 8.0;
    let caption = Caption {
        id: "compute",
        title: "Compute units per instruction",
        description: format!(
            "{} instructions; the most expensive single call used {} compute units.",
            rows.len(),
            count(most)
        ),
    };
    let content = html! {
        (axis(&scale, height))
        (headings())
        @for (index, (name, stat)) in rows.iter().enumerate() {
            (instruction(&scale, TOP + ROW * index as f64, name, stat))
        }
    };
    svg(&caption, height, &content)
}

/// Right edges of the columns of numbers.
const COLUMNS: [(f64, &str); 3] = [(WIDTH - 146.0, "mean"), (WIDTH - 64.0, "max"), (WIDTH - 4.0, "calls")];

fn headings() -> Markup {
    html! {
        @for (x, heading) in COLUMNS {
            text.axis x=(x) y="14" text-anchor="end" { (heading) }
        }
    }
}

fn axis(scale: &Scale, height: f64) -> Markup {
    html! {
        @for Tick { value, label } in value_ticks(scale.domain(), 4) {
            @let x = round(scale.at(value));
            line.grid x1=(x) x2=(x) y1=(TOP - 12.0) y2=(height - 4.0) {}
            text.axis x=(x) y="14" text-anchor="middle" { (label) }
        }
    }
}

fn instruction(scale: &Scale, top: f64, name: &str, stat: &CuStat) -> Markup {
    let baseline = top + 11.5;
    let left = scale.at(0.0);
    let width = |units: u64| round(scale.at(units as f64) - left);
    let numbers = [stat.avg, stat.max, stat.count];
    html! {
        g {
            title { (name) ": mean " (count(stat.avg)) ", max " (count(stat.max)) " compute units in " (count(stat.count)) " calls" }
            text.name x=(LEFT - 10.0) y=(baseline) text-anchor="end" { (shortened(name)) }
            rect.cu-max x=(left) y=(top) width=(width(stat.max)) height=(BAR) {}
            rect.cu-mean x=(left) y=(top) width=(width(stat.avg)) height=(BAR) {}
            @for ((x, _), number) in COLUMNS.iter().zip(numbers) {
                text.number x=(x) y=(baseline) text-anchor="end" { (count(number)) }
            }
        }
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let start: String = name.chars().take(LONGEST_NAME - 1).collect();
    start + "…"
}
