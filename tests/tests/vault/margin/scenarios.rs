//! Accounts that are not covered in kind, judged by the chain's own models.

use super::{at_risk, formula::Formula, trading, Trading, CASH};
use crate::common::{anchor, refused, refused_by_code, COIN, SPOT, USD};
use options_vault::errors::VaultError;
use simulator::{Contract, SCENE_RISK};
use solana_signer::Signer;
use vault_client::{address, instruction, AccountMeta, Pubkey};
use vault_types::{
    change::Change,
    margin::{MarginMode, Requirement, RiskParameters},
    state::{CollateralBank, CollateralClass, Halts, MarginAccount},
};

impl Trading {
    /// What the chain's own models ask of an account, computed off the chain from what is on it.
    pub fn chain_margin(&self, account: &MarginAccount) -> Requirement {
        Formula { scene: &self.scene, place: 0, spot_e8: SPOT }.by_scenarios(account)
    }

    /// Alice's account after she has written this.
    pub fn after_writing(&self, contract: &Contract, atoms: u64) -> MarginAccount {
        self.scene.after_writing(&self.account(&self.alice), contract, atoms)
    }

    pub fn alice_deposits(&mut self, cash_atoms: u64) {
        let cash = self.cash();
        self.scene.deposit_collateral(&self.alice, &cash, cash_atoms).unwrap();
    }

    pub fn alice_writes(&mut self, contract: &Contract, atoms: u64) -> Result<u64, simulator::Refusal> {
        self.scene.write_options(&self.alice, contract, &self.bob.pubkey(), atoms)
    }
}

#[test]
fn a_naked_call_needs_its_scenario_margin_to_the_atom() {
    let mut story = at_risk();
    let call = story.call_in_cash(160);
    story.scene.list(&[call]).unwrap();
    story.alice_deposits(1);
    story.scene.set_margin_mode(&story.alice, MarginMode::SCENARIO).unwrap();
    let required = story.chain_margin(&story.after_writing(&call, COIN));
    assert!(required.initial_atoms > required.maintenance_atoms && required.maintenance_atoms > 5 * CASH);
    story.alice_deposits(required.initial_atoms - 2);
    refused(story.alice_writes(&call, COIN), VaultError::BelowInitialMargin);
    story.alice_deposits(1);
    story.alice_writes(&call, COIN).unwrap();
    let cash = story.cash();
    refused(story.scene.withdraw_collateral(&story.alice, &cash, 1), VaultError::BelowInitialMargin);
    story.check_books();
}

/// Wings and bodies are written by two people who are not covered, and for whoever ends with all four it is the wider wing.
#[test]
fn an_iron_condor_needs_its_wider_wing() {
    for (price, lost) in [(100, 10), (135, 5), (150, 0), (163, 3), (500, 10)] {
        let mut story = at_risk();
        let [low, sold_put, sold_call, high] =
            [story.put(130), story.put(140), story.call_in_cash(160), story.call_in_cash(170)];
        story.scene.list(&[low, sold_put, sold_call, high]).unwrap();
        let (alice, bob, cash) = (story.alice.insecure_clone(), story.bob.insecure_clone(), story.cash());
        story.scene.deposit_collateral(&bob, &cash, 10_000 * CASH).unwrap();
        story.scene.set_margin_mode(&bob, MarginMode::SCENARIO).unwrap();
        for wing in [&low, &high] {
            story.scene.write_options(&bob, wing, &alice.pubkey(), COIN).unwrap();
            story.scene.bring_in_options(&alice, wing, COIN).unwrap();
        }
        story.alice_deposits(10 * CASH - 1);
        refused(story.alice_writes(&sold_put, COIN), VaultError::NotCovered);
        story.alice_deposits(1);
        story.alice_writes(&sold_put, COIN).unwrap();
        story.alice_writes(&sold_call, COIN).unwrap();
        refused(story.scene.withdraw_collateral(&alice, &cash, 1), VaultError::NotCovered);

        story.expire_at(price * USD);
        for who in [&alice, &bob] {
            let asset = vault_types::state::SettlementAsset::QUOTE;
            story.scene.settle_margin_account(&who.pubkey(), story.expiry_ts, asset).unwrap();
        }
        assert_eq!(story.account(&alice).amount_of(&cash), (10 - lost) * CASH, "at {price}");
        story.check_books();
    }
}

#[test]
fn coins_count_with_their_haircut() {
    let mut story = at_risk();
    let put = story.put(140);
    story.scene.list(&[put]).unwrap();
    let coin = story.coin();
    story.scene.deposit_collateral(&story.alice, &coin, COIN).unwrap();
    story.scene.set_margin_mode(&story.alice, MarginMode::SCENARIO).unwrap();
    // A coin less its confidence of 5 bps, 15 % less: 127.43 of the quote.
    let worth = 150 * CASH * 9_995 / 10_000 * 8_500 / 10_000;
    let mut most = COIN;
    while story.chain_margin(&story.after_writing(&put, most)).initial_atoms <= worth {
        most += COIN / 10;
    }
    refused(story.alice_writes(&put, most), VaultError::BelowInitialMargin);
    story.alice_writes(&put, most - COIN / 10).unwrap();
}

