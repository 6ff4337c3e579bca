//! The house file: for whom a signer signs. JSON, whole numbers, addresses and hashes in base 58 as Solana prints them.

use crate::rules::{longest_way_secs, House, KnownModel, KnownModels};
use serde::{Deserialize, Serialize};
use std::str::FromStr as _;
use thiserror::Error;
use threshold_model::ParametersInput;
use vault_types::{signed::message::MAX_MESSAGE_AGE_SECS, Pubkey};

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HouseInput {
    pub cluster_genesis_hash: String,
    pub config: String,
    pub generation: u64,
    pub parameters: ParametersInput,
    pub max_age_secs: i64,
    pub min_life_secs: i64,
    pub max_life_secs: i64,
    /// Left out where snapshots carry no risk model; two while the house changes from one to the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risk_models: Vec<KnownModelInput>,
}

/// The risk model that the house has agreed on: docs/RISK_MODEL.md says what one is.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KnownModelInput {
    /// 32 bytes in hex, as `risk-engine snapshot` prints them.
    pub parameters_hash: String,
    /// USD times 10^8: a snapshot with a higher price of SOL is refused.
    pub most_sol_price_e8: u64,
}

impl KnownModelInput {
    fn known(&self) -> Result<KnownModel, HouseError> {
        let hash = hex::decode(&self.parameters_hash).ok().and_then(|bytes| bytes.try_into().ok());
        let parameters_hash = hash.ok_or(HouseError::Model)?;
        Ok(KnownModel { parameters_hash, most_sol_price_e8: self.most_sol_price_e8 })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HouseError {
    #[error("cluster_genesis_hash and config must be 32 bytes in base 58, as Solana prints them")]
    Address,
    #[error("risk_models has at most two, each with a parameters_hash of 64 hex digits, as `risk-engine snapshot` prints them")]
    Model,
    #[error("the parameters are outside of the bounds in docs/THRESHOLD.md: copy them from the chain")]
    Parameters,
    #[error("max_age_secs must be 1 to 600, min_life_secs 1 to max_life_secs, and max_life_secs at most the parameters' max_age_secs")]
    Limits,
    #[error("max_age_secs {max_age_secs} and min_life_secs {min_life_secs} together must be at most {most_secs}, the smallest one of max_life_secs, half of strike_window_secs and 600: a message of that age could not be good for so long")]
    Lives { max_age_secs: i64, min_life_secs: i64, most_secs: i64 },
}

impl HouseInput {
    fn known_models(&self) -> Result<KnownModels, HouseError> {
        let mut models = KnownModels::default();
        if self.risk_models.len() > models.len() {
            return Err(HouseError::Model);
        }
        for (place, model) in models.iter_mut().zip(&self.risk_models) {
            *place = Some(model.known()?);
        }
        Ok(models)
    }

    pub fn house(&self) -> Result<House, HouseError> {
        let address = |text: &str| Pubkey::from_str(text).map_err(|_| HouseError::Address);
        let parameters = self.parameters.parameters();
        if !parameters.is_valid() {
            return Err(HouseError::Parameters);
        }
        let is_within = (1..=MAX_MESSAGE_AGE_SECS).contains(&self.max_age_secs)
            && (1..=self.max_life_secs).contains(&self.min_life_secs)
            && self.max_life_secs <= i64::from(parameters.max_age_secs);
        if !is_within {
            return Err(HouseError::Limits);
        }
        let Self { max_age_secs, min_life_secs, max_life_secs, .. } = *self;
        let most_secs = max_life_secs.min(longest_way_secs(&parameters));
        if max_age_secs + min_life_secs > most_secs {
            return Err(HouseError::Lives { max_age_secs, min_life_secs, most_secs });
        }
        Ok(House {
            cluster_genesis_hash: address(&self.cluster_genesis_hash)?.to_bytes(),
            config: address(&self.config)?,
            generation: self.generation,
            parameters,
            max_age_secs,
            min_life_secs,
            max_life_secs,
            risk_models: self.known_models()?,
        })
    }
}
