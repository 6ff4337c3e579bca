//! What people do with their own accounts, as the margin and the running auctions let them.

use super::{
    super::{driver::part, model::Series, risk::driver::note_change, step::Asset},
    driver::Auctions,
    model::Signed,
    step::Step,
};
use options_vault::errors::VaultError;
use simulator::ThresholdPost;
use vault_client::address;
use vault_types::{
    margin::{MarginMode, Requirement},
    state::MarginAccount,
    threshold::Form,
};

/// Forty coins' options, and a thousandth of one: nobody looks closer for the most that an account may write.
const MOST: u64 = 40_000_000_000;
const LEAST: u64 = 1_000_000;

/// What becomes of somebody who writes.
struct Written {
    post: Option<ThresholdPost>,
    verdict: Result<(), VaultError>,
}

impl Auctions {
    pub fn attempt(&mut self, step: Step) {
        match step {
            Step::Deposit { who, asset, atoms } => self.deposit(step, who, asset, atoms),
            Step::TopUp { place, atoms } => {
                let who = self.auctioned(place);
                self.deposit(step, who, Asset::Cash, atoms);
            }
            Step::Withdraw { who, asset, permille } => {
                self.withdraw("Withdraw", step, who, asset, self.part_held(who, asset, permille));
            }
            Step::Flee { place } => {
                let who = self.auctioned(place);
                self.withdraw("Flee", step, who, Asset::Cash, self.part_held(who, Asset::Cash, 500));
            }
            Step::TakeExcess { who } => {
                let excess_atoms = self.judge().excess_atoms(&self.account(who));
                let atoms = excess_atoms.min(self.part_held(who, Asset::Cash, 1_000));
                self.withdraw("TakeExcess", step, who, Asset::Cash, atoms);
            }
            Step::Mode { who, mode } => self.change_mode(step, who, mode),
            Step::Write { who, contract, to, atoms, percent } => {
                self.write(step, who, (self.week, contract), to, atoms, percent);
            }
            Step::WriteMost { who, contract, to, permille, percent } => {
                let series = (self.week, contract);
                let atoms = self.most(who, series, percent) * permille / 1_000;
                if atoms > 0 {
                    self.write(step, who, series, to, atoms, percent);
                }
            }
            Step::BringIn { who, contract, permille } => self.bring_in(step, who, contract, permille),
            Step::Sign { who, percent } => self.sign(step, who, percent),
            Step::WindDown { who } => self.wind_down(step, who),
            Step::Stake { who, atoms } => self.stake(step, who, atoms),
            Step::Ask { who, permille } => self.ask(step, who, permille),
            Step::Unstake { who } => self.unstake(step, who),
            _ => self.attempt_of_others(step),
        }
    }

    fn deposit(&mut self, step: Step, who: usize, asset: Asset, atoms: u64) {
        let mint = asset.mint(&self.scene);
        let goes = self.model.deposit(who, asset, atoms.into());
        self.topped_up[who] |= goes && self.model.people[who].auction.is_running();
        self.tried_plainly("Deposit", step, goes, |scene, people| scene.deposit_collateral(&people[who], &mint, atoms));
    }

    /// Of an account that takes risk, while some auctions run.
    fn verdict(&self, who: usize, after: &MarginAccount, is_write: bool) -> Result<(), VaultError> {
        if after.mode != MarginMode::MAX_LOSS {
            if self.model.people[who].auction.is_running() {
                return Err(VaultError::InAuction);
            }
            if self.model.book.is_exhausted() {
                return Err(VaultError::InsuranceExhausted);
            }
        }
        self.judge().verdict(after, is_write)
    }

    fn withdraw(&mut self, name: &str, step: Step, who: usize, asset: Asset, atoms: u64) {
        let (mint, mut after) = (asset.mint(&self.scene), self.account(who));
        after.leave_losses(&mut self.scene.bank(&mint)).unwrap();
        let taken = after.withdraw(&mint, atoms).map_err(VaultError::from);
        note_change(&mut after, None);
        let is_something = if atoms > 0 { Ok(()) } else { Err(VaultError::ZeroAmount) };
        let has_borne = asset == Asset::Cash && after.mode != MarginMode::MAX_LOSS;
        let leaves_too_little = || match has_borne && self.model.book.is_exhausted_without(atoms.into()) {
            true => Err(VaultError::InsuranceExhausted),
            false => Ok(()),
        };
        let margin = || self.verdict(who, &after, false);
        let expected = is_something.and(taken).and_then(|()| margin()).and_then(|()| leaves_too_little());
        let withdraw = |scene: &mut simulator::Scene, people: &[solana_keypair::Keypair]| {
            scene.withdraw_collateral(&people[who], &mint, atoms)
        };
        if self.tried(name, step, expected, withdraw) {
            self.model.withdraw(who, asset, atoms.into());
        }
    }

