//! Does each step on the chain and in the model, and compares.

use super::{
    super::{
        driver::part,
        model::{Series, Terms, Week, LISTED},
        risk::judge::{Judge, Shown},
        step::{Asset, CONTRACTS},
    },
    model::{Model, PEOPLE},
    prices::Prices,
    step::Step,
};
use crate::{
    common::{scene, COIN, SPOT},
    margin::CASH,
};
use options_vault::errors::VaultError;
use simulator::{Contract, Refusal, Scene};
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{cell::OnceCell, collections::BTreeMap};
use vault_client::{Pubkey, PROGRAM_ID, TOKEN_PROGRAM};
use vault_types::{
    margin,
    state::{Config, MarginAccount, OptionKind},
};

/// What everyone starts with.
pub const COINS: u64 = 1_000 * COIN;
pub const CASHES: u64 = 1_000_000 * CASH;

/// Less vega than any house may allow: at 5 %, the least that one can, hardly any portfolio of a week has too much before it is below its margin.
const VEGA_LIMIT_BPS: u16 = 250;

/// All that a refused step must leave as it is.
type Everything = (Vec<(Pubkey, Vec<u8>)>, Vec<u64>);

pub struct Auctions {
    pub scene: Scene,
    pub people: Vec<Keypair>,
    pub model: Model,
    /// The running week, the first one is 0.
    pub week: u64,
    pub price_e8: u64,
    pub shown: Shown,
    pub contracts: BTreeMap<Series, margin::Contract>,
    pub empty: MarginAccount,
    /// In the last step others paid, or nobody did.
    pub somebody_was_ruined: bool,
    /// Whose owner has brought something since the auction began.
    pub topped_up: [bool; PEOPLE],
    /// How often which step ended in which way.
    pub outcomes: BTreeMap<String, u32>,
}

thread_local! {
    /// The chain when the market has opened for risk and everybody has an account: every history begins with it.
    static OPENED: OnceCell<Scene> = const { OnceCell::new() };
}

fn people() -> Vec<Keypair> {
    (1..=PEOPLE as u8).map(|seed| Keypair::new_from_array([seed; 32])).collect()
}

fn opened() -> Scene {
    let mut scene = scene();
    scene.set_price(SPOT);
    scene.observe_price().unwrap();
    scene.open_banks().unwrap();
    scene.open_for_risk(SPOT).unwrap();
    let config = scene.config;
    scene.world.patch::<Config>(&config, |config| config.liquidation.vega_limit_bps = VEGA_LIMIT_BPS);
    for seed in 1..=PEOPLE as u8 {
        let person = scene.trader(seed, COINS, CASHES);
        scene.open_margin_account(&person).unwrap();
    }
    scene
}

impl Auctions {
    pub fn new() -> Self {
        let (mut scene, people) = (scene(), people());
        scene.world.svm = OPENED.with(|opened_once| opened_once.get_or_init(opened).world.svm.clone());
        // Two portfolios are priced by sixteen scenarios each.
        scene.world.ask_for_most_units();
        let empty = scene.margin_account(&people[0].pubkey()).unwrap();
        let shown = Shown { price_e8: SPOT, publish_ts: scene.world.now() };
        let mut history = Self {
            scene,
            people,
            model: Model::new(COINS.into(), CASHES.into()),
            week: 0,
            price_e8: SPOT,
            shown,
            contracts: BTreeMap::new(),
            empty,
            somebody_was_ruined: false,
            topped_up: [false; PEOPLE],
            outcomes: BTreeMap::new(),
        };
        history.list();
        history
    }

