//! Margin accounts in every market, up to a stage.

use super::{Place, Stage, Town};
use crate::common::{COIN, SPOT, USD};
use simulator::{bank_args, Contract, SCENE_RISK};
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, AccountRef, RateSource},
    Pubkey, TOKEN_PROGRAM,
};
use vault_types::{
    margin::Requirement,
    state::{CollateralClass, CollateralParams, OptionKind, OracleLimits, SettlementAsset, Vault},
    threshold::{
        batch::{self, BatchBody, Leaf},
        tree::Tree,
    },
};

/// What a message that nobody doubts says.
const LEVELS: Requirement = Requirement::flat(1_000_000_000_000);
const BATCH_SEQUENCE: u64 = 100;
/// Options must be long for volatility to matter that much.
const HEDGED_TENOR_SECS: i64 = 56 * 86_400;

/// The option that both people owe and own.
pub fn put(town: &Town) -> Contract {
    Contract {
        kind: OptionKind::PUT,
        settlement: SettlementAsset::QUOTE,
        strike_e8: 140 * USD,
        expiry_ts: town.margin_expiry_ts,
    }
}

impl Town {
    /// A person's account in the house of a place: number 0 with options, number 1 empty.
    pub fn account(&self, place: Place, who: usize, id: u16) -> AccountRef {
        let (owner, config) = (self.people[who].pubkey(), self.house(place).config);
        AccountRef { address: address::margin_account(&config, &owner, id), owner, config }
    }

    /// Both people's leaves, as they are now, and their tree.
    pub fn leaves(&self, place: Place) -> (Vec<Leaf>, Tree) {
        let of = |who: usize| {
            let leaf = self.scene.leaf(&self.people[who].pubkey(), &LEVELS);
            Leaf { margin_account: self.account(place, who, 0).address, ..leaf }
        };
        let leaves = vec![of(0), of(1)];
        let tree = batch::build(&leaves).unwrap();
        (leaves, tree)
    }

    pub(super) fn live_on_margin(&mut self, place: Place, stage: Stage) {
        if place.vault == self.places[1].vault {
            return; // on the first one's market
        }
        self.scene.set_price(SPOT);
        self.scene.observe_price().unwrap();
        self.scene.set_volatility(800_000_000).unwrap();
        let tenor_secs = if stage == Stage::Hedged { HEDGED_TENOR_SECS } else { 0 };
        let earliest_ts = self.scene.world.now() + tenor_secs;
        self.margin_expiry_ts = self.scene.market().calendar.next_expiry_ts(earliest_ts).unwrap();
        self.open_banks(place);
        if stage == Stage::Founded {
            return;
        }
        self.found_margin(place);
        self.trade(place);
        let (leaves, tree) = self.leaves(place);
        self.scene.post_threshold_batch(&BatchBody { root: tree.root(), depth: tree.depth() }, BATCH_SEQUENCE).unwrap();
        if stage == Stage::Trading {
            return;
        }
        for (who, leaf) in leaves.iter().enumerate() {
            let proof = tree.proof(who as u32).unwrap();
            self.scene.apply_leaf(&self.people[who].pubkey(), leaf, who as u32, proof).unwrap();
        }
        match stage {
            Stage::Signed => (),
            Stage::Staked => self.stake_and_wait(place, 400),
            Stage::Unstaked => self.stake_and_leave(place),
            Stage::Fallen => self.fall_short(place),
            Stage::Hedged => self.owe_volatility(place),
            Stage::Forsaken => self.lose_the_signers(),
            _ => self.expire_margin(stage),
        }
    }

    /// Banks of both tokens.
    pub(super) fn open_token_banks(&mut self, place: Place) {
        let house = self.house(place);
        let admin = self.keypair(&house.admin).unwrap();
        let args = bank_args(&self.scene, CollateralClass::MAJOR);
        let coin = self.scene.underlying_mint;
        for (mint, class) in [(coin, CollateralClass::MAJOR), (self.quote_mint, CollateralClass::STABLE)] {
            let args = vault_client::CreateBankArgs { class, ..args.clone() };
            let create = instruction::create_bank(house, mint, TOKEN_PROGRAM, None, args);
            self.scene.world.send("create_bank", create, &[&admin]).unwrap();
        }
    }

