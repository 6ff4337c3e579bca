//! What bidders and keepers do in a sealed auction.

use super::Scene;
use crate::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, SeriesRef},
    Pubkey,
};
use vault_types::{
    sealed::BidOpening,
    state::{SealedBid, Series},
};

/// A bid as its bidder knows it.
#[derive(Clone, Copy, Debug)]
pub struct SecretBid {
    pub id: u8,
    pub opening: BidOpening,
    pub deposit_atoms: u64,
}

impl Scene {
    pub fn commit_bid(&mut self, who: &Keypair, bid: &SecretBid) -> Result<u64, Refusal> {
        let commit = self
            .with_vault(|vault| instruction::commit_bid(who.pubkey(), vault, bid.id, &bid.opening, bid.deposit_atoms));
        self.world.send("commit_bid", commit, &[who])
    }

    /// Anybody who knows the opening sends it.
    pub fn reveal_bid(&mut self, bidder: &Pubkey, bid: &SecretBid) -> Result<u64, Refusal> {
        let reveal = self.with_vault(|vault| instruction::reveal_bid(*bidder, vault, bid.id, &bid.opening));
        self.world.send("reveal_bid", reveal, &[])
    }

    /// At the price in the price account.
    pub fn clear_auction(&mut self) -> Result<u64, Refusal> {
        let rent_payer = self.auction().map_or_else(Pubkey::default, |auction| auction.rent_payer);
        let (series, price) = (self.series().expect("a round has started").0, self.price_account);
        let clear = self.with_vault(|vault| instruction::clear_auction(vault, series, price, rent_payer));
        self.world.send("clear_auction", clear, &[])
    }

    pub fn void_auction(&mut self) -> Result<u64, Refusal> {
        let rent_payer = self.auction().map_or_else(Pubkey::default, |auction| auction.rent_payer);
        let void = self.with_vault(|vault| instruction::void_auction(vault, rent_payer));
        self.world.send("void_auction", void, &[])
    }

    /// Pays a bid out, to wallets that are opened if need be.
    pub fn claim_bid(&mut self, bidder: &Pubkey, round: u64, id: u8) -> Result<u64, Refusal> {
        let address = self.round(round).expect("a round that has started").series;
        let series: Series = self.world.read(&address).expect("the round's series");
        self.world.create_wallet(bidder, &series.option_mint)?;
        let series = SeriesRef { address, state: &series };
        let claim = self.with_vault(|vault| instruction::claim_bid(*bidder, vault, round, series, id));
        self.world.send("claim_bid", claim, &[])
    }

    /// A bid that has not been claimed yet.
    pub fn sealed_bid(&self, bidder: &Pubkey, round: u64, id: u8) -> Option<SealedBid> {
        self.world.read(&address::sealed_bid(&address::auction(&self.vault, round), bidder, id))
    }
}
