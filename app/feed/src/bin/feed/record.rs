//! `feed record`: from a node to a recording.

use super::{
    outcome::{markets, Failure},
    summary,
};
use bounded_http::run_to_end;
use command_line::{json, named, one_line, InFile};
use feed::{
    live::{follow, wire::MAX_ACCOUNTS, Commitment, Endpoint, Scheme, Source, Tally, Timing},
    market::MarketFeed,
    record::{Entry, Writer},
    state::Board,
};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::time::sleep;
use vault_types::Pubkey;

#[derive(clap::Args)]
pub struct Options {
    /// The node's HTTP endpoint: http://HOST:PORT or https://HOST:PORT
    #[arg(long)]
    rpc: String,
    /// Its websocket, which tells each change at once: ws://HOST:PORT or wss://HOST:PORT
    #[arg(long)]
    websocket: Option<String>,
    /// The accounts: a list of addresses in JSON
    #[arg(long)]
    accounts: PathBuf,
    /// The recording, a new file
    #[arg(long)]
    out: PathBuf,
    /// How long to record
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=31_536_000))]
    seconds: u64,
    /// Prints the state of these markets at the end
    #[arg(long)]
    markets: Option<PathBuf>,
    /// How final the accounts must be
    #[arg(long, value_enum, default_value_t = Commitment::Confirmed)]
    commitment: Commitment,
}

pub fn run(options: &Options) -> Result<String, Failure> {
    let source = source(options)?;
    let markets = options.markets.as_deref().map(|path| recorded_markets(path, &source)).transpose()?;
    let board = Board::new(markets.unwrap_or_default());
    let writer = Writer::create(&options.out)?;
    let recorded = run_to_end(record(&source, Duration::from_secs(options.seconds), writer, board));
    let Recorded { tally, last_trouble, board } = recorded.map_err(|error| Failure::Machine(error.to_string()))??;
    let Tally { updates, older, troubles, .. } = tally;
    if updates == 0 {
        // Signs of life alone: whoever tries again finds nothing in the way.
        fs::remove_file(&options.out).ok();
        return Err(Failure::Machine(format!("the node has shown no account: {last_trouble}")));
    }
    let states = if board.markets().next().is_some() { summary::of(&board) } else { String::new() };
    Ok(format!("{updates} updates, {older} accounts in earlier slots, {troubles} failures\n{states}"))
}

/// Whose price account is recorded: without it a market would be stale from the beginning.
fn recorded_markets(path: &Path, source: &Source) -> Result<Vec<MarketFeed>, InFile> {
    let markets = markets(path)?;
    match markets.iter().find(|market| !source.accounts.contains(&market.account())) {
        Some(market) => {
            let problem = "its account is not among those of --accounts: add it there, or leave the market out";
            Err(named(path, format!("market {}: {problem}", market.name())))
        }
        None => Ok(markets),
    }
}

fn source(options: &Options) -> Result<Source, Failure> {
    let endpoint = |name: &str, url: &str, scheme| {
        Endpoint::parse(url, scheme).map_err(|error| Failure::BadInput(format!("--{name}: {error}")))
    };
    let websocket = options.websocket.as_deref().map(|url| endpoint("websocket", url, Scheme::Websocket));
    Ok(Source {
        rpc: endpoint("rpc", &options.rpc, Scheme::Http)?,
        websocket: websocket.transpose()?,
        accounts: accounts(&options.accounts)?,
        commitment: options.commitment,
        timing: Timing::default(),
    })
}

fn accounts(path: &Path) -> Result<Vec<Pubkey>, InFile> {
    let texts: Vec<String> = json(path)?;
    let key = |(row, text): (usize, &String)| {
        text.parse().map_err(|_| named(path, format!("address {row} must be 32 bytes in base 58")))
    };
    let accounts = (1..).zip(&texts).map(key).collect::<Result<Vec<Pubkey>, _>>()?;
    let different = accounts.iter().collect::<BTreeSet<_>>().len();
    if different != accounts.len() || !(1..=MAX_ACCOUNTS).contains(&different) {
        return Err(named(path, format!("give 1 to {MAX_ACCOUNTS} different addresses")));
    }
    Ok(accounts)
}

struct Recorded {
    tally: Tally,
    last_trouble: String,
    board: Board,
}

async fn record(
    source: &Source,
    time: Duration,
    mut writer: Writer<fs::File>,
    mut board: Board,
) -> Result<Recorded, Failure> {
    let sink = |entry: Entry| {
        board.apply(&entry);
        writer.write(&entry).map_err(|error| Failure::Machine(error.to_string()))
    };
    let mut last_trouble = String::new();
    let trouble = |text: &str| {
        last_trouble = one_line(text);
        eprintln!("warning: {last_trouble}");
    };
    let tally = follow(source, now_ms, sink, trouble, sleep(time)).await?;
    Ok(Recorded { tally, last_trouble, board })
}

/// Unix milliseconds; zero for a clock before 1970.
fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
