//! Accounts that come one by one, as the rows of a table do: what is signed about each, without a snapshot that holds them all.

use super::batch::Bodies;
use super::check::check_account;
use super::read::account;
use super::series::SeriesAddresses;
use super::{AccountInput, Snapshot, SnapshotError};
use vault_types::{threshold::message, Pubkey};

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
    /// It cannot be signed for, for this reason: a batch would have no leaf for it.
    LeftOut(SnapshotError),
}

impl Calculator {
    /// The accounts of the snapshot do not count.
    pub fn new(snapshot: &Snapshot) -> Self {
        let markets = snapshot.markets.iter().map(|market| market.terms.address).collect();
        Self { snapshot: snapshot.without_accounts(), markets }
    }

    /// The message of a snapshot that has this account beside the same round, house and markets. Errors: an account that no chain can have, by its
    /// address and field, as [`Snapshot::new`] refuses it. What two portfolios of one account must have in common
    /// is not asked: they come one by one.
    pub fn compute(&mut self, input: &AccountInput) -> Result<Computed, SnapshotError> {
        let account = account(input, &self.markets, |field| format!("account {}, {field}", input.margin_account))?;
        let snapshot = &mut self.snapshot;
        if snapshot.series.count() > MOST_SERIES {
            snapshot.series = SeriesAddresses::default();
        }
        snapshot.series.add(&snapshot.markets, &account);
        check_account(&account, snapshot)?;
        let header = snapshot.header(account.form().domain(), &account.terms.address);
        // The header is the snapshot's own, so what is wrong is the account's.
        let body = snapshot.computed(&account).and_then(|body| snapshot.kept(&account, body, &header));
        Ok(body.map_or_else(Computed::LeftOut, |body| Computed::Message(message::encode(&header, &body))))
    }
}

impl Snapshot {
    /// Its round, house and markets: all that thresholds of other accounts need of it.
    pub fn without_accounts(&self) -> Self {
        let (markets, series, bodies) = (self.markets.clone(), SeriesAddresses::default(), Bodies::default());
        Self { markets, accounts: vec![], series, bodies, ..*self }
    }
}
