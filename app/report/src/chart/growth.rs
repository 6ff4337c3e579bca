//! One coin in the vault against one coin held, in coins and in quote currency.

use maud::{html, Markup};

use super::frame::{Caption, Frame};
use super::path::line;
use super::scale::{extent, Kind};
use crate::figures::ratio;
use crate::format::{grouped, price, signed_percent};
use crate::model::Report;

const HEIGHT: f64 = 250.0;

/// A value over time as `(unix seconds, value)`.
type Path = Vec<(i64, f64)>;

/// Price per share in coins; holding the coin is always 1.
pub(crate) fn coin_chart(report: &Report) -> Markup {
    let vault = report.growth_path();
    let held: Path = vault.iter().map(|&(ts, _)| (ts, 1.0)).collect();
    let chart = Comparison {
        id: "growth-coin",
        title: format!("One {} in the vault, in {0}", report.asset()),
        unit: report.asset().to_owned(),
        vault,
        held,
        label: |value| grouped(value, 4),
    };
    chart.draw(report)
}

/// The same in quote currency, at the start and at each settlement.
pub(crate) fn usd_chart(report: &Report) -> Markup {
    let first = report.rounds.first().map(|row| row.spot_usd);
    let settlements = report.rounds.iter().map(|row| row.settlement_usd);
    let prices: Vec<f64> = first.into_iter().chain(settlements).collect();
    let growth = report.growth_path();
    let held = growth.iter().zip(&prices);
    let chart = Comparison {
        id: "growth-usd",
        title: format!("One {} in the vault, valued in {}", report.underlying, report.quote),
        unit: report.quote.clone(),
        held: held.clone().map(|(&(ts, _), &price)| (ts, price)).collect(),
        vault: held.map(|(&(ts, growth), &price)| (ts, growth * price)).collect(),
        label: price,
    };
    chart.draw(report)
}

/// Two lines over the same times.
struct Comparison {
    id: &'static str,
    title: String,
    unit: String,
    vault: Path,
    held: Path,
    label: fn(f64) -> String,
}

impl Comparison {
    fn draw(&self, report: &Report) -> Markup {
        let values = extent(self.vault.iter().chain(&self.held).map(|&(_, value)| value));
        let frame = Frame::new(report, Kind::for_prices(values), values, HEIGHT);
        let caption = Caption { id: self.id, title: &self.title, description: self.description() };
        let marks = html! {
            path.held d=(positions(&frame, &self.held)) {}
            path.vault d=(positions(&frame, &self.vault)) {}
            @if let Some(&(ts, value)) = self.vault.last() {
                @let (x, y) = frame.point(ts, value);
                circle.vault-end cx=(x) cy=(y) r="3.5" {}
            }
            (self.end_labels(&frame))
        };
        frame.draw(&caption, &self.unit, &marks)
    }

    fn end_labels(&self, frame: &Frame) -> Markup {
        let label = |class, name: &str, path: &Path| {
            let value = path.last()?.1;
            Some((class, value, format!("{name} {}", (self.label)(value))))
        };
        let labels = [label("vault-label", "vault", &self.vault), label("held-label", "held", &self.held)];
        frame.end_labels(labels.into_iter().flatten().collect())
    }

    fn description(&self) -> String {
        let (Some(vault), Some(held)) = (self.vault.last(), self.held.last()) else {
            return "No rounds.".to_owned();
        };
        format!(
            "At the end the vault stands at {} and holding the coin at {} {}, a difference of {}.",
            (self.label)(vault.1),
            (self.label)(held.1),
            self.unit,
            signed_percent(ratio(vault.1, held.1).map_or(0.0, |growth| growth - 1.0))
        )
    }
}

fn positions(frame: &Frame, path: &Path) -> String {
    let points: Vec<(f64, f64)> = path.iter().map(|&(ts, value)| frame.point(ts, value)).collect();
    line(&points)
}
