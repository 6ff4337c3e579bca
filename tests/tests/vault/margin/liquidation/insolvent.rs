//! Accounts that are worth less than nothing: whoever takes one is paid, first by the insurance fund and then by everybody who bears losses.

use super::{falling, Falling, CALLS, CASH, COIN, PARAMETERS, USD};
use crate::common::refused;
use options_vault::{
    errors::VaultError,
    events::{AccountSold, MarginAccountSettled},
};
use solana_signer::Signer;
use vault_types::{liquidation::AuctionPhase, margin::MarginMode, state::SettlementAsset};

/// At this price ten calls at 160 cost far more than Alice has.
const RUIN: u64 = 300 * USD;
const ANY: i64 = i64::MAX;

impl Falling {
    fn ruin(&mut self) {
        self.move_to(RUIN);
        self.judge();
        assert_eq!(self.account().auction.phase, AuctionPhase::INSOLVENT);
    }

    fn carol_takes_it_for(&mut self, least_atoms: i64) -> Result<u64, simulator::Refusal> {
        let (alice, carol) = (self.alice(), self.carol.insecure_clone());
        let bid = self.story.scene.whole_bid(&alice, -least_atoms);
        self.story.scene.bid_on_account(&carol, &alice, bid)
    }
}

#[test]
fn the_fund_pays_whoever_takes_an_account_that_is_worth_nothing() {
    let mut falling = falling();
    let dave = falling.story.scene.trader(34, 0, 100_000 * CASH);
    falling.story.scene.stake_insurance(&dave, 50_000 * CASH).unwrap();
    falling.ruin();
    falling.wait(1_800);
    let (account, cash) = (falling.account(), falling.story.cash());
    let health = falling.health(RUIN);
    let offered_e9 = PARAMETERS.offered_e9(account.auction.priced_at(&PARAMETERS, falling.story.scene.world.now()));
    assert!((1..1_000_000_000).contains(&offered_e9));
    let offer_atoms = health.offer_atoms(&PARAMETERS, offered_e9);
    assert!(offer_atoms > 0);
    refused(falling.carol_takes_it_for(offer_atoms as i64 + 1), VaultError::BeyondLimit);
    let [alices, carols] = [account, falling.carols()].map(|account| account.amount_of(&cash));
    falling.carol_takes_it_for(offer_atoms as i64).unwrap();
    assert!(falling.account().is_empty() && !falling.account().auction.is_running());
    assert_eq!(falling.carols().amount_of(&cash), carols + alices + offer_atoms);
    assert_eq!(falling.carols().options[0].quantity_atoms, -(CALLS as i64));
    let losses = falling.quote_bank().losses;
    assert_eq!((losses.fund_atoms, losses.claims_atoms), (50_000 * CASH - offer_atoms, 0));
    assert_eq!(losses.index_e18, 1_000_000_000_000_000_000, "nobody else has paid");
    falling.story.check_books();
}

/// Without a fund everybody who bears losses pays the same part; whoever is at the maximum loss does not.
#[test]
fn attack_18_what_the_fund_cannot_pay_is_borne_by_all_alike() {
    let mut falling = falling();
    let cash = falling.story.cash();
    let [erin, frank, grace] = [35, 36, 37].map(|seed| falling.story.scene.trader(seed, 0, 100_000 * CASH));
    for (who, atoms) in [(&erin, 10_000 * CASH), (&frank, 30_000 * CASH), (&grace, 20_000 * CASH)] {
        falling.story.scene.open_margin_account(who).unwrap();
        falling.story.scene.deposit_collateral(who, &cash, atoms).unwrap();
    }
    for who in [&erin, &frank] {
        falling.story.scene.set_margin_mode(who, MarginMode::SCENARIO).unwrap();
    }
    falling.ruin();
    // Claims are more than the fund: nobody who bears losses leaves.
    refused(falling.story.scene.withdraw_collateral(&erin, &cash, CASH), VaultError::InsuranceExhausted);
    refused(falling.story.scene.set_margin_mode(&erin, MarginMode::MAX_LOSS), VaultError::InsuranceExhausted);
    falling.story.scene.withdraw_collateral(&grace, &cash, CASH).unwrap();
    falling.wait(3_600);
    let exposed = falling.quote_bank().losses.exposed_atoms - falling.account().amount_of(&cash);
    let elapsed = falling.account().auction.priced_at(&PARAMETERS, falling.story.scene.world.now());
    let loss_atoms = falling.health(RUIN).offer_atoms(&PARAMETERS, PARAMETERS.offered_e9(elapsed));
    falling.carol_takes_it_for(0).unwrap();
    let losses = falling.quote_bank().losses;
    let event: AccountSold = falling.story.scene.world.event().unwrap();
    assert_eq!((event.by_fund_atoms, event.by_accounts_atoms), (0, loss_atoms));
    assert_eq!((event.fund_atoms, event.index_e18), (0, losses.index_e18));
    assert_eq!(losses.index_e18, (10_u128.pow(18) * u128::from(exposed - loss_atoms) / u128::from(exposed)) as u64);
    let left = |atoms: u64| (u128::from(atoms) * u128::from(losses.index_e18) / 10_u128.pow(18)) as u64;
    // In any order.
    for (who, atoms) in [(&frank, 30_000 * CASH), (&erin, 10_000 * CASH)] {
        falling.story.scene.withdraw_collateral(who, &cash, left(atoms)).unwrap();
        assert!(falling.story.account(who).is_empty());
    }
    falling.story.scene.withdraw_collateral(&grace, &cash, 20_000 * CASH - CASH).unwrap();
    assert_eq!(falling.story.scene.tokens(&grace.pubkey(), &cash), 100_000 * CASH);
    assert_eq!(falling.account().amount_of(&cash), 0);
    falling.story.check_books();
}

