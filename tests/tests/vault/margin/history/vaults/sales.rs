//! What starts rounds and sells their options.

use super::{
    compare::reason_of,
    driver::{narrow, History, EXTENSION_SECS},
    model::{Series, MAKER},
    step::Step,
};
use crate::{
    common::ANY_PREMIUM,
    history::{
        step::PEOPLE,
        week::{Price, Week},
    },
};
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::address;
use vault_types::{margin::MarginMode, state::MarginAccount};

impl History {
    /// The week that would begin now.
    fn next_week(&self, strike_e8: u64, expiry_ts: i64) -> Week {
        let start_ts = self.scene.world.now();
        Week {
            start_ts,
            auction_close_ts: start_ts + 6 * 3_600,
            auction_last_ts: start_ts + 12 * 3_600,
            expiry_ts,
            kind: self.scene.kind,
            strike: strike_e8.into(),
            start_pps: 0,
            paid_pps: None,
            start_nav: 0,
            sold: 0,
            price: Price::Unknown,
            pool: 0,
            options: [0; PEOPLE],
        }
    }

    /// Whether the margin is enough is for the formulas to say; all else for the model.
    pub fn roll(&mut self, step: Step) -> bool {
        let number = step.vault;
        self.scene.renew_surface().expect("the signers sign");
        self.scene.set_price(self.price_e8);
        let contract = self.scene.next_on_margin(self.price_e8).expect("a listed strike at every price");
        if self.scene.margin_series(&contract).is_none() {
            self.scene.list(&[contract]).expect("a new series");
        }
        let is_possible = self.accepts_price() && self.can_roll(number);
        let account = is_possible.then(|| {
            let (nav, offered) = self.to_offer(number);
            let mut account = self.scene.vault_account().unwrap();
            account.deposit(self.scene.asset_mint(), narrow(nav)).unwrap();
            account.loss_index_e18 = self.scene.bank(&self.scene.quote_mint).losses.index_e18;
            let options = self.model.kind.covered_by(contract.strike_e8.into(), offered);
            self.scene.after_writing(&account, &contract, narrow(options))
        });
        let verdict = account.map(|account| self.verdict(account));
        let chain = self.tried(step, |scene, _| scene.roll_on_margin_into(&contract));
        if let Some(Err(reason)) = verdict {
            assert_eq!(reason_of(&chain), Some(reason.into()), "{step:?}");
            return false;
        }
        let (price, now_ts) = (self.price_e8.into(), self.scene.world.now());
        let week = self.next_week(contract.strike_e8, contract.expiry_ts);
        let rolled = is_possible.then(|| self.model.roll(number, week)).flatten();
        if rolled.is_some() {
            self.model.books(number, |books| books.take_price(price, now_ts));
            let is_second = self.model.vaults[number].books.round > 1;
            self.note(if is_second { "rolled again" } else { "rolled first" });
        }
        Self::agree(step, chain, rolled)
    }

    fn can_roll(&self, number: usize) -> bool {
        let books = &self.model.vaults[number].books;
        books.clone().roll(self.next_week(1, 1)).is_some()
    }

    /// What the next round starts with, and what it offers.
    fn to_offer(&self, number: usize) -> (u128, u128) {
        let vault = &self.model.vaults[number];
        let nav = vault.books.nav + vault.books.pending;
        (nav, nav * vault.leverage_bps / 10_000)
    }

    /// By the chain's scenarios, which are enough in both modes. What is covered in kind needs none.
    fn verdict(&self, account: MarginAccount) -> Result<(), VaultError> {
        self.judge().verdict(&MarginAccount { mode: MarginMode::SCENARIO, ..account }, true)
    }

    fn after_selling(&self, series: Series, options: u128) -> Result<(), VaultError> {
        let account = self.scene.vault_account().unwrap();
        self.verdict(self.scene.after_writing(&account, &self.contract(series), narrow(options)))
    }

    /// Of so many options, those that the formulas let the vault sell now.
    fn most(&self, series: Series, options: u128) -> u128 {
        if options == 0 || self.after_selling(series, options).is_ok() {
            return options;
        }
        let (mut enough, mut too_many) = (0, options);
        while too_many - enough > 1 {
            let middle = (enough + too_many) / 2;
            let bound = if self.after_selling(series, middle).is_ok() { &mut enough } else { &mut too_many };
            *bound = middle;
        }
        enough
    }

    pub fn make_wallet(&mut self, series: Series) {
        let mint = address::option_mint(&self.scene.margin_series_address(&self.contract(series)));
        self.scene.world.create_wallet(&self.people[MAKER].pubkey(), &mint).unwrap();
    }

    /// A part of what is unsold, or the most that the account has margin for.
    pub fn bid(&mut self, step: Step, permille: Option<u64>, more: u64) -> bool {
        let (now_ts, number) = (self.scene.world.now(), step.vault);
        let vault = &self.model.vaults[number];
        let (series, unsold) = (vault.series, vault.unsold());
        if vault.books.round == 0 {
            return false;
        }
        self.scene.renew_surface().expect("the signers sign");
        self.scene.set_price(self.price_e8);
        self.make_wallet(series);
        let whole = self.model.kind.covered_by(series.1, unsold);
        let part = |permille| whole * u128::from(permille) / 1_000;
        let options = permille.map_or_else(|| self.most(series, whole), part) + u128::from(more);
        let accepted = self.model.accepts_bid(number, options, now_ts).filter(|_| self.accepts_price());
        let verdict = accepted.map(|_| self.after_selling(series, options));
        let before = self.scene.coins(&self.people[MAKER].pubkey());
        let chain = self.tried(step, |scene, people| scene.bid_on_margin(&people[MAKER], narrow(options), ANY_PREMIUM));
        if let Some(Err(reason)) = verdict {
            assert_eq!(reason_of(&chain), Some(reason.into()), "{step:?}");
            return false;
        }
        if !Self::agree(step, chain, accepted.map(drop)) {
            return false;
        }
        let premium = u128::from(before - self.scene.coins(&self.people[MAKER].pubkey()));
        assert!(premium >= 1, "{options} options for {premium}");
        self.model.bid(number, options, premium, now_ts + i64::from(EXTENSION_SECS));
        let price = self.price_e8.into();
        self.model.books(number, |books| books.take_price(price, now_ts));
        self.has_just_sold = true;
        let unsold = self.model.vaults[number].unsold();
        self.note(if unsold == 0 { "sold out" } else { "partial sale" });
        if permille.is_none() && options < whole {
            self.note("sold to the limit of the margin");
        }
        true
    }
}
