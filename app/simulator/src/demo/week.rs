//! One round, in the order in which things happen.

use super::{people::Decision, price_e8, usd, Demo, VOLATILITY_WINDOW_SECS};
use crate::{audit::rounding_bound, PriceUpdate};
use anyhow::Context as _;
use market_data::{DAY_SECS, HOUR_SECS};
use rand::Rng as _;
use solana_signer::Signer as _;
use vault_types::{
    payoff::payoff_to_holder,
    shares::{shares_for_deposit, PPS_ONE_E9},
    state::{OptionKind, Series, VaultState},
};

/// How long after expiry the next round starts.
const PAUSE_SECS: i64 = HOUR_SECS;

impl Demo<'_> {
    /// From one expiry to the next.
    pub(super) fn live_a_week(&mut self) -> anyhow::Result<()> {
        self.depositors_decide()?;
        self.start_round()?;
        self.sell_options()?;
        self.wait_until(self.scene.world.now() + 2 * DAY_SECS)?;
        self.depositors_decide()?;
        self.audit();
        self.settle_round()?;
        self.makers_redeem()?;
        self.depositors_claim_withdrawals()?;
        self.audit();
        let number = self.scene.vault().round;
        let shareholders = self.people.shareholders(&self.scene);
        self.recorder.end_round(&self.scene, number, shareholders, self.prices);
        Ok(())
    }

    /// Everybody takes out what they own; the vault must be empty but for fees and rounding.
    pub(super) fn everyone_leaves(&mut self) -> anyhow::Result<()> {
        let before = self.scene.vault();
        for index in 0..self.people.depositors.len() {
            let who = self.people.depositors[index].address();
            let key = &self.people.depositors[index].key;
            if self.scene.deposit_ticket(&who).is_some() {
                self.scene.cancel_deposit(key)?;
            }
            let owned = self.scene.shares(&who);
            if owned > 0 {
                self.scene.request_withdrawal(key, owned)?;
                self.scene.claim_withdrawal(key)?;
            }
        }
        let ledger = self.scene.vault().ledger;
        let left_atoms = ledger.nav_atoms + ledger.pending_deposit_atoms + ledger.withdrawal_payable_atoms;
        // What the rounding of the last price per share holds back, of all shares that there were then, and what rounding has left in
        // tickets.
        let last = self.scene.round(before.round).context("the last round")?;
        let shares_at_close = shares_for_deposit(last.end_nav_atoms + last.withdrawn_atoms, last.end_pps_e9)?;
        let most_dust = shares_at_close / PPS_ONE_E9 + 1 + rounding_bound(before.round);
        self.recorder.audit.note("everyone_can_leave_without_an_operator", left_atoms <= most_dust);
        if ledger.fee_payable_atoms > 0 {
            self.scene.collect_fees()?;
        }
        self.audit();
        Ok(())
    }

    fn audit(&mut self) {
        self.recorder.audit.run(&self.scene);
    }

    /// The signers post the trailing volatility; the keeper lists the strike and starts the round; the newcomers collect shares.
    fn start_round(&mut self) -> anyhow::Result<()> {
        self.wait_until(self.scene.world.now() + PAUSE_SECS)?;
        let now_ts = self.scene.world.now();
        let volatility = self.prices.realised_vol(now_ts, VOLATILITY_WINDOW_SECS).context("no trailing volatility")?;
        let volatility = volatility.clamp(0.1, 3.9);
        self.scene.set_volatility((volatility * 1e9) as u64)?;
        let spot_e8 = self.spot_e8()?;
        self.scene.roll(spot_e8)?;
        self.recorder.start_round(volatility);
        for depositor in &self.people.depositors {
            let ticket = self.scene.deposit_ticket(&depositor.address());
            if ticket.is_some_and(|ticket| ticket.round <= self.scene.vault().round) {
                self.scene.claim_shares(&depositor.key)?;
            }
        }
        self.audit();
        Ok(())
    }

    /// Makers look at the auction every hour, until it is over or sold out.
    fn sell_options(&mut self) -> anyhow::Result<()> {
        let auction = self.scene.auction().context("the auction has started")?;
        let views: Vec<f64> = self.people.makers.iter().map(|_| self.rng.random_range(0.9..1.15)).collect();
        while self.scene.world.now() + HOUR_SECS < auction.close_ts && self.unsold_atoms() > 0 {
            self.wait_until(self.scene.world.now() + HOUR_SECS)?;
            let spot_e8 = self.spot_e8()?;
            for (index, view) in views.iter().enumerate() {
                self.maker_bids(index, *view, spot_e8)?;
            }
        }
        if self.unsold_atoms() > 0 {
            self.wait_until(auction.close_ts)?;
        }
        self.scene.close_auction()?;
        self.audit();
        Ok(())
    }

    fn unsold_atoms(&self) -> u64 {
        self.scene.auction().map_or(0, |auction| auction.unsold_atoms())
    }

    fn maker_bids(&mut self, index: usize, view: f64, spot_e8: u64) -> anyhow::Result<()> {
        let maker = &mut self.people.makers[index];
        let quote = maker.quote(&self.scene, spot_e8, view, &mut self.rng);
        let Some((atoms, most_atoms)) = quote else { return Ok(()) };
        self.scene.set_price(spot_e8);
        let before = self.scene.coins(&maker.key.pubkey());
        self.scene.bid(&maker.key, atoms, most_atoms)?;
        let paid = before - self.scene.coins(&maker.key.pubkey());
        let (series, _) = self.scene.series().context("the series of the round")?;
        maker.options.push((series, atoms));
        let unit_usd = if self.scene.kind == OptionKind::PUT { 1.0 } else { usd(spot_e8) };
        self.recorder.note_bid(self.scene.whole(paid) * unit_usd);
        Ok(())
    }

    /// The keeper brings the first price after expiry and closes the round.
    fn settle_round(&mut self) -> anyhow::Result<()> {
        let expiry_ts = self.scene.vault().expiry_ts;
        let (publish_ts, price) = self.prices.first_at_or_after(expiry_ts).context("no price after expiry")?;
        self.scene.world.set_time(publish_ts);
        let mut update = PriceUpdate::new(self.scene.feed_id, price_e8(price), publish_ts);
        update.prev_publish_ts = (publish_ts - HOUR_SECS).min(expiry_ts - 1);
        self.scene.post(&update);
        self.scene.post_settlement_price()?;
        self.scene.settle()?;
        self.audit();
        self.scene.close_round()?;
        Ok(())
    }

    fn makers_redeem(&mut self) -> anyhow::Result<()> {
        let now_ts = self.scene.world.now();
        for maker in &mut self.people.makers {
            for (address, atoms) in std::mem::take(&mut maker.options) {
                let series: Series = self.scene.world.read(&address).context("the series of an option")?;
                let (price_e8, _) = series.settlement.final_price(now_ts).context("no settlement price")?;
                if payoff_to_holder(series.kind, atoms, series.strike_e8, price_e8)? > 0 {
                    self.scene.redeem(&maker.key, address, atoms)?;
                }
            }
        }
        Ok(())
    }

    fn depositors_claim_withdrawals(&mut self) -> anyhow::Result<()> {
        for depositor in &mut self.people.depositors {
            let who = depositor.address();
            if self.scene.withdrawal_ticket(&who).is_some() {
                let before = self.scene.coins(&who);
                self.scene.claim_withdrawal(&depositor.key)?;
                depositor.note_withdrawal(self.scene.coins(&who) - before);
            }
        }
        Ok(())
    }

    fn depositors_decide(&mut self) -> anyhow::Result<()> {
        for depositor in &mut self.people.depositors {
            let decision = depositor.decide(&self.scene, &mut self.rng);
            let scene = &mut self.scene;
            match decision {
                Decision::Nothing => {}
                Decision::Deposit { atoms } => {
                    scene.deposit(&depositor.key, atoms)?;
                    depositor.note_deposit(atoms);
                    self.recorder.note_deposit(scene.whole(atoms));
                }
                // A ticket is cancelled whole: only those who have nothing else queued try and change their mind.
                Decision::DepositAndCancel { atoms } => {
                    if scene.deposit_ticket(&depositor.address()).is_none() {
                        scene.deposit(&depositor.key, atoms)?;
                        scene.cancel_deposit(&depositor.key)?;
                    }
                }
                Decision::Withdraw { shares } => {
                    let before = scene.coins(&depositor.address());
                    scene.request_withdrawal(&depositor.key, shares)?;
                    if scene.vault().state == VaultState::OPEN {
                        scene.claim_withdrawal(&depositor.key)?;
                        let paid = scene.coins(&depositor.address()) - before;
                        depositor.note_withdrawal(paid);
                        self.recorder.note_instant_withdrawal(scene.whole(paid));
                    }
                }
                Decision::WithdrawAndCancel { shares } => {
                    let is_running = scene.vault().state != VaultState::OPEN;
                    if is_running && scene.withdrawal_ticket(&depositor.address()).is_none() {
                        scene.request_withdrawal(&depositor.key, shares)?;
                        scene.cancel_withdrawal(&depositor.key)?;
                    }
                }
            }
        }
        self.audit();
        Ok(())
    }

    /// Moves to the first hour at or after `ts` that has a price.
    fn wait_until(&mut self, ts: i64) -> anyhow::Result<()> {
        let (ts, _) = self.prices.first_at_or_after(ts).context("the prices end too early")?;
        self.scene.world.set_time(ts);
        Ok(())
    }

    fn spot_e8(&self) -> anyhow::Result<u64> {
        let now_ts = self.scene.world.now();
        Ok(price_e8(self.prices.price_at(now_ts).context("no price at this hour")?))
    }
}