    /// And one of the vault's shares.
    fn open_banks(&mut self, place: Place) {
        self.open_token_banks(place);
        let (house, vault): (_, Vault) = (self.house(place), self.scene.world.read(&place.vault).unwrap());
        let admin = self.keypair(&house.admin).unwrap();
        let coin = self.scene.underlying_mint;
        let args = bank_args(&self.scene, CollateralClass::MAJOR);
        let limits: OracleLimits = bytemuck::Zeroable::zeroed();
        let of_shares = vault_client::CreateBankArgs {
            class: CollateralClass::VAULT_SHARE,
            price_feed_id: [0; 32],
            oracle_limits: limits,
            average_window_secs: 0,
            params: CollateralParams { max_above_average_bps: 0, max_rate_growth_bps: 100, ..args.params },
            ..args
        };
        let base = RateSource { bank: address::bank(&house.config, &coin), account: place.vault };
        let create = instruction::create_bank(house, vault.share_mint, TOKEN_PROGRAM, Some(base), of_shares);
        self.scene.world.send("create_bank", create, &[&admin]).unwrap();
    }

    /// What the market asks for, room for batches, a series.
    fn found_margin(&mut self, place: Place) {
        let house = self.house(place);
        let admin = self.keypair(&house.admin).unwrap();
        let risk = instruction::create_market_risk(house, place.market, &self.quote_mint, SCENE_RISK);
        self.scene.world.send("create_market_risk", risk, &[&admin]).unwrap();
        self.scene.create_threshold_batch().unwrap();
        let contract = put(self);
        self.scene.list(&[contract]).unwrap();
    }

    /// Each person owes the other one ten options; the other one has them in the wallet.
    fn trade(&mut self, place: Place) {
        let (coin, cash) = (self.scene.underlying_mint, self.quote_mint);
        let authority = self.scene.authority.insecure_clone();
        let people: Vec<_> = self.people.iter().map(|person| person.insecure_clone()).collect();
        for person in &people {
            let wallet = self.scene.world.create_wallet(&person.pubkey(), &cash).unwrap();
            self.scene.world.mint_to(&authority, &cash, &wallet, 100_000_000_000).unwrap();
            for id in [0, 1] {
                let open = instruction::open_margin_account(person.pubkey(), self.house(place).config, cash, id);
                self.scene.world.send("open_margin_account", open, &[person]).unwrap();
            }
            self.scene.deposit_collateral(person, &cash, 5_000_000_000).unwrap();
            self.scene.deposit_collateral(person, &coin, COIN).unwrap();
        }
        let contract = put(self);
        for (writer, buyer) in [(0, 1), (1, 0)] {
            let buyer = people[buyer].pubkey();
            self.scene.write_options(&people[writer], &contract, &buyer, 10 * COIN).unwrap();
        }
    }

    /// As [`Town::give_wallets_to_the_programs_accounts`], for the bank and the expiry.
    pub(super) fn give_wallets_to_margin(&mut self, place: Place) {
        let bank = address::bank(&self.house(place).config, &self.quote_mint);
        let authority = self.scene.authority.insecure_clone();
        for owner in [bank, address::expiry(&place.market, self.margin_expiry_ts)] {
            let wallet = self.scene.world.create_wallet(&owner, &self.quote_mint).unwrap();
            self.scene.world.mint_to(&authority, &self.quote_mint, &wallet, 50_000_000_000).unwrap();
        }
    }

    fn expire_margin(&mut self, stage: Stage) {
        let expiry_ts = self.margin_expiry_ts;
        self.scene.world.set_time(expiry_ts);
        self.scene.set_price(SPOT / 2);
        if stage == Stage::MarginSilent {
            let expiry = self.scene.expiry(expiry_ts).unwrap();
            let last_ts = expiry.last_resort_ts(&self.scene.market().oracle_limits);
            return self.scene.world.set_time(last_ts + 1);
        }
        if stage >= Stage::MarginPriced {
            self.scene.post_expiry_price(expiry_ts).unwrap();
        }
        if stage >= Stage::MarginSettled {
            let people: Vec<Pubkey> = self.people.iter().map(Signer::pubkey).collect();
            for person in people {
                self.scene.settle_margin_account(&person, expiry_ts, SettlementAsset::QUOTE).unwrap();
            }
        }
    }
}
