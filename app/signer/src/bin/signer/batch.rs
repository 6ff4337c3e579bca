//! `signer batch`: one message for all accounts of a snapshot, signed by a quorum, in a file with a leaf and a proof for each.

use super::{
    input,
    outcome::Failure,
    quorum::{Quorum, QuorumOptions},
};
use signer::publish::batch::{header, Batch};
use signer::recompute::Recompute as _;
use signer::wire::one_line;
use std::fs::{self, File};
use std::io::{self, stderr, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use threshold_model::{BatchLeaves, LeftOut};
use vault_types::signed::message::MessageHeader;

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
    /// The file that is written: JSON, first a line with the batch, then one for each account
    #[arg(long, value_name = "FILE.jsonl")]
    out: PathBuf,
}

pub fn run(options: &Options) -> Result<String, Failure> {
    let (house, signers) = (input::house(&options.house)?, options.quorum.signers()?);
    let own = input::snapshot(&options.snapshot, &house)?;
    let issued_ts = own.observed_ts();
    let no_number =
        || format!("observed_ts {issued_ts} is too late for a sequence: give a snapshot of now, in unix seconds");
    let header = header(&house, issued_ts, own.expires_ts());
    let header = header.ok_or_else(|| input::named(&options.snapshot, no_number()))?;
    let BatchLeaves { leaves, left_out } =
        own.leaves(&header).map_err(|error| input::named(&options.snapshot, error))?;
    name(&left_out);
    let nobody = |error| input::named(&options.snapshot, format!("no account can be signed for ({error})"));
    let batch = Batch::new(header, leaves).map_err(nobody)?;
    let quorum = options.quorum.ask(signers, &batch.message)?;
    let written = write(&options.out, &batch, &quorum);
    written.map_err(|error| Failure::Broken(format!("cannot write {} ({error})", options.out.display())))?;
    let (out, accounts, left_out) = (options.out.display(), batch.accounts(), left_out.len());
    let MessageHeader { sequence, expires_ts, .. } = batch.header;
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
