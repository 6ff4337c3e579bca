//! A risk model beside the chain's scenarios: markets that move together, simulated moves, and what it costs to sell. What it asks for stands in
//! [`risk_levels`](super::risk_levels).
//!
//! Its moves follow from the snapshot alone and are simulated once for it, and its bytes are a part of the market data that are hashed: the seed of the random
//! numbers stands in them.

use super::{Market, SnapshotError};
use options_math::MAX_PRICE_E8;
use risk_models::simulated_margin::{MarketState, Moment, Parameters};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use vault_types::hash::sha256;

/// Of the chain's scenarios and the snapshot's risk model, whichever asks for more.
pub const RISK_MODEL_ID: u32 = 4;

/// What an account costs grows with them, and whoever signs computes every account of a batch.
const MOST_PATHS: u64 = 1 << 16;
/// Of all paths, markets and steps together: about a second to simulate, which is done before anybody can say whose model it is.
const MOST_RANDOM_NUMBERS: u64 = 1 << 24;
/// Of stress.
const MOST_MOVES: usize = 256;
const PARAMETERS: &str = "risk_model.parameters";
pub(super) const ONE_E8: f64 = 1e8;
pub(super) const ONE_E9: f64 = 1e9;

/// What stands in a snapshot's file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RiskModelInput {
    /// USD times 10^8 for a SOL: fees on the chain are paid in it.
    pub sol_price_e8: u64,
    /// As docs/MONTE_CARLO.md lists them, for the model `monte_carlo`. The name of a market is its address. It may be one that the snapshot does not have, so
    /// that a market that is left out for a round needs no other model.
    pub parameters: Parameters,
}

/// What a risk model is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RiskModelTerms {
    /// `sha256` of the parameters' bytes: the same in every round.
    pub parameters_hash: [u8; 32],
    /// USD times 10^8.
    pub sol_price_e8: u64,
}

/// A model of the snapshot's markets, ready for their options.
#[derive(Clone)]
pub(super) struct RiskModel {
    bytes: Arc<[u8]>,
    terms: RiskModelTerms,
    moment: Arc<Moment>,
}

impl RiskModelInput {
    /// From the bytes that stand in a snapshot; `None` for any that are not exactly [those](in_one_form) of some model.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|input: &Self| in_one_form(input) == bytes)
    }

    /// All that does not depend on an account. Errors: the field.
    pub(super) fn simulate(&self, markets: &[Market]) -> Result<RiskModel, SnapshotError> {
        self.check(markets)?;
        let known: Vec<MarketState> = markets.iter().map(state).collect();
        let states = self.parameters.markets.iter().map(|market| {
            let state = known.iter().find(|state| state.name == market.name).cloned();
            state.unwrap_or_else(|| elsewhere(&market.name))
        });
        let moment = Moment::simulate(self.parameters.clone(), states.collect(), self.sol_price_e8 as f64 / ONE_E8);
        let moment = moment.map_err(|error| SnapshotError::Parameters { reason: error.to_string() })?;
        let parameters_hash = sha256(&[&in_one_form(&self.parameters)]);
        let terms = RiskModelTerms { parameters_hash, sol_price_e8: self.sol_price_e8 };
        Ok(RiskModel { bytes: in_one_form(self).into(), terms, moment: Arc::new(moment) })
    }

    /// What only a snapshot asks for.
    fn check(&self, markets: &[Market]) -> Result<(), SnapshotError> {
        let parameters = &self.parameters;
        let refuse = |field: String, problem| Err(SnapshotError::entry(field, problem));
        if !(1..=MAX_PRICE_E8).contains(&self.sol_price_e8) {
            return refuse("risk_model.sol_price_e8".into(), "is no price: give USD times 10^8");
        }
        if parameters.historical.is_some() {
            return refuse(format!("{PARAMETERS}.historical"), "needs files that others do not have: leave it out");
        }
        if parameters.monte_carlo.as_ref().is_some_and(|model| model.paths > MOST_PATHS) {
            return refuse(format!("{PARAMETERS}.monte_carlo.paths"), "a snapshot's model has at most 65536 paths");
        }
        if parameters.monte_carlo.as_ref().is_some_and(|model| model.random_numbers() > MOST_RANDOM_NUMBERS) {
            let problem = "a snapshot's model has at most 16777216 random numbers: take fewer paths, steps or markets";
            return refuse(format!("{PARAMETERS}.monte_carlo"), problem);
        }
        if parameters.stress.len() > MOST_MOVES {
            return refuse(format!("{PARAMETERS}.stress"), "a snapshot's model has at most 256 moves");
        }
        let addresses: Vec<String> = markets.iter().map(|market| market.terms.address.to_string()).collect();
        for (index, market) in parameters.markets.iter().enumerate() {
            if market.prices.is_some() {
                let problem = "is a file that others do not have: leave it out";
                return refuse(format!("{PARAMETERS}.markets[{index}].prices"), problem);
            }
        }
        match addresses.iter().find(|address| parameters.markets.iter().all(|market| market.name != **address)) {
            Some(address) => refuse(format!("{PARAMETERS}.markets, {address}"), "is missing: give every market"),
            None => Ok(()),
        }
    }
}

impl RiskModel {
    /// What is hashed with the market data: [`RiskModelInput::decode`] reads it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// By which it is known.
    pub(super) fn terms(&self) -> &RiskModelTerms {
        &self.terms
    }

    /// With the moves of the snapshot's moment.
    pub(super) fn moment(&self) -> &Moment {
        &self.moment
    }
}

/// By what it is made of: the moves follow from that and from the markets.
impl PartialEq for RiskModel {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

/// Its moves would be a million numbers.
impl fmt::Debug for RiskModel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&String::from_utf8_lossy(&self.bytes))
    }
}

/// JSON without spaces, fields in the order of their definition, what is left out left out, and of every number that is not a count the fewest digits that
/// are read as the same number. So a model has one form.
fn in_one_form(model: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(model).unwrap_or_default()
}

/// Of a market that the snapshot does not have. It is simulated all the same, from anywhere: so a path has the same random numbers for the others, and
/// whoever leaves a market out draws nothing anew.
fn elsewhere(name: &str) -> MarketState {
    MarketState { name: name.to_owned(), spot: 1.0, volatility: 1.0 }
}

/// Where the simulation begins.
fn state(market: &Market) -> MarketState {
    MarketState {
        name: market.terms.address.to_string(),
        spot: market.terms.spot_e8 as f64 / ONE_E8,
        volatility: market.terms.floor_vol_e9 as f64 / ONE_E9,
    }
}
