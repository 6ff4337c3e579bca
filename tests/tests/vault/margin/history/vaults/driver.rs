//! Does each step on the chain and in the model, and compares.

use super::{
    super::risk::judge::{Judge, Shown},
    model::{Model, Series, A_WEEK, MAKER},
    step::{Act, Crank, Own, Step, Terms, Trade, DEPOSITORS},
};
use crate::{
    common::{COIN, SPOT, USD},
    history::{model::Phase, step::PEOPLE},
    margin::CASH,
};
use simulator::{Contract, Scene, SceneParams};
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::{cell::OnceCell, collections::BTreeMap};
use vault_client::Pubkey;
use vault_types::state::{OptionKind, VaultParams};

/// What everyone starts with: a million of the cash, where that is what vaults hold.
pub const COINS: u64 = 1_000 * COIN;
/// By which late bids extend the auction.
pub const EXTENSION_SECS: u16 = 3_600;
const TWO_DAYS: i64 = 2 * 86_400;

pub struct History {
    pub scene: Scene,
    pub vaults: Vec<Pubkey>,
    pub people: [Keypair; PEOPLE],
    pub trader: Keypair,
    pub model: Model,
    pub price_e8: u64,
    /// In the last step.
    pub has_just_sold: bool,
    /// How often which step ended in which way.
    pub outcomes: BTreeMap<String, u32>,
}

thread_local! {
    /// The chain when the market has opened for risk: twelve days of prices, which every history begins with.
    static OPENED: [OnceCell<Scene>; 2] = const { [OnceCell::new(), OnceCell::new()] };
}

fn opened(kind: OptionKind) -> Scene {
    let mut scene = founded(kind);
    scene.set_price(SPOT);
    scene.observe_price().unwrap();
    scene.open_banks().unwrap();
    scene.open_for_risk(SPOT).unwrap();
    scene
}

fn founded(kind: OptionKind) -> Scene {
    Scene::new(&SceneParams { kind, ..SceneParams::default() }).unwrap()
}

/// A copy of it.
fn open_market(kind: OptionKind) -> Scene {
    let mut scene = founded(kind);
    let place = usize::from(kind == OptionKind::PUT);
    scene.world.svm = OPENED.with(|cells| cells[place].get_or_init(|| opened(kind)).world.svm.clone());
    scene
}

fn open_vault(scene: &mut Scene, id: u16, terms: &Terms) -> Pubkey {
    let mut params = VaultParams {
        max_leverage_bps: terms.leverages[usize::from(id) - 1],
        margin_mode: terms.mode,
        max_outflow_bps: terms.max_outflow_bps,
        ..scene.vault().params
    };
    params.fees.withdrawal_fee_bps = terms.withdrawal_fee_bps;
    params.auction.extension_secs = EXTENSION_SECS;
    let vault = scene.open_vault(id, params).unwrap();
    let covered = std::mem::replace(&mut scene.vault, vault);
    scene.open_vault_margin_account().unwrap();
    scene.vault = covered;
    vault
}

impl History {
    pub fn new(terms: &Terms) -> Self {
        let mut scene = open_market(terms.kind);
        let vaults: Vec<_> = (1_u16..).zip(&terms.leverages).map(|(id, _)| open_vault(&mut scene, id, terms)).collect();
        let people = [1, 2, 3].map(|seed| scene.person(seed, COINS));
        for vault in &vaults {
            scene.vault = *vault;
            let share_mint = scene.vault().share_mint;
            for person in &people {
                scene.world.create_wallet(&person.pubkey(), &share_mint).unwrap();
            }
        }
        let is_put = terms.kind == OptionKind::PUT;
        let trader = if is_put { scene.trader(9, 0, 1_000_000 * CASH) } else { scene.trader(9, COINS, 0) };
        scene.open_margin_account(&trader).unwrap();
        let (market, mut model) = (scene.market(), Model::new(terms, COINS));
        model.last_price = Some((market.last_price_e8.into(), market.last_price_ts));
        let outcomes = BTreeMap::new();
        Self { scene, vaults, people, trader, model, price_e8: SPOT, has_just_sold: false, outcomes }
    }

