//! Rows of a Parquet file as text, so that they meet the same checks as those of a CSV file.

use std::panic::catch_unwind;

use bytes::Bytes;
use csv::ByteRecord;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

use super::{Place, Row};
use crate::DataError;

/// The first and the last bytes of every Parquet file.
const MAGIC: &[u8] = b"PAR1";
const SECS_PER_DAY: i64 = 86_400;

pub(super) fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// A time becomes Unix seconds, rounded down; a number the shortest decimal that reads back as the same `f64`; nothing an empty field.
///
/// The reader panics on some files that are damaged; that is an error of the file here.
pub(super) fn rows<'a>(file: &str, bytes: &[u8]) -> Result<Vec<Row<'a>>, DataError> {
    let damaged = |reason: String| DataError::Unreadable { file: file.to_owned(), reason };
    match catch_unwind(|| read(bytes)) {
        Ok(Ok(rows)) => Ok(rows),
        Ok(Err(error)) => Err(damaged(error.to_string().replace('\n', " "))),
        Err(_) => Err(damaged("the Parquet file is damaged; write it again".to_owned())),
    }
}

fn read<'a>(bytes: &[u8]) -> Result<Vec<Row<'a>>, ParquetError> {
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(bytes))?;
    let schema = reader.metadata().file_metadata().schema();
    let columns: Vec<Column> = schema.get_fields().iter().map(|field| Column::new(field)).collect();
    let header: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut rows = vec![Row { fields: ByteRecord::from(header), place: Place::Parquet(0) }];
    for row in reader.get_row_iter(None)? {
        let fields = row?.into_columns();
        let texts: Vec<String> = fields.iter().zip(&columns).map(|((_, field), column)| column.text(field)).collect();
        rows.push(Row { fields: ByteRecord::from(texts), place: Place::Parquet(rows.len() as u64) });
    }
    Ok(rows)
}

struct Column {
    name: String,
    /// How many of its whole numbers are a second, for times that the reader gives as plain numbers.
    per_second: Option<i64>,
}

impl Column {
    fn new(field: &Type) -> Self {
        let info = field.get_basic_info();
        let per_second = match info.logical_type_ref() {
            Some(LogicalType::Timestamp(time)) => Some(match time.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            }),
            _ => None,
        };
        Self { name: info.name().to_owned(), per_second }
    }

    fn text(&self, field: &Field) -> String {
        match (field, self.per_second) {
            (Field::Null, _) => String::new(),
            (Field::Long(value), Some(per_second)) => value.div_euclid(per_second).to_string(),
            (Field::TimestampMillis(value), _) => value.div_euclid(1_000).to_string(),
            (Field::TimestampMicros(value), _) => value.div_euclid(1_000_000).to_string(),
            (Field::Date(days), _) => (i64::from(*days) * SECS_PER_DAY).to_string(),
            (Field::Double(value), _) => value.to_string(),
            (Field::Float(value), _) => value.to_string(),
            (Field::Str(text), _) => text.trim().to_owned(),
            (Field::Bytes(bytes), _) => String::from_utf8_lossy(bytes.data()).trim().to_owned(),
            (other, _) => other.to_string(),
        }
    }
}
