//! A chain on which somebody owes options and somebody else has an empty account; and all that a node shows of it.

use super::run;
use anchor_lang::{AccountDeserialize, AccountSerialize};
use feed::{
    chain::{ChainAccounts, CLOCK},
    record::{AccountUpdate, Entry, Writer},
};
use simulator::{Contract, Scene, SceneParams, ThresholdPost};
use std::{collections::BTreeMap, fs, process::Output};
use tempfile::TempDir;
use threshold_model::Payload;
use vault_types::{
    margin::MarginMode,
    state::{MarginAccount, OptionKind, SettlementAsset},
    Pubkey, ID,
};

const USD: u64 = 100_000_000;
const COIN: u64 = 1_000_000_000;
pub const SPOT: u64 = 150 * USD;

pub struct Chain {
    pub scene: Scene,
}

/// What a node shows: owner and data.
#[derive(Clone)]
pub struct Dump {
    pub slot: u64,
    pub accounts: BTreeMap<Pubkey, (Pubkey, Vec<u8>)>,
}

impl Chain {
    /// One trader owes ten calls and five puts to two expiries, one has nothing.
    pub fn trading() -> Self {
        let mut scene = Scene::new(&SceneParams::default()).unwrap();
        scene.world.ask_for_most_units();
        scene.set_price(SPOT);
        scene.observe_price().unwrap();
        scene.open_banks().unwrap();
        let quote_mint = scene.quote_mint;
        let [writer, idle] = [1, 2].map(|seed| scene.trader(seed, 100 * COIN, 1_000_000_000_000));
        for who in [&writer, &idle] {
            scene.open_margin_account(who).unwrap();
        }
        scene.open_for_risk(SPOT).unwrap();
        scene.deposit_collateral(&writer, &quote_mint, 100_000_000_000).unwrap();
        scene.set_margin_mode(&writer, MarginMode::SCENARIO).unwrap();
        let expiries = scene.coming_expiries(2);
        let buyer = scene.fee_recipient;
        for (kind, strike, expiry_ts, coins) in
            [(OptionKind::CALL, 165, expiries[0], 10), (OptionKind::PUT, 140, expiries[1], 5)]
        {
            let contract = Contract { kind, settlement: SettlementAsset::QUOTE, strike_e8: strike * USD, expiry_ts };
            scene.list(&[contract]).unwrap();
            scene.write_options(&writer, &contract, &buyer, coins * COIN).unwrap();
        }
        Self { scene }
    }

    pub fn now(&self) -> i64 {
        self.scene.world.now()
    }

    pub fn house(&self) -> String {
        self.scene.config.to_string()
    }

    /// For `--price`.
    pub fn price(&self) -> String {
        format!("{}={}", self.scene.market, self.scene.price_account)
    }

    /// The account that owes options, and its owner.
    pub fn writer(&self) -> (Pubkey, Pubkey) {
        let accounts = self.scene.world.read_all::<MarginAccount>();
        let (address, account) = accounts.into_iter().find(|(_, account)| account.has_options()).unwrap();
        (address, account.owner)
    }

    /// Every account of the program, the clock and both mints.
    pub fn dump(&self) -> Dump {
        let svm = &self.scene.world.svm;
        let of_program = svm.get_program_accounts(&ID).into_iter();
        let others = [CLOCK, self.scene.underlying_mint, self.scene.quote_mint];
        let others = others.map(|address| (address, svm.get_account(&address).unwrap()));
        let accounts: BTreeMap<_, _> =
            of_program.chain(others).map(|(address, account)| (address, (account.owner, account.data))).collect();
        let slot = u64::from_le_bytes(*accounts[&CLOCK].1.first_chunk().unwrap());
        Dump { slot, accounts }
    }

    /// With a recording of the price that stands in the price account, received now and in the slot of the clock.
    pub fn folder(&self) -> TempDir {
        self.folder_at(self.now() * 1_000, self.dump().slot)
    }

    pub fn folder_at(&self, received_ms: i64, slot: u64) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let address = self.scene.price_account;
        let account = self.scene.world.svm.get_account(&address).unwrap();
        let update = AccountUpdate { slot, address, owner: account.owner, data: account.data };
        let mut writer = Writer::create(&folder.path().join("prices.jsonl")).unwrap();
        writer.write(&Entry { received_ms, update: Some(update) }).unwrap();
        folder
    }

    /// From a file with these accounts to `taken.json`.
    pub fn take(&self, folder: &TempDir, dump: &Dump, more: &[&str]) -> Output {
        self.take_to("taken.json", folder, dump, more)
    }

    pub fn take_to(&self, out: &str, folder: &TempDir, dump: &Dump, more: &[&str]) -> Output {
        fs::write(folder.path().join("dump.json"), dump.accounts().write()).unwrap();
        let (house, price) = (self.house(), self.price());
        let from = ["take", "--accounts", "dump.json", "--house", &house, "--recording", "prices.jsonl"];
        run(folder.path(), &[&from[..], &["--price", &price, "--out", out], more].concat())
    }

    /// The signers sign it, and the program takes it.
    pub fn bring(&mut self, owner: &Pubkey, signed: &Payload) {
        let signed_by = (0..self.scene.signer_set().quorum).collect();
        let post = ThresholdPost { header: signed.header, body: signed.body, signed_by };
        self.scene.apply_threshold(owner, &post).unwrap();
    }
}

impl Dump {
    pub fn accounts(&self) -> ChainAccounts {
        let shown = |(address, (owner, data)): (&Pubkey, &(Pubkey, Vec<u8>))| AccountUpdate {
            slot: self.slot,
            address: *address,
            owner: *owner,
            data: data.clone(),
        };
        ChainAccounts::new(self.slot, self.accounts.iter().map(shown))
    }

    /// Rewrites an account as no instruction would.
    pub fn change<T: AccountDeserialize + AccountSerialize>(&mut self, address: &Pubkey, change: impl FnOnce(&mut T)) {
        let data = &mut self.accounts.get_mut(address).unwrap().1;
        let mut state = T::try_deserialize(&mut data.as_slice()).unwrap();
        change(&mut state);
        data.clear();
        state.try_serialize(data).unwrap();
    }
}
