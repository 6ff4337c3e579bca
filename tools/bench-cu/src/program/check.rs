//! Has anything become dearer than the document says?

use super::table::{Figures, Table};

/// By how much a figure may grow unnoticed, in per cent.
const TOLERANCE_PERCENT: u64 = 5;

/// What is wrong, one line each: figures that grew, exceed their limit, are missing in the document or are no longer measured.
pub fn complaints(measured: &[Table], written: &Figures) -> Vec<String> {
    let mut complaints = over_limits(measured);
    let figures = || measured.iter().flat_map(Table::measured);
    for (row, column, now, _) in figures() {
        match written.get(&(row.to_string(), column.to_string())) {
            None => complaints.push(format!("{row}, {column}: {now} is not in the document")),
            Some(before) if has_grown(*before, now) => {
                complaints.push(format!("{row}, {column}: {now} is more than {TOLERANCE_PERCENT} % above {before}"));
            }
            Some(_) => {}
        }
    }
    for (row, column) in written.keys() {
        if !figures().any(|(name, title, _, _)| name == row && title == column) {
            complaints.push(format!("{row}, {column}: in the document, but no longer measured"));
        }
    }
    complaints
}

/// The figures above their limits.
pub fn over_limits(measured: &[Table]) -> Vec<String> {
    let over = measured.iter().flat_map(Table::measured).filter_map(|(row, column, now, limit)| {
        let limit = limit.filter(|limit| now > *limit)?;
        Some(format!("{row}, {column}: {now} is above the limit of {limit}"))
    });
    over.collect()
}

fn has_grown(before: u64, now: u64) -> bool {
    u128::from(now) * 100 > u128::from(before) * u128::from(100 + TOLERANCE_PERCENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::table::{Column, Row, markdown, parse};

    fn bid(max: u64, heap: u64) -> Vec<Table> {
        vec![Table {
            title: "instruction",
            columns: vec![Column::measured("max"), Column::limit(), Column::measured("heap")],
            rows: vec![Row { name: "bid".into(), figures: vec![Some(max), Some(60_000), Some(heap)] }],
        }]
    }

    fn written(tables: &[Table]) -> Figures {
        parse(&markdown(tables)).unwrap()
    }

    #[test]
    fn five_per_cent_pass_and_one_unit_more_does_not() {
        let before = written(&bid(20_000, 100));
        assert!(complaints(&bid(21_000, 105), &before).is_empty());
        assert!(complaints(&bid(10_000, 0), &before).is_empty(), "cheaper is fine");
        assert_eq!(complaints(&bid(21_001, 105), &before), ["bid, max: 21001 is more than 5 % above 20000"]);
        assert_eq!(complaints(&bid(21_000, 106), &before), ["bid, heap: 106 is more than 5 % above 100"]);
        assert_eq!(complaints(&bid(1, 1), &written(&bid(0, 1))).len(), 1, "from nothing to something");
    }

    #[test]
    fn limits_hold_whatever_the_document_says() {
        assert!(complaints(&bid(60_000, 1), &written(&bid(60_000, 1))).is_empty());
        let over = bid(60_001, 1);
        assert_eq!(complaints(&over, &written(&over)), ["bid, max: 60001 is above the limit of 60000"]);
        assert_eq!(over_limits(&over).len(), 1);
    }

    #[test]
    fn an_entry_missing_in_the_document_is_named() {
        let mut before = written(&bid(20_000, 100));
        before.remove(&("bid".to_string(), "max".to_string()));
        assert_eq!(complaints(&bid(20_000, 100), &before), ["bid, max: 20000 is not in the document"]);
    }

    #[test]
    fn an_entry_that_is_no_longer_measured_is_named() {
        let mut before = written(&bid(20_000, 100));
        before.insert(("gone".into(), "max".into()), 1);
        assert_eq!(complaints(&bid(20_000, 100), &before), ["gone, max: in the document, but no longer measured"]);
    }
}
