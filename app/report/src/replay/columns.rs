//! The table of events, column by column, shared by the terminal and the page.

use super::model::{EventReport, ReplayReport};
use crate::format::{grouped, percent, price};

/// One column: a heading, its unit, and a cell for each event.
pub(super) struct Column {
    pub title: &'static str,
    pub unit: String,
    pub cells: Vec<String>,
}

/// All columns in the order they are shown.
pub(super) fn event_columns(report: &ReplayReport) -> Vec<Column> {
    let column = |title, unit: &str, of: fn(&EventReport) -> String| Column {
        title,
        unit: unit.to_owned(),
        cells: report.events.iter().map(of).collect(),
    };
    let quote = report.quote.as_str();
    vec![
        column("event", "coin", |event| format!("{} {}", event.name, event.coin)),
        column("fall", "%", |event| grouped(event.fall() * 100.0, 0)),
        column("collateral", quote, |event| amount(event.collateral)),
        column("below", "margin", |event| number(event.fell_short)),
        column("sold", "partly", |event| number(event.sold_in_part)),
        column("sold", "wholly", |event| number(event.sold_whole)),
        column("given", "away", |event| number(event.given_away)),
        column("value sold", quote, |event| amount(event.value_sold)),
        column("discount", quote, |event| amount(event.discount)),
        column("of it", "%", |event| share(event.discount, event.value_sold)),
        column("penalties", quote, |event| amount(event.penalties)),
        column("fund paid", quote, |event| amount(event.fund_used)),
        column("shared", quote, |event| amount(event.socialised)),
        column("unpaid", quote, |event| amount(event.unpaid)),
        column("back in", "median", |event| event.recovery.map_or_else(dash, |times| duration(times.median_secs))),
        column("back in", "90 %", |event| event.recovery.map_or_else(dash, |times| duration(times.p90_secs))),
        column("back in", "longest", |event| event.recovery.map_or_else(dash, |times| duration(times.max_secs))),
    ]
}

/// `3 min`, `4.5 h`, `2.1 d`.
pub(super) fn duration(secs: i64) -> String {
    match secs {
        172_800.. => format!("{:.1} d", secs as f64 / 86_400.0),
        7_200.. => format!("{:.1} h", secs as f64 / 3_600.0),
        _ => format!("{} min", secs / 60),
    }
}

/// Whole units; zero is a dash, so that what did happen stands out.
pub(super) fn amount(value: f64) -> String {
    if value.abs() < 0.5 && value != 0.0 {
        return price(value);
    }
    if value == 0.0 {
        dash()
    } else {
        grouped(value, 0)
    }
}

pub(super) fn number(count: u64) -> String {
    if count == 0 {
        dash()
    } else {
        crate::format::count(count)
    }
}

fn share(part: f64, whole: f64) -> String {
    crate::figures::ratio(part, whole).map_or_else(dash, |share| percent(share).replace(" %", ""))
}

fn dash() -> String {
    "-".to_owned()
}

#[cfg(test)]
mod tests {
    use super::{amount, duration, number};

    #[test]
    fn times_have_the_unit_that_suits_them() {
        let texts = [0, 59, 60, 7_199, 7_200, 90_000, 172_800].map(duration);
        assert_eq!(texts, ["0 min", "0 min", "1 min", "119 min", "2.0 h", "25.0 h", "2.0 d"]);
    }

    #[test]
    fn nothing_is_a_dash_and_a_little_is_not_nothing() {
        assert_eq!([amount(0.0), amount(0.25), amount(1_234.5)], ["-", "0.2500", "1,234"]);
        assert_eq!([number(0), number(1_234)], ["-", "1,234"]);
    }
}
