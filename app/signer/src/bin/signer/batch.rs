//! `signer batch`: one message for all accounts of a snapshot, signed by a quorum, in a file with a leaf and a proof for each.

use super::{
    input,
    outcome::Failure,
    quorum::{Quorum, QuorumOptions},
};
use command_line::{named, one_line, Unwritten, WholeFile};
use signer::publish;
use std::io::{stderr, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use threshold_model::{Batch, BatchLeaves, LeftOut, SnapshotError};
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
    let of_file = |error: SnapshotError| named(&options.snapshot, error);
    let header = own.snapshot().batch_header().map_err(of_file)?;
    let BatchLeaves { leaves, left_out } = own.snapshot().leaves(&header).map_err(of_file)?;
    name(&left_out);
    let batch = Batch::new(header, leaves).map_err(of_file)?;
    let quorum = options.quorum.ask(signers, &batch.payload().bytes())?;
    write(&options.out, &batch, &quorum)?;
    let (out, accounts, left_out) = (options.out.display(), batch.accounts(), left_out.len());
    let MessageHeader { sequence, expires_ts, .. } = header;
    Ok(format!("{out} has {accounts} accounts, {left_out} left out, sequence {sequence}, good until {expires_ts}\n"))
}

/// Who has no leaf, and why: a line for each on standard error.
fn name(left_out: &[LeftOut]) {
    for LeftOut { margin_account, reason } in left_out {
        writeln!(stderr(), "{margin_account} left out: {}", one_line(&reason.to_string())).ok();
    }
}

fn write(path: &Path, batch: &Batch, quorum: &Quorum) -> Result<(), Unwritten> {
    let (file, whole) = WholeFile::create(path)?;
    let mut file = BufWriter::new(file);
    publish::batch::write(batch, &mut file, &quorum.instruction_data, quorum.signed_by)
        .and_then(|()| file.flush())
        .map_err(|error| Unwritten::new(path, error))?;
    whole.put()
}
