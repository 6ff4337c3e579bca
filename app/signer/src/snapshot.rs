//! The signer's own numbers from a snapshot of the markets and accounts, by the crate threshold-model: docs/SNAPSHOT.md says how.

use crate::recompute::{Recompute, RecomputeError};
use crate::rules::{prices::Spot, House};
use threshold_model::{BatchLeaves, MarketTerms, Snapshot};
use vault_types::{
    signed::message::MessageHeader,
    threshold::{Form, StoredThreshold, StrikeRecord, ThresholdBody},
    Pubkey,
};

/// What the signer itself knows: a snapshot of the house that it signs for.
pub struct OwnNumbers {
    computed: Snapshot,
}

impl OwnNumbers {
    /// Refuses one of another house, or of this one with other terms: both come from the chain, so one of them is old; and one with another risk model than
    /// the house has agreed on, or without it, which would ask for less. Strikes are the snapshot's alone:
    /// they change at any time, without anybody's doing in this house, and all signers have to agree on them already, since they are part of the market
    /// data that are hashed. Too few lead to a message that the chain takes with higher levels or not at all, too many to one that only tightens.
    pub fn new(snapshot: Snapshot, house: &House) -> Result<Self, RecomputeError> {
        let round = snapshot.round();
        let mut known_models = house.risk_models.iter().flatten();
        let is_known_model = match snapshot.risk_model() {
            None => known_models.next().is_none(),
            Some(terms) => known_models.any(|known| known.is(terms)),
        };
        let fields = [
            ("cluster_genesis_hash", round.cluster_genesis_hash == house.cluster_genesis_hash),
            ("config", round.config == house.config),
            ("generation", round.generation == house.generation),
            ("parameters", snapshot.setting().parameters == house.parameters),
            ("risk_model", is_known_model),
        ];
        match fields.into_iter().find(|(_, is_equal)| !is_equal) {
            Some((field, _)) => Err(RecomputeError::OtherHouse { field }),
            None => Ok(Self { computed: snapshot }),
        }
    }

    /// That they are computed from.
    pub const fn snapshot(&self) -> &Snapshot {
        &self.computed
    }
}

impl Recompute for OwnNumbers {
    fn threshold(&self, form: Form, account: &Pubkey, header: &MessageHeader) -> Result<ThresholdBody, RecomputeError> {
        Ok(self.computed.threshold(form, account, header)?)
    }

    fn leaves(&self, header: &MessageHeader) -> Result<BatchLeaves, RecomputeError> {
        Ok(self.computed.leaves(header)?)
    }

    fn observed_ts(&self) -> i64 {
        self.computed.setting().observed_ts
    }

    fn spots(&self, form: Form, account: &Pubkey) -> Result<Vec<Spot>, RecomputeError> {
        Ok(self.computed.markets_of(form, account)?.into_iter().map(spot).collect())
    }

    fn expires_ts(&self) -> i64 {
        self.computed.round().expires_ts
    }

    fn strikes(&self) -> StrikeRecord {
        self.computed.trust().strikes
    }

    fn last_threshold(&self, account: &Pubkey) -> StoredThreshold {
        self.computed.last_threshold(account)
    }
}

fn spot(terms: &MarketTerms) -> Spot {
    Spot { market: terms.address, price_e8: terms.spot_e8 }
}
