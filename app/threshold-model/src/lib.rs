//! From a market's snapshot to the margin thresholds that signers sign: one path, in integers by the chain's own formulas,
//! beside it a risk model in doubles that are equal everywhere, for anybody to repeat.
//!
//! ```text
//! input          what stands in a snapshot file: JSON
//! chain          accounts as they are on chain, in that form
//! read           from that to a snapshot
//! records        what a snapshot consists of, byte by byte
//! encode         its one encoding, and the hash of its market data
//! check          what no chain can have
//! series         addresses of series, each derived once
//! account        an account as the chain has it, so that the chain's functions can be asked
//! market         a market as they take it
//! levels         what an account must hold
//! room           how far a price may move before a challenge
//! risk_model     a model beside the chain's scenarios, simulated once
//! risk_levels    what it asks for of an account
//! revaluation    profits in the scenarios, delta, gamma, vega, theta
//! threshold      all of it together: header and body of a message
//! calculator     a message about each account of many that come one by one
//! sequence       the numbers of messages
//! batch          a batch with its leaves, and the accounts that have none
//! payload        a message field by field, and where two of them differ
//! batch_payload  the same for the message with a batch
//! proof          one scenario, opened against the root that was signed
//! ```
//!
//! docs/SNAPSHOT.md has the formulas, the fields and the encoding, docs/RISK_MODEL.md the model beside them.

mod account;
mod batch;
mod batch_payload;
mod calculator;
mod chain;
mod check;
mod encode;
mod error;
mod input;
mod levels;
mod market;
mod payload;
mod proof;
mod read;
mod records;
mod revaluation;
mod risk_levels;
mod risk_model;
mod room;
pub mod sequence;
mod series;
mod threshold;

pub use batch::{batch_account, Batch, BatchLeaves, LeftOut};
pub use batch_payload::BatchPayload;
pub use calculator::{Calculator, Computed};
pub use chain::MarketOnChain;
pub use encode::{MARKET_DOMAIN, RISK_MODEL_DOMAIN, SNAPSHOT_DOMAIN};
pub use error::SnapshotError;
pub use input::{
    AccountInput, CollateralInput, FormInput, KindInput, LastThresholdInput, MarketInput, OptionInput, ParametersInput,
    RoundInput, SettlementInput, SignedHouseInput, SmileInput, SnapshotInput, SurfaceInput, VolatilityInput,
};
pub use payload::{Field, Payload, PayloadError};
pub use proof::{ProofError, ScenarioProof};
pub use records::{AccountTerms, LastThreshold, MarketTerms, OptionTerms, Round, Setting, SmileTerms};
pub use risk_model::{RiskModelInput, RiskModelTerms, RISK_MODEL_ID};
pub use threshold::{kept_levels, Trust, MODEL_ID};

use batch::Bodies;
use risk_model::RiskModel;
use series::SeriesAddresses;
use vault_types::state::HeldCollateral;

/// A house's round of thresholds, the markets at one moment, and accounts on them. There is no way to one that [`check`] refuses.
#[derive(Clone, Debug)]
pub struct Snapshot {
    round: Round,
    setting: Setting,
    /// By rising address.
    markets: Vec<Market>,
    /// By rising address, of one address the form "current" first.
    accounts: Vec<Account>,
    risk_model: Option<RiskModel>,
    // What follows from these, once for all accounts and messages.
    market_data_hash: [u8; 32],
    series: SeriesAddresses,
    bodies: Bodies,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Market {
    terms: MarketTerms,
    /// By rising expiry.
    smiles: Vec<SmileTerms>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Account {
    terms: AccountTerms,
    /// By rising mint.
    collaterals: Vec<HeldCollateral>,
    /// By rising market, expiry, strike, kind and settlement.
    options: Vec<OptionTerms>,
}

/// By what stands in it, and not by what has been computed of it so far.
impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        let records = |snapshot: &Self| (snapshot.round, snapshot.setting);
        let is_same_model = self.risk_model == other.risk_model && self.markets == other.markets;
        records(self) == records(other) && is_same_model && self.accounts == other.accounts
    }
}

impl Snapshot {
    /// Of entries in their order. Refuses what no chain can have.
    fn checked(
        round: Round,
        setting: Setting,
        markets: Vec<Market>,
        accounts: Vec<Account>,
        risk_model: Option<&RiskModelInput>,
    ) -> Result<Self, SnapshotError> {
        let series = SeriesAddresses::of(&markets, &accounts);
        let (market_data_hash, bodies) = ([0; 32], Bodies::default());
        let mut snapshot =
            Self { round, setting, markets, accounts, risk_model: None, market_data_hash, series, bodies };
        check::check(&snapshot)?;
        // Simulated from markets that are those of a chain.
        snapshot.risk_model = risk_model.map(|model| model.simulate(&snapshot.markets)).transpose()?;
        snapshot.market_data_hash = snapshot.hash_of_market_data();
        Ok(snapshot)
    }

    /// Who signs, and the numbers of the messages.
    pub fn round(&self) -> &Round {
        &self.round
    }

    /// When the markets were looked at, and how far the house trusts its signers.
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// Its markets by rising address, without their smiles.
    pub fn markets(&self) -> impl Iterator<Item = &MarketTerms> {
        self.markets.iter().map(|market| &market.terms)
    }

    /// `sha256` of the market data: when the markets were looked at, how far the house trusts its signers, every market, and the risk model if there is
    /// one. The round stands in a message's header, and an account's holdings are hashed by themselves.
    pub fn market_data_hash(&self) -> [u8; 32] {
        self.market_data_hash
    }

    /// What whoever did not write the snapshot compares of its risk model, if it has one. A model can ask for any margin, so nobody should sign by one that
    /// was not agreed on.
    pub fn risk_model(&self) -> Option<&RiskModelTerms> {
        self.risk_model.as_ref().map(RiskModel::terms)
    }
}
