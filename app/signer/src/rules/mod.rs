//! What a message must be like to be signed. Pure functions of the message, the house, the signer's own numbers and the clock.
//!
//! ```text
//! addressed   to this house, by this generation, with a sequence of its own second
//! fresh       not old, not ahead of the clock, not good for too short or too long from now on
//!                                                   these two before the signer's own numbers are looked for
//! recomputed  every byte as this signer computes it
//! loosening   no level lower than the chain would keep
//! prices      every price that the message was computed from near the one that this signer sees for itself
//! ```

pub mod addressed;
pub mod fresh;
pub mod loosening;
pub mod prices;
pub mod recomputed;

use crate::recompute::{Recompute, RecomputeError};
use crate::request::Request;
use prices::Spot;
use thiserror::Error;
use threshold_model::{RiskModelTerms, Trust};
use vault_types::{
    signed::{message::MAX_MESSAGE_AGE_SECS, SignedError},
    threshold::{ThresholdError, ThresholdParameters},
    Pubkey,
};

/// For whom this signer signs, and how far the chain trusts signers. How often they were caught is not among it: that changes on chain at any time, and
/// comes with the signer's own numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct House {
    pub cluster_genesis_hash: [u8; 32],
    pub config: Pubkey,
    /// Of the signer set.
    pub generation: u64,
    /// As the house has them.
    pub parameters: ThresholdParameters,
    /// How old a message may be when it is signed.
    pub max_age_secs: i64,
    /// How long accounts must still take it when it is signed: an asker could otherwise have thresholds signed that are over when they arrive.
    pub min_life_secs: i64,
    /// How long after it was issued a message may be good for.
    pub max_life_secs: i64,
    /// By which models a snapshot may ask for more than the chain. If there is one, every snapshot has one of them.
    pub risk_models: KnownModels,
}

/// A risk model that this house has agreed on. A model can only raise what accounts must hold, but as far as it likes: one that nobody has agreed on
/// could have all of them liquidated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownModel {
    /// `sha256` of its parameters in their one form.
    pub parameters_hash: [u8; 32],
    /// USD times 10^8: a snapshot's is no higher.
    pub most_sol_price_e8: u64,
}

/// The old one and the new one, while a house changes from one to the other.
pub type KnownModels = [Option<KnownModel>; 2];

impl KnownModel {
    /// Is this the model?
    pub fn is(&self, terms: &RiskModelTerms) -> bool {
        self.parameters_hash == terms.parameters_hash && terms.sol_price_e8 <= self.most_sol_price_e8
    }
}

impl House {
    /// The last second in which an account takes what was issued then, in a message or a leaf, by [`vault_types::threshold::StoredThreshold::accept`].
    pub fn last_taken_ts(&self, issued_ts: i64) -> i64 {
        issued_ts.saturating_add(longest_way_secs(&self.parameters))
    }

    /// The account that keeps its last batch.
    pub fn batch_account(&self) -> Pubkey {
        threshold_model::batch_account(&self.config)
    }
}

/// How long after it was issued a threshold may come to its account: half of the strike window, rounded down, and never longer than any message of signers.
pub(crate) fn longest_way_secs(parameters: &ThresholdParameters) -> i64 {
    i64::from(parameters.strike_window_secs / 2).min(MAX_MESSAGE_AGE_SECS)
}

/// Why a message is not signed: one reason for each rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("{0}: check the house file against the chain")]
    Addressed(SignedError),
    #[error(
        "sequence {sequence} is not one of a message about an account of this second: use one from {least} to {most}"
    )]
    Sequence { sequence: u64, least: i128, most: i128 },
    #[error(
        "sequence {sequence} is not that of the batch of this second: use {only}, the time of issue in milliseconds"
    )]
    BatchSequence { sequence: u64, only: i128 },
    #[error("{0}: check the clock, and ask for a message of now")]
    Time(SignedError),
    #[error("the message was issued {age_secs} s ago, more than {max_age_secs}: ask for a newer one")]
    Stale { age_secs: i64, max_age_secs: i64 },
    #[error("accounts take the message for {left_secs} s from now on, less than {min_life_secs}: ask for a newer one, or a later end")]
    ShortLife { left_secs: i64, min_life_secs: i64 },
    #[error("the message is good for {life_secs} s, more than {max_life_secs}: ask for an earlier end")]
    LongLife { life_secs: i64, max_life_secs: i64 },
    #[error("{0}")]
    Recompute(#[from] RecomputeError),
    #[error(
        "{field} differs from this signer's own computation: compare snapshots and versions with the other signers"
    )]
    Differs { field: &'static str },
    #[error("{level} of {account} loosens faster than the chain allows: sign at least {least_atoms} atoms")]
    Loosens { account: Pubkey, level: &'static str, least_atoms: u64 },
    #[error("the chain would refuse the threshold of {account}: {error}")]
    Chain { account: Pubkey, error: ThresholdError },
}

/// The rules that ask for nothing but the message, the house and the clock: what they refuse costs nobody the reading of a snapshot.
pub fn judge_header(house: &House, request: &Request, now_ts: i64) -> Result<(), Refusal> {
    addressed::check(house, request)?;
    fresh::check(house, request.header(), now_ts)
}

/// The rules that ask for the signer's own numbers. What passes was computed from these prices, which are left to compare.
pub fn judge_content(
    house: &House,
    own: &impl Recompute,
    request: &Request,
    now_ts: i64,
) -> Result<Vec<Spot>, Refusal> {
    let thresholds = recomputed::check(own, request)?;
    let trust = Trust { parameters: house.parameters, strikes: own.strikes() };
    for (form, leaf) in &thresholds {
        let last = own.last_threshold(&leaf.margin_account);
        loosening::check(&trust, &last, request.header(), *form, leaf, now_ts)?;
    }
    Ok(prices::spots(own, &thresholds)?)
}
