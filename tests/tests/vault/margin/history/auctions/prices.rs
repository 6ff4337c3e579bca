//! What accounts of the model are worth and must hold at what is on the chain: prices, smiles and realised volatility. Only what an option is worth and
//! what the models ask for are the chain's own formulas.

use super::{
    super::{
        model::{Series, CASH_UNIT},
        risk::judge::Shown,
    },
    health::Health,
    model::Model,
};
use crate::margin::formula::Formula;
use options_vault::errors::VaultError;
use simulator::Scene;
use std::collections::BTreeMap;
use vault_types::{
    liquidation::FairPrice,
    margin::{Contract, MarginMode, Requirement},
    state::MarginAccount,
};

pub struct Prices<'a> {
    pub scene: &'a Scene,
    pub shown: Shown,
    /// An account without anything in it.
    pub empty: MarginAccount,
    pub contracts: &'a BTreeMap<Series, Contract>,
}

/// Whose word an account is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The signers', if there is one.
    Mode,
    /// The chain's alone.
    Chain,
}

/// A price that jumps counts as far as one may go: a tenth of the last one within ten minutes.
fn within_reach(price: u64, last: u64, last_ts: i64, now_ts: i64) -> u64 {
    let reach = last / 10;
    let jumps = price.abs_diff(last) * 10 > last;
    if now_ts - last_ts < 600 && jumps {
        price.clamp(last - reach, last + reach)
    } else {
        price
    }
}

