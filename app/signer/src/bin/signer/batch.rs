//! `signer batch`: one message for all accounts of a snapshot, signed by a quorum, in a file with a leaf and a proof for each.

use super::{
    input,
    outcome::Failure,
    quorum::{Quorum, QuorumOptions},
};
use signer::publish::batch::{header, Batch, Round};
use signer::recompute::Recompute as _;
use signer::wire::one_line;
use std::fs::{self, File};
use std::io::{self, stderr, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use threshold_model::{BatchLeaves, LeftOut};

#[derive(clap::Args)]
pub struct Options {
    /// The house that the signers sign for
    #[arg(long, value_name = "FILE.json")]
    house: PathBuf,
    /// Market and accounts: the signers must have the same
    #[arg(long, value_name = "FILE.json")]
    snapshot: PathBuf,
    #[command(flatten)]
    quorum: QuorumOptions,
    /// How long after the snapshot the batch is good for
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = clap::value_parser!(i64).range(1..=86_400))]
    life_seconds: i64,
    /// Number of the message; without it the snapshot's time in milliseconds
    #[arg(long, value_name = "NUMBER")]
    sequence: Option<u64>,
    /// The file that is written: JSON, first a line with the batch, then one for each account
    #[arg(long, value_name = "FILE.jsonl")]
    out: PathBuf,
}

pub fn run(options: &Options) -> Result<String, Failure> {
    let (house, signers) = (input::house(&options.house)?, options.quorum.signers()?);
    let (issued_ts, own) = input::snapshot(&options.snapshot, &house)?;
    let early = || input::named(&options.snapshot, "the market was observed before 1970: give a snapshot of now");
    let sequence = match options.sequence {
        Some(sequence) => sequence,
        None => u64::try_from(issued_ts).ok().and_then(|secs| secs.checked_mul(1_000)).ok_or_else(early)?,
    };
    let round = Round { issued_ts, life_secs: options.life_seconds, sequence };
    let header = header(&house, round);
    let BatchLeaves { leaves, left_out } =
        own.leaves(&header).map_err(|error| input::named(&options.snapshot, error))?;
    name(&left_out);
    let nobody = |error| input::named(&options.snapshot, format!("no account can be signed for ({error})"));
    let batch = Batch::new(header, leaves).map_err(nobody)?;
    let quorum = options.quorum.ask(signers, &batch.message)?;
    let written = write(&options.out, &batch, &quorum);
    written.map_err(|error| Failure::Broken(format!("cannot write {} ({error})", options.out.display())))?;
    let (out, accounts, expires_ts) = (options.out.display(), batch.accounts(), batch.header.expires_ts);
    let left_out = left_out.len();
    Ok(format!("{out} has {accounts} accounts, {left_out} left out, sequence {sequence}, good until {expires_ts}\n"))
}

/// Who has no leaf, and why: a line for each on standard error.
fn name(left_out: &[LeftOut]) {
    for LeftOut { margin_account, reason } in left_out {
        writeln!(stderr(), "{margin_account} left out: {}", one_line(&reason.to_string())).ok();
    }
}

/// Whole or not at all: under another name first.
fn write(path: &Path, batch: &Batch, quorum: &Quorum) -> io::Result<()> {
    let mut new_path = path.as_os_str().to_owned();
    new_path.push(".new");
    let mut file = BufWriter::new(File::create(&new_path)?);
    batch.write(&mut file, &quorum.instruction_data, quorum.signed_by)?;
    file.flush()?;
    fs::rename(new_path, path)
}
