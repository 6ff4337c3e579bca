//! The columns of a file of accounts: the fields of an account in a snapshot file, under the same names ([`AccountInput`]).

use crate::FleetError;
use arrow::array::RecordBatch;
use arrow::datatypes::FieldRef;
use command_line::WholeFile;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use serde_arrow::schema::{SchemaLike as _, TracingOptions};
use std::fmt::Display;
use std::path::Path;
use threshold_model::AccountInput;

/// Whose accounts, and which of their portfolios.
pub const MARGIN_ACCOUNT: &str = "margin_account";
pub const FORM: &str = "form";
/// An account that has never had a threshold has none; where no account has had one, a file needs no such column.
pub const LAST_THRESHOLD: &str = "last_threshold";
/// Of a file that is written here. A part of a fleet's work is at least a row group.
const ROW_GROUP: usize = 1_024;
/// In the order of the function's arguments.
pub const ACCOUNT_COLUMNS: [&str; 6] = [MARGIN_ACCOUNT, FORM, "position_seq", "options", "collaterals", LAST_THRESHOLD];

/// Without these there is no account.
pub fn required() -> impl Iterator<Item = &'static str> {
    ACCOUNT_COLUMNS.into_iter().filter(|column| *column != LAST_THRESHOLD)
}

/// One row for each account. Errors name the column.
pub fn accounts_of(batch: &RecordBatch) -> Result<Vec<AccountInput>, String> {
    serde_arrow::from_record_batch(batch).map_err(|error| {
        let (text, reason) = (error.to_string(), error.message());
        // "$" is the row.
        let place = text.split_once("field: \"$.").and_then(|(_, rest)| rest.split_once('"'));
        let column = place.map_or("of some name", |(column, _)| column);
        format!("column {column} cannot be read ({reason}): docs/FLEET.md lists types and values")
    })
}

/// A Parquet file with a row for each account, in this order. One that is there stays until the new one is whole.
pub fn write_accounts(path: &Path, accounts: &[AccountInput]) -> Result<(), FleetError> {
    let failed = |error: &dyn Display| FleetError::unwritten(path, error);
    let options = TracingOptions::default().enums_without_data_as_strings(true);
    let fields = Vec::<FieldRef>::from_type::<AccountInput>(options).map_err(|error| failed(&error))?;
    let batch = serde_arrow::to_record_batch(&fields, &accounts).map_err(|error| failed(&error))?;
    let (file, whole) = WholeFile::create(path)?;
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(ROW_GROUP)).build();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).map_err(|error| failed(&error))?;
    writer.write(&batch).map_err(|error| failed(&error))?;
    writer.close().map_err(|error| failed(&error))?;
    Ok(whole.put()?)
}