    fn change_mode(&mut self, step: Step, who: usize, mode: MarginMode) {
        let (mut after, quote_mint) = (self.account(who), self.scene.quote_mint);
        after.leave_losses(&mut self.scene.bank(&quote_mint)).unwrap();
        after.mode = if mode == MarginMode::PORTFOLIO { MarginMode::SCENARIO } else { mode };
        let person = &self.model.people[who];
        let leaves = person.account.bears && mode == MarginMode::MAX_LOSS;
        let own = if leaves { self.model.cash_left(who) as u128 } else { 0 };
        let expected = match person.auction.is_running() {
            true => Err(VaultError::InAuction),
            false if leaves && self.model.book.is_exhausted_without(own) => Err(VaultError::InsuranceExhausted),
            false => self.verdict(who, &after, false),
        };
        if self.tried("Mode", step, expected, |scene, people| scene.set_margin_mode(&people[who], mode)) {
            self.model.set_mode(who, mode);
        }
    }

    /// The account when it has written so many, what is signed for it then, and whether it may.
    fn after_writing(&self, who: usize, series: Series, atoms: u64, percent: u64) -> Written {
        let account = self.account(who);
        let mut after = account;
        let written = after.write(&self.contracts[&series], atoms).map_err(VaultError::from);
        let is_signed = written.is_ok() && account.mode == MarginMode::PORTFOLIO;
        let post = is_signed.then(|| self.post_for(who, &after, Form::AfterTrade, percent));
        note_change(&mut after, post.as_ref());
        Written { post, verdict: written.map(drop).and_then(|()| self.verdict(who, &after, true)) }
    }

    /// How many the margin lets an account write, if any.
    fn most(&self, who: usize, series: Series, percent: u64) -> u64 {
        let (mut enough, mut too_many) = (0, MOST);
        while too_many - enough > LEAST {
            let middle = (enough + too_many) / 2;
            let is_enough = self.after_writing(who, series, middle, percent).verdict.is_ok();
            *(if is_enough { &mut enough } else { &mut too_many }) = middle;
        }
        enough
    }

    fn write(&mut self, step: Step, who: usize, series: Series, to: usize, atoms: u64, percent: u64) {
        let (to_key, contract) = (self.key(to), self.contract(series));
        let mint = address::option_mint(&self.scene.margin_series_address(&contract));
        self.scene.world.create_wallet(&to_key, &mint).unwrap();
        let Written { post, verdict } = self.after_writing(who, series, atoms, percent);
        let written = self.tried("Write", step, verdict, |scene, people| match &post {
            Some(post) => scene.write_options_signed(&people[who], &contract, &to_key, atoms, post),
            None => scene.write_options(&people[who], &contract, &to_key, atoms),
        });
        if written {
            self.model.write(who, series, to, atoms.into());
            if let Some(post) = post {
                self.has_signed(who, &post);
            }
        }
    }

    /// What honest signers say about an account: so many hundredths of what the chain asks for.
    fn post_for(&self, who: usize, account: &MarginAccount, form: Form, percent: u64) -> ThresholdPost {
        let chain = self.judge().formula().by_scenarios(account);
        let levels = Requirement {
            initial_atoms: chain.initial_atoms * percent / 100,
            maintenance_atoms: chain.maintenance_atoms * percent / 100,
            liquidation_atoms: chain.liquidation_atoms * percent / 100,
        };
        let mut post = self.scene.threshold_post(self.address(who), account, form, &levels);
        // Nobody asks for it, but a part of it stays with a part of the account.
        post.body.vega_atoms = -i64::try_from(levels.maintenance_atoms / 7).unwrap();
        post
    }

    fn has_signed(&mut self, who: usize, post: &ThresholdPost) {
        let body = &post.body;
        let levels = [body.initial_margin_atoms, body.maintenance_margin_atoms, body.liquidation_threshold_atoms];
        let person = &mut self.model.people[who];
        person.signed = Some(Signed { levels: levels.map(i128::from), vega: body.vega_atoms.into() });
        person.signed_ts = Some(post.header.issued_ts);
    }

    /// Loosening is slow: such a message may be refused.
    fn sign(&mut self, step: Step, who: usize, percent: u64) {
        let (key, account) = (self.key(who), self.account(who));
        let has_expired = account.has_expired_options(self.now_ts());
        if account.mode != MarginMode::PORTFOLIO || !account.has_options() || has_expired {
            return;
        }
        let post = self.post_for(who, &account, Form::Current, percent);
        match self.scene.apply_threshold(&key, &post) {
            Ok(_) => {
                self.has_signed(who, &post);
                let kept = self.account(who).threshold;
                let kept = [kept.initial_margin_atoms, kept.maintenance_margin_atoms, kept.liquidation_threshold_atoms];
                let signed = self.model.people[who].signed.as_mut().expect("what was just signed");
                signed.levels = kept.map(i128::from);
                self.note("Sign");
            }
            Err(refusal) => {
                assert!(refusal.is(VaultError::OnlyTightening), "{step:?}: {refusal}");
                self.note("Sign: OnlyTightening");
            }
        }
    }

    fn bring_in(&mut self, step: Step, who: usize, contract: usize, permille: u64) {
        let (series, now_ts) = ((self.week, contract), self.now_ts());
        let atoms = part(self.model.people[who].options(series), permille);
        if atoms > 0 && !self.model.people[who].account.may_bring_in() {
            self.note("BringIn: a market that is new");
        }
        let goes = self.model.bring_in(who, series, atoms.into(), now_ts);
        let contract = self.contract(series);
        self.tried_plainly("BringIn", step, goes, |scene, people| {
            scene.bring_in_options(&people[who], &contract, atoms)
        });
    }
}
