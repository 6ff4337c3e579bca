//! `signer sign`: one message, judged and signed.

use super::{input, outcome::Failure, prices::PriceOptions, signing::SigningOptions};
use signer::{judge_now, rules::prices::Spot};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long an own source may take for the first prices.
const FIRST_PRICES: Duration = Duration::from_secs(5);

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    signing: SigningOptions,
    /// Markets and accounts, from which the signer computes for itself: JSON, or a snapshot's bytes
    #[arg(long, value_name = "FILE")]
    snapshot: PathBuf,
    #[command(flatten)]
    prices: PriceOptions,
    /// The message: in hex, or a file with its bytes
    #[arg(long, value_name = "HEX|FILE")]
    message: String,
}

pub fn run(options: &Options) -> Result<String, Failure> {
    let request = input::message(&options.message)?;
    let house = options.signing.house()?;
    let mut signer = options.signing.signer(Arc::new(|_| ()))?;
    let prices = options.prices.prices()?;
    let own_prices = |spots: &[Spot]| {
        prices.wait(spots, FIRST_PRICES);
        prices.check(spots, |_, _| ())
    };
    let mut read = None;
    let signature = signer.sign(&request, |request| {
        let own = || {
            let own = input::snapshot(&options.snapshot, &house);
            own.map_err(|failure| failure.to_string())
        };
        judge_now(&house, request, || Ok(&*read.insert(own()?)), own_prices)
    })?;
    Ok(hex::encode(signature) + "\n")
}
