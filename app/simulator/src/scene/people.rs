//! What depositors and makers do.

use super::Scene;
use crate::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    instruction::{self, SeriesRef},
    Pubkey,
};
use vault_types::state::Series;

impl Scene {
    pub fn deposit(&mut self, who: &Keypair, atoms: u64) -> Result<u64, Refusal> {
        let deposit = self.with_vault(|vault| instruction::deposit(who.pubkey(), vault, atoms, vec![]));
        self.world.send("deposit", deposit, &[who])
    }

    /// Deposits between rounds.
    pub fn deposit_now(&mut self, who: &Keypair, atoms: u64) -> Result<u64, Refusal> {
        let deposit = self.with_vault(|vault| instruction::deposit_now(who.pubkey(), vault, atoms, vec![]));
        self.world.send("deposit_now", deposit, &[who])
    }

    pub fn cancel_deposit(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let cancel = self.with_vault(|vault| instruction::cancel_deposit(who.pubkey(), vault));
        self.world.send("cancel_deposit", cancel, &[who])
    }

    pub fn claim_shares(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        self.claim_shares_for(who, &who.pubkey())
    }

    /// Somebody, say a keeper, collects an owner's shares.
    pub fn claim_shares_for(&mut self, claimer: &Keypair, owner: &Pubkey) -> Result<u64, Refusal> {
        let round = self.deposit_ticket(owner).map_or(0, |ticket| ticket.round);
        let claim = self.with_vault(|vault| instruction::claim_shares(claimer.pubkey(), *owner, vault, round));
        self.world.send("claim_shares", claim, &[claimer])
    }

    pub fn request_withdrawal(&mut self, who: &Keypair, shares: u64) -> Result<u64, Refusal> {
        let request = self.with_vault(|vault| instruction::request_withdrawal(who.pubkey(), vault, shares));
        self.world.send("request_withdrawal", request, &[who])
    }

    pub fn cancel_withdrawal(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let cancel = self.with_vault(|vault| instruction::cancel_withdrawal(who.pubkey(), vault));
        self.world.send("cancel_withdrawal", cancel, &[who])
    }

    pub fn claim_withdrawal(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        self.claim_withdrawal_for(who, &who.pubkey())
    }

    /// Somebody, say a keeper, collects an owner's assets.
    pub fn claim_withdrawal_for(&mut self, claimer: &Keypair, owner: &Pubkey) -> Result<u64, Refusal> {
        let round = self.withdrawal_ticket(owner).map_or(0, |ticket| ticket.round);
        let claim = self.with_vault(|vault| instruction::claim_withdrawal(claimer.pubkey(), *owner, vault, round));
        self.world.send("claim_withdrawal", claim, &[claimer])
    }

    /// Buys options of the running round.
    pub fn bid(&mut self, who: &Keypair, atoms: u64, max_premium_atoms: u64) -> Result<u64, Refusal> {
        let (address, series) = self.series().expect("a round has started");
        self.world.create_wallet(&who.pubkey(), &series.option_mint)?;
        let (price, series) = (self.price_account, SeriesRef { address, state: &series });
        let bid =
            self.with_vault(|vault| instruction::bid(who.pubkey(), vault, series, price, atoms, max_premium_atoms));
        self.world.send("bid", bid, &[who])
    }

    /// Burns options of a series for their payoff.
    pub fn redeem(&mut self, who: &Keypair, series: Pubkey, atoms: u64) -> Result<u64, Refusal> {
        let state: Series = self.world.read(&series).expect("a series");
        let redeem = instruction::redeem(who.pubkey(), SeriesRef { address: series, state: &state }, atoms);
        self.world.send("redeem", redeem, &[who])
    }
}
