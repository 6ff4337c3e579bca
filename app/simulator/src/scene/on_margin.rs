//! The rounds of a vault that sells more than it covers.

use super::{Contract, Scene, ThresholdPost};
use crate::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, ExpiryRef, MarginSeriesRef, Shown},
    Instruction, Pubkey,
};
use vault_types::{
    margin::MarginMode,
    state::{MarginAccount, MarginSeries, OptionKind, SettlementAsset},
};

impl Scene {
    pub fn open_vault_margin_account(&mut self) -> Result<u64, Refusal> {
        let (payer, quote_mint) = (self.keeper.pubkey(), self.quote_mint);
        let open = self.with_vault(|vault| instruction::open_vault_margin_account(payer, vault, &quote_mint));
        self.world.send("open_vault_margin_account", open, &[&self.keeper])
    }

    /// What the scene's vault is settled in.
    pub fn vault_settlement(&self) -> SettlementAsset {
        match self.kind {
            OptionKind::PUT => SettlementAsset::QUOTE,
            _ => SettlementAsset::UNDERLYING,
        }
    }

    /// The option that the vault's rule picks at this price now.
    pub fn next_on_margin(&self, price_e8: u64) -> anyhow::Result<Contract> {
        let (strike_e8, expiry_ts) = self.next_strike(price_e8)?;
        Ok(Contract { kind: self.kind, settlement: self.vault_settlement(), strike_e8, expiry_ts })
    }

    /// What an instruction must show of the vault's margin account while a round runs or begins.
    pub fn shown_by_vault(&self) -> Shown {
        let (price, quote_mint) = (self.price_account, self.quote_mint);
        let named = self.with_vault(|vault| instruction::vault_margin_accounts(vault, &quote_mint, price, &[price]));
        let signers = self.vault().params.margin_mode == MarginMode::PORTFOLIO;
        Shown { signers, signed_by: 0, named }
    }

    /// Starts a round in a listed series, at the price in the price account.
    pub fn roll_on_margin_into(&mut self, contract: &Contract) -> Result<u64, Refusal> {
        let (address, state) = self.margin_series(contract).expect("a listed series");
        let (keeper, price, shown) = (self.keeper.pubkey(), self.price_account, self.shown_by_vault());
        let series = MarginSeriesRef { address, state: &state };
        let roll = self.with_vault(|vault| instruction::roll_on_margin(keeper, vault, series, price, shown));
        self.world.send("roll_on_margin", roll, &[&self.keeper])
    }

    /// Posts the price, has a volatility that has grown old signed again, lists the series that the rule picks unless it exists, and starts a
    /// round.
    pub fn roll_on_margin(&mut self, price_e8: u64) -> anyhow::Result<u64> {
        self.renew_surface()?;
        self.set_price(price_e8);
        let contract = self.next_on_margin(price_e8)?;
        if self.margin_series(&contract).is_none() {
            self.list(&[contract])?;
        }
        Ok(self.roll_on_margin_into(&contract)?)
    }

    /// The series of the running or last round, with its address.
    pub fn sold_on_margin(&self) -> Option<(Pubkey, MarginSeries)> {
        let address = self.round(self.vault().round)?.series;
        Some((address, self.world.read(&address)?))
    }

    /// Buys so many options of the running round, in atoms of the underlying.
    pub fn bid_on_margin(&mut self, who: &Keypair, atoms: u64, max_premium_atoms: u64) -> Result<u64, Refusal> {
        let shown = self.shown_by_vault();
        let bid = self.bid_on_margin_showing(who, atoms, max_premium_atoms, shown)?;
        self.world.send("bid_on_margin", bid, &[who])
    }

    fn bid_on_margin_showing(
        &mut self,
        who: &Keypair,
        atoms: u64,
        max_premium_atoms: u64,
        shown: Shown,
    ) -> Result<Instruction, Refusal> {
        let (address, state) = self.sold_on_margin().expect("a round has started");
        self.world.create_wallet(&who.pubkey(), &state.option_mint)?;
        let (price, series) = (self.price_account, MarginSeriesRef { address, state: &state });
        Ok(self.with_vault(|vault| {
            instruction::bid_on_margin(who.pubkey(), vault, series, price, atoms, max_premium_atoms, shown)
        }))
    }

    /// The same with a threshold that was signed for the vault's account.
    pub fn bid_on_margin_signed(
        &mut self,
        who: &Keypair,
        atoms: u64,
        max_premium_atoms: u64,
        post: &ThresholdPost,
    ) -> Result<u64, Refusal> {
        let (signatures, signed_by) = self.signed_threshold(post);
        let shown = Shown { signed_by, ..self.shown_by_vault() };
        let bid = self.bid_on_margin_showing(who, atoms, max_premium_atoms, shown)?;
        self.world.send_all("bid_on_margin", &[signatures, bid], &[who])
    }

    /// Settles the vault's margin account, which pays for the round's options.
    pub fn settle_vault_account(&mut self) -> Result<u64, Refusal> {
        let (vault, expiry_ts, settlement) = (self.vault, self.vault().expiry_ts, self.vault_settlement());
        self.settle_margin_account(&vault, expiry_ts, settlement)
    }

    pub fn settle_on_margin(&mut self) -> Result<u64, Refusal> {
        let (series, state) = self.sold_on_margin().expect("a round has started");
        let expiry = self.world.read(&state.expiry).expect("a listed expiry");
        let expiry = ExpiryRef { address: state.expiry, state: &expiry };
        let settle = self.with_vault(|vault| instruction::settle_on_margin(vault, series, expiry));
        self.world.send("settle_on_margin", settle, &[])
    }

    /// From the auction to the next round: closes the auction, moves to expiry, settles at `price_e8`, closes the round.
    pub fn finish_round_on_margin(&mut self, price_e8: u64) -> Result<(), Refusal> {
        if let Some(auction) = self.auction() {
            self.world.set_time(auction.close_ts.max(self.world.now()));
            self.close_auction()?;
        }
        let expiry_ts = self.vault().expiry_ts;
        self.world.set_time(expiry_ts);
        self.set_price(price_e8);
        self.post_expiry_price(expiry_ts)?;
        if self.round(self.vault().round).is_some_and(|round| round.sold_atoms > 0) {
            self.settle_vault_account()?;
        }
        self.settle_on_margin()?;
        self.close_round()?;
        Ok(())
    }

    /// The vault's margin account.
    pub fn vault_account(&self) -> Option<MarginAccount> {
        self.world.read(&address::vault_margin_account(&self.config, &self.vault))
    }
}
