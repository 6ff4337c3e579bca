//! Accounts at their limits live through days in which prices fell, on the program that was just built.
//!
//! `docs/REPLAY.md` says what is modelled and what is not. Everything that moves money is an instruction of the program; what is computed here only
//! chooses which of them is sent.

mod bids;
mod buying_back;
mod event;
mod hedging;
mod keepers;
mod liquidators;
mod listing;
mod look;
mod market;
mod moment;
mod notes;
mod opening;
mod path;
mod people;
mod portfolios;
mod recorder;
mod settlement;
mod story;

pub use event::{Event, PricesMissing, UnknownEvent, EVENTS};

pub use notes::notes;

use crate::Scene;
use anyhow::Result;
use hedging::Outside;
use listing::Listing;
use look::Look;
use market_data::PriceSeries;
use opening::Others;
use recorder::Recorder;
use report::replay::EventReport;
use solana_keypair::Keypair;
use story::Story;
use vault_client::Pubkey;
use vault_types::margin::{MarginMode, ScenarioGrid, StandardParameters};

/// How the event is lived through.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many accounts are at their limits.
    pub accounts: usize,
    /// Of everything that is drawn.
    pub seed: u64,
    /// The makers' capital, in bps of the accounts' collateral.
    pub capital_bps: u64,
    /// What is staked in the insurance fund, in bps of it.
    pub fund_bps: u64,
    pub makers: Makers,
    /// The part of what is held of a series that its holders sell back within an hour, in bps.
    pub buy_back_bps: u64,
    /// How far the chain's scenarios move the price, in bps of it.
    pub range_bps: u16,
    /// What options owed need in standard mode, in per cent of what Deribit asks for.
    pub standard_percent: u16,
    /// The margin mode of all accounts; `None`: each kind of account has its own.
    pub mode: Option<MarginMode>,
}

impl Options {
    /// 200 accounts, makers who hedge and have as much as they do, a fund with a hundredth of it, the program's default parameters.
    pub const DEFAULT: Self = Self {
        accounts: 200,
        seed: 1,
        capital_bps: 10_000,
        fund_bps: 100,
        makers: Makers::Hedge,
        buy_back_bps: 1_000,
        range_bps: ScenarioGrid::DEFAULT.price_range_bps,
        standard_percent: StandardParameters::DEFAULT.initial_bps / (StandardParameters::DERIBIT.initial_bps / 100),
        mode: None,
    };
}

/// What makers do with the risk that they take over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Makers {
    /// They hold the opposite of their delta elsewhere, and bring in what that gains.
    Hedge,
    /// They bear it: what options cost their writers must come out of what accounts and makers have.
    Bear,
}

/// An account that keepers look at.
pub struct Watched {
    key: Keypair,
    address: Pubkey,
    /// What it is called in the report.
    group: String,
    /// What a maker wants of the value of what it takes over, times 10^9; `None` for everybody else.
    edge_e9: Option<u64>,
    collateral_atoms: u64,
    story: Story,
    /// What a maker holds elsewhere, if makers do.
    outside: Option<Outside>,
    looked: Option<Look>,
}

/// A market's life through an event, and what has been noted about it.
struct Replay<'a> {
    scene: Scene,
    prices: &'a PriceSeries,
    listing: Listing,
    watched: Vec<Watched>,
    others: Others,
    buy_back_bps: u64,
    recorder: Recorder,
}

/// Lives through an event; `progress` is called with the share of it that is over.
///
/// # Errors
/// The program is missing, prices are, or the chain refused a step that should have worked.
pub fn run(event: &Event, prices: &PriceSeries, options: &Options, progress: impl Fn(f64)) -> Result<EventReport> {
    event.check_prices(prices)?;
    let mut replay = Replay::open(event, prices, options)?;
    replay.live(event, progress)?;
    replay.redeem_everything()?;
    let losses = replay.scene.bank(&replay.scene.quote_mint).losses;
    let Replay { mut recorder, scene, watched, .. } = replay;
    recorder.audit.run_margin(&scene);
    recorder.check_totals(&losses);
    recorder.last_sample(scene.world.now(), scene.market().last_price_e8, &losses);
    Ok(recorder.into_report(event, options, prices.name(), &watched, &losses))
}
