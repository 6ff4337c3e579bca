//! Parquet files: the same prices as in CSV give the same series, and bad rows are named by their number.

use std::fs;
use std::sync::Arc;

use bytes::Bytes;
use market_data::{OptionChain, PriceSeries};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::{basic::Compression, basic::ZstdLevel};
use proptest::prelude::*;

/// A column of a file in the making; every field may be missing.
enum Column {
    Whole(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
    Text(Vec<Option<&'static str>>),
}

/// 1 for each field that is there, and the fields that are.
fn present<T: Clone>(fields: &[Option<T>]) -> (Vec<i16>, Vec<T>) {
    (fields.iter().map(|field| i16::from(field.is_some())).collect(), fields.iter().flatten().cloned().collect())
}

fn file(schema: &str, compression: Compression, columns: &[Column]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for column in columns {
        let mut writer = group.next_column().unwrap().unwrap();
        match column {
            Column::Whole(fields) => {
                let (levels, values) = present(fields);
                writer.typed::<Int64Type>().write_batch(&values, Some(&levels), None).unwrap();
            }
            Column::Number(fields) => {
                let (levels, values) = present(fields);
                writer.typed::<DoubleType>().write_batch(&values, Some(&levels), None).unwrap();
            }
            Column::Text(fields) => {
                let (levels, values) = present(fields);
                let values: Vec<ByteArray> = values.into_iter().map(ByteArray::from).collect();
                writer.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None).unwrap();
            }
        }
        writer.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

/// Three hours of prices from `time` on, in a column of this type; the third close is `last`.
fn prices(time: &str, times: [i64; 3], compression: Compression, last: Option<f64>) -> Vec<u8> {
    let schema = format!(
        "message prices {{ optional double Close; optional int64 timestamp {time}; optional double open; optional double high; \
         optional double low; }}"
    );
    let numbers = |values: [f64; 3]| Column::Number(values.map(Some).into());
    let columns = [
        Column::Number(vec![Some(10.1), Some(1e-7), last]),
        Column::Whole(times.map(Some).into()),
        numbers([10.0, 1.0 / 3.0, 5.0]),
        numbers([11.0, 1.0, 6.0]),
        numbers([9.0, 1e-7, 4.0]),
    ];
    file(&schema, compression, &columns)
}

const CSV: &str = "timestamp,open,high,low,close\n\
    1506816000,10,11,9,10.1\n1506819600,0.3333333333333333,1,1e-7,1e-7\n1506823200,5,6,4,5.5\n";
const TIMES: [i64; 3] = [1_506_816_000, 1_506_819_600, 1_506_823_200];

#[test]
fn every_unit_of_time_gives_the_series_of_the_csv_file() {
    let expected = PriceSeries::from_reader("x", CSV.as_bytes()).unwrap();
    for (time, per_second) in [
        ("", 1),
        ("", 1_000),
        ("(TIMESTAMP_MILLIS)", 1_000),
        ("(TIMESTAMP_MICROS)", 1_000_000),
        ("(TIMESTAMP(NANOS,true))", 1_000_000_000),
    ] {
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::ZSTD(ZstdLevel::default())] {
            let bytes = prices(time, TIMES.map(|ts| ts * per_second), compression, Some(5.5));
            let series = PriceSeries::from_reader("x", bytes.as_slice()).unwrap();
            assert_eq!(series, expected, "{time} {compression:?}");
        }
    }
}

#[test]
fn a_file_on_disk_is_known_by_its_first_bytes() {
    let path = tempfile::NamedTempFile::new().unwrap();
    fs::write(path.path(), prices("", TIMES, Compression::SNAPPY, Some(5.5))).unwrap();
    assert_eq!(PriceSeries::from_path(path.path()).unwrap().bars().len(), 3);
}

#[test]
fn bad_rows_are_named_by_their_number() {
    let message =
        |bytes: Vec<u8>| PriceSeries::from_reader("prices.parquet", bytes.as_slice()).unwrap_err().to_string();
    let third = |last| message(prices("", TIMES, Compression::SNAPPY, last));
    assert_eq!(third(None), "prices.parquet: row 3: close is missing");
    assert_eq!(third(Some(f64::NAN)), "prices.parquet: row 3: close is NaN; a price must be finite");
    assert_eq!(third(Some(-1.0)), "prices.parquet: row 3: close is -1; a price must be positive");
    let twice = message(prices("", [TIMES[0], TIMES[0], TIMES[2]], Compression::SNAPPY, Some(5.5)));
    assert_eq!(twice, "prices.parquet: row 2: time 2017-10-01T00:00:00Z is the same as in the row before");
    let other =
        file("message prices { optional double price; }", Compression::SNAPPY, &[Column::Number(vec![Some(1.0)])]);
    let missing = "prices.parquet: row 0: no column named unix, timestamp, time or date; the header has: price";
    assert_eq!(message(other), missing);
}

#[test]
fn an_option_chain_may_be_a_parquet_file() {
    let csv =
        "slice,ttm_years,forward,strike,type,bid_iv,ask_iv\nweek,0.02,100,90,P,0.8,0.9\nweek,0.02,100,110,C,,0.7\n";
    let schema = "message chain { optional binary slice (UTF8); optional double ttm_years; optional double forward; \
        optional int64 strike; optional binary type (UTF8); optional double bid_iv; optional double ask_iv; }";
    let same = |value| Column::Number(vec![Some(value); 2]);
    let columns = [
        Column::Text(vec![Some("week"); 2]),
        same(0.02),
        same(100.0),
        Column::Whole(vec![Some(90), Some(110)]),
        Column::Text(vec![Some("P"), Some("C")]),
        Column::Number(vec![Some(0.8), None]),
        Column::Number(vec![Some(0.9), Some(0.7)]),
    ];
    let bytes = file(schema, Compression::SNAPPY, &columns);
    let chain = |bytes: &[u8]| OptionChain::from_reader("x", bytes).unwrap();
    assert_eq!(chain(&bytes), chain(csv.as_bytes()));
}

#[test]
fn a_file_that_is_cut_is_refused() {
    let whole = prices("", TIMES, Compression::SNAPPY, Some(5.5));
    for length in 4..whole.len() {
        let error = PriceSeries::from_reader("prices.parquet", &whole[..length]).unwrap_err().to_string();
        assert!(error.starts_with("prices.parquet: cannot be read: ") && !error.contains('\n'), "{length}: {error}");
    }
}

proptest! {
    #[test]
    fn a_changed_byte_gives_an_error_or_a_series(at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = prices("(TIMESTAMP_MILLIS)", TIMES.map(|ts| ts * 1_000), Compression::SNAPPY, Some(5.5));
        let index = at.index(bytes.len());
        bytes[index] = byte;
        if let Err(error) = PriceSeries::from_reader("x", Bytes::from(bytes).as_ref()) {
            prop_assert!(!error.to_string().contains('\n'), "{error}");
        }
    }
}