/// Where the portfolio is worth something again it is sold again, and not given away.
#[test]
fn attack_16_an_account_goes_from_solvent_to_insolvent_and_back() {
    let mut falling = falling();
    let saleable = falling.falls_below(false);
    falling.ruin();
    let claims = falling.quote_bank().losses.claims_atoms;
    assert_eq!(claims, falling.health(RUIN).claim_atoms(&PARAMETERS));
    falling.move_to(saleable * USD);
    refused(falling.carol_takes_it_for(ANY - 1), VaultError::NoAuctionRuns);
    falling.judge();
    assert_eq!(falling.account().auction.phase, AuctionPhase::SOLVENT);
    assert_eq!(falling.quote_bank().losses.claims_atoms, 0);
    falling.move_to(RUIN);
    falling.judge();
    assert_eq!(falling.account().auction.phase, AuctionPhase::INSOLVENT);
}

/// Options that expired at a known price are a debt like any other: the account is auctioned with them.
#[test]
fn attack_16_an_account_with_expired_options_is_taken_with_them() {
    let mut falling = falling();
    let (call, expiry_ts) = (falling.call, falling.story.expiry_ts);
    falling.move_to(RUIN);
    falling.story.scene.world.set_time(expiry_ts);
    falling.story.scene.set_price(RUIN);
    falling.story.scene.post_expiry_price(expiry_ts).unwrap();
    falling.story.scene.observe_price().unwrap();
    let alice = falling.story.alice.insecure_clone();
    let settle = |falling: &mut Falling| {
        falling.story.scene.settle_margin_account(&alice.pubkey(), expiry_ts, SettlementAsset::QUOTE)
    };
    refused(settle(&mut falling), VaultError::ShortOfToken);
    falling.judge();
    assert_eq!(falling.account().auction.phase, AuctionPhase::INSOLVENT);
    falling.wait(3_600);
    falling.carol_takes_it_for(0).unwrap();
    assert!(falling.account().is_empty());
    let (carol, bob) = (falling.carol.pubkey(), falling.story.bob.insecure_clone());
    falling.story.scene.settle_margin_account(&carol, expiry_ts, SettlementAsset::QUOTE).unwrap();
    falling.story.scene.redeem_margin_options(&bob, &call, 10 * COIN).unwrap();
    falling.story.check_books();
}

/// After a week an account pays what it has, and the holders are made whole by the fund and by everybody.
#[test]
fn attack_18_whoever_is_owed_by_a_ruined_account_is_paid_by_all() {
    let mut falling = falling();
    let dave = falling.story.scene.trader(34, 0, 100_000 * CASH);
    falling.story.scene.stake_insurance(&dave, 100 * CASH).unwrap();
    let (call, cash, bob) = (falling.call, falling.story.cash(), falling.story.bob.insecure_clone());
    falling.move_to(RUIN);
    let expiry_ts = falling.story.expiry_ts;
    falling.story.scene.world.set_time(expiry_ts);
    falling.story.scene.set_price(RUIN);
    falling.story.scene.post_expiry_price(expiry_ts).unwrap();
    let alice = falling.story.alice.pubkey();
    falling.story.scene.world.set_time(expiry_ts + 7 * 86_400 - 1);
    let early = falling.story.scene.settle_margin_account(&alice, expiry_ts, SettlementAsset::QUOTE);
    refused(early, VaultError::ShortOfToken);
    falling.story.scene.world.set_time(expiry_ts + 7 * 86_400);
    let had = falling.account().amount_of(&cash);
    falling.story.scene.settle_margin_account(&alice, expiry_ts, SettlementAsset::QUOTE).unwrap();
    let missing = 1_400 * CASH - had;
    let losses = falling.quote_bank().losses;
    assert_eq!(losses.fund_atoms, 100 * CASH - missing.min(100 * CASH));
    assert_eq!(losses.pending_atoms, missing.saturating_sub(100 * CASH));
    let event: MarginAccountSettled = falling.story.scene.world.event().unwrap();
    assert_eq!((event.went_atoms, event.unpaid_atoms), (had, missing));
    assert_eq!((event.by_fund_atoms, event.by_accounts_atoms), (100 * CASH, losses.pending_atoms));
    assert_eq!((event.fund_atoms, event.index_e18), (losses.fund_atoms, losses.index_e18));
    falling.story.scene.redeem_margin_options(&bob, &call, 10 * COIN).unwrap();
    assert_eq!(falling.story.scene.tokens(&bob.pubkey(), &cash), 101_400 * CASH);
    falling.story.check_books();
}
