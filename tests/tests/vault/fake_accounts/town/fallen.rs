//! Accounts that fall short in every market, and stakes in the insurance fund.

use super::{Place, Town, START_TS};
use crate::common::SPOT;
use simulator::SCENE_RISK;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, Shown, TargetRef},
    AccountMeta,
};
use vault_types::{
    change::Change,
    liquidation::LiquidationParameters,
    margin::{MarginMode, RiskParameters},
    state::{CollateralBank, Config},
};

/// A dollar of the quote.
const CASH: u64 = 1_000_000;
const DAY_SECS: i64 = 86_400;

impl Town {
    /// Of a thousand dollars so many are to leave.
    pub(super) fn stake_and_wait(&mut self, place: Place, leaving: u64) {
        for person in self.copies_of_people() {
            self.scene.stake_insurance(&person, 1_000 * CASH).unwrap();
            self.scene.ask_to_unstake(&person, leaving * CASH).unwrap();
        }
        let now_ts = self.scene.world.now();
        self.scene.world.set_time(now_ts + 8 * DAY_SECS);
        assert!(self.scene.stake(&self.people[0].pubkey()).is_some(), "{:?}", place.market);
    }

    pub(super) fn stake_and_leave(&mut self, place: Place) {
        self.stake_and_wait(place, 1_000);
        for person in self.copies_of_people() {
            self.scene.unstake_insurance(&person).unwrap();
        }
    }

    /// Both people's accounts have too little at a lower price.
    pub(super) fn fall_short(&mut self, place: Place) {
        self.stand_on_what_they_need();
        self.open_takers(place, 60 * CASH);
        for percent in [92, 85, 79, 73, 67, 62, 57] {
            let now_ts = self.scene.world.now();
            self.scene.world.set_time(now_ts + 60);
            self.scene.set_price(SPOT / 100 * percent);
            self.scene.observe_price().unwrap();
        }
        self.judge_both(place);
    }

    /// Both people's accounts would lose more than the limit, which is made as low as it can be.
    pub(super) fn owe_volatility(&mut self, place: Place) {
        let parameters = LiquidationParameters { vega_limit_bps: 500, ..LiquidationParameters::DEFAULT };
        let config: Config = self.scene.world.read(&self.house(place).config).unwrap();
        let of_house = TargetRef { address: self.house(place).config, market: None };
        self.change_of_house(place, of_house, Change::Liquidation { parameters }, config.settings_hash());
        // Whoever has a net delta would need too much of other collateral.
        let params = RiskParameters { delta_limit_bps: 10_000, ..SCENE_RISK };
        let config: Config = self.scene.world.read(&self.house(place).config).unwrap();
        let of_market = TargetRef { address: address::market_risk(&place.market), market: Some(place.market) };
        let hash = self.scene.market_risk().settings_hash(&config);
        self.change_of_house(place, of_market, Change::MarketRisk { params }, hash);
        // In every place at the same time, whatever its timelock.
        self.scene.world.set_time(START_TS + 8 * DAY_SECS);
        self.scene.set_price(SPOT);
        self.scene.observe_price().unwrap();
        self.scene.renew_surface().unwrap();
        self.stand_on_what_they_need();
        self.open_takers(place, 4 * CASH);
        self.judge_both(place);
    }

    pub(super) fn lose_the_signers(&mut self) {
        for person in self.copies_of_people() {
            self.scene.set_margin_mode(&person, MarginMode::PORTFOLIO).unwrap();
        }
        let now_ts = self.scene.world.now();
        self.scene.world.set_time(now_ts + 3 * DAY_SECS);
    }

    fn copies_of_people(&self) -> [Keypair; 2] {
        self.people.each_ref().map(|person| person.insecure_clone())
    }

    /// In scenario mode, with hardly more than what may not leave.
    fn stand_on_what_they_need(&mut self) {
        let (coin, cash) = (self.scene.underlying_mint, self.quote_mint);
        for person in self.copies_of_people() {
            self.scene.set_margin_mode(&person, MarginMode::SCENARIO).unwrap();
            let coins = self.scene.margin_account(&person.pubkey()).unwrap().amount_of(&coin);
            self.scene.withdraw_collateral(&person, &coin, coins).unwrap();
            for atoms in [100 * CASH, 10 * CASH] {
                while self.scene.withdraw_collateral(&person, &cash, atoms).is_ok() {}
            }
        }
    }

    /// Each person's account number 1 has what it takes, but not so much that nothing would be asked of it.
    fn open_takers(&mut self, place: Place, atoms: u64) {
        let bank_address = address::bank(&self.house(place).config, &self.quote_mint);
        let bank: CollateralBank = self.scene.world.read(&bank_address).unwrap();
        for (who, person) in self.copies_of_people().iter().enumerate() {
            let taker = self.account(place, who, 1);
            let from = address::wallet(&person.pubkey(), &self.quote_mint);
            let deposit = instruction::deposit_collateral(taker, &bank, from, atoms);
            self.scene.world.send("deposit_collateral", deposit, &[person]).unwrap();
            let named = vec![AccountMeta::new_readonly(bank_address, false)];
            let shown = Shown { named, ..Shown::nothing() };
            let set = instruction::set_margin_mode(taker, &self.quote_mint, MarginMode::SCENARIO, shown);
            self.scene.world.send("set_margin_mode", set, &[person]).unwrap();
        }
    }

    fn judge_both(&mut self, place: Place) {
        for who in [0, 1] {
            let address = self.account(place, who, 0).address;
            self.scene.judge_account(&address).unwrap();
            let account = self.scene.account_at(&address);
            assert!(account.auction.is_running(), "{:?}", account.auction);
        }
    }

    fn change_of_house(&mut self, place: Place, target: TargetRef, change: Change, settings_hash: [u8; 32]) {
        let house = self.house(place);
        let admin = self.keypair(&house.admin).unwrap();
        let number = self.scene.config().proposals;
        let propose = instruction::propose_change(house, number, target, change, settings_hash);
        self.scene.world.send("propose_change", propose, &[&admin]).unwrap();
        let proposal = self.scene.proposal(number).unwrap();
        self.scene.world.set_time(proposal.ready_ts);
        let execute = instruction::execute_change(house.admin, &proposal, target.market);
        self.scene.world.send("execute_change", execute, &[&admin]).unwrap();
    }
}
