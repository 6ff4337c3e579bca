//! Does each step on the chain, compares what the chain says with the formulas, and the books with the model.

use super::{
    super::{
        driver::{part, History},
        step::{Asset, Step},
    },
    compare::name_of,
    judge::{Judge, Shown},
    step::RiskStep,
};
use crate::common::SPOT;
use options_vault::errors::VaultError;
use simulator::{PriceUpdate, ThresholdPost};
use solana_signer::Signer;
use std::{cell::OnceCell, collections::BTreeMap};
use vault_client::address;
use vault_types::{
    margin::{MarginMode, Requirement},
    state::MarginAccount,
    threshold::{Form, Source},
};

pub struct AtRisk {
    pub history: History,
    pub shown: Shown,
    /// In the last step: others paid, or nobody did.
    pub somebody_was_ruined: bool,
    /// How often which step ended in which way.
    pub outcomes: BTreeMap<String, u32>,
}

thread_local! {
    /// The chain when the market has opened for risk: twelve days of prices, which every history begins with.
    static OPENED: OnceCell<History> = const { OnceCell::new() };
}

fn opened() -> History {
    let mut history = History::founded();
    history.scene.open_for_risk(SPOT).unwrap();
    history
}

/// The account's portfolio is another one, with what was signed for it.
pub fn note_change(account: &mut MarginAccount, post: Option<&ThresholdPost>) {
    account.note_change();
    let Some(ThresholdPost { header, body, .. }) = post else { return };
    account.threshold.initial_margin_atoms = body.initial_margin_atoms;
    account.threshold.maintenance_margin_atoms = body.maintenance_margin_atoms;
    account.threshold.liquidation_threshold_atoms = body.liquidation_threshold_atoms;
    account.threshold.issued_ts = header.issued_ts;
    account.threshold.expires_ts = header.expires_ts;
    account.threshold.position_seq = account.position_seq;
    account.threshold.source = Source::SIGNED;
}

impl AtRisk {
    pub fn new() -> Self {
        let mut history = History::founded();
        history.scene.world.svm = OPENED.with(|opened_once| opened_once.get_or_init(opened).scene.world.svm.clone());
        history.model.takes_risk = true;
        history.list();
        let shown = Shown { price_e8: SPOT, publish_ts: history.scene.world.now() };
        Self { history, shown, somebody_was_ruined: false, outcomes: BTreeMap::new() }
    }

    pub fn live(&mut self, step: RiskStep) {
        let week = step.actor().map_or(self.history.week, |(_, weeks_ago)| self.history.week.saturating_sub(weeks_ago));
        let worths = self.worths(week);
        self.somebody_was_ruined = false;
        self.attempt(step);
        self.nobody_has_gained(step, &worths, week);
    }

    fn attempt(&mut self, step: RiskStep) {
        match step {
            RiskStep::MovePrice { permille, secs } => {
                self.history.live(Step::Wait { secs });
                self.move_price(permille);
                self.history.scene.renew_surface().unwrap();
            }
            RiskStep::Print { permille } => self.show(self.history.price_e8 * permille / 1_000),
            RiskStep::SilentDay => {
                self.history.live(Step::Wait { secs: 86_401 });
                self.move_price(1_000);
            }
            RiskStep::Expire { permille } => self.expire(permille),
            RiskStep::Abandon => self.abandon(),
            RiskStep::Plain(step) if !matches!(step, Step::Withdraw { .. } | Step::Settle { .. }) => {
                self.live_plainly(step)
            }
            _ => {
                self.attempt_judged(step);
                self.history.check(step);
            }
        }
    }

    /// Of these the formulas say whether they go through, and if not for which reason.
    fn attempt_judged(&mut self, step: RiskStep) {
        match step {
            RiskStep::Write { who, contract, to, atoms, percent } => {
                self.write(step, who, contract, to, atoms, percent)
            }
            RiskStep::Plain(Step::Withdraw { who, asset, permille }) => {
                let Some(account) = self.account(who) else { return };
                let held = account.amount_of(&asset.mint(&self.history.scene));
                self.withdraw(step, "Withdraw", who, asset, part(held.into(), permille));
            }
            RiskStep::TakeExcess { who, is_too_much } => {
                let Some(account) = self.account(who) else { return };
                let excess_atoms = self.judge().excess_atoms(&account) + u64::from(is_too_much);
                let left = self.judge().left_of(&account);
                let atoms = excess_atoms.min(left.amount_of(&self.history.scene.quote_mint));
                self.withdraw(step, "TakeExcess", who, Asset::Cash, atoms);
            }
            RiskStep::Mode { who, mode } => self.change_mode(step, who, mode),
            RiskStep::Plain(Step::Settle { who, asset, weeks_ago, for_less }) => {
                if let Some(week) = self.history.week.checked_sub(weeks_ago) {
                    self.settle(step, who, asset, week, for_less);
                }
            }
            _ => unreachable!("{step:?}"),
        }
    }

    /// A step that no margin decides about. One that is refused changes nothing.
    fn live_plainly(&mut self, step: Step) {
        let before = self.everything();
        let done = self.history.live(step);
        if !done && !matches!(step, Step::Wait { .. } | Step::Post { .. }) {
            assert_eq!(before, self.everything(), "{step:?} was refused");
        }
        if matches!(step, Step::Post { .. }) {
            let Shown { price_e8, publish_ts } = self.shown;
            self.history.scene.post(&PriceUpdate::new(self.history.scene.feed_id, price_e8, publish_ts));
        }
        let name = format!("{step:?}");
        let name = name.split([' ', '{']).next().unwrap();
        self.note(if done { name.to_string() } else { format!("{name} refused") });
    }

