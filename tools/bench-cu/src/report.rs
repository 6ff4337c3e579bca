//! The measurements as a table and as JSON.

use crate::run::Row;
use crate::statistics::Statistics;
use serde_json::{Map, Value, json};

const COLUMNS: usize = 9;
const HEADER: [&str; COLUMNS] = ["operation", "inputs", "calls", "refused", "avg", "min", "max", "bar", ""];
/// Columns of text; the others are numbers.
const IS_TEXT: [bool; COLUMNS] = [true, true, false, false, false, false, false, false, true];

/// What a set of inputs should stay within.
struct Bar {
    label: String,
    is_met: bool,
}

/// A line for each operation and set of inputs. The weekly average and the dearest call of the domain have a bar.
pub fn table(rows: &[Row]) -> String {
    let mut lines = vec![HEADER.map(String::from)];
    for row in rows {
        let weekly = row.bars.map(|bars| {
            let is_met = row.weekly.total <= bars.average * row.weekly.calls;
            Bar { label: format!("avg {}", bars.average), is_met }
        });
        let domain = row.bars.and_then(|bars| bars.most).map(|most| {
            let is_met = row.domain.most <= most;
            Bar { label: format!("max {most}"), is_met }
        });
        lines.push(line(row.name, "weekly", &row.weekly, weekly));
        lines.push(line(row.name, "domain", &row.domain, domain));
    }
    align(&lines)
}

/// `{"operations": {name: {"weekly": {"calls", "refused", "avg", "min", "max"}, "domain": .., "bar_avg", "bar_max"}}}`.
pub fn json(rows: &[Row]) -> Value {
    let operation = |row: &Row| {
        json!({
            "weekly": cost(&row.weekly),
            "domain": cost(&row.domain),
            "bar_avg": row.bars.map(|bars| bars.average),
            "bar_max": row.bars.and_then(|bars| bars.most),
        })
    };
    let operations: Map<_, _> = rows.iter().map(|row| (row.name.to_string(), operation(row))).collect();
    json!({ "operations": operations })
}

fn cost(statistics: &Statistics) -> Value {
    let Statistics { calls, refused, least, most, .. } = statistics;
    json!({ "calls": calls, "refused": refused, "avg": statistics.average(), "min": least, "max": most })
}

fn line(name: &str, inputs: &str, statistics: &Statistics, bar: Option<Bar>) -> [String; COLUMNS] {
    let Statistics { calls, refused, least, most, .. } = statistics;
    let [calls, refused, least, most] = [calls, refused, least, most].map(u64::to_string);
    let average = format!("{:.1}", statistics.average());
    let (label, verdict) = match bar {
        Some(Bar { label, is_met: true }) => (label, "met".into()),
        Some(Bar { label, is_met: false }) => (label, "MISSED".into()),
        None => (String::new(), String::new()),
    };
    [name.into(), inputs.into(), calls, refused, average, least, most, label, verdict]
}

/// Columns as wide as their longest entry, two spaces apart.
fn align(lines: &[[String; COLUMNS]]) -> String {
    let width = |column: usize| lines.iter().map(|line| line[column].len()).max().unwrap_or(0);
    let cell = |(column, text): (usize, &String)| {
        let width = width(column);
        if IS_TEXT[column] { format!("{text:<width$}") } else { format!("{text:>width$}") }
    };
    let written = lines.iter().map(|line| line.iter().enumerate().map(cell).collect::<Vec<_>>().join("  "));
    written.map(|line| line.trim_end().to_string()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use bench_cu_operations::Bars;

    fn row() -> Row {
        let weekly = Statistics { calls: 2, refused: 0, total: 802, least: 400, most: 402 };
        let domain = Statistics { calls: 10, refused: 3, total: 4_205, least: 90, most: 500 };
        Row { name: "greeks", bars: Some(Bars { average: 400, most: Some(500) }), weekly, domain }
    }

    #[test]
    fn the_table_is_aligned_and_tells_which_bars_are_met() {
        let expected = "\
operation  inputs  calls  refused    avg  min  max      bar
greeks     weekly      2        0  401.0  400  402  avg 400  MISSED
greeks     domain     10        3  420.5   90  500  max 500  met";
        assert_eq!(table(&[row()]), expected);
    }

    #[test]
    fn json_has_the_same_numbers() {
        let expected = json!({"operations": {"greeks": {
            "weekly": {"calls": 2, "refused": 0, "avg": 401.0, "min": 400, "max": 402},
            "domain": {"calls": 10, "refused": 3, "avg": 420.5, "min": 90, "max": 500},
            "bar_avg": 400,
            "bar_max": 500,
        }}});
        assert_eq!(json(&[row()]), expected);
    }
}
