//! All that a snapshot needs of the chain, from a node.
//!
//! ```text
//! markets    of the house, for their addresses and mints alone
//! few        markets with risk parameters, surface and mints; house, signers; the clock last, so that nothing of these is later than it
//! many       the house's margin accounts, in one slot, which is that of the question however long the answer takes
//! ```
//!
//! Nothing is asked for that strangers could make large: anybody can have accounts that belong to the program, of any size and in any number, but only the
//! program writes what they are filtered by.

use crate::{accounts::CLOCK, derived, ChainAccounts, TakeError};
use anchor_lang::{AccountDeserialize as _, Discriminator};
use bounded_http::{run_to_end, Endpoint};
use feed::{
    live::{
        rpc::Client,
        wire::{Holding, MAX_ACCOUNTS},
        Commitment,
    },
    record::AccountUpdate,
};
use std::{mem::offset_of, time::Duration};
use tokio::time::timeout;
use vault_types::{
    seeds,
    state::{MarginAccount, Market},
    Pubkey, ID,
};

/// As many markets as a house can have, 65,536, take less.
const MARKETS_LEN: usize = 64 << 20;
/// Three hundred thousand margin accounts of one house.
const MARGIN_ACCOUNTS_LEN: usize = 1 << 30;

/// Who is asked, for what, and how long.
#[derive(Clone, Debug)]
pub struct Question {
    pub node: Endpoint,
    pub commitment: Commitment,
    /// Whose markets and margin accounts are asked for.
    pub house: Pubkey,
    /// No answer of an earlier slot is taken.
    pub slot_at_least: u64,
    /// For all answers.
    pub patience: Duration,
}

impl Question {
    /// Asks once and waits for it. Errors: [`TakeError::Node`] for whatever goes wrong on the way; an answer of an earlier slot than asked for, or too far
    /// from the clock's.
    pub fn ask(&self) -> Result<ChainAccounts, TakeError> {
        let asked = run_to_end(async { timeout(self.patience, self.all()).await });
        let asked = asked.map_err(|error| self.broken(error.to_string()))?;
        match asked.unwrap_or_else(|_| Err(self.broken("no answer in time".to_owned()))) {
            Err(slots @ (TakeError::OldSlot { .. } | TakeError::Apart { .. })) => Err(self.broken(slots.to_string())),
            asked => asked,
        }
    }

    async fn all(&self) -> Result<ChainAccounts, TakeError> {
        let (shown_slot, markets) = self.markets().await?;
        let mut slot = not_before(self.slot_at_least, shown_slot)?;
        let mut accounts = vec![];
        for addresses in self.few(&markets)?.chunks(MAX_ACCOUNTS) {
            let shown = self.client(slot).accounts(addresses).await.map_err(|reason| self.broken(reason))?;
            slot = not_before(slot, shown.first().map_or(slot, |account| account.slot))?;
            accounts.extend(shown);
        }
        let (shown_slot, many) =
            self.of_house::<MarginAccount>(offset_of!(MarginAccount, config), MARGIN_ACCOUNTS_LEN, slot).await?;
        not_before(slot, shown_slot)?;
        accounts.extend(many);
        ChainAccounts::new(accounts, self.slot_at_least)
    }

    async fn markets(&self) -> Result<(u64, Vec<AccountUpdate>), TakeError> {
        self.of_house::<Market>(offset_of!(Market, config), MARKETS_LEN, self.slot_at_least).await
    }

    /// All that is known by its address, the clock last. A hundred addresses are those of twenty markets, so all that belongs to one is of one slot.
    fn few(&self, markets: &[AccountUpdate]) -> Result<Vec<Pubkey>, TakeError> {
        let mut addresses = vec![];
        for AccountUpdate { address, data, .. } in markets {
            let market = Market::try_deserialize(&mut data.as_slice());
            let market = market.map_err(|_| TakeError::OtherAccount { what: "market", address: *address })?;
            let [risk, surface] = [seeds::RISK, seeds::SURFACE].map(|seed| derived(seed, address));
            addresses.extend([*address, risk, surface, market.underlying_mint, market.quote_mint]);
        }
        addresses.extend([self.house, derived(seeds::SIGNERS, &self.house), CLOCK]);
        Ok(addresses)
    }

    /// The program's accounts of a kind that belong to the house.
    async fn of_house<T: Discriminator>(
        &self,
        config_offset: usize,
        answer_len: usize,
        slot_at_least: u64,
    ) -> Result<(u64, Vec<AccountUpdate>), TakeError> {
        let kind = Holding { offset: 0, bytes: T::DISCRIMINATOR.to_vec() };
        let house = Holding { offset: T::DISCRIMINATOR.len() + config_offset, bytes: self.house.to_bytes().to_vec() };
        let asked = self.client(slot_at_least).program_accounts(&ID, &[kind, house], answer_len).await;
        asked.map_err(|reason| self.broken(reason))
    }

    fn client(&self, slot_at_least: u64) -> Client<'_> {
        Client { node: &self.node, commitment: self.commitment, slot_at_least: Some(slot_at_least) }
    }

    fn broken(&self, reason: String) -> TakeError {
        TakeError::Node { node: self.node.to_string(), reason }
    }
}

/// A node is asked for answers of no earlier slot; one that does not know the option shows what was.
fn not_before(least: u64, slot: u64) -> Result<u64, TakeError> {
    if slot < least {
        return Err(TakeError::OldSlot { slot, least });
    }
    Ok(slot)
}
