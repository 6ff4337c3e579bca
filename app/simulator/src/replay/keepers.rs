//! The keepers' minutes: the price is shown, accounts are judged, makers bid.
//!
//! The price is shown every five minutes, and every minute while an auction is in its first hour: its price falls by a quarter in as many as fifteen.

use super::{event::Event, liquidators::Auctioned, look::Look, market, moment::Moment, opening::signed_levels, Replay};
use anyhow::{Context as _, Result};
use market_data::HOUR_SECS;
use solana_signer::Signer as _;
use vault_types::{
    liquidation::{AuctionPhase, Health},
    margin::MarginMode,
    state::{Expiry, MarginAccount},
};

const QUIET_SECS: i64 = 300;
const BUSY_SECS: i64 = 60;
/// A running auction is looked at so often: its clock stands still where nobody looks for longer.
const LOOK_SECS: i64 = 300;
/// The price moved more than this since it was last shown, in per cent: the next one comes sooner.
const LARGE_MOVE_PERCENT: f64 = 3.0;
/// An auction is young for so long.
const YOUNG_SECS: i64 = HOUR_SECS;
/// The books are checked so often.
const AUDIT_SECS: i64 = 6 * HOUR_SECS;

impl Replay<'_> {
    /// From the moment accounts are open until the last of them is settled.
    pub(super) fn live(&mut self, event: &Event, progress: impl Fn(f64)) -> Result<()> {
        let (from_ts, last_ts) = (event.open_ts(), self.listing.expiries[1]);
        let mut now_ts = from_ts;
        let mut is_busy = false;
        loop {
            now_ts = self.next_minute(now_ts, is_busy);
            is_busy = self.live_a_minute(now_ts)?;
            if now_ts % AUDIT_SECS == 0 {
                let audit = &mut self.recorder.audit;
                audit.run_margin(&self.scene);
            }
            if now_ts % HOUR_SECS == 0 {
                progress((now_ts - from_ts) as f64 / (last_ts - from_ts) as f64);
            }
            if now_ts >= last_ts && self.is_settled() {
                return Ok(());
            }
            anyhow::ensure!(now_ts <= last_ts + Expiry::ABANDONED_SECS, "not settled a week after the last expiry");
        }
    }

    /// The next moment at which something is looked at.
    fn next_minute(&self, now_ts: i64, is_busy: bool) -> i64 {
        let quiet_ts = now_ts - now_ts.rem_euclid(QUIET_SECS) + QUIET_SECS;
        let price = |ts| super::path::price_at(self.prices, ts);
        let moves = match (price(now_ts), price(quiet_ts)) {
            (Some(from), Some(to)) => (to / from - 1.0).abs() * 100.0 > LARGE_MOVE_PERCENT,
            _ => false,
        };
        if is_busy || moves {
            now_ts + BUSY_SECS
        } else {
            quiet_ts
        }
    }

    /// Returns whether an auction runs that is young.
    fn live_a_minute(&mut self, now_ts: i64) -> Result<bool> {
        let spot_e8 = market::show_price(&mut self.scene, self.prices, now_ts)?;
        let expiries = self.listing.expiries;
        if expiries.contains(&now_ts) {
            self.post_expiry(now_ts)?;
        }
        if now_ts % HOUR_SECS == 0 {
            market::post_volatility(&mut self.scene, self.prices)?;
            let moment = Moment::read(&self.scene, spot_e8, &expiries)?;
            self.signers_sign(&moment)?;
            if now_ts >= expiries[0] {
                self.settle_expired(&moment)?;
            }
        }
        let mut moment = Moment::read(&self.scene, spot_e8, &expiries)?;
        self.makers_hedge(&moment)?;
        self.makers_buy_back(&moment)?;
        moment.quote_bank = self.scene.bank(&self.scene.quote_mint);
        let auctioned = self.judge_everybody(&moment)?;
        let running = auctioned.len();
        let young = |auctioned: &Auctioned| now_ts - auctioned.account.auction.started_ts < YOUNG_SECS;
        let is_busy = auctioned.iter().any(young);
        self.recorder.sample(now_ts, spot_e8, running, &moment.quote_bank.losses);
        self.makers_bid(auctioned, &mut moment)?;
        self.note_recoveries(&moment)?;
        Ok(is_busy)
    }

    /// Signers sign every hour, the longest that a threshold holds: what they asked for was computed up to an hour ago.
    fn signers_sign(&mut self, moment: &Moment) -> Result<()> {
        for index in 0..self.watched.len() {
            let owner = self.watched[index].key.pubkey();
            let account = self.scene.account_at(&self.watched[index].address);
            let is_signed_for = account.mode == MarginMode::PORTFOLIO && account.has_options();
            if is_signed_for && !account.has_expired_options(moment.now_ts) {
                let levels = signed_levels(moment, &account)?;
                self.scene.set_threshold(&owner, &levels)?;
            }
        }
        Ok(())
    }

    /// Sends the program to look at each account whose auction would begin, change or end, or whose clock must not stand still. Returns those in an
    /// auction.
    fn judge_everybody(&mut self, moment: &Moment) -> Result<Vec<Auctioned>> {
        let mut auctioned = vec![];
        for index in 0..self.watched.len() {
            if !self.watched[index].may_have_changed(moment) {
                continue;
            }
            let address = self.watched[index].address;
            let mut account = self.scene.account_at(&address);
            let health = moment.health(&account)?;
            let falls_short = health.is_some_and(|health| health.maintenance_balance() < 0);
            self.watched[index].story.look(falls_short, is_sold(&account), moment.now_ts);
            if needs_judging(&account, health.as_ref(), moment) {
                self.scene.judge_account(&address)?;
                account = self.scene.account_at(&address);
            }
            self.watched[index].looked = Some(Look::at(&account, health.as_ref(), moment));
            if account.auction.is_running() {
                let health = health.context("an auction of an account that owes something")?;
                auctioned.push(Auctioned { index, account, health });
            }
        }
        Ok(auctioned)
    }

    /// Accounts whose auction is over are back, or empty.
    fn note_recoveries(&mut self, moment: &Moment) -> Result<()> {
        for watched in self.watched.iter_mut().filter(|watched| watched.story.is_still_below()) {
            let account = self.scene.account_at(&watched.address);
            let falls_short = moment.health(&account)?.is_some_and(|health| health.maintenance_balance() < 0);
            watched.story.look(falls_short, is_sold(&account), moment.now_ts);
        }
        Ok(())
    }
}

fn is_sold(account: &MarginAccount) -> bool {
    matches!(account.auction.phase, AuctionPhase::SOLVENT | AuctionPhase::INSOLVENT)
}

fn needs_judging(account: &MarginAccount, health: Option<&Health>, moment: &Moment) -> bool {
    let auction = &account.auction;
    let Some(health) = health else { return auction.is_running() };
    let judgement = health.judge(auction, &moment.parameters, moment.now_ts);
    let is_other = judgement.phase != auction.phase || u8::from(judgement.is_full) != auction.is_full;
    is_other || (auction.is_running() && moment.now_ts - auction.seen_ts >= LOOK_SECS)
}
