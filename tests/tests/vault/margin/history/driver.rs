//! Does each step on the chain and in the model, and compares.

use super::{
    model::{Model, Series, Terms, Week, LISTED},
    step::{Asset, Step, CONTRACTS, PEOPLE},
};
use crate::{
    common::{scene, COIN, SPOT, USD},
    margin::CASH,
};
use simulator::{Contract, PriceUpdate, Refusal, Scene};
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::collections::BTreeMap;
use vault_client::{address, Pubkey};
use vault_types::state::{OptionKind, SettlementAsset};

/// What everyone starts with.
pub const COINS: u64 = 1_000 * COIN;
pub const CASHES: u64 = 1_000_000 * CASH;

pub struct History {
    pub scene: Scene,
    pub people: [Keypair; PEOPLE],
    pub model: Model,
    /// The running week, the first one is 0.
    pub week: u64,
    pub price_e8: u64,
    /// Tokens that were sent to the program's token accounts past the program.
    pub gifts: BTreeMap<Pubkey, u64>,
}

impl Asset {
    pub fn settlement(self) -> SettlementAsset {
        match self {
            Self::Coin => SettlementAsset::UNDERLYING,
            Self::Cash => SettlementAsset::QUOTE,
        }
    }

    pub fn mint(self, scene: &Scene) -> Pubkey {
        match self {
            Self::Coin => scene.underlying_mint,
            Self::Cash => scene.quote_mint,
        }
    }
}

impl History {
    pub fn new() -> Self {
        let mut history = Self::founded();
        history.list();
        history
    }

    /// Banks and people, and no series yet.
    pub fn founded() -> Self {
        let mut scene = scene();
        scene.set_price(SPOT);
        scene.observe_price().unwrap();
        scene.open_banks().unwrap();
        let people = [1, 2, 3].map(|seed| scene.trader(seed, COINS, CASHES));
        let mut model = Model::default();
        for person in &mut model.people {
            (person.coin, person.cash) = (COINS.into(), CASHES.into());
        }
        Self { scene, people, model, week: 0, price_e8: SPOT, gifts: BTreeMap::new() }
    }

    /// All contracts of the running week.
    pub fn list(&mut self) {
        let expiry_ts = self.scene.market().calendar.next_expiry_ts(self.scene.world.now()).unwrap();
        self.model.weeks.insert(self.week, Week { expiry_ts, ..Week::default() });
        for contract in 0..CONTRACTS {
            let contract = self.contract((self.week, contract));
            self.scene.list(&[contract]).unwrap();
        }
    }

    pub fn contract(&self, (week, contract): Series) -> Contract {
        let Terms { is_call, asset, strike } = LISTED[contract];
        Contract {
            kind: if is_call { OptionKind::CALL } else { OptionKind::PUT },
            settlement: asset.settlement(),
            strike_e8: strike as u64,
            expiry_ts: self.model.weeks[&week].expiry_ts,
        }
    }

    /// Tries a step. Returns whether it went through.
    pub fn live(&mut self, step: Step) -> bool {
        let done = self.attempt(step);
        if self.scene.world.now() >= self.model.weeks[&self.week].expiry_ts {
            self.week += 1;
            self.list();
        }
        self.check(step);
        done
    }

    /// Chain and model must agree about whether it goes through.
    fn agree(step: Step, chain: Result<u64, Refusal>, model: bool) -> bool {
        match (&chain, model) {
            (Ok(_), false) => panic!("{step:?} went through, the model refuses it"),
            (Err(refusal), true) => panic!("{step:?}: the model accepts it, but {refusal}"),
            _ => model,
        }
    }

    fn attempt(&mut self, step: Step) -> bool {
        let now_ts = self.scene.world.now();
        match step {
            Step::Open { who } => {
                Self::agree(step, self.scene.open_margin_account(&self.people[who]), self.model.open(who))
            }
            Step::Close { who } => {
                Self::agree(step, self.scene.close_margin_account(&self.people[who]), self.model.close(who))
            }
            Step::Deposit { who, asset, atoms } => {
                let mint = asset.mint(&self.scene);
                let chain = self.scene.deposit_collateral(&self.people[who], &mint, atoms);
                Self::agree(step, chain, self.model.deposit(who, asset, atoms.into()))
            }
            Step::Withdraw { who, asset, permille } => {
                let Some(account) = self.model.people[who].account.as_ref() else { return false };
                let held = if asset == Asset::Cash { account.cash_left(&self.model.losses) } else { account.coin };
                let atoms = part(held, permille);
                let mint = asset.mint(&self.scene);
                let chain = self.scene.withdraw_collateral(&self.people[who], &mint, atoms);
                Self::agree(step, chain, self.model.withdraw(who, asset, atoms.into(), false))
            }
            Step::Write { who, contract, to, atoms } => {
                let series = (self.week, contract);
                let (to_key, contract) = (self.people[to].pubkey(), self.contract(series));
                let chain = self.scene.write_options(&self.people[who], &contract, &to_key, atoms);
                Self::agree(step, chain, self.model.write(who, series, to, atoms.into(), now_ts, false))
            }
            Step::BringIn { who, contract, permille } => {
                let series = (self.week, contract);
                let atoms = part(self.model.people[who].options(series), permille);
                let chain = self.scene.bring_in_options(&self.people[who], &self.contract(series), atoms);
                Self::agree(step, chain, self.model.bring_in(who, series, atoms.into(), now_ts))
            }
            Step::Send { who, contract, to, permille } => self.send((self.week, contract), who, to, permille),
            Step::Donate { who, asset, to_pool, atoms } => self.donate(who, asset, to_pool, atoms),
            Step::MovePrice { permille } => {
                self.price_e8 = (self.price_e8 * permille / 1_000).clamp(20 * USD, 5_000 * USD);
                true
            }
            Step::Wait { secs } => self.wait_until(now_ts + secs),
            Step::WaitForExpiry => self.wait_until(self.model.weeks[&self.week].expiry_ts),
            Step::Post { weeks_ago } => self.week.checked_sub(weeks_ago).is_some_and(|week| self.post(step, week)),
            Step::Settle { who, asset, weeks_ago, for_less } => {
                let week = self.week.checked_sub(weeks_ago);
                week.is_some_and(|week| self.settle(step, who, asset, week, for_less))
            }
            Step::Redeem { who, contract, weeks_ago, permille } => {
                let Some(week) = self.week.checked_sub(weeks_ago) else { return false };
                let atoms = part(self.model.people[who].options((week, contract)), permille);
                self.redeem(step, who, (week, contract), atoms)
            }
        }
    }

