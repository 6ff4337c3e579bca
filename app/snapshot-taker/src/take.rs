//! A house's markets, accounts and signers as a snapshot file has them.

use crate::{derived, prices::prices_e8, ChainAccounts, TakeError};
use feed::record::{Entry, RecordError};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;
use threshold_model::{
    sequence, AccountInput, FormInput, MarketInput, MarketOnChain, RiskModelInput, RoundInput, SignedHouseInput,
    Snapshot, SnapshotInput,
};
use vault_types::{
    seeds,
    state::{Config, MarginAccount, Market, MarketRisk, SignerSet, VolSurface},
    surface::MAX_SURFACE_AGE_SECS,
    Pubkey,
};

/// What a snapshot is to have.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub house: Pubkey,
    /// Where the pulled price of a market stands.
    pub price_accounts: BTreeMap<Pubkey, Pubkey>,
    /// Markets that are left out, with all accounts that have options on them.
    pub without: BTreeSet<Pubkey>,
    /// How long a market may be without a new price; `None` for as long as it trades at a price.
    pub max_gap_secs: Option<u32>,
    /// How long after the chain's time the messages are good.
    pub good_for_secs: u32,
    pub old_smiles: OldSmiles,
    pub risk_model: Option<RiskModelInput>,
}

impl Wanted {
    /// Every market that an option names, with the option: all of them must be the house's, or somebody has mistyped one.
    fn named(&self) -> BTreeMap<Pubkey, &'static str> {
        let priced = self.price_accounts.keys().map(|market| (*market, "--price"));
        priced.chain(self.without.iter().map(|market| (*market, "--without"))).collect()
    }
}

/// What to do about accounts with options for whose expiry there is no fresh smile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldSmiles {
    LeftOut,
    /// As the chain does: what has no fresh smile is valued at the market's fallback volatility.
    Taken,
}

/// A snapshot, and who is not in it.
#[derive(Debug)]
pub struct Taken {
    /// Of the clock.
    pub slot: u64,
    pub input: SnapshotInput,
    /// By rising address.
    pub left_out: Vec<NotTaken>,
    /// Markets that are not in it, with all accounts that have options on them, and why.
    pub markets_left_out: Vec<TakeError>,
}

/// An account that is not in a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTaken {
    pub account: Pubkey,
    pub obstacle: Obstacle,
}

/// What keeps it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Obstacle {
    #[error("it has options on market {market}, which is not in the snapshot")]
    OtherMarket { market: Pubkey },
    #[error(
        "market {market} has no smile of {expiry_ts} younger than a day: have one posted, or take it with --old-smiles"
    )]
    OldSmile { market: Pubkey, expiry_ts: i64 },
}

/// A market with what belongs to it on chain.
struct Known {
    address: Pubkey,
    market: Market,
    risk: MarketRisk,
    surface: VolSurface,
}

/// The house with all of its accounts, at the chain's time, and prices from a recording. Markets without risk parameters are left out: nobody is signed
/// for there. So is one that is stale or of which something is missing: what happens to one market keeps nobody on the others out. Errors: an account of the
/// house that is missing, of another program or of another kind; no market that is left, with what is wrong with the first one.
pub fn take(
    accounts: &ChainAccounts,
    recording: impl IntoIterator<Item = Result<Entry, RecordError>>,
    wanted: &Wanted,
) -> Result<Taken, TakeError> {
    let observed_ts = accounts.clock_ts();
    let house = accounts.one::<Config>("house", &wanted.house)?;
    let signers = accounts.one::<SignerSet>("signer set", &derived(seeds::SIGNERS, &wanted.house))?;
    let (known, mut markets_left_out) = known_markets(accounts, wanted)?;
    let signed = SignedHouseInput::on_chain(&wanted.house, &house, &signers);
    let listed: Vec<(Pubkey, Market)> = known.iter().map(|known| (known.address, known.market)).collect();
    let prices_e8 = prices_e8(accounts, &listed, recording, wanted)?;
    let (mut markets, mut inputs) = (vec![], vec![]);
    for (known, price_e8) in known.into_iter().zip(prices_e8) {
        let input = price_e8.and_then(|spot_e8| market_input(accounts, &known, spot_e8));
        let input = input.and_then(|input| in_model(input, known.address, wanted.risk_model.as_ref()));
        match input.and_then(|input| checked(input, &signed, observed_ts)) {
            Ok(input) => {
                markets.push(known);
                inputs.push(input);
            }
            Err(error) => markets_left_out.push(error),
        }
    }
    if markets.is_empty() {
        let first = markets_left_out.into_iter().next();
        return Err(first.unwrap_or(TakeError::NoMarket { house: wanted.house }));
    }
    let (held, left_out) = margin_accounts(accounts, &markets, wanted, observed_ts)?;
    let on_chain =
        |(address, account): &(Pubkey, MarginAccount)| AccountInput::on_chain(address, FormInput::Current, account);
    let input = SnapshotInput {
        round: round(observed_ts, wanted.good_for_secs),
        house: signed,
        markets: inputs,
        accounts: held.iter().map(on_chain).collect(),
        risk_model: wanted.risk_model.clone(),
    };
    Ok(Taken { slot: accounts.slot(), input, left_out, markets_left_out })
}