    /// Tries a step. Returns whether it went through.
    pub fn live(&mut self, step: Step) -> bool {
        let step = Step { vault: step.vault % self.vaults.len(), ..step };
        self.scene.vault = self.vaults[step.vault];
        self.has_just_sold = false;
        let worths = self.worths();
        let done = self.attempt(step);
        self.check(step);
        self.nobody_has_gained(step, &worths);
        done
    }

    fn attempt(&mut self, step: Step) -> bool {
        let now_ts = self.scene.world.now();
        match step.act {
            Act::Own(who, own) => self.own(step, who, own),
            Act::Crank(crank) => self.crank(step, crank),
            Act::Trade(trade) => self.trade(step, trade),
            Act::Bid(permille, more) => self.bid(step, Some(permille), more),
            Act::BidMost(more) => self.bid(step, None, more),
            Act::Post { permille, late_secs, gap_secs } => self.post(step, permille, late_secs, gap_secs),
            Act::Redeem(place, permille) => self.redeem(step, place, permille),
            Act::MovePrice(permille) => {
                self.price_e8 = (self.price_e8 * permille / 1_000).clamp(100 * USD, 250 * USD);
                true
            }
            Act::Observe => self.observe(),
            Act::Volatility(permille) => self.scene.set_volatility(800_000 * permille).is_ok(),
            Act::Wait(secs) => self.wait_until(now_ts + secs),
            Act::WaitForAuctionEnd => {
                let week = self.model.vaults[step.vault].books.week();
                week.map(|week| week.auction_close_ts).is_some_and(|ts| self.wait_until(ts))
            }
            Act::WaitForExpiry(is_watched) => self.wait_for_expiry(step.vault, is_watched),
            Act::WaitForRuin => {
                let is_short = self.model.due(step.vault, now_ts) > Some(self.model.left_to(step.vault));
                is_short && self.wait_until(self.model.vaults[step.vault].series.0 + A_WEEK)
            }
            Act::RollAfterRuin => {
                let books = &self.model.vaults[step.vault].books;
                let is_ruined = books.phase == Phase::Open && books.supply > 0 && books.nav == 0;
                is_ruined && self.crank(Step { act: Act::Crank(Crank::Roll), ..step }, Crank::Roll)
            }
            Act::WaitForLastResort => {
                let last_secs = self.scene.market().oracle_limits.last_settlement_secs();
                let week = self.model.vaults[step.vault].books.week();
                week.map(|week| week.expiry_ts).is_some_and(|ts| self.wait_until(ts + last_secs + 1))
            }
        }
    }

    pub fn wait_until(&mut self, ts: i64) -> bool {
        let is_ahead = ts > self.scene.world.now();
        if is_ahead {
            self.scene.world.set_time(ts);
        }
        is_ahead
    }

    fn wait_for_expiry(&mut self, vault: usize, is_watched: bool) -> bool {
        let Some(week) = self.model.vaults[vault].books.week() else { return false };
        let expiry_ts = week.expiry_ts;
        while is_watched && self.scene.world.now() + TWO_DAYS < expiry_ts {
            self.wait_until(self.scene.world.now() + TWO_DAYS);
            self.observe();
        }
        self.wait_until(expiry_ts)
    }

    /// Somebody shows the price of now to the market and to the bank.
    pub fn observe(&mut self) -> bool {
        let (price, now_ts) = (self.price_e8.into(), self.scene.world.now());
        self.scene.set_price(self.price_e8);
        let is_news = self.model.last_price.is_none_or(|(_, ts)| ts < now_ts) && self.accepts_price();
        assert_eq!(self.scene.observe_price().is_ok(), is_news);
        if is_news {
            self.model.last_price = Some((price, now_ts));
        }
        let coin = self.scene.underlying_mint;
        // They are refused if the last one was a short while ago.
        let _ = self.scene.observe_volatility();
        let _ = self.scene.observe_collateral_price(&coin);
        is_news
    }

    pub fn accepts_price(&mut self) -> bool {
        let (price, now_ts) = (self.price_e8.into(), self.scene.world.now());
        self.model.books(0, |books| books.accepts_price(price, now_ts))
    }

