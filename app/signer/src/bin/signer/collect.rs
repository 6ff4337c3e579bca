//! `signer collect`: m of n signatures of one message, from signers that answer over HTTP.

use super::{
    input,
    outcome::Failure,
    quorum::{Quorum, QuorumOptions},
};
use serde::Serialize;

#[derive(clap::Args)]
pub struct Options {
    /// The message: in hex, or a file with its bytes
    #[arg(long, value_name = "HEX|FILE")]
    message: String,
    #[command(flatten)]
    quorum: QuorumOptions,
    /// Prints JSON with each signature instead of the instruction's data in hex
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Collected {
    message: String,
    instruction_data: String,
    signed_by: u8,
    signatures: Vec<Signed>,
}

#[derive(Serialize)]
struct Signed {
    member: u8,
    address: String,
    signature: String,
}

pub fn run(options: &Options) -> Result<String, Failure> {
    let (request, signers) = (input::message(&options.message)?, options.quorum.signers()?);
    let quorum = options.quorum.ask(signers, request.bytes())?;
    if options.json {
        json(&quorum, request.bytes())
    } else {
        Ok(hex::encode(&quorum.instruction_data) + "\n")
    }
}

fn json(quorum: &Quorum, message: &[u8]) -> Result<String, Failure> {
    let members = quorum.signers.set().members();
    let signed = |(member, signature): &(u8, [u8; 64])| Signed {
        member: *member,
        address: members.get(usize::from(*member)).map(ToString::to_string).unwrap_or_default(),
        signature: hex::encode(signature),
    };
    let collected = Collected {
        message: hex::encode(message),
        instruction_data: hex::encode(&quorum.instruction_data),
        signed_by: quorum.signed_by,
        signatures: quorum.signatures.iter().map(signed).collect(),
    };
    serde_json::to_string(&collected).map(|text| text + "\n").map_err(Failure::input)
}
