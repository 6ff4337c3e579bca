//! `risk-engine take`: from a node, or its answer in a file, and a recording of prices to a snapshot.

use super::snapshot::hashes;
use command_line::{json, named, one_line, write_whole};
use feed::{
    live::{Commitment, Endpoint, Scheme},
    record::{Reader, Writer},
};
use snapshot_taker::{take, ChainAccounts, NotTaken, OldSmiles, Question, TakeError, Taken, Wanted};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{stderr, Write as _};
use std::path::PathBuf;
use std::time::Duration;
use threshold_model::Snapshot;
use vault_types::Pubkey;

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    source: Source,
    /// The house whose markets and accounts are taken
    #[arg(long, value_name = "ADDRESS")]
    house: Pubkey,
    /// Prices, as `feed record` writes them
    #[arg(long, value_name = "FILE.jsonl")]
    recording: PathBuf,
    /// Where the pulled price of a market stands; one for each such market
    #[arg(long, value_name = "MARKET=ACCOUNT", value_parser = pair)]
    price: Vec<(Pubkey, Pubkey)>,
    /// Leaves a market out, and with it all accounts that have options on it
    #[arg(long, value_name = "MARKET")]
    without: Vec<Pubkey>,
    /// How long a market may be without a new price; as long as it trades at a price, if not given
    #[arg(long, value_name = "SECONDS")]
    max_gap: Option<u32>,
    /// Takes no accounts of an earlier slot
    #[arg(long, value_name = "SLOT", default_value_t = 0)]
    slot_at_least: u64,
    /// How final the accounts must be
    #[arg(long, value_enum, default_value_t = Commitment::Confirmed)]
    commitment: Commitment,
    /// How long the node may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    patience: u64,
    /// How long after the chain's time the round's messages are good
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    good_for: u32,
    /// Takes accounts with options without a fresh smile too, which are then valued at the market's fallback volatility, as on chain
    #[arg(long)]
    old_smiles: bool,
    /// A risk model that can ask for more than the chain: JSON with sol_price_e8 and parameters, as it stands in a snapshot; docs/RISK_MODEL.md says what it does
    #[arg(long, value_name = "FILE.json")]
    risk_model: Option<PathBuf>,
    /// Where to write the accounts as the node has shown them, as a recording
    #[arg(long, value_name = "FILE", conflicts_with = "accounts")]
    keep: Option<PathBuf>,
    /// Where to write the snapshot, in JSON; in a folder its name is its second, as signers look for it
    #[arg(long, value_name = "FILE|FOLDER")]
    out: PathBuf,
}

/// Where the accounts come from.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Source {
    /// The node's HTTP endpoint: http://HOST:PORT or https://HOST:PORT
    #[arg(long, value_name = "URL")]
    node: Option<String>,
    /// Instead of a node: a recording of the accounts, as --keep writes it
    #[arg(long, value_name = "FILE")]
    accounts: Option<PathBuf>,
}

fn pair(text: &str) -> Result<(Pubkey, Pubkey), String> {
    let addresses =
        text.split_once('=').and_then(|(market, account)| Some((market.parse().ok()?, account.parse().ok()?)));
    addresses.ok_or_else(|| "give two addresses in base 58: MARKET=ACCOUNT".to_owned())
}

/// The slot, the time and the hashes. Each market and account that is left out has a line on standard error. Nothing is written unless all else is well.
pub fn run(options: &Options) -> Result<String, Box<dyn Error>> {
    let wanted = wanted(options)?;
    let accounts = accounts(options)?;
    let recording = Reader::open(&options.recording)?;
    let taken = take(&accounts, recording, &wanted)?;
    let snapshot = Snapshot::new(&taken.input)?;
    if let Some(path) = &options.keep {
        write_whole(path, &kept(&accounts)?)?;
    }
    let named_after_second = || options.out.join(format!("{}.json", taken.input.round.observed_ts));
    let out = if options.out.is_dir() { named_after_second() } else { options.out.clone() };
    write_whole(&out, (serde_json::to_string_pretty(&taken.input)? + "\n").as_bytes())?;
    name(&taken);
    Ok(described(&taken, &snapshot))
}

fn accounts(options: &Options) -> Result<ChainAccounts, Box<dyn Error>> {
    let Some(path) = &options.source.accounts else { return Ok(question(options)?.ask()?) };
    let accounts = ChainAccounts::read(Reader::open(path)?, options.slot_at_least);
    Ok(accounts.map_err(|error| match error {
        TakeError::Recording(error) => error.to_string(),
        error => named(path, error).to_string(),
    })?)
}

/// As a recording, each account with its own slot.
fn kept(accounts: &ChainAccounts) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = Writer::new("the accounts".to_owned(), vec![]);
    accounts.entries().try_for_each(|entry| writer.write(&entry))?;
    Ok(writer.into_inner())
}

fn question(options: &Options) -> Result<Question, String> {
    let node = Endpoint::parse(options.source.node.as_deref().unwrap_or_default(), Scheme::Http);
    Ok(Question {
        node: node.map_err(|error| format!("--node: {error}"))?,
        commitment: options.commitment,
        house: options.house,
        slot_at_least: options.slot_at_least,
        patience: Duration::from_secs(options.patience),
    })
}

fn wanted(options: &Options) -> Result<Wanted, Box<dyn Error>> {
    Ok(Wanted {
        house: options.house,
        price_accounts: price_accounts(&options.price)?,
        without: options.without.iter().copied().collect(),
        max_gap_secs: options.max_gap,
        good_for_secs: options.good_for,
        old_smiles: if options.old_smiles { OldSmiles::Taken } else { OldSmiles::LeftOut },
        risk_model: options.risk_model.as_deref().map(json).transpose()?,
    })
}

/// A market has one price.
fn price_accounts(pairs: &[(Pubkey, Pubkey)]) -> Result<BTreeMap<Pubkey, Pubkey>, String> {
    let mut accounts = BTreeMap::new();
    match pairs.iter().find(|(market, account)| accounts.insert(*market, *account).is_some()) {
        Some((market, _)) => Err(format!("--price: market {market} is there twice: give it one account")),
        None => Ok(accounts),
    }
}

/// Who is not in the snapshot, and why.
fn name(taken: &Taken) {
    for error in &taken.markets_left_out {
        writeln!(stderr(), "{}", one_line(&format!("market left out: {error}"))).ok();
    }
    for NotTaken { account, obstacle } in &taken.left_out {
        writeln!(stderr(), "{}", one_line(&format!("{account} left out: {obstacle}"))).ok();
    }
}

fn described(taken: &Taken, snapshot: &Snapshot) -> String {
    let Taken { slot, input, .. } = taken;
    let (markets, accounts, observed_ts) = (input.markets.len(), input.accounts.len(), input.round.observed_ts);
    let first = format!("slot {slot}, observed_ts {observed_ts}, {markets} markets, {accounts} accounts\n");
    first + &hashes(snapshot, &snapshot.encode())
}
