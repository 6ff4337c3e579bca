//! The one encoding of a snapshot, and what is hashed of it. docs/SNAPSHOT.md has the table.
//!
//! Everything has a fixed size and a fixed order, so a snapshot has one encoding and an encoding is one snapshot: whatever else is offered is refused.

use super::risk_model::RiskModel;
use super::{Account, Market, RiskModelInput, Snapshot, SnapshotError};
use bytemuck::Pod;
use vault_types::hash::sha256;

/// Type and version of a snapshot: what it begins with.
pub const SNAPSHOT_DOMAIN: [u8; 16] = *b"OPTVAULT SNAP v1";
/// What the market data in it begin with.
pub const MARKET_DOMAIN: [u8; 16] = *b"OPTVAULT MKTD v2";
/// The same of market data with a risk model.
pub const RISK_MODEL_DOMAIN: [u8; 16] = *b"OPTVAULT MKTD v3";

impl Snapshot {
    /// All of it.
    pub fn encode(&self) -> Vec<u8> {
        let round = [&SNAPSHOT_DOMAIN, bytemuck::bytes_of(&self.round)].concat();
        let accounts = self.accounts.iter().flat_map(encode_account);
        round.into_iter().chain(self.encode_market_data()).chain(count(&self.accounts)).chain(accounts).collect()
    }

    /// Refuses bytes that are not exactly what [`Self::encode`] gives for some snapshot.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let mut rest = Rest { bytes, offset: 0 };
        rest.expect(&SNAPSHOT_DOMAIN, "a snapshot begins with OPTVAULT SNAP v1")?;
        let round = rest.take()?;
        let has_risk_model = rest.bytes.get(rest.offset..).is_some_and(|rest| rest.starts_with(&RISK_MODEL_DOMAIN));
        let domain = if has_risk_model { RISK_MODEL_DOMAIN } else { MARKET_DOMAIN };
        rest.expect(&domain, "market data begin with OPTVAULT MKTD v2, or v3 with a risk model")?;
        let setting = rest.take()?;
        let markets = rest.take_all(|rest| Ok(Market { terms: rest.take()?, smiles: rest.take_all(Rest::take)? }))?;
        let risk_model = has_risk_model.then(|| rest.take_risk_model()).transpose()?;
        let accounts = rest.take_all(|rest| {
            Ok(Account {
                terms: rest.take()?,
                collaterals: rest.take_all(Rest::take)?,
                options: rest.take_all(Rest::take)?,
            })
        })?;
        if rest.offset < bytes.len() {
            return Err(rest.problem("the snapshot ends here, the bytes do not"));
        }
        Self::checked(round, setting, markets, accounts, risk_model.as_ref())
    }

    /// What [`Snapshot::market_data_hash`] is.
    pub(super) fn hash_of_market_data(&self) -> [u8; 32] {
        sha256(&[&self.encode_market_data()])
    }

    fn encode_market_data(&self) -> Vec<u8> {
        let risk_model = self.risk_model.as_ref().map(RiskModel::bytes);
        let domain = if risk_model.is_some() { &RISK_MODEL_DOMAIN } else { &MARKET_DOMAIN };
        let setting = [domain, bytemuck::bytes_of(&self.setting)].concat();
        let markets = count(&self.markets).into_iter().chain(self.markets.iter().flat_map(encode_market));
        let risk_model = risk_model.into_iter().flat_map(|bytes| [&count(bytes), bytes].concat());
        setting.into_iter().chain(markets).chain(risk_model).collect()
    }
}

/// How many entries follow, as `u32`: a list that were longer would not fit into memory.
fn count<T>(entries: &[T]) -> [u8; 4] {
    u32::try_from(entries.len()).unwrap_or(u32::MAX).to_le_bytes()
}

fn encode_market(market: &Market) -> Vec<u8> {
    [bytemuck::bytes_of(&market.terms), &count(&market.smiles), bytemuck::cast_slice(&market.smiles)].concat()
}

fn encode_account(account: &Account) -> Vec<u8> {
    [
        bytemuck::bytes_of(&account.terms),
        &count(&account.collaterals),
        bytemuck::cast_slice(&account.collaterals),
        &count(&account.options),
        bytemuck::cast_slice(&account.options),
    ]
    .concat()
}

/// What has not been read yet.
struct Rest<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl Rest<'_> {
    fn problem(&self, problem: &'static str) -> SnapshotError {
        SnapshotError::Bytes { offset: self.offset, problem }
    }

    fn take<T: Pod>(&mut self) -> Result<T, SnapshotError> {
        let end = self.offset.saturating_add(size_of::<T>());
        let bytes = self.bytes.get(self.offset..end).ok_or_else(|| self.problem("the bytes end within an entry"))?;
        self.offset = end;
        Ok(bytemuck::pod_read_unaligned(bytes))
    }

    fn expect(&mut self, domain: &[u8; 16], problem: &'static str) -> Result<(), SnapshotError> {
        let wrong = self.problem(problem);
        (self.take::<[u8; 16]>()? == *domain).then_some(()).ok_or(wrong)
    }

    /// Its length, and its bytes in the one form that they have.
    fn take_risk_model(&mut self) -> Result<RiskModelInput, SnapshotError> {
        let length = self.take::<u32>()? as usize;
        let wrong = self.problem("this is no risk model in its one form: docs/RISK_MODEL.md has it");
        let end = self.offset.saturating_add(length);
        let model = self.bytes.get(self.offset..end).and_then(RiskModelInput::decode);
        self.offset = end;
        model.ok_or(wrong)
    }

    /// As many as are said to follow. Memory is taken for those that do.
    fn take_all<T>(
        &mut self,
        mut take: impl FnMut(&mut Self) -> Result<T, SnapshotError>,
    ) -> Result<Vec<T>, SnapshotError> {
        let mut entries = vec![];
        for _ in 0..self.take::<u32>()? {
            entries.push(take(self)?);
        }
        Ok(entries)
    }
}
