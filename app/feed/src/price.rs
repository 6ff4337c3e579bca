//! The price in an account, read by the functions with which the program reads it: whatever it refuses is refused here.

use crate::{market::MarketFeed, record::AccountUpdate};
use anchor_lang::{error::Error, prelude::AccountInfo};
use options_vault::{errors::VaultError, oracle};
use std::fmt;
use vault_types::price::ValidatedPrice;

/// What the oracle says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// What the program would make of the account.
    pub validated: ValidatedPrice,
    /// How far the oracle says that the price may be off, USD times 10^8, rounded up.
    pub confidence_e8: u64,
}

/// Why the program would not take the price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Of the program's error, or `NoAccount`.
    pub name: String,
    /// What it says to whoever brings the account.
    pub text: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.text)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::AnchorError(error) => Self { name: error.error_name, text: error.error_msg },
            Error::ProgramError(error) => Self { name: "ProgramError".to_owned(), text: error.to_string() },
        }
    }
}

/// The price that the account has, checked for everything but time.
pub fn read(market: &MarketFeed, update: &AccountUpdate) -> Result<Price, Refusal> {
    if update.is_missing() {
        let text = "There is no account at this address: check it, or wait until somebody makes it".to_owned();
        return Err(Refusal { name: "NoAccount".to_owned(), text });
    }
    let (mut lamports, mut data) = (0, update.data.clone());
    let account = AccountInfo::new(&update.address, false, false, &mut lamports, &mut data, &update.owner, false);
    let price = oracle::read_collateral(&account, &market.as_bank())?;
    Ok(Price { validated: price.mid, confidence_e8: price.mid.price_e8.saturating_sub(price.low_e8) })
}

/// Could the program trade at this price at a time?
pub fn check_fresh(market: &MarketFeed, price: &Price, now_ts: i64) -> Result<(), Refusal> {
    let fresh = price.validated.check_fresh(now_ts, market.limits());
    fresh.map_err(|error| Error::from(VaultError::from(error)).into())
}
