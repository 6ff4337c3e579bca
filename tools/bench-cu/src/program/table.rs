//! Tables of figures as markdown, written and read back.

use anyhow::{Context as _, Result};
use std::collections::BTreeMap;

/// Figures by row and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What the rows are.
    pub title: &'static str,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// A column: figures that were measured, or the limits of the column before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub is_limit: bool,
}

impl Column {
    pub const fn measured(name: &'static str) -> Self {
        Self { name, is_limit: false }
    }

    /// Headed `limit`, whatever it limits.
    pub const fn limit() -> Self {
        Self { name: LIMIT, is_limit: true }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    /// One for each column; absent where there is no limit.
    pub figures: Vec<Option<u64>>,
}

/// Measured figures by row and column.
pub type Figures = BTreeMap<(String, String), u64>;

const LIMIT: &str = "limit";

impl Table {
    /// The measured figures, each with its row, its column, and its limit if it has one.
    pub fn measured(&self) -> impl Iterator<Item = (&str, &str, u64, Option<u64>)> {
        self.rows.iter().flat_map(|row| {
            self.columns.iter().enumerate().filter(|(_, column)| !column.is_limit).filter_map(|(index, column)| {
                let limited = self.columns.get(index + 1).is_some_and(|next| next.is_limit);
                let limit = if limited { row.figures[index + 1] } else { None };
                Some((row.name.as_str(), column.name, row.figures[index]?, limit))
            })
        })
    }
}

/// One markdown table after the other.
pub fn markdown(tables: &[Table]) -> String {
    tables.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn one(table: &Table) -> String {
    let heads = std::iter::once(table.title).chain(table.columns.iter().map(|column| column.name));
    let mut lines =
        vec![line(heads.map(String::from)), "|---".to_string() + &"|---:".repeat(table.columns.len()) + "|\n"];
    lines.extend(table.rows.iter().map(|row| {
        let figures = row.figures.iter().map(|figure| figure.map_or(String::new(), grouped));
        line(std::iter::once(row.name.clone()).chain(figures))
    }));
    lines.concat()
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

/// With a comma before every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Reads what [`markdown`] wrote; limits are left out.
pub fn parse(text: &str) -> Result<Figures> {
    let mut figures = Figures::new();
    let mut columns: Vec<String> = vec![];
    for line in text.lines() {
        let cells: Vec<_> = line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_string()).collect();
        match cells.as_slice() {
            [_] => columns.clear(),
            [first, ..] if first.starts_with("---") => {}
            [_, heads @ ..] if columns.is_empty() => columns = heads.to_vec(),
            [name, values @ ..] => {
                for (column, value) in
                    columns.iter().zip(values).filter(|(column, value)| *column != LIMIT && !value.is_empty())
                {
                    let number = value.replace(',', "").parse();
                    let number = number.with_context(|| format!("`{value}` in the row of {name} is not a number"))?;
                    figures.insert((name.clone(), column.clone()), number);
                }
            }
            [] => {}
        }
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables() -> Vec<Table> {
        let instructions = Table {
            title: "instruction",
            columns: vec![Column::measured("max"), Column::limit(), Column::measured("heap")],
            rows: vec![
                Row { name: "bid".into(), figures: vec![Some(22_601), Some(60_000), Some(999)] },
                Row { name: "redeem".into(), figures: vec![Some(1_234_567), None, Some(1_000)] },
            ],
        };
        let sizes = Table {
            title: "program",
            columns: vec![Column::measured("bytes")],
            rows: vec![Row { name: "sBPF v0".into(), figures: vec![Some(0)] }],
        };
        vec![instructions, sizes]
    }

    #[test]
    fn tables_are_markdown() {
        let expected = "\
| instruction | max | limit | heap |
|---|---:|---:|---:|
| bid | 22,601 | 60,000 | 999 |
| redeem | 1,234,567 |  | 1,000 |

| program | bytes |
|---|---:|
| sBPF v0 | 0 |
";
        assert_eq!(markdown(&tables()), expected);
    }

    #[test]
    fn what_was_written_is_read_back() {
        let read = parse(&markdown(&tables())).unwrap();
        let written: Figures = tables()
            .iter()
            .flat_map(|table| {
                table
                    .measured()
                    .map(|(row, column, figure, _)| ((row.into(), column.into()), figure))
                    .collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(read, written);
        assert_eq!(read.len(), 5);
    }

    #[test]
    fn a_figure_that_is_no_number_is_an_error() {
        let broken = markdown(&tables()).replace("22,601", "many");
        assert!(parse(&broken).unwrap_err().to_string().contains("`many` in the row of bid"));
    }
}
