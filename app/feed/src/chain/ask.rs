//! All that a snapshot needs of the chain, from a node: every account of the program in one slot, then the clock and the mints, not earlier.

use super::{accounts::CLOCK, ChainAccounts, TakeError};
use crate::{
    live::{wire, Commitment, Endpoint},
    record::AccountUpdate,
};
use anchor_lang::AccountDeserialize as _;
use bounded_http::{post, run_to_end, Bytes, Limits, StatusCode};
use std::{collections::BTreeSet, time::Duration};
use tokio::time::timeout;
use vault_types::{state::Market, Pubkey, ID};

/// In this time the clock's answer comes after the accounts', or prices and accounts are of different worlds: 20 seconds.
const MAX_SLOTS_APART: u64 = 50;
/// As many as a node shows at once.
const MAX_ACCOUNTS: usize = 100;
const ID_OF_PROGRAM: u64 = 1;
const ID_OF_OTHERS: u64 = 2;
/// Ten thousand margin accounts take 35 MB in base 64.
const LIMITS: Limits = Limits { connect: Duration::from_secs(3), answer_len: 1 << 30 };

/// Who is asked, for what, and how long.
#[derive(Clone, Debug)]
pub struct Question {
    pub node: Endpoint,
    pub commitment: Commitment,
    /// Whose mints are asked for.
    pub house: Pubkey,
    /// No answer of an earlier slot is taken.
    pub slot_at_least: u64,
    /// For all answers.
    pub patience: Duration,
}

impl Question {
    /// Asks once and waits for it. Errors: [`TakeError::Node`] for whatever goes wrong on the way, answers of an earlier slot than asked for, and a
    /// clock too long after the accounts.
    pub fn ask(&self) -> Result<ChainAccounts, TakeError> {
        let asked = run_to_end(async { timeout(self.patience, self.both()).await });
        let asked = asked.map_err(|error| self.broken(error.to_string()))?;
        asked.unwrap_or_else(|_| Err(self.broken("no answer in time".to_owned())))
    }

    async fn both(&self) -> Result<ChainAccounts, TakeError> {
        let question = wire::program_accounts_request(ID_OF_PROGRAM, &ID, self.commitment, self.slot_at_least);
        let read = |body: &[u8]| wire::program_accounts_answer(body, Some(ID_OF_PROGRAM));
        let (slot, mut accounts) = self.answer(question, read).await?;
        self.check_slot(slot, self.slot_at_least)?;
        let mut others = self.others(&[CLOCK], slot).await?;
        let clock = others.first().map_or(0, |account| account.slot);
        if clock > slot.saturating_add(MAX_SLOTS_APART) {
            return Err(TakeError::Apart { clock, slot });
        }
        for mints in mints_of(&self.house, &accounts).chunks(MAX_ACCOUNTS) {
            others.extend(self.others(mints, slot).await?);
        }
        accounts.extend(others);
        Ok(ChainAccounts::new(slot, accounts))
    }

    /// In no earlier slot.
    async fn others(&self, addresses: &[Pubkey], slot: u64) -> Result<Vec<AccountUpdate>, TakeError> {
        let question = wire::accounts_request_from(ID_OF_OTHERS, addresses, self.commitment, slot);
        let accounts = self.answer(question, |body| wire::accounts_answer(body, ID_OF_OTHERS, addresses)).await?;
        accounts.iter().try_for_each(|account| self.check_slot(account.slot, slot))?;
        Ok(accounts)
    }

    fn check_slot(&self, slot: u64, least: u64) -> Result<(), TakeError> {
        (slot >= least).then_some(()).ok_or(TakeError::OldSlot { slot, least })
    }

    fn broken(&self, reason: String) -> TakeError {
        TakeError::Node { node: self.node.to_string(), reason }
    }

    async fn answer<T>(
        &self,
        question: String,
        read: impl FnOnce(&[u8]) -> Result<T, wire::WireError>,
    ) -> Result<T, TakeError> {
        let answer = post(&self.node, "application/json", Bytes::from(question), &LIMITS).await;
        let (status, body) = answer.map_err(|trouble| self.broken(trouble.to_string()))?;
        match read(&body) {
            Err(wire::WireError::Json { .. }) if status != StatusCode::OK => {
                Err(self.broken(format!("status {}", status.as_u16())))
            }
            read => read.map_err(|error| self.broken(error.to_string())),
        }
    }
}

/// Of the house's markets, by rising address. Anybody can open a house with any number of markets, which are nobody else's concern.
fn mints_of(house: &Pubkey, accounts: &[AccountUpdate]) -> Vec<Pubkey> {
    let markets = accounts.iter().filter_map(|account| Market::try_deserialize(&mut account.data.as_slice()).ok());
    let of_house = markets.filter(|market| market.config == *house);
    let mints: BTreeSet<Pubkey> = of_house.flat_map(|market| [market.underlying_mint, market.quote_mint]).collect();
    mints.into_iter().collect()
}
