//! What the oracle and keepers do.

use super::Scene;
use crate::{PriceUpdate, PushPrice, Refusal};
use pyth_solana_receiver_sdk::price_update::PriceUpdateV2;
use solana_signer::Signer;
use vault_client::{
    instruction::{self, SeriesRef},
    Pubkey,
};
use vault_types::{
    price::ValidatedPrice,
    state::{PriceSource, Series},
    strike::StrikeRule,
};

impl Scene {
    /// Writes a price of this moment into the price account.
    pub fn set_price(&mut self, price_e8: u64) {
        let now_ts = self.world.now();
        match self.price_source {
            PriceSource::PYTH_PUSH => self.push(&PushPrice::new(price_e8, now_ts)),
            _ => self.post(&PriceUpdate::new(self.feed_id, price_e8, now_ts)),
        }
    }

    /// The pulled price in the price account, USD times 10^8.
    pub fn pulled_price_e8(&self) -> Option<u64> {
        let update: PriceUpdateV2 = self.world.read(&self.price_account)?;
        u64::try_from(update.price_message.price).ok()
    }

    /// Writes any update into the price account.
    pub fn post(&mut self, update: &PriceUpdate) {
        self.world.set_account(self.price_account, update.to_account());
    }

    /// Writes any pushed price into the price account.
    pub fn push(&mut self, price: &PushPrice) {
        self.world.set_account(self.price_account, price.to_account());
    }

    /// Shows the market the price in the price account.
    pub fn observe_price(&mut self) -> Result<u64, Refusal> {
        let observe = instruction::observe_price(self.market, self.price_account);
        self.world.send("observe_price", observe, &[])
    }

    /// The strike and expiry that the vault's rule picks at this price now.
    pub fn next_strike(&self, price_e8: u64) -> anyhow::Result<(u64, i64)> {
        let (market, vault, now_ts) = (self.market(), self.vault(), self.world.now());
        let expiry_ts = market.calendar.round_end_ts(now_ts, vault.params.periods)?;
        let spot = ValidatedPrice { price_e8, publish_ts: now_ts, prev_publish_ts: now_ts - 1 };
        let smile = self.surface().live_smile(expiry_ts, now_ts)?;
        let rule = StrikeRule::new(self.kind, &market, &vault.params.strike_policy, &spot, &smile)?;
        let strike_e8 = rule.find()?;
        Ok((strike_e8, expiry_ts))
    }

    /// Lists a series of the scene's kind.
    pub fn create_series(&mut self, strike_e8: u64, expiry_ts: i64) -> Result<u64, Refusal> {
        let market = self.market();
        let keeper = self.keeper.pubkey();
        let create = instruction::create_series(keeper, self.market, &market, self.kind, strike_e8, expiry_ts);
        self.world.send("create_series", create, &[&self.keeper])
    }

    /// Starts a round in a listed series, at the price in the price account.
    pub fn roll_into(&mut self, strike_e8: u64, expiry_ts: i64) -> Result<u64, Refusal> {
        let series = self.series_address(strike_e8, expiry_ts);
        let (keeper, price) = (self.keeper.pubkey(), self.price_account);
        let roll = self.with_vault(|vault| instruction::roll(keeper, vault, series, price));
        self.world.send("roll", roll, &[&self.keeper])
    }

    /// Posts the price, has a volatility that has grown old signed again, lists the series that the rule picks unless it exists,
    /// and starts a round.
    pub fn roll(&mut self, price_e8: u64) -> anyhow::Result<u64> {
        self.renew_surface()?;
        self.set_price(price_e8);
        let (strike_e8, expiry_ts) = self.next_strike(price_e8)?;
        if self.world.read::<Series>(&self.series_address(strike_e8, expiry_ts)).is_none() {
            self.create_series(strike_e8, expiry_ts)?;
        }
        Ok(self.roll_into(strike_e8, expiry_ts)?)
    }

    pub fn close_auction(&mut self) -> Result<u64, Refusal> {
        let rent_payer = self.auction().map_or_else(Pubkey::default, |auction| auction.rent_payer);
        let close = self.with_vault(|vault| instruction::close_auction(vault, rent_payer));
        self.world.send("close_auction", close, &[])
    }

    /// Brings the price in the price account for the round's series.
    pub fn post_settlement_price(&mut self) -> Result<u64, Refusal> {
        let (address, series) = self.series().expect("a round has started");
        let series = SeriesRef { address, state: &series };
        let post = instruction::post_settlement_price(series, self.price_account);
        self.world.send("post_settlement_price", post, &[])
    }

    /// Undoes the sales of the round's series.
    pub fn unwind_series(&mut self) -> Result<u64, Refusal> {
        let (address, series) = self.series().expect("a round has started");
        let unwind = instruction::unwind_series(SeriesRef { address, state: &series });
        self.world.send("unwind_series", unwind, &[])
    }

    pub fn settle(&mut self) -> Result<u64, Refusal> {
        let (address, series) = self.series().expect("a round has started");
        let series = SeriesRef { address, state: &series };
        let settle = self.with_vault(|vault| instruction::settle(vault, series));
        self.world.send("settle", settle, &[])
    }

    pub fn close_round(&mut self) -> Result<u64, Refusal> {
        let close = self.with_vault(instruction::close_round);
        self.world.send("close_round", close, &[])
    }

    pub fn collect_fees(&mut self) -> Result<u64, Refusal> {
        let collect = self.with_vault(instruction::collect_fees);
        self.world.send("collect_fees", collect, &[])
    }

    /// From the auction to the next round: closes the auction, moves to expiry, settles at `price_e8`, closes the round.
    pub fn finish_round(&mut self, price_e8: u64) -> Result<(), Refusal> {
        if let Some(auction) = self.auction() {
            self.world.set_time(auction.close_ts.max(self.world.now()));
            self.close_auction()?;
        }
        let expiry_ts = self.vault().expiry_ts;
        self.world.set_time(expiry_ts);
        self.set_price(price_e8);
        self.post_settlement_price()?;
        self.settle()?;
        self.close_round()?;
        Ok(())
    }
}
