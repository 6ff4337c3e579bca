//! Accounts that come one by one, as the rows of a table do: what is signed about each, without a snapshot that holds them all.

use super::batch::Bodies;
use super::check::check_account;
use super::read::account;
use super::series::SeriesAddresses;
use super::{sequence, AccountInput, Snapshot, SnapshotError};
use vault_types::{
    signed::message::MessageHeader,
    threshold::{message, Form},
    Pubkey,
};

/// Addresses of series that are kept: a megabyte. Beyond that they are derived anew.
const MOST_SERIES: usize = 1 << 13;

/// A snapshot's round, house and markets, and the addresses of the series that accounts have had so far.
#[derive(Clone, Debug)]
pub struct Calculator {
    snapshot: Snapshot,
    markets: Vec<Pubkey>,
}

/// What has become of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Computed {
    /// What signers sign about it: 344 bytes.
    Message(Vec<u8>),
    /// It cannot be signed for, for this reason: an account as it is has no leaf in the batch of this second.
    LeftOut(SnapshotError),
}

impl Calculator {
    /// The accounts of the snapshot do not count.
    pub fn new(snapshot: &Snapshot) -> Self {
        let markets = snapshot.markets.iter().map(|market| market.terms.address).collect();
        Self { snapshot: snapshot.without_accounts(), markets }
    }

    /// The message of a snapshot that has this account beside the same round, house and markets. An account on a market that is not among these cannot be
    /// in that snapshot; it is left out, and not looked at further.
    ///
    /// Errors: an account that no chain can have, by its address and field, as [`Snapshot::new`] refuses it. What two portfolios of one account must have
    /// in common is not asked: they come one by one.
    pub fn compute(&mut self, input: &AccountInput) -> Result<Computed, SnapshotError> {
        let place = |field: &str| format!("account {}, {field}", input.margin_account);
        let account = match account(input, &self.markets, place) {
            Err(missing @ SnapshotError::NoMarket { .. }) => return Ok(Computed::LeftOut(missing)),
            account => account?,
        };
        let snapshot = &mut self.snapshot;
        if snapshot.series.count() > MOST_SERIES {
            snapshot.series = SeriesAddresses::default();
        }
        snapshot.series.add(&snapshot.markets, &account);
        check_account(&account, snapshot)?;
        let header = snapshot.header(account.form().domain(), &account.terms.address);
        // The header is the snapshot's own, so what is wrong is the account's.
        let least = match account.form() {
            Form::Current => snapshot.of_batch(&header),
            Form::AfterTrade => header,
        };
        let body = snapshot.computed(&account).and_then(|body| snapshot.kept(&account, body, &least));
        Ok(body.map_or_else(Computed::LeftOut, |body| Computed::Message(message::encode(&header, &body))))
    }
}

impl Snapshot {
    /// With the number of the batch of this second, if that is the lower one: an account that has taken this batch, or a later message, has no leaf in it.
    /// A trade is in no batch.
    fn of_batch(&self, header: &MessageHeader) -> MessageHeader {
        let number = sequence::of_batch(self.setting.observed_ts).min(header.sequence.into());
        MessageHeader { sequence: u64::try_from(number).unwrap_or(header.sequence), ..*header }
    }

    /// Its round, house and markets: all that thresholds of other accounts need of it.
    pub fn without_accounts(&self) -> Self {
        let (markets, risk_model) = (self.markets.clone(), self.risk_model.clone());
        let (series, bodies) = (SeriesAddresses::default(), Bodies::default());
        Self { markets, risk_model, accounts: vec![], series, bodies, ..*self }
    }
}
