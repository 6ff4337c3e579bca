//! `risk-engine batch`: every account of a Parquet file, on this machine and by a scheduler with two executors.

mod columns;
mod fleet;
mod one_machine;
mod processes;
mod risk_model;

#[path = "../commands/running.rs"]
mod running;

use arrow::array::{Array as _, ArrayRef, AsArray as _, Int64Array, RecordBatch, StringArray};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Decimal128Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::ArrowWriter;
use running::{assert_refused, assert_shown_in, error, out, root, run};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use threshold_model::{AccountInput, FormInput, Payload, Snapshot, SnapshotInput};
use vault_types::{
    threshold::{Form, ThresholdBody},
    Pubkey,
};

const ACCOUNTS: u32 = 2_500;
/// For what takes seconds.
const PATIENCE: Duration = Duration::from_secs(120);
const BATCH: [&str; 7] =
    ["batch", "--snapshot", "snapshot.json", "--accounts", "accounts.parquet", "--out", "thresholds.parquet"];

/// A machine, its disk or its network has failed: the exit code says so, and one line starts like this.
#[track_caller]
fn assert_of_a_machine(output: &Output, said: &str) {
    assert_eq!((output.status.code(), out(output)), (Some(4), ""), "{}", error(output));
    assert!(error(output).starts_with(said), "{}", error(output));
    assert_eq!(error(output).lines().count(), 1, "{}", error(output));
}

fn address(number: u32) -> Pubkey {
    // Spread, so that neighbours in the file are none in the results.
    let mut bytes = [7; 32];
    bytes[..4].copy_from_slice(&number.wrapping_mul(2_654_435_761).to_le_bytes());
    Pubkey::new_from_array(bytes)
}

/// The example's accounts again and again, with other addresses, sequences and quantities. Of every hundred one has a void threshold that no message
/// could follow, and one an option that has expired.
fn snapshot() -> SnapshotInput {
    let text = include_str!("../../../threshold-model/examples/snapshot.json");
    let mut input: SnapshotInput = serde_json::from_str(text).unwrap();
    let examples = input.accounts.clone();
    let account = |number: u32| {
        let mut account: AccountInput = examples[number as usize % 2].clone();
        account.margin_account = address(number).to_string();
        account.position_seq += u64::from(number);
        for (index, option) in account.options.iter_mut().enumerate() {
            option.quantity_atoms += i64::from(number) * 1_000_000 * (index as i64 + 1);
        }
        if let Some(last) = &mut account.last_threshold {
            last.is_void = number % 100 == 51;
            last.position_seq = account.position_seq - u64::from(last.is_void);
        }
        if number % 100 == 70 {
            account.options[0].expiry_ts = input.round.observed_ts - 60;
        }
        account
    };
    input.accounts = (0..ACCOUNTS).map(account).collect();
    input
}

/// With the snapshot, and its accounts in columns.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("snapshot.json"), serde_json::to_vec(&snapshot()).unwrap()).unwrap();
    let output = run(folder.path(), &["accounts", "snapshot.json", "--out", "accounts.parquet"]);
    assert_eq!((out(&output), error(&output)), ("2500 accounts: accounts.parquet\n", ""));
    folder
}

fn rows(path: &Path) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let schema = reader.schema().clone();
    concat_batches(&schema, &reader.build().unwrap().map(Result::unwrap).collect::<Vec<_>>()).unwrap()
}

/// The accounts in a file of their own, with a change.
fn with_accounts(folder: &Path, change: impl FnOnce(&mut Vec<AccountInput>)) {
    let mut accounts = snapshot().accounts;
    change(&mut accounts);
    ::fleet::write_accounts(&folder.join("changed.parquet"), &accounts).unwrap();
}
