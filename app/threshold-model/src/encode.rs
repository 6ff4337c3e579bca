//! The one encoding of a snapshot, and what is hashed of it. docs/SNAPSHOT.md has the table.
//!
//! Everything has a fixed size and a fixed order, so a snapshot has one encoding and an encoding is one snapshot: whatever else is offered is refused.

use super::{Account, Market, Setting, Snapshot, SnapshotError};
use bytemuck::Pod;
use vault_types::hash::sha256;

/// Type and version of a snapshot: what it begins with.
pub const SNAPSHOT_DOMAIN: [u8; 16] = *b"OPTVAULT SNAP v1";
/// What the market data in it begin with.
pub const MARKET_DOMAIN: [u8; 16] = *b"OPTVAULT MKTD v2";

impl Snapshot {
    /// All of it.
    pub fn encode(&self) -> Vec<u8> {
        let round = [&SNAPSHOT_DOMAIN, bytemuck::bytes_of(&self.round)].concat();
        let accounts = self.accounts.iter().flat_map(encode_account);
        round
            .into_iter()
            .chain(encode_market_data(&self.setting, &self.markets))
            .chain(count(&self.accounts))
            .chain(accounts)
            .collect()
    }

    /// Refuses bytes that are not exactly what [`Self::encode`] gives for some snapshot.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let mut rest = Rest { bytes, offset: 0 };
        rest.expect(&SNAPSHOT_DOMAIN, "a snapshot begins with OPTVAULT SNAP v1")?;
        let round = rest.take()?;
        rest.expect(&MARKET_DOMAIN, "market data begin with OPTVAULT MKTD v2")?;
        let setting = rest.take()?;
        let markets = rest.take_all(|rest| Ok(Market { terms: rest.take()?, smiles: rest.take_all(Rest::take)? }))?;
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
        Self::checked(round, setting, markets, accounts)
    }
}

/// What [`Snapshot::market_data_hash`] is.
pub(super) fn market_data_hash(setting: &Setting, markets: &[Market]) -> [u8; 32] {
    sha256(&[&encode_market_data(setting, markets)])
}

fn encode_market_data(setting: &Setting, markets: &[Market]) -> Vec<u8> {
    let setting = [&MARKET_DOMAIN, bytemuck::bytes_of(setting)].concat();
    setting.into_iter().chain(count(markets)).chain(markets.iter().flat_map(encode_market)).collect()
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