impl Prices<'_> {
    pub fn now_ts(&self) -> i64 {
        self.scene.world.now()
    }

    /// May what is shown still be traded at?
    fn is_fresh(&self) -> bool {
        self.now_ts() - self.shown.publish_ts <= 60
    }

    /// The price of now; where nobody brings one, the last one that the market was shown.
    pub fn spot_e8(&self) -> u64 {
        let market = self.scene.market();
        match self.is_fresh() {
            true => within_reach(self.shown.price_e8, market.last_price_e8, market.last_price_ts, self.now_ts()),
            false => market.last_price_e8,
        }
    }

    /// The same of the coins' bank: what they are worth, and what they count for at most.
    fn coins_e8(&self) -> (u64, u64) {
        let (average, now_ts) = (self.scene.bank(&self.scene.underlying_mint).average, self.now_ts());
        if !self.is_fresh() {
            return (average.last_e8, average.last_e8);
        }
        let reached = |price| within_reach(price, average.last_e8, average.last_ts, now_ts);
        let mid_e8 = reached(self.shown.price_e8);
        let low_e8 = self.shown.price_e8 - self.shown.price_e8 / 2_000;
        // It is brought within reach only where the price itself jumps.
        (mid_e8, if mid_e8 == self.shown.price_e8 { low_e8 } else { reached(low_e8).min(mid_e8) })
    }

    /// Nobody may choose between a price of now and the last one: it must be an hour old, and is none for whoever owes options.
    fn price_is_good(&self, has_coins: bool, owes_coins: bool, live: &MarginAccount) -> Result<(), VaultError> {
        let is_unseen = |last_ts| self.now_ts() - last_ts >= 3_600;
        let coins_last_ts = self.scene.bank(&self.scene.underlying_mint).average.last_ts;
        let owes = owes_coins || live.options.iter().any(|held| held.quantity_atoms < 0);
        let is_good = self.is_fresh()
            || (!owes && is_unseen(self.scene.market().last_price_ts) && (!has_coins || is_unseen(coins_last_ts)));
        is_good.then_some(()).ok_or(VaultError::PriceTooOld)
    }

    fn formula(&self) -> Formula<'_> {
        Formula { scene: self.scene, place: 0, spot_e8: self.spot_e8() }
    }

    /// The model's account as the chain would write it down, with these options of it.
    fn written(&self, model: &Model, who: usize, is_among: impl Fn(&Series) -> bool) -> MarginAccount {
        let (mut written, scene) = (self.empty, self.scene);
        let account = &model.people[who].account;
        for (series, quantity) in account.options.iter().filter(|(series, _)| is_among(series)) {
            let (contract, size) = (&self.contracts[series], u64::try_from(quantity.abs()).unwrap());
            let done = if *quantity < 0 { written.write(contract, size) } else { written.bring_in(contract, size) };
            done.unwrap();
        }
        for (mint, atoms) in [(scene.underlying_mint, account.coin), (scene.quote_mint, model.cash_left(who))] {
            if atoms > 0 {
                written.deposit(mint, u64::try_from(atoms).unwrap()).unwrap();
            }
        }
        MarginAccount { mode: model.people[who].mode, ..written }
    }

    /// Could it pay in kind, whatever happens? `Err` for one that could owe without bound.
    pub fn is_covered(&self, model: &Model, who: usize) -> Result<bool, VaultError> {
        self.written(model, who, |_| true).is_covered_in_kind().map_err(VaultError::from)
    }

    /// How an account stands; `None` for one that owes nothing which it could fail to pay.
    pub fn judge(&self, model: &Model, who: usize) -> Result<Option<Health>, VaultError> {
        if model.people[who].mode == MarginMode::MAX_LOSS || matches!(self.is_covered(model, who), Ok(true)) {
            return Ok(None);
        }
        self.stands(model, who, By::Mode).map(Some)
    }

    /// The options that are not of such a week.
    fn live(&self, model: &Model, who: usize) -> MarginAccount {
        let settled: Vec<u64> = self.settled_weeks(model).collect();
        self.written(model, who, |(number, _)| !settled.contains(number))
    }

    /// The same of any account that has options.
    pub fn stands(&self, model: &Model, who: usize, by: By) -> Result<Health, VaultError> {
        let owes_coins = self.settled_weeks(model).any(|number| self.coins_due(model, who, number) > 0);
        self.price_is_good(model.people[who].account.coin > 0, owes_coins, &self.live(model, who))?;
        Ok(self.stands_at_any_price(model, who, by))
    }

    /// Of any account, also where the price is too old for others to act on it.
    pub fn stands_at_any_price(&self, model: &Model, who: usize, by: By) -> Health {
        let live = self.live(model, who);
        let (counted, fair) = self.collateral(model, who);
        let mut health = Health { counted, fair, ..Health::default() };
        if live.options.iter().any(|held| held.is_used()) {
            let required = self.required(model, who, &live, by);
            let worth = self.formula().fair(&live);
            health.initial = required.initial_atoms.into();
            health.maintenance = required.maintenance_atoms.into();
            health.liquidation = required.liquidation_atoms.into();
            (health.mark, health.vega_loss) = (worth.today.into(), i128::from(-worth.gain_by_vega.min(0)));
        }
        let due = self.due(model, who);
        for level in [&mut health.initial, &mut health.maintenance, &mut health.liquidation] {
            *level += due;
        }
        health.mark -= due;
        health.fair += self.settled_weeks(model).map(|number| self.coming(model, who, number)).sum::<i128>();
        health.owes_token = self.settled_weeks(model).any(|number| self.is_short_of_token(model, who, number));
        health
    }

    /// What it counts for and what it is worth: coins below their average and a tenth, less 15 %.
    fn collateral(&self, model: &Model, who: usize) -> (i128, i128) {
        let (bank, now_ts) = (self.scene.bank(&self.scene.underlying_mint), self.now_ts());
        let (mid_e8, low_e8) = self.coins_e8();
        let ceiling_e8 = bank.average.ceiling_e8(&bank.average_limits(), now_ts);
        let (coins, cash) = (model.people[who].account.coin, model.cash_left(who));
        let full = coins * i128::from(low_e8.min(ceiling_e8)) / CASH_UNIT;
        (cash + full * 85 / 100, cash + coins * i128::from(mid_e8) / CASH_UNIT)
    }

    fn required(&self, model: &Model, who: usize, live: &MarginAccount, by: By) -> Requirement {
        let (formula, person) = (self.formula(), &model.people[who]);
        let has_expired =
            person.account.options.keys().any(|(number, _)| model.weeks[number].expiry_ts <= self.now_ts());
        let is_fresh = person.signed_ts.is_some_and(|ts| ts + 3_600 >= self.now_ts());
        let can_be_signed = by == By::Mode && person.mode == MarginMode::PORTFOLIO && is_fresh && !has_expired;
        match person.signed.filter(|_| can_be_signed) {
            Some(signed) => {
                let [initial_atoms, maintenance_atoms, liquidation_atoms] =
                    signed.levels.map(|level| u64::try_from(level).unwrap());
                let signed = Requirement { initial_atoms, maintenance_atoms, liquidation_atoms };
                formula.floor_in_liquidation(live).or_larger(&signed)
            }
            None if person.mode == MarginMode::STANDARD => formula.by_standard_in_liquidation(live),
            None => formula.by_scenarios_without_rise(live),
        }
    }

    /// Has whoever took something over what that needs?
    pub fn check_taker(&self, model: &Model, who: usize) -> Result<(), VaultError> {
        let is_covered = self.is_covered(model, who);
        if model.people[who].mode == MarginMode::MAX_LOSS {
            return is_covered?.then_some(()).ok_or(VaultError::NotCovered);
        }
        if matches!(is_covered, Ok(true)) {
            return Ok(());
        }
        let health = self.stands(model, who, By::Chain)?;
        (health.counted >= health.initial).then_some(()).ok_or(VaultError::BelowInitialMargin)
    }

    /// How fast auctions go that begin now, times 10^4.
    pub fn pace(&self) -> i128 {
        let realised_e9 = i128::from(self.scene.market_risk().floor_vol_e9().unwrap());
        (realised_e9 * 10_000 / 800_000_000).clamp(5_000, 40_000)
    }

    /// Of an option that an account owes and that has not been settled.
    pub fn option(&self, model: &Model, who: usize, series: Series) -> FairPrice {
        let account = self.written(model, who, |_| true);
        self.formula().fair_price(&account, &self.contracts[&series].series)
    }

    pub fn vega_limit_bps(&self) -> i128 {
        self.scene.config().liquidation.vega_limit_bps.into()
    }
}
