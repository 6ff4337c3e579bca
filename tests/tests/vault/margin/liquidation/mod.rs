//! Accounts that fall short: sold in parts, given away, hedged; and who pays for it.

mod bids;
mod boundary;
mod breakers;
mod debts;
mod ends;
mod found;
mod hedge;
mod insolvent;
mod insurance;
mod large;
mod modes;
mod named;
mod prices;
mod solvent;
mod stalling;
mod stolen;
mod vault;
mod wind_down;

use super::{at_risk, Trading, CASH};
use crate::common::{COIN, SPOT, USD};
use simulator::{Contract, PriceUpdate, Scene};
use solana_signer::Signer;
use vault_client::Pubkey;
use vault_types::{
    liquidation::{Health, LiquidationParameters},
    margin::{CollateralPrice, MarginMode},
    state::{CollateralBank, MarginAccount},
};

/// Alice owes Bob ten calls in cash at 160, and has as much as they need at 150. Carol has plenty, and an account in scenario mode.
pub struct Falling {
    pub story: Trading,
    pub call: Contract,
    pub carol: solana_keypair::Keypair,
}

const PARAMETERS: LiquidationParameters = LiquidationParameters::DEFAULT;
const CALLS: u64 = 10 * COIN;
const CASH_DECIMALS: u8 = 6;

pub fn falling() -> Falling {
    let mut story = at_risk();
    let call = story.call_in_cash(160);
    story.scene.list(&[call]).unwrap();
    let carol = story.scene.trader(33, 100 * COIN, 100_000 * CASH);
    story.scene.open_margin_account(&carol).unwrap();
    let cash = story.cash();
    story.scene.deposit_collateral(&carol, &cash, 50_000 * CASH).unwrap();
    story.scene.set_margin_mode(&carol, MarginMode::SCENARIO).unwrap();
    story.scene.set_margin_mode(&story.alice, MarginMode::SCENARIO).unwrap();
    let required = story.chain_margin(&story.after_writing(&call, CALLS));
    story.alice_deposits(required.initial_atoms);
    story.alice_writes(&call, CALLS).unwrap();
    Falling { story, call, carol }
}

impl Falling {
    pub fn alice(&self) -> Pubkey {
        self.story.scene.account_ref(&self.story.alice.pubkey()).address
    }

    pub fn carol(&self) -> Pubkey {
        self.story.scene.account_ref(&self.carol.pubkey()).address
    }

    pub fn account(&self) -> MarginAccount {
        self.story.scene.account_at(&self.alice())
    }

    pub fn carols(&self) -> MarginAccount {
        self.story.scene.account_at(&self.carol())
    }

    pub fn quote_bank(&self) -> CollateralBank {
        self.story.scene.bank(&self.story.cash())
    }

    /// A price that everybody has seen.
    pub fn move_to(&mut self, price_e8: u64) {
        self.story.move_to(price_e8);
    }

    pub fn judge(&mut self) {
        let alice = self.alice();
        self.story.scene.judge_account(&alice).unwrap();
    }

    pub fn wait(&mut self, secs: i64) {
        let alice = self.alice();
        self.story.scene.wait(secs, &alice);
    }

    /// How Alice's account stands at a price, computed off the chain: it has cash alone.
    pub fn health(&self, price_e8: u64) -> Health {
        self.story.health_of(&self.account(), price_e8)
    }
}

/// For whom an auction is about, whatever account.
pub trait Watched {
    /// A price that everybody has seen.
    fn show(&mut self, price_e8: u64);

    /// Seconds pass; the price stays and is shown again, and somebody looks at the account often enough for its auction's clock to go on.
    fn wait(&mut self, secs: i64, account: &Pubkey);
}

impl Watched for Scene {
    fn show(&mut self, price_e8: u64) {
        while self.market().last_price_e8 != price_e8 {
            let last_e8 = self.market().last_price_e8;
            let most_e8 = last_e8 / 1_000 * 90;
            self.world.set_time(self.world.now() + 60);
            self.set_price(price_e8.clamp(last_e8 - most_e8, last_e8 + most_e8));
            self.observe_price().unwrap();
        }
    }

    fn wait(&mut self, secs: i64, account: &Pubkey) {
        let (mut left_secs, price_e8) = (secs, self.market().last_price_e8);
        while left_secs > 0 {
            let step_secs = left_secs.min(600);
            self.world.set_time(self.world.now() + step_secs);
            self.set_price(price_e8);
            self.observe_price().unwrap();
            if left_secs > step_secs {
                self.judge_account(account).unwrap();
            }
            left_secs -= step_secs;
        }
    }
}

impl Trading {
    pub fn move_to(&mut self, price_e8: u64) {
        self.scene.show(price_e8);
    }

    pub fn health_of(&self, account: &MarginAccount, price_e8: u64) -> Health {
        health_of(&self.scene, account, price_e8)
    }
}

/// How an account stands that has cash and coins, computed off the chain.
pub fn health_of(scene: &Scene, account: &MarginAccount, spot_e8: u64) -> Health {
    let formula = super::formula::Formula { scene, place: 0, spot_e8 };
    let cash_atoms = account.amount_of(&scene.quote_mint);
    let [counted_atoms, fair_atoms] = coins_value(scene, account.amount_of(&scene.underlying_mint), spot_e8);
    let fair = formula.fair(account);
    Health {
        counted_atoms: cash_atoms + counted_atoms,
        fair_atoms: cash_atoms + fair_atoms,
        mark_atoms: fair.today,
        requirement: formula.by_scenarios_without_rise(account),
        vega_loss_atoms: fair.gain_by_vega.min(0).unsigned_abs(),
        owes_token: false,
    }
}

/// What coins count for at a price of now, and what they are worth.
fn coins_value(scene: &Scene, coins_atoms: u64, spot_e8: u64) -> [u64; 2] {
    if coins_atoms == 0 {
        return [0; 2];
    }
    let (bank, now) = (scene.bank(&scene.underlying_mint), scene.world.now());
    let PriceUpdate { price, confidence, exponent, prev_publish_ts, .. } =
        PriceUpdate::new(scene.feed_id, spot_e8, now);
    let price = CollateralPrice::from_parts(price, confidence, exponent, now, prev_publish_ts, &bank.oracle_limits);
    let price = bank.without_jump(&price.unwrap(), now);
    let terms = bank.terms_at(&price, now).unwrap();
    [terms, terms.fair(price.mid.price_e8)].map(|terms| terms.value_atoms(coins_atoms, CASH_DECIMALS).unwrap())
}