    /// All contracts of the running week.
    fn list(&mut self) {
        let expiry_ts = self.scene.market().calendar.next_expiry_ts(self.scene.world.now()).unwrap();
        self.model.weeks.insert(self.week, Week { expiry_ts, ..Week::default() });
        for place in 0..CONTRACTS {
            let series = (self.week, place);
            let contract = self.contract(series);
            self.scene.list(&[contract]).unwrap();
            self.contracts.insert(series, self.scene.noted(&contract));
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

    pub fn live(&mut self, step: Step) {
        let week = step.actor().map_or(self.week, |(_, weeks_ago)| self.week.saturating_sub(weeks_ago));
        let worths = self.worths(week);
        self.somebody_was_ruined = false;
        self.attempt(step);
        self.check(step);
        self.nobody_has_gained(step, &worths, week);
    }

    /// After time has passed: the next week begins.
    pub fn wait_until(&mut self, ts: i64) {
        self.scene.world.set_time(ts.max(self.scene.world.now()));
        while self.scene.world.now() >= self.model.weeks[&self.week].expiry_ts {
            self.week += 1;
            self.list();
        }
    }

    pub fn now_ts(&self) -> i64 {
        self.scene.world.now()
    }

    pub fn prices(&self) -> Prices<'_> {
        Prices { scene: &self.scene, shown: self.shown, empty: self.empty, contracts: &self.contracts }
    }

    pub fn judge(&self) -> Judge<'_> {
        Judge { scene: &self.scene, shown: self.shown }
    }

    pub fn key(&self, who: usize) -> Pubkey {
        self.people[who].pubkey()
    }

    pub fn address(&self, who: usize) -> Pubkey {
        self.scene.account_ref(&self.key(who)).address
    }

    pub fn account(&self, who: usize) -> MarginAccount {
        self.scene.account_at(&self.address(who))
    }

    pub fn note(&mut self, outcome: impl Into<String>) {
        *self.outcomes.entry(outcome.into()).or_default() += 1;
    }

    /// Does it on the chain, which must say what is expected; a refusal changes nothing.
    pub fn tried(
        &mut self,
        name: &str,
        step: Step,
        expected: Result<(), VaultError>,
        act: impl FnOnce(&mut Scene, &[Keypair]) -> Result<u64, Refusal>,
    ) -> bool {
        let before = expected.is_err().then(|| self.everything());
        let chain = act(&mut self.scene, &self.people);
        match (&chain, expected) {
            (Ok(_), Ok(())) => self.note(name),
            (Err(refusal), Err(reason)) if refusal.is(reason) => {
                assert!(before == Some(self.everything()), "{step:?} was refused and has changed something");
                self.note(format!("{name}: {reason:?}"));
            }
            (Ok(_), Err(reason)) => panic!("{step:?} went through, but {reason:?} must refuse it"),
            (Err(refusal), expected) => panic!("{step:?} should end with {expected:?}: {refusal}"),
        }
        chain.is_ok()
    }

    /// The same where only whether it goes through is expected.
    pub fn tried_plainly(
        &mut self,
        name: &str,
        step: Step,
        is_expected: bool,
        act: impl FnOnce(&mut Scene, &[Keypair]) -> Result<u64, Refusal>,
    ) {
        let before = (!is_expected).then(|| self.everything());
        let chain = act(&mut self.scene, &self.people);
        match (&chain, before) {
            (Ok(_), None) => self.note(name),
            (Err(_), Some(before)) => {
                assert!(before == self.everything(), "{step:?} was refused and has changed something");
                self.note(format!("{name} refused"));
            }
            (Ok(_), Some(_)) => panic!("{step:?} went through, the model refuses it"),
            (Err(refusal), None) => panic!("{step:?}: the model accepts it, but {refusal}"),
        }
    }

    fn everything(&self) -> Everything {
        let svm = &self.scene.world.svm;
        let accounts = [PROGRAM_ID, TOKEN_PROGRAM].into_iter().flat_map(|program| svm.get_program_accounts(&program));
        let mut bytes: Vec<_> = accounts.map(|(address, account)| (address, account.data)).collect();
        bytes.sort_unstable();
        (bytes, self.people.iter().map(|person| svm.get_balance(&person.pubkey()).unwrap()).collect())
    }

    /// So many thousandths of what somebody has of a token in the account.
    pub fn part_held(&self, who: usize, asset: Asset, permille: u64) -> u64 {
        part(self.model.held(who, asset), permille)
    }
}