    fn write(&mut self, step: RiskStep, who: usize, contract: usize, to: usize, atoms: u64, percent: Option<u64>) {
        let (series, to_key) = ((self.history.week, contract), self.history.people[to].pubkey());
        let (Some(account), contract) = (self.account(who), self.history.contract(series)) else { return };
        let mint = address::option_mint(&self.history.scene.margin_series_address(&contract));
        self.history.scene.world.create_wallet(&to_key, &mint).unwrap();
        let mut after = account;
        let written = after.write(&self.history.scene.noted(&contract), atoms).map_err(VaultError::from);
        let is_signed = written.is_ok() && account.mode == MarginMode::PORTFOLIO;
        let post = percent.filter(|_| is_signed).map(|percent| self.post(who, &after, percent));
        note_change(&mut after, post.as_ref());
        let expected = written.map(drop).and_then(|()| self.judge().verdict(&after, true));
        let before = self.everything();
        let (scene, person) = (&mut self.history.scene, &self.history.people[who]);
        let chain = match &post {
            Some(post) => scene.write_options_signed(person, &contract, &to_key, atoms, post),
            None => scene.write_options(person, &contract, &to_key, atoms),
        };
        let is_done = self.compare(step, "Write", who, chain, expected, &after, &before);
        let now_ts = self.history.scene.world.now();
        assert_eq!(is_done, self.history.model.write(who, series, to, atoms.into(), now_ts, is_done), "{step:?}");
        if is_done {
            self.note(format!("Write in {}", name_of(account.mode)));
        }
        let can_ask = after.is_covered_in_kind() != Ok(true) && self.shown.publish_ts == now_ts;
        if is_done && post.is_some() && can_ask {
            self.history.scene.challenge_threshold(&self.history.people[who].pubkey()).unwrap();
            assert_eq!(self.account(who).unwrap().threshold.is_void, 0, "honest signers are upheld: {step:?}");
            self.note("Challenge upheld".into());
        }
    }

    /// What honest signers say about an account after a trade: so many hundredths of what the chain asks for.
    fn post(&self, who: usize, after: &MarginAccount, percent: u64) -> ThresholdPost {
        let chain = self.judge().formula().by_scenarios(after);
        let levels = Requirement {
            initial_atoms: chain.initial_atoms * percent / 100,
            maintenance_atoms: chain.maintenance_atoms * percent / 100,
            liquidation_atoms: chain.liquidation_atoms * percent / 100,
        };
        let address = self.history.scene.account_ref(&self.history.people[who].pubkey()).address;
        self.history.scene.threshold_post(address, after, Form::AfterTrade, &levels)
    }

    fn withdraw(&mut self, step: RiskStep, name: &str, who: usize, asset: Asset, atoms: u64) {
        let mint = asset.mint(&self.history.scene);
        let mut after = self.account(who).unwrap();
        after.leave_losses(&mut self.history.scene.bank(&mint)).unwrap();
        let taken = after.withdraw(&mint, atoms).map_err(VaultError::from);
        note_change(&mut after, None);
        let is_something = if atoms > 0 { Ok(()) } else { Err(VaultError::ZeroAmount) };
        let expected = is_something.and(taken).and_then(|()| self.judge().verdict(&after, false));
        let before = self.everything();
        let chain = self.history.scene.withdraw_collateral(&self.history.people[who], &mint, atoms);
        let is_done = self.compare(step, name, who, chain, expected, &after, &before);
        assert_eq!(is_done, self.history.model.withdraw(who, asset, atoms.into(), is_done), "{step:?}");
    }

    /// Into portfolio mode it goes by the chain's scenarios.
    fn change_mode(&mut self, step: RiskStep, who: usize, mode: MarginMode) {
        let Some(mut after) = self.account(who) else { return };
        let quote_mint = self.history.scene.quote_mint;
        after.leave_losses(&mut self.history.scene.bank(&quote_mint)).unwrap();
        after.mode = if mode == MarginMode::PORTFOLIO { MarginMode::SCENARIO } else { mode };
        let expected = self.judge().verdict(&after, false);
        let before = self.everything();
        let chain = self.history.scene.set_margin_mode(&self.history.people[who], mode);
        if self.compare(step, "Mode", who, chain, expected, &after, &before) {
            assert_eq!(self.account(who).unwrap().mode, mode, "{step:?}");
            self.history.model.set_bears(who, mode != MarginMode::MAX_LOSS);
        }
    }

    fn settle(&mut self, step: RiskStep, who: usize, asset: Asset, week: u64, for_less: bool) {
        let now_ts = self.history.scene.world.now();
        let expected = self.history.model.payment(who, asset, week, for_less, now_ts);
        let before = self.everything();
        let chain = self.history.settle_on_chain(who, asset, week, for_less);
        let gives_up = expected.is_ok() && self.history.model.payment(who, asset, week, false, now_ts).is_err();
        self.same(step, "Settle", &chain, expected.map(drop), &before);
        let (before, unpaid) = (self.history.model.losses, self.unpaid());
        self.history.model.settle(who, asset, week, for_less, now_ts);
        self.somebody_was_ruined = self.history.model.losses.index != before.index || self.unpaid() != unpaid;
        if self.somebody_was_ruined {
            self.note("Ruin".into());
        }
        if gives_up {
            self.note("Settle for less".into());
        }
    }

    fn unpaid(&self) -> i128 {
        self.history.model.weeks.values().map(|week| week.unpaid).sum()
    }

    pub fn account(&self, who: usize) -> Option<MarginAccount> {
        self.history.scene.margin_account(&self.history.people[who].pubkey())
    }

    pub fn judge(&self) -> Judge<'_> {
        Judge { scene: &self.history.scene, shown: self.shown }
    }
}