#[test]
fn attack_05_a_market_is_opened_for_risk_only_behind_the_timelock() {
    let mut story = trading();
    story.scene.create_market_risk(SCENE_RISK).unwrap();
    let open = Change::MarketRisk { params: RiskParameters { is_open: 1, ..SCENE_RISK } };
    let admin = story.scene.authority.insecure_clone();
    refused(story.scene.tighten(&admin, &open), VaultError::Loosens);
    let number = story.scene.propose(&open).unwrap();
    refused(story.scene.execute(&admin, number), VaultError::TimelockRunning);
    let call = story.call_in_cash(160);
    story.scene.list(&[call]).unwrap();
    story.scene.set_margin_mode(&story.alice, MarginMode::SCENARIO).unwrap();
    story.alice_deposits(10_000 * CASH);
    story.scene.set_price(SPOT);
    refused(story.alice_writes(&call, COIN), VaultError::MarketClosedForRisk);
    let open_from_the_start = RiskParameters { is_open: 1, ..SCENE_RISK };
    let mut other = trading();
    refused(other.scene.create_market_risk(open_from_the_start), VaultError::Loosens);
}

/// A unit of the quote counts as a dollar, so somebody must have said that it is one.
#[test]
fn attack_08_a_quote_that_is_no_dollar_opens_no_market() {
    let mut story = trading();
    let bank = address::bank(&story.scene.config, &story.cash());
    for class in [CollateralClass::MAJOR, CollateralClass::MID_CAP, CollateralClass::VAULT_SHARE] {
        story.scene.world.patch::<CollateralBank>(&bank, |bank| bank.class = class);
        refused(story.scene.create_market_risk(SCENE_RISK), VaultError::QuoteIsNoDollar);
    }
    story.scene.world.patch::<CollateralBank>(&bank, |bank| bank.class = CollateralClass::TREASURY);
    let (house, market, coin) = (story.scene.house(), story.scene.market, story.coin());
    let by_another = instruction::create_market_risk(house, market, &coin, SCENE_RISK);
    let authority = story.scene.authority.insecure_clone();
    let sent = story.scene.world.send("create_market_risk", by_another, &[&authority]);
    refused_by_code(sent, anchor::CONSTRAINT);
    story.scene.create_market_risk(SCENE_RISK).unwrap();
}

/// Neither the guardian nor the signers can hold back what an account has above its initial margin.
#[test]
fn attack_17_closed_markets_and_silent_signers_hold_no_excess() {
    let mut story = at_risk();
    let (call, cash) = (story.call_in_cash(160), story.cash());
    story.scene.list(&[call]).unwrap();
    story.alice_deposits(10_000 * CASH);
    story.scene.set_margin_mode(&story.alice, MarginMode::SCENARIO).unwrap();
    story.alice_writes(&call, COIN).unwrap();
    let guardian = story.scene.guardian.insecure_clone();
    story.scene.tighten(&guardian, &Change::MarketRisk { params: SCENE_RISK }).unwrap();
    story.scene.world.set_time(story.scene.world.now() + 86_401);
    story.scene.set_price(SPOT);
    refused(story.alice_writes(&call, COIN), VaultError::MarketClosedForRisk);
    story.scene.withdraw_collateral(&story.alice, &cash, 9_000 * CASH).unwrap();
    refused(story.scene.withdraw_collateral(&story.alice, &cash, 999 * CASH), VaultError::BelowInitialMargin);
    story.scene.set_margin_mode(&story.alice, MarginMode::STANDARD).unwrap();
}

