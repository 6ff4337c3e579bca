//! A signer's own numbers without a snapshot, and what is judged by them.

use super::*;
use bytemuck::Zeroable as _;
use signer::{recompute::RecomputeError, rules::prices::Spot};
use threshold_model::BatchLeaves;
use vault_types::threshold::{batch::Leaf, Source, StoredThreshold, StrikeRecord};

/// With a short strike window, in half of which a message must have come.
pub const HOUSE: House = House {
    parameters: ThresholdParameters { strike_window_secs: 300, ..ThresholdParameters::DEFAULT },
    min_life_secs: 60,
    ..super::HOUSE
};

/// Computes [`body`] for everybody.
pub struct Own {
    pub body: ThresholdBody,
    pub last: StoredThreshold,
    pub strikes: u32,
}

impl Own {
    pub fn new() -> Self {
        Self { body: body(), last: StoredThreshold::zeroed(), strikes: 0 }
    }

    /// With a last threshold of these levels, a quarter of an hour ago.
    pub fn after(initial: u64, maintenance: u64, liquidation: u64) -> Self {
        let last = StoredThreshold {
            initial_margin_atoms: initial,
            maintenance_margin_atoms: maintenance,
            liquidation_threshold_atoms: liquidation,
            accepted_ts: NOW_TS - 900,
            sequence: 4,
            generation: GENERATION,
            position_seq: 7,
            source: Source::SIGNED,
            ..StoredThreshold::zeroed()
        };
        Self { last, ..Self::new() }
    }

    pub fn both(&self) -> Vec<Leaf> {
        [1, 2].map(|account| Leaf { margin_account: address(account), body: self.body }).to_vec()
    }
}

impl Recompute for Own {
    fn threshold(&self, _: Form, _: &Pubkey, _: &MessageHeader) -> Result<ThresholdBody, RecomputeError> {
        Ok(self.body)
    }

    fn leaves(&self, _: &MessageHeader) -> Result<BatchLeaves, RecomputeError> {
        Ok(BatchLeaves { leaves: self.both(), left_out: vec![] })
    }

    fn observed_ts(&self) -> i64 {
        NOW_TS - 5
    }

    fn expires_ts(&self) -> i64 {
        NOW_TS + 600
    }

    fn spots(&self, _: Form, _: &Pubkey) -> Result<Vec<Spot>, RecomputeError> {
        Ok(vec![])
    }

    fn strikes(&self) -> StrikeRecord {
        StrikeRecord { generation: GENERATION, last_strike_ts: 0, strikes: self.strikes, padding: [0; 4] }
    }

    fn last_threshold(&self, _: &Pubkey) -> StoredThreshold {
        self.last
    }
}

pub fn judged(own: &Own, header: MessageHeader) -> Result<(), Refusal> {
    judge(&HOUSE, own, &Request::read(&message::encode(&header, &body())).unwrap(), NOW_TS)
}

/// Of the batch of both accounts.
pub fn judged_batch(own: &Own, header: MessageHeader) -> Result<(), Refusal> {
    let tree = batch::build(&own.both()).unwrap();
    let message = batch::encode(&header, &BatchBody { root: tree.root(), depth: tree.depth() });
    judge(&HOUSE, own, &Request::read(&message).unwrap(), NOW_TS)
}

pub fn batch_header() -> MessageHeader {
    header(batch::DOMAIN, HOUSE.batch_account(), FIRST)
}

pub fn good_header() -> MessageHeader {
    header(Form::Current.domain(), address(1), FIRST + 5)
}

/// The second in which these messages were issued has this sequence and 999 more.
pub const FIRST: u64 = (NOW_TS as u64 - 5) * 1_000;