    fn own(&mut self, step: Step, who: usize, own: Own) -> bool {
        let (now_ts, vault) = (self.scene.world.now(), step.vault);
        let held = self.model.vaults[vault].books.people[who].shares;
        let shares = |permille: u64| held * u128::from(permille) / 1_000;
        let chain = self.tried(step, |scene, people| {
            let person = &people[who];
            match own {
                Own::Deposit(atoms) => scene.deposit(person, atoms),
                Own::DepositNow(atoms) => scene.deposit_now(person, atoms),
                Own::CancelDeposit => scene.cancel_deposit(person),
                Own::ClaimShares => scene.claim_shares_for(&people[MAKER], &person.pubkey()),
                Own::Request(permille) => scene.request_withdrawal(person, narrow(shares(permille))),
                Own::CancelWithdrawal => scene.cancel_withdrawal(person),
                Own::ClaimWithdrawal => scene.claim_withdrawal_for(&people[DEPOSITORS - 1 - who], &person.pubkey()),
            }
        });
        let model = self.model.books(vault, |books| match own {
            Own::Deposit(atoms) => books.deposit(who, atoms),
            Own::DepositNow(atoms) => books.deposit_now(who, atoms, now_ts),
            Own::CancelDeposit => books.cancel_deposit(who),
            Own::ClaimShares => books.claim_shares(who),
            Own::Request(permille) => books.request(who, shares(permille)),
            Own::CancelWithdrawal => books.cancel_withdrawal(who),
            Own::ClaimWithdrawal => books.claim_withdrawal(who, now_ts),
        });
        Self::agree(step, chain, model)
    }

    fn trade(&mut self, step: Step, trade: Trade) -> bool {
        let (now_ts, kind, mint) = (self.scene.world.now(), self.model.kind, self.scene.asset_mint());
        let (series, offered) = (self.model.vaults[step.vault].series, self.model.vaults[step.vault].offered);
        let collateral = self.model.trader.collateral;
        let of_collateral = |permille: u64| narrow(collateral * u128::from(permille) / 1_000);
        let options = |permille: u64| kind.covered_by(series.1, offered) * u128::from(permille) / 1_000;
        let trader = self.trader.insecure_clone();
        let is_full = self.model.trader.owes.len() >= 6 && !self.model.trader.owes.contains_key(&series);
        let needs_series = matches!(trade, Trade::Write(_) | Trade::Settle);
        if needs_series && (series.0 == 0 || (is_full && matches!(trade, Trade::Write(_)))) {
            return false;
        }
        let (contract, maker) = (self.contract(series), self.people[MAKER].pubkey());
        if needs_series {
            self.make_wallet(series);
        }
        let settlement = self.scene.vault_settlement();
        let chain = self.tried(step, |scene, _| match trade {
            Trade::Deposit(atoms) => scene.deposit_collateral(&trader, &mint, atoms),
            Trade::Withdraw(permille) => scene.withdraw_collateral(&trader, &mint, of_collateral(permille)),
            Trade::Write(permille) => scene.write_options(&trader, &contract, &maker, narrow(options(permille))),
            Trade::Settle => scene.settle_margin_account(&trader.pubkey(), series.0, settlement),
        });
        let model = match trade {
            Trade::Deposit(atoms) => self.model.trader.deposit(atoms.into()),
            Trade::Withdraw(permille) => self.model.trader.withdraw(kind, of_collateral(permille).into()),
            Trade::Write(permille) => self.model.trader_writes(series, options(permille), now_ts),
            Trade::Settle => self.model.trader_pays(series.0, now_ts),
        };
        Self::agree(step, chain, model)
    }

    pub fn contract(&self, (expiry_ts, strike): Series) -> Contract {
        let (kind, settlement) = (self.scene.kind, self.scene.vault_settlement());
        Contract { kind, settlement, strike_e8: narrow(strike), expiry_ts }
    }

    pub fn judge(&self) -> Judge<'_> {
        let shown = Shown { price_e8: self.price_e8, publish_ts: self.scene.world.now() };
        Judge { scene: &self.scene, shown }
    }
}

pub fn narrow(amount: u128) -> u64 {
    u64::try_from(amount).expect("an amount of tokens")
}
