//! `risk-engine prove` and `risk-engine check-proof`.

use super::snapshot::{load, payload, Account};
use command_line::{json, named, Verdict};
use std::error::Error;
use std::path::PathBuf;
use threshold_model::{ProofError, ScenarioProof};

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    account: Account,
    /// Which scenario, from 0 to 15; docs/SNAPSHOT.md lists them
    #[arg(long, value_name = "NUMBER")]
    scenario: u32,
}

/// The proof, in JSON.
pub fn prove(options: &Options) -> Result<String, Box<dyn Error>> {
    let Account { snapshot: path, account, .. } = &options.account;
    let proof = ScenarioProof::open(&load(path)?, options.account.form(), account, options.scenario);
    let proof = proof.map_err(|error| named(path, error))?;
    Ok(serde_json::to_string_pretty(&proof)? + "\n")
}

#[derive(clap::Args)]
pub struct CheckOptions {
    /// What `risk-engine prove` has printed
    #[arg(value_name = "PROOF.json")]
    proof: PathBuf,
    /// What was signed: in hex, or a file with its bytes. Its signatures are not looked at
    #[arg(long, value_name = "HEX|FILE")]
    payload: String,
}

/// One line: whether the payload's root says the same of the scenario.
pub fn check(options: &CheckOptions) -> Result<Verdict, Box<dyn Error>> {
    let path = &options.proof;
    let payload = payload(&options.payload)?;
    let proof: ScenarioProof = json(path)?;
    match proof.check(&payload.body.scenario_root) {
        Ok(()) => Ok(Verdict {
            holds: true,
            text: format!("proven: scenario {} brings {} atoms\n", proof.scenario, proof.profit_atoms),
        }),
        Err(ProofError::Wrong(error)) => Ok(Verdict { holds: false, text: format!("not proven: {error}\n") }),
        Err(error) => Err(named(path, error).into()),
    }
}
