//! Time and memory of the thresholds of many accounts of ten positions, each way in a process of its own:
//! `cargo bench -p fleet --bench batch -- columns 100000`, and `embedded` for one snapshot with all accounts.

use fleet::Job;
use std::error::Error;
use std::time::Instant;
use std::{env, fs};
use threshold_model::{AccountInput, OptionInput, Snapshot, SnapshotInput};
use vault_types::{threshold::batch, Pubkey};

const POSITIONS: u64 = 10;
/// Accounts in a file.
const PART: u64 = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    // One argument comes from cargo.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let example: SnapshotInput = serde_json::from_str(include_str!("../../threshold-model/examples/snapshot.json"))?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["columns", count] => columns(example, count.parse()?),
        ["embedded", count] => embedded(example, count.parse()?),
        _ => Err("say which way, columns or embedded, and how many accounts".into()),
    }
}

/// From files to a file, on all cores.
fn columns(mut example: SnapshotInput, count: u64) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let [accounts, out] = ["accounts", "thresholds.parquet"].map(|name| folder.path().join(name));
    fs::create_dir(&accounts)?;
    for first in (0..count).step_by(PART as usize) {
        let part: Vec<_> = (first..count.min(first + PART)).map(|number| account(&example, number)).collect();
        fleet::write_accounts(&accounts.join(format!("{first}.parquet")), &part)?;
    }
    example.accounts.clear();
    let job = Job { snapshot: Snapshot::new(&example)?, accounts, out, fleet: None };
    let start = Start::now();
    let summary = fleet::run(&job)?;
    start.report(summary.accounts - summary.left_out);
    Ok(())
}

/// From a snapshot file's content to leaves, on all cores.
fn embedded(mut example: SnapshotInput, count: u64) -> Result<(), Box<dyn Error>> {
    example.accounts = (0..count).map(|number| account(&example, number)).collect();
    let start = Start::now();
    let snapshot = Snapshot::new(&example)?;
    let header = snapshot.header(batch::DOMAIN, &Pubkey::default());
    let batch = snapshot.leaves(&header)?;
    start.report(batch.leaves.len() as u64);
    Ok(())
}

/// The first of the example with other strikes and quantities, 40 series in all.
fn account(example: &SnapshotInput, number: u64) -> AccountInput {
    let like = &example.accounts[0];
    let mut address = [1; 32];
    address[..8].copy_from_slice(&(number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    let option = |place: u64| {
        let model = &like.options[(place % 4) as usize];
        let strike_e8 = model.strike_e8 / 100 * (80 + 4 * place + number % 32 / 8);
        OptionInput { strike_e8, quantity_atoms: model.quantity_atoms + (number % 1_000) as i64, ..model.clone() }
    };
    let (margin_account, options) = (Pubkey::new_from_array(address).to_string(), (0..POSITIONS).map(option).collect());
    AccountInput { margin_account, options, ..like.clone() }
}

struct Start {
    at: Instant,
    on_processors: f64,
}

impl Start {
    fn now() -> Self {
        Self { at: Instant::now(), on_processors: on_processors() }
    }

    fn report(&self, thresholds: u64) {
        let (passed, used) = (self.at.elapsed().as_secs_f64(), on_processors() - self.on_processors);
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
        println!("{thresholds} thresholds: {passed:.2} s passed, {used:.2} s of processors, at most {peak} of memory");
    }
}

/// Seconds of all threads so far, as Linux counts them in hundredths; elsewhere none.
fn on_processors() -> f64 {
    let status = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = status.rsplit(')').next().unwrap_or_default().split_whitespace();
    // After the name, of user and system.
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
