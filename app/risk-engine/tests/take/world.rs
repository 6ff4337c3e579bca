//! A chain on which somebody owes options and somebody else has an empty account; and all that a node shows of it.

use super::run;
use anchor_lang::{AccountDeserialize, AccountSerialize};
use feed::record::{AccountUpdate, Entry, Writer};
use simulator::{Contract, Scene, SceneParams, ThresholdPost};
use std::{collections::BTreeMap, fs, process::Output};
use tempfile::TempDir;
use threshold_model::Payload;
use vault_types::{
    margin::MarginMode,
    seeds,
    state::{MarginAccount, Market, MarketRisk, OptionKind, SettlementAsset, VolSurface},
    Pubkey, ID,
};

const USD: u64 = 100_000_000;
const COIN: u64 = 1_000_000_000;
pub const CLOCK: Pubkey = Pubkey::from_str_const("SysvarC1ock11111111111111111111111111111111");
pub const SPOT: u64 = 150 * USD;

pub struct Chain {
    pub scene: Scene,
}

/// What a node shows: owner and data.
#[derive(Clone)]
pub struct Dump {
    pub slot: u64,
    /// In a file some may be of another slot.
    pub other_slots: BTreeMap<Pubkey, u64>,
    pub accounts: BTreeMap<Pubkey, (Pubkey, Vec<u8>)>,
}

impl Chain {
    /// One trader owes ten calls and five puts to two expiries, one has nothing. The price is pulled.
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

    /// Signers, risk parameters and surface.
    pub fn derived(&self) -> [Pubkey; 3] {
        let (config, market) = (self.scene.config, self.scene.market);
        [(seeds::SIGNERS, config), (seeds::RISK, market), (seeds::SURFACE, market)].map(|(seed, of)| derived(seed, &of))
    }

    fn has_margin_account(&self, address: &Pubkey) -> bool {
        self.scene.world.read::<MarginAccount>(address).is_some()
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
        Dump { slot, other_slots: BTreeMap::new(), accounts }
    }

    /// With a recording of the price that stands in the price account, received now and in the slot of the clock.
    pub fn folder(&self) -> TempDir {
        self.folder_at(self.now() * 1_000, self.dump().slot)
    }

    pub fn folder_at(&self, received_ms: i64, slot: u64) -> TempDir {
        self.folder_with(received_ms, &[AccountUpdate { slot, ..self.price_update() }])
    }

    /// With a recording of these accounts.
    pub fn folder_with(&self, received_ms: i64, prices: &[AccountUpdate]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::create(&folder.path().join("prices.jsonl")).unwrap();
        for price in prices {
            writer.write(&Entry { received_ms, update: Some(price.clone()) }).unwrap();
        }
        folder
    }

    /// What stands in the price account, in the slot of the clock.
    pub fn price_update(&self) -> AccountUpdate {
        let address = self.scene.price_account;
        let account = self.scene.world.svm.get_account(&address).unwrap();
        AccountUpdate { slot: self.dump().slot, address, owner: account.owner, data: account.data }
    }

    /// From a file with these accounts to `taken.json`.
    pub fn take(&self, folder: &TempDir, dump: &Dump, more: &[&str]) -> Output {
        self.take_to("taken.json", folder, dump, more)
    }

    pub fn take_to(&self, out: &str, folder: &TempDir, dump: &Dump, more: &[&str]) -> Output {
        self.take_with(folder, dump, &[&["--price", &self.price(), "--out", out], more].concat())
    }

    /// From a file with these accounts, and no price account unless it is named.
    pub fn take_with(&self, folder: &TempDir, dump: &Dump, more: &[&str]) -> Output {
        self.take_file(folder, &dump.recording(self.now()), more)
    }

    /// From a file with these bytes.
    pub fn take_file(&self, folder: &TempDir, file: &[u8], more: &[&str]) -> Output {
        fs::write(folder.path().join("accounts.jsonl"), file).unwrap();
        let house = self.house();
        let from = ["take", "--accounts", "accounts.jsonl", "--house", &house, "--recording", "prices.jsonl"];
        run(folder.path(), &[&from[..], more].concat())
    }

    /// The signers sign it, and the program takes it.
    pub fn bring(&mut self, owner: &Pubkey, signed: &Payload) {
        let signed_by = (0..self.scene.signer_set().quorum).collect();
        let post = ThresholdPost { header: signed.header, body: signed.body, signed_by };
        self.scene.apply_threshold(owner, &post).unwrap();
    }
}

/// Where the program keeps what belongs to another account of its own.
pub fn derived(seed: &[u8], of: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seed, of.as_ref()], &ID).0
}

impl Dump {
    /// One more market of the same house, with risk parameters and surface.
    pub fn copy_market(&mut self, from: &Pubkey, to: Pubkey, change: impl FnOnce(&mut Market)) {
        let derived = |seed| (derived(seed, from), derived(seed, &to));
        let (risk, surface) = (derived(seeds::RISK), derived(seeds::SURFACE));
        for (from, to) in [(*from, to), risk, surface] {
            self.accounts.insert(to, self.accounts[&from].clone());
        }
        self.change::<Market>(&to, change);
        self.change::<MarketRisk>(&risk.1, |risk| risk.market = to);
        self.change::<VolSurface>(&surface.1, |surface| surface.market = to);
    }

    /// As `--keep` writes it.
    pub fn recording(&self, now_ts: i64) -> Vec<u8> {
        let mut writer = Writer::new(String::new(), vec![]);
        for (address, (owner, data)) in &self.accounts {
            let slot = *self.other_slots.get(address).unwrap_or(&self.slot);
            let update = AccountUpdate { slot, address: *address, owner: *owner, data: data.clone() };
            writer.write(&Entry { received_ms: now_ts * 1_000, update: Some(update) }).unwrap();
        }
        writer.into_inner()
    }

    /// What the command keeps of it: the house's, with the mints and the clock.
    pub fn of_house(&self, chain: &Chain) -> Self {
        let (scene, derived) = (&chain.scene, chain.derived());
        let is_kept = |address: &Pubkey| {
            let known = [CLOCK, scene.config, scene.market, scene.underlying_mint, scene.quote_mint];
            known.contains(address) || derived.contains(address) || chain.has_margin_account(address)
        };
        let mut kept = self.clone();
        kept.accounts.retain(|address, _| is_kept(address));
        kept
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