    fn wait_until(&mut self, ts: i64) -> bool {
        self.scene.world.set_time(ts);
        true
    }

    /// The price of now as that of the expiry; when none can come any more, the last one that the market knows.
    fn post(&mut self, step: Step, number: u64) -> bool {
        let (now_ts, expiry_ts) = (self.scene.world.now(), self.model.weeks[&number].expiry_ts);
        let last_ts = expiry_ts + self.scene.market().oracle_limits.last_settlement_secs();
        if now_ts > last_ts {
            let last_e8 = self.scene.market().last_price_e8;
            let chain = self.scene.settle_expiry_at_last_price(expiry_ts);
            return Self::agree(step, chain, self.model.post(number, last_e8.into(), now_ts));
        }
        let publish_ts = expiry_ts.min(now_ts);
        self.scene.post(&PriceUpdate::new(self.scene.feed_id, self.price_e8, publish_ts));
        let chain = self.scene.post_expiry_price(expiry_ts);
        Self::agree(step, chain, self.model.post(number, self.price_e8.into(), now_ts))
    }

    fn settle(&mut self, step: Step, who: usize, asset: Asset, number: u64, for_less: bool) -> bool {
        let chain = self.settle_on_chain(who, asset, number, for_less);
        let now_ts = self.scene.world.now();
        Self::agree(step, chain, self.model.settle(who, asset, number, for_less, now_ts))
    }

    pub fn settle_on_chain(&mut self, who: usize, asset: Asset, number: u64, for_less: bool) -> Result<u64, Refusal> {
        let (expiry_ts, settlement) = (self.model.weeks[&number].expiry_ts, asset.settlement());
        let owner = &self.people[who];
        if for_less {
            let account = self.scene.account_ref(&owner.pubkey());
            return self.scene.settle_for_less(account, owner, expiry_ts, settlement);
        }
        self.scene.settle_margin_account(&owner.pubkey(), expiry_ts, settlement)
    }

    fn redeem(&mut self, step: Step, who: usize, series: Series, atoms: u64) -> bool {
        let contract = self.contract(series);
        let chain = self.scene.redeem_margin_options(&self.people[who], &contract, atoms);
        Self::agree(step, chain, self.model.redeem(who, series, atoms.into()))
    }

    fn send(&mut self, series: Series, who: usize, to: usize, permille: u64) -> bool {
        let atoms = part(self.model.people[who].options(series), permille.min(1_000));
        if atoms == 0 {
            return false;
        }
        let mint = address::option_mint(&self.scene.margin_series_address(&self.contract(series)));
        let [from, to_wallet] = [who, to].map(|person| address::wallet(&self.people[person].pubkey(), &mint));
        self.scene.world.create_wallet(&self.people[to].pubkey(), &mint).unwrap();
        self.scene.world.transfer(&from, &to_wallet, &self.people[who], atoms).unwrap();
        *self.model.people[who].options.get_mut(&series).unwrap() -= i128::from(atoms);
        *self.model.people[to].options.entry(series).or_default() += i128::from(atoms);
        true
    }

    fn donate(&mut self, who: usize, asset: Asset, to_pool: bool, atoms: u64) -> bool {
        if *self.model.people[who].wallet(asset) < i128::from(atoms) {
            return false;
        }
        let mint = asset.mint(&self.scene);
        let to = match to_pool {
            true => self.scene.expiry(self.model.weeks[&self.week].expiry_ts).unwrap().pool(asset.settlement()),
            false => self.scene.bank(&mint).custody,
        };
        let from = address::wallet(&self.people[who].pubkey(), &mint);
        self.scene.world.transfer(&from, &to, &self.people[who], atoms).unwrap();
        *self.model.people[who].wallet(asset) -= i128::from(atoms);
        *self.gifts.entry(to).or_default() += atoms;
        true
    }
}

/// So many thousandths of it.
pub fn part(whole: i128, permille: u64) -> u64 {
    u64::try_from(whole * i128::from(permille) / 1_000).unwrap()
}