/// A market that the risk model, if there is one, knows.
fn in_model(input: MarketInput, market: Pubkey, model: Option<&RiskModelInput>) -> Result<MarketInput, TakeError> {
    let names = model.map(|model| &model.parameters.markets);
    let is_in = names.is_none_or(|markets| markets.iter().any(|known| known.name == input.address));
    if is_in {
        Ok(input)
    } else {
        Err(TakeError::NotInModel { market })
    }
}

/// A market that a snapshot can have.
fn checked(input: MarketInput, house: &SignedHouseInput, observed_ts: i64) -> Result<MarketInput, TakeError> {
    let alone = SnapshotInput {
        round: round(observed_ts, 1),
        house: house.clone(),
        markets: vec![input.clone()],
        accounts: vec![],
        risk_model: None,
    };
    Snapshot::new(&alone).map(|_| input).map_err(|error| TakeError::Market { error })
}

/// Its sequence is the first of this second for messages about accounts.
fn round(observed_ts: i64, good_for_secs: u32) -> RoundInput {
    let sequence = u64::try_from(*sequence::of_accounts(observed_ts).start()).unwrap_or(1);
    RoundInput { observed_ts, expires_ts: observed_ts.saturating_add(good_for_secs.into()), sequence }
}

/// Those with risk parameters; and what is wrong with those of them that have no surface.
fn known_markets(accounts: &ChainAccounts, wanted: &Wanted) -> Result<(Vec<Known>, Vec<TakeError>), TakeError> {
    let (mut known, mut left_out) = (vec![], vec![]);
    let mut named = wanted.named();
    for (address, market) in accounts.all::<Market>("market")? {
        if market.config != wanted.house {
            continue;
        }
        named.remove(&address);
        if wanted.without.contains(&address) {
            continue;
        }
        let Some(risk) = accounts.maybe::<MarketRisk>("risk parameters", &derived(seeds::RISK, &address))? else {
            continue;
        };
        match accounts.one::<VolSurface>("surface", &derived(seeds::SURFACE, &address)) {
            Ok(surface) => known.push(Known { address, market, risk, surface }),
            Err(error) => left_out.push(error),
        }
    }
    match named.pop_first() {
        Some((market, option)) => Err(TakeError::UnknownMarket { market, option }),
        None => Ok((known, left_out)),
    }
}

type MarginAccounts = Vec<(Pubkey, MarginAccount)>;

/// The house's that are taken, and the others with what keeps each of them out. What stands in one account keeps nobody else out: anybody can open one,
/// and have options in it that are covered and of whatever expiry.
fn margin_accounts(
    accounts: &ChainAccounts,
    markets: &[Known],
    wanted: &Wanted,
    observed_ts: i64,
) -> Result<(MarginAccounts, Vec<NotTaken>), TakeError> {
    let (mut held, mut left_out) = (vec![], vec![]);
    for (address, account) in accounts.all::<MarginAccount>("margin account")? {
        if account.config != wanted.house {
            continue;
        }
        match obstacle(&account, markets, wanted.old_smiles, observed_ts) {
            Some(obstacle) => left_out.push(NotTaken { account: address, obstacle }),
            None => held.push((address, account)),
        }
    }
    Ok((held, left_out))
}

/// The first one of its options'.
fn obstacle(account: &MarginAccount, markets: &[Known], old_smiles: OldSmiles, observed_ts: i64) -> Option<Obstacle> {
    account.options.iter().filter(|held| held.is_used()).find_map(|held| {
        let market = account.markets.get(usize::from(held.market)).map_or_else(Pubkey::default, |used| used.market);
        let Some(known) = markets.iter().find(|known| known.address == market) else {
            return Some(Obstacle::OtherMarket { market });
        };
        let expiry_ts = held.expiry_ts;
        let is_missed = old_smiles == OldSmiles::LeftOut && expiry_ts > observed_ts;
        (is_missed && !known.has_fresh_smile(expiry_ts, observed_ts))
            .then_some(Obstacle::OldSmile { market, expiry_ts })
    })
}

impl Known {
    /// One that the chain prices by.
    fn has_fresh_smile(&self, expiry_ts: i64, observed_ts: i64) -> bool {
        let slice = self.surface.slice(expiry_ts);
        slice.is_some_and(|slice| observed_ts.saturating_sub(slice.posted_ts) <= MAX_SURFACE_AGE_SECS)
    }
}

fn market_input(accounts: &ChainAccounts, known: &Known, spot_e8: u64) -> Result<MarketInput, TakeError> {
    let on_chain = MarketOnChain {
        address: known.address,
        market: &known.market,
        risk: &known.risk,
        surface: &known.surface,
        underlying_decimals: accounts.decimals(&known.market.underlying_mint)?,
        quote_decimals: accounts.decimals(&known.market.quote_mint)?,
        spot_e8,
    };
    on_chain.input().map_err(|error| TakeError::Volatility { market: known.address, error })
}
