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
        let deposit = self.with_vault(|vault| instruction::deposit(who.pubkey(), vault, atoms));
        self.world.send("deposit", deposit, &[who])
    }

    pub fn cancel_deposit(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let cancel = self.with_vault(|vault| instruction::cancel_deposit(who.pubkey(), vault));
        self.world.send("cancel_deposit", cancel, &[who])
    }

    pub fn claim_shares(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let round = self.deposit_ticket(&who.pubkey()).map_or(0, |ticket| ticket.round);
        let claim = self.with_vault(|vault| instruction::claim_shares(who.pubkey(), vault, round));
        self.world.send("claim_shares", claim, &[who])
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
        let round = self.withdrawal_ticket(&who.pubkey()).map_or(0, |ticket| ticket.round);
        let claim = self.with_vault(|vault| instruction::claim_withdrawal(who.pubkey(), vault, round));
        self.world.send("claim_withdrawal", claim, &[who])
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