/// What is named at the end: all of it, in order, and nothing in its place that only looks as if there were no price.
#[test]
fn attack_10_the_accounts_at_the_end_are_the_right_ones() {
    let mut story = at_risk();
    let (call, cash, coin) = (story.call_in_cash(160), story.cash(), story.coin());
    story.scene.list(&[call]).unwrap();
    story.alice_deposits(10_000 * CASH);
    story.scene.deposit_collateral(&story.alice, &coin, COIN).unwrap();
    story.scene.set_margin_mode(&story.alice, MarginMode::SCENARIO).unwrap();
    story.alice_writes(&call, 10 * COIN).unwrap();
    let alice = story.alice.insecure_clone();
    let mut withdraw = |change: &dyn Fn(&mut Vec<AccountMeta>)| {
        let mut shown = story.scene.shown(&alice.pubkey());
        change(&mut shown.named);
        let account = story.scene.account_ref(&alice.pubkey());
        let to = address::wallet(&alice.pubkey(), &cash);
        let withdraw = instruction::withdraw_collateral(account, &story.scene.bank(&cash), to, CASH, shown);
        story.scene.world.send("withdraw_collateral", withdraw, &[&alice])
    };
    // The quote's bank; market, risk, surface, price; bank, price.
    for left in 0..7 {
        refused(withdraw(&|named| named.truncate(left)), VaultError::AccountsMissing);
    }
    for (one, other) in [(0, 1), (1, 2), (2, 3), (3, 4), (0, 5)] {
        assert!(withdraw(&|named| named.swap(one, other)).is_err());
    }
    assert!(withdraw(&|named| named.rotate_left(4)).is_err());
    let custody = address::custody(&address::bank(&address::config(&Pubkey::default()), &coin));
    refused(withdraw(&|named| named[4].pubkey = custody), VaultError::WrongPriceOwner);
    refused(withdraw(&|named| named[6].pubkey = custody), VaultError::WrongPriceOwner);
    withdraw(&|_| ()).unwrap();
}

#[test]
fn attack_08_new_collateral_counts_nothing() {
    let mut story = trading();
    let coin = story.coin();
    story.scene.deposit_collateral(&story.alice, &coin, 100 * COIN).unwrap();
    story.scene.set_margin_mode(&story.alice, MarginMode::SCENARIO).unwrap();
    story.scene.create_market_risk(SCENE_RISK).unwrap();
    story.scene.change(&Change::MarketRisk { params: RiskParameters { is_open: 1, ..SCENE_RISK } }).unwrap();
    // With a full history of prices, and longer than any ramp: what is missing is the house's word.
    for _ in 0..8 * 24 {
        story.scene.world.set_time(story.scene.world.now() + 3_600);
        story.scene.set_price(SPOT);
        story.scene.observe_price().unwrap();
        story.scene.observe_collateral_price(&coin).unwrap();
    }
    story.expiry_ts = story.scene.market().calendar.next_expiry_ts(story.scene.world.now()).unwrap();
    story.scene.set_volatility(800_000_000).unwrap();
    let put = story.put(140);
    story.scene.list(&[put]).unwrap();
    refused(story.alice_writes(&put, COIN), VaultError::BelowInitialMargin);
    let bank = address::bank(&story.scene.config, &coin);
    story.scene.world.patch::<CollateralBank>(&bank, |bank| bank.params.haircut_bps = 1_500);
    story.alice_writes(&put, COIN).unwrap();
}

#[test]
fn attack_09_no_new_risk_at_a_bad_price() {
    let mut story = at_risk();
    let put = story.put(140);
    story.scene.list(&[put]).unwrap();
    story.alice_deposits(10_000 * CASH);
    story.scene.set_margin_mode(&story.alice, MarginMode::SCENARIO).unwrap();
    story.alice_writes(&put, COIN * 100).unwrap();
    story.scene.set_price(SPOT * 2);
    refused(story.alice_writes(&put, COIN * 100), VaultError::PriceJump);
    story.scene.set_price(SPOT);
    let now = story.scene.world.now();
    story.scene.world.set_time(now + 61);
    refused(story.alice_writes(&put, COIN * 100), VaultError::PriceTooOld);
    story.scene.set_price(SPOT);
    story.scene.world.set_time(now + 86_400 + 61);
    story.scene.set_price(SPOT);
    refused(story.alice_writes(&put, COIN * 100), VaultError::NoSlice);
}

#[test]
fn a_halted_market_writes_nothing_and_lets_everybody_out() {
    let mut story = trading();
    let put = story.put(140);
    story.scene.list(&[put]).unwrap();
    story.alice_deposits(1_400 * CASH);
    story.alice_writes(&put, COIN).unwrap();
    let guardian = story.scene.guardian.insecure_clone();
    story.scene.tighten(&guardian, &Change::MarketHalts { halts: Halts::SALES }).unwrap();
    refused(story.alice_writes(&put, COIN), VaultError::SalesHalted);
    let cash = story.cash();
    story.scene.withdraw_collateral(&story.alice, &cash, 1_260 * CASH).unwrap();
    story.scene.bring_in_options(&story.bob, &put, COIN).unwrap();
    // What is owned leaves as it came; what would be owed does not.
    let bob = story.bob.insecure_clone();
    refused(story.scene.write_options(&bob, &put, &bob.pubkey(), COIN + 1), VaultError::SalesHalted);
    story.scene.write_options(&bob, &put, &bob.pubkey(), COIN).unwrap();
    story.scene.bring_in_options(&bob, &put, COIN).unwrap();
    story.expire_at(100 * USD);
    let asset = vault_types::state::SettlementAsset::QUOTE;
    for who in [&story.alice, &story.bob] {
        story.scene.settle_margin_account(&who.pubkey(), story.expiry_ts, asset).unwrap();
    }
    story.check_books();
}
