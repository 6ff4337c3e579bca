//! Auctions of margin accounts on the scene's market, and its insurance fund.

use super::Scene;
use crate::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, AccountRef, JudgedRef, Shown, TakerRef},
    AccountBid, HedgeOffer, Pubkey,
};
use vault_types::{
    liquidation::price_path::ONE_E9,
    margin::MarginMode,
    state::{AccountHolder, InsuranceStake, MarginAccount},
};

impl Scene {
    /// A margin account by its address: also a vault's.
    pub fn account_at(&self, address: &Pubkey) -> MarginAccount {
        self.world.read(address).expect("a margin account")
    }

    fn judged_ref(&self, address: &Pubkey) -> JudgedRef {
        let MarginAccount { config, quote_mint, .. } = self.account_at(address);
        JudgedRef { address: *address, config, quote_mint }
    }

    /// What must be shown of an account that is judged now, and behind it what is shown of others.
    pub fn shown_to_judge(&self, accounts: &[&MarginAccount]) -> Shown {
        let now_ts = self.world.now();
        let named = accounts.iter().filter(|account| account.mode != MarginMode::MAX_LOSS).flat_map(|account| {
            instruction::judged_accounts(account, now_ts, |_| self.price_account, |_| vec![self.price_account])
        });
        let signers = accounts.iter().any(|account| account.mode == MarginMode::PORTFOLIO);
        Shown { signers, signed_by: 0, named: named.collect() }
    }

    /// Looks whether an account holds what it must.
    pub fn judge_account(&mut self, address: &Pubkey) -> Result<u64, Refusal> {
        let shown = self.shown_to_judge(&[&self.account_at(address)]);
        let judge = instruction::judge_account(self.judged_ref(address), shown);
        self.world.send("judge_account", judge, &[])
    }

    /// As much of an account as there is, for at most `limit_atoms`, in the state that its auction is in now.
    pub fn whole_bid(&self, address: &Pubkey, limit_atoms: i64) -> AccountBid {
        let step_id = self.account_at(address).auction.step_id;
        AccountBid { step_id, most_part_e9: ONE_E9, least_part_e9: 0, limit_atoms }
    }

    /// The account that takes over is the bidder's own.
    pub fn bid_on_account(&mut self, who: &Keypair, address: &Pubkey, bid: AccountBid) -> Result<u64, Refusal> {
        self.bid_on_account_into(who, self.account_ref(&who.pubkey()), address, bid)
    }

    /// The same into any account.
    pub fn bid_on_account_into(
        &mut self,
        who: &Keypair,
        taker: AccountRef,
        address: &Pubkey,
        bid: AccountBid,
    ) -> Result<u64, Refusal> {
        let account = self.account_at(address);
        let shown = self.shown_after_hand_over(&account, &taker.address);
        let taker = TakerRef { account: taker, vault_mint: self.vault_mint(&account) };
        let bid = instruction::bid_on_account(self.judged_ref(address), taker, bid, shown);
        self.world.send("bid_on_account", bid, &[who])
    }

    /// What the bank of a vault's own asset is about, where that is not the quote.
    fn vault_mint(&self, account: &MarginAccount) -> Option<Pubkey> {
        let mut held = account.collaterals.iter().filter(|held| held.is_used());
        let other = held.find(|held| held.mint != account.quote_mint).map(|held| held.mint);
        other.filter(|_| account.holder == AccountHolder::VAULT)
    }

    /// What an account and the one that takes over a part of it must show: the taker's afterwards has what either had.
    pub fn shown_after_hand_over(&self, account: &MarginAccount, taker: &Pubkey) -> Shown {
        let mut taker = self.account_at(taker);
        // Refused, it names what it can. A part of everything is named as all of it would be.
        let mut whole = *account;
        let _ = whole.hand_over(ONE_E9, 0, &mut taker);
        self.shown_to_judge(&[account, &taker])
    }

    pub fn hedge_account(&mut self, who: &Keypair, address: &Pubkey, offer: HedgeOffer) -> Result<u64, Refusal> {
        let account = self.account_at(address);
        let taker: AccountRef = self.account_ref(&who.pubkey());
        let shown = self.shown_after_hand_over(&account, &taker.address);
        let hedge = instruction::hedge_account(self.judged_ref(address), taker, offer, shown);
        self.world.send("hedge_account", hedge, &[who])
    }

    pub fn wind_down(&mut self, address: &Pubkey) -> Result<u64, Refusal> {
        let wind_down = instruction::wind_down(self.judged_ref(address));
        self.world.send("wind_down", wind_down, &[])
    }

    pub fn stake_insurance(&mut self, who: &Keypair, atoms: u64) -> Result<u64, Refusal> {
        let (bank, from) = (self.bank(&self.quote_mint), address::wallet(&who.pubkey(), &self.quote_mint));
        let stake = instruction::stake_insurance(who.pubkey(), &bank, from, atoms);
        self.world.send("stake_insurance", stake, &[who])
    }

    pub fn ask_to_unstake(&mut self, who: &Keypair, shares: u64) -> Result<u64, Refusal> {
        let bank = address::bank(&self.config, &self.quote_mint);
        let ask = instruction::ask_to_unstake(who.pubkey(), bank, shares);
        self.world.send("ask_to_unstake", ask, &[who])
    }

    pub fn unstake_insurance(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let (bank, to) = (self.bank(&self.quote_mint), address::wallet(&who.pubkey(), &self.quote_mint));
        let unstake = instruction::unstake_insurance(who.pubkey(), &bank, to);
        self.world.send("unstake_insurance", unstake, &[who])
    }

    pub fn close_insurance_stake(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let bank = address::bank(&self.config, &self.quote_mint);
        let close = instruction::close_insurance_stake(who.pubkey(), bank);
        self.world.send("close_insurance_stake", close, &[who])
    }

    /// Somebody's stake in the insurance fund of the quote.
    pub fn stake(&self, owner: &Pubkey) -> Option<InsuranceStake> {
        self.world.read(&address::stake(&address::bank(&self.config, &self.quote_mint), owner))
    }
}
