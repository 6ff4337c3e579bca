//! What `signer collect` and `signer batch` share: from a message to the signatures that the chain asks for.

use super::outcome::Failure;
use command_line::{json, named, InFile};
use signer::collect::collect;
use signer::publish::{
    gather::{gather, signatures},
    signers::Signers,
};
use std::io::{stderr, Write as _};
use std::path::PathBuf;
use std::time::Duration;
use tokio::runtime::Builder;
use vault_types::signed::precompile::{self, MemberSignature};

#[derive(clap::Args)]
pub struct QuorumOptions {
    /// The signers of the house, in the order of the chain, where they answer, and the quorum
    #[arg(long, value_name = "FILE.json")]
    signers: PathBuf,
    /// How long they may take together
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
}

/// What goes to the chain.
pub struct Quorum {
    pub signers: Signers,
    pub signatures: Vec<MemberSignature>,
    /// Of the ed25519 instruction.
    pub instruction_data: Vec<u8>,
    pub signed_by: u8,
}

impl QuorumOptions {
    pub fn signers(&self) -> Result<Signers, InFile> {
        Signers::new(&json(&self.signers)?).map_err(|error| named(&self.signers, error))
    }

    /// Asks all, says on standard error what became of each, and fails without a quorum.
    pub fn ask(&self, signers: Signers, message: &[u8]) -> Result<Quorum, Failure> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::Broken(format!("cannot ask anybody ({error}): try again")))?;
        let outcomes = runtime.block_on(gather(&signers, message, Duration::from_secs(self.timeout)));
        // A look-up of a name may still hang.
        runtime.shutdown_background();
        for (key, outcome) in &outcomes {
            writeln!(stderr(), "{key} {outcome}").ok();
        }
        let no_quorum = |error: signer::collect::CollectError| Failure::NoQuorum(error.to_string());
        let signatures = collect(signers.set(), message, &signatures(&outcomes)).map_err(no_quorum)?;
        let data = precompile::data(signers.set(), &signatures, message);
        let (instruction_data, signed_by) = data.ok_or_else(|| Failure::input("the message is too long"))?;
        Ok(Quorum { signers, signatures, instruction_data, signed_by })
    }
}
