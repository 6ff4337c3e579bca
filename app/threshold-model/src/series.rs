//! Addresses of series, each derived once for all accounts that have options of it: looking for one takes several hashes and points of the curve.

use super::{Account, Market, OptionTerms};
use std::collections::BTreeMap;
use vault_types::{seeds, Pubkey, ID};

/// Market, expiry, strike, kind and settlement.
type Terms = (u32, i64, u64, u8, u8);

/// Of all options in a snapshot.
#[derive(Clone, Debug, Default)]
pub(super) struct SeriesAddresses(BTreeMap<Terms, Pubkey>);

impl SeriesAddresses {
    /// None for options on a market that is not there.
    pub fn of(markets: &[Market], accounts: &[Account]) -> Self {
        let mut addresses = Self::default();
        accounts.iter().for_each(|account| addresses.add(markets, account));
        addresses
    }

    /// Those of one more account.
    pub fn add(&mut self, markets: &[Market], account: &Account) {
        for option in &account.options {
            if let Some(market) = markets.get(option.market as usize) {
                self.0.entry(option.order()).or_insert_with(|| derive(&market.terms.address, option));
            }
        }
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn get(&self, option: &OptionTerms) -> Option<Pubkey> {
        self.0.get(&option.order()).copied()
    }
}

/// It follows from all that the margin depends on, so the hash of a portfolio binds that too.
fn derive(market: &Pubkey, option: &OptionTerms) -> Pubkey {
    let find = |parts: &[&[u8]]| Pubkey::find_program_address(parts, &ID).0;
    let expiry = find(&[seeds::EXPIRY, market.as_ref(), &option.expiry_ts.to_le_bytes()]);
    let (kind, settlement) = ([option.kind.code()], [option.settlement.code()]);
    find(&[seeds::MARGIN_SERIES, expiry.as_ref(), &kind, &settlement, &option.strike_e8.to_le_bytes()])
}
