//! The file of results. Its bytes depend on the rows alone, not on how they were cut into batches.

use crate::columns::{FORM, MARGIN_ACCOUNT};
use crate::function::result_fields;
use crate::{FleetError, Summary};
use arrow::array::{Array as _, AsArray as _, RecordBatch, StringArray};
use arrow::compute::BatchCoalescer;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use command_line::WholeFile;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows that are written at a time. Where pages end depends on it.
const ROWS: usize = 8_192;

pub struct Output {
    path: PathBuf,
    whole: WholeFile,
    accounts: PathBuf,
    writer: ArrowWriter<File>,
    rows: BatchCoalescer,
    last: Option<(String, String)>,
    summary: Summary,
}

impl Output {
    /// `accounts` is where rows come from, for errors.
    pub fn create(path: &Path, accounts: &Path) -> Result<Self, FleetError> {
        let (file, whole) = WholeFile::create(path)?;
        let compression = Compression::ZSTD(ZstdLevel::default());
        let properties = WriterProperties::builder().set_compression(compression).build();
        let writer = ArrowWriter::try_new(file, schema(), Some(properties));
        Ok(Self {
            path: path.to_owned(),
            whole,
            accounts: accounts.to_owned(),
            writer: writer.map_err(|error| FleetError::unwritten(path, error))?,
            rows: BatchCoalescer::new(schema(), ROWS),
            last: None,
            summary: Summary::default(),
        })
    }

    /// Rows as the plan gives them: account, form, threshold.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), FleetError> {
        let failed = |error: arrow::error::ArrowError| FleetError::Plan(error.to_string());
        let [accounts, forms] = [0, 1].map(|column| batch.column(column).clone());
        let thresholds = batch.column(2).as_struct();
        self.refuse_twice(accounts.as_string(), forms.as_string())?;
        let left_out = thresholds.column_by_name("left_out").map_or(0, |column| column.len() - column.null_count());
        self.summary.accounts += batch.num_rows() as u64;
        self.summary.left_out += left_out as u64;
        let columns = [accounts, forms].into_iter().chain(thresholds.columns().iter().cloned()).collect();
        self.rows.push_batch(RecordBatch::try_new(schema(), columns).map_err(failed)?).map_err(failed)?;
        self.write_whole_batches()
    }

    /// Of rising rows.
    fn refuse_twice(&mut self, accounts: &StringArray, forms: &StringArray) -> Result<(), FleetError> {
        for (account, form) in
            accounts.iter().zip(forms).map(|(account, form)| (account.unwrap_or(""), form.unwrap_or("")))
        {
            if self
                .last
                .as_ref()
                .is_some_and(|(last, last_form)| (last.as_str(), last_form.as_str()) == (account, form))
            {
                let [account, form] = [account, form].map(str::to_owned);
                return Err(FleetError::Twice { path: self.accounts.clone(), account, form });
            }
            self.last = Some((account.to_owned(), form.to_owned()));
        }
        Ok(())
    }

    fn write_whole_batches(&mut self) -> Result<(), FleetError> {
        while let Some(batch) = self.rows.next_completed_batch() {
            self.writer.write(&batch).map_err(|error| FleetError::unwritten(&self.path, error))?;
        }
        Ok(())
    }

    /// The file is there, whole.
    pub fn finish(mut self) -> Result<Summary, FleetError> {
        self.rows.finish_buffered_batch().map_err(|error| FleetError::Plan(error.to_string()))?;
        self.write_whole_batches()?;
        self.writer.close().map_err(|error| FleetError::unwritten(&self.path, error))?;
        self.whole.put()?;
        Ok(self.summary)
    }
}

fn schema() -> SchemaRef {
    let names = [MARGIN_ACCOUNT, FORM].map(|name| Arc::new(Field::new(name, DataType::Utf8, false)));
    Arc::new(Schema::new(names.into_iter().chain(result_fields().iter().cloned()).collect::<Vec<_>>()))
}
