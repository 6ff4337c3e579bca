//! A chain of now: the built program, a house with three signers, of whom two must sign, and somebody who owes options.

use super::node::{Accounts, Node, Seen};
use simulator::{Contract, PriceUpdate, Scene, SceneParams};
use std::sync::{
    atomic::{AtomicU64, Ordering},
    Arc,
};
use vault_types::{
    margin::MarginMode,
    state::{MarginAccount, OptionKind, SettlementAsset},
    Pubkey, ID,
};

const USD: u64 = 100_000_000;
const COIN: u64 = 1_000_000_000;
const HOUR_SECS: i64 = 3_600;
/// More than it takes to open a house for risk: timelocks, and the days in which collateral begins to count.
const OPENING_SECS: i64 = 14 * 86_400;
pub const SPOT: u64 = 150 * USD;
const CLOCK: Pubkey = Pubkey::from_str_const("SysvarC1ock11111111111111111111111111111111");

pub struct Chain {
    pub scene: Scene,
    /// Who owes options.
    pub owner: Pubkey,
    price_e8: Arc<AtomicU64>,
}

impl Chain {
    /// Ten calls and five puts are owed until the expiry after the next.
    pub fn trading() -> Self {
        let now_ts = signer::clock::now_ts().unwrap();
        let params = SceneParams { start_ts: now_ts - OPENING_SECS, ..SceneParams::default() };
        let mut scene = Scene::new(&params).unwrap();
        scene.world.ask_for_most_units();
        scene.set_price(SPOT);
        scene.observe_price().unwrap();
        scene.open_banks().unwrap();
        let quote_mint = scene.quote_mint;
        let writer = scene.trader(1, 100 * COIN, 1_000_000_000_000);
        scene.open_margin_account(&writer).unwrap();
        scene.open_for_risk(SPOT).unwrap();
        while scene.world.now() + HOUR_SECS <= now_ts {
            scene.watch(SPOT, 1).unwrap();
        }
        let volatility_e9 = scene.volatility_e9;
        scene.set_volatility(volatility_e9).unwrap();
        scene.deposit_collateral(&writer, &quote_mint, 100_000_000_000).unwrap();
        scene.set_margin_mode(&writer, MarginMode::SCENARIO).unwrap();
        let (buyer, expiry_ts) = (scene.fee_recipient, scene.coming_expiries(2)[1]);
        for (kind, strike, coins) in [(OptionKind::CALL, 165, 10), (OptionKind::PUT, 140, 5)] {
            let contract = Contract { kind, settlement: SettlementAsset::QUOTE, strike_e8: strike * USD, expiry_ts };
            scene.list(&[contract]).unwrap();
            scene.write_options(&writer, &contract, &buyer, coins * COIN).unwrap();
        }
        scene.create_threshold_batch().unwrap();
        let owner = scene.world.read_all::<MarginAccount>()[0].1.owner;
        Self { scene, owner, price_e8: Arc::new(AtomicU64::new(SPOT)) }
    }

    /// The account that owes them.
    pub fn account(&self) -> Pubkey {
        self.scene.account_ref(&self.owner).address
    }

    /// Of the program, the clock and both mints.
    fn accounts(&self) -> Accounts {
        let svm = &self.scene.world.svm;
        let others = [CLOCK, self.scene.underlying_mint, self.scene.quote_mint];
        let others = others.map(|address| (address, svm.get_account(&address).unwrap()));
        let accounts = svm.get_program_accounts(&ID).into_iter().chain(others);
        accounts.map(|(address, account)| (address, (account.owner, account.data))).collect()
    }

    /// A node with these accounts, at the time of this machine: its clock and its price are always of now.
    pub fn node(&self) -> Node {
        let (mut accounts, slot, price_e8) = (self.accounts(), self.slot(), self.price_e8.clone());
        let (price_account, feed_id) = (self.scene.price_account, self.scene.feed_id);
        Node::seeing(move |_| {
            let now_ts = signer::clock::now_ts().unwrap();
            accounts.get_mut(&CLOCK).unwrap().1[32..40].copy_from_slice(&now_ts.to_le_bytes());
            let price = PriceUpdate::new(feed_id, price_e8.load(Ordering::SeqCst), now_ts).to_account();
            accounts.insert(price_account, (price.owner, price.data));
            Seen { slot, accounts: accounts.clone(), unsent_len: 0, is_forgetful: false }
        })
    }

    /// The node's price from now on.
    pub fn set_price(&self, price_e8: u64) {
        self.price_e8.store(price_e8, Ordering::SeqCst);
    }

    pub fn slot(&self) -> u64 {
        u64::from_le_bytes(*self.accounts()[&CLOCK].1.first_chunk().unwrap())
    }

    /// The clock goes on to this machine's time.
    pub fn catch_up(&mut self) {
        self.scene.world.set_time(signer::clock::now_ts().unwrap());
    }
}
