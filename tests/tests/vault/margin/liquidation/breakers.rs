//! Circuit breakers stop new risk and what leaves, and nothing else: accounts are judged and sold, debts are repaid and options settled.

use super::{falling, Falling, CALLS, CASH, COIN, SPOT, USD};
use crate::common::refused;
use options_vault::errors::VaultError;
use simulator::{Refusal, SCENE_RISK};
use solana_signer::Signer;
use vault_client::{address, AccountBid};
use vault_types::{
    change::Change,
    liquidation::{price_path::ONE_E9, AuctionPhase},
    margin::MarginMode,
    state::{CollateralBank, Halts, SettlementAsset},
};

/// Alice's account is for sale, Frank's is sound. What trips the breaker, and what it must stop.
struct Breaker {
    falling: Falling,
    frank: solana_keypair::Keypair,
    /// That the oracle says from now on.
    price_e8: u64,
}

fn for_sale() -> Breaker {
    let mut falling = falling();
    let (frank, cash) = (falling.story.scene.trader(36, 0, 100_000 * CASH), falling.story.cash());
    falling.story.scene.open_margin_account(&frank).unwrap();
    falling.story.scene.deposit_collateral(&frank, &cash, 20_000 * CASH).unwrap();
    falling.story.scene.set_margin_mode(&frank, MarginMode::SCENARIO).unwrap();
    let price_e8 = falling.falls_below(true) * USD;
    falling.move_to(price_e8);
    falling.judge();
    assert!(falling.account().auction.is_sale());
    Breaker { falling, frank, price_e8 }
}

impl Breaker {
    fn new_risk(&mut self) -> Result<u64, Refusal> {
        let (call, bob) = (self.falling.call, self.falling.story.bob.pubkey());
        self.falling.story.scene.write_options(&self.frank, &call, &bob, COIN)
    }

    fn withdrawal(&mut self) -> Result<u64, Refusal> {
        let cash = self.falling.story.cash();
        self.falling.story.scene.withdraw_collateral(&self.frank, &cash, CASH)
    }

    /// Judged, sold, repaid in collateral and in options, settled and redeemed.
    fn everything_else_goes_on(mut self) {
        let (falling, price_e8) = (&mut self.falling, self.price_e8);
        let story = &mut falling.story;
        story.scene.set_price(price_e8);
        let (call, alice, bob) = (falling.call, story.alice.insecure_clone(), story.bob.insecure_clone());
        let address = story.scene.account_ref(&alice.pubkey()).address;
        story.scene.judge_account(&address).unwrap();
        let whole = story.scene.whole_bid(&address, i64::MAX);
        let part_e9 = match story.account(&alice).auction.phase {
            AuctionPhase::INSOLVENT => ONE_E9,
            _ => ONE_E9 / 100,
        };
        let bid = AccountBid { most_part_e9: part_e9, ..whole };
        story.scene.bid_on_account(&falling.carol, &address, bid).unwrap();
        assert!(story.account(&falling.carol).has_options());
        // Debts are repaid by whoever is left with them.
        let debtor = if part_e9 == ONE_E9 { falling.carol.insecure_clone() } else { alice.insecure_clone() };
        let cash = story.cash();
        story.scene.deposit_collateral(&debtor, &cash, CASH).unwrap();
        let mint = address::option_mint(&story.scene.margin_series_address(&call));
        let to = story.scene.world.create_wallet(&debtor.pubkey(), &mint).unwrap();
        story.scene.world.transfer(&address::wallet(&bob.pubkey(), &mint), &to, &bob, COIN).unwrap();
        story.scene.bring_in_options(&debtor, &call, COIN).unwrap();
        let expiry_ts = story.expiry_ts;
        story.scene.world.set_time(expiry_ts);
        story.scene.set_price(160 * USD + 10 * USD);
        story.scene.post_expiry_price(expiry_ts).unwrap();
        for who in [&alice, &falling.carol] {
            if story.account(who).has_options() {
                story.scene.settle_margin_account(&who.pubkey(), expiry_ts, SettlementAsset::QUOTE).unwrap();
            }
        }
        story.scene.redeem_margin_options(&bob, &call, CALLS - COIN).unwrap();
        assert_eq!(story.scene.tokens(&bob.pubkey(), &cash), 100_000 * CASH + 90 * CASH);
        story.check_books();
    }
}

#[test]
fn attack_09_a_price_jump_stops_new_risk_alone() {
    let mut breaker = for_sale();
    breaker.price_e8 = SPOT / 2;
    breaker.falling.story.scene.set_price(SPOT / 2);
    refused(breaker.new_risk(), VaultError::PriceJump);
    refused(breaker.falling.story.scene.observe_price(), VaultError::PriceJump);
    // What counts is a tenth below the last price: at that it is for sale or not, and what is sold is sold at it.
    breaker.price_e8 = 2 * SPOT;
    breaker.everything_else_goes_on();
}

#[test]
fn attack_09_a_jump_of_a_smile_stops_the_signers_alone() {
    let mut breaker = for_sale();
    refused(breaker.falling.story.scene.set_volatility(300_000_000), VaultError::SurfaceJump);
    breaker.everything_else_goes_on();
}

#[test]
fn attack_24_a_stale_smile_stops_new_risk_alone() {
    let mut breaker = for_sale();
    let later_ts = breaker.falling.story.scene.world.now() + 86_401;
    breaker.falling.story.scene.world.set_time(later_ts);
    breaker.falling.story.scene.set_price(breaker.price_e8);
    refused(breaker.new_risk(), VaultError::NoSlice);
    breaker.everything_else_goes_on();
}

#[test]
fn attack_18_an_exhausted_fund_stops_new_risk_and_what_leaves_alone() {
    let mut breaker = for_sale();
    breaker.price_e8 = 300 * USD;
    breaker.falling.move_to(300 * USD);
    breaker.falling.judge();
    assert!(breaker.falling.quote_bank().losses.is_exhausted());
    refused(breaker.new_risk(), VaultError::InsuranceExhausted);
    refused(breaker.withdrawal(), VaultError::InsuranceExhausted);
    for mode in [MarginMode::MAX_LOSS, MarginMode::STANDARD, MarginMode::PORTFOLIO] {
        let changed = breaker.falling.story.scene.set_margin_mode(&breaker.frank, mode);
        refused(changed, VaultError::InsuranceExhausted);
    }
    breaker.everything_else_goes_on();
}

/// Alice's account falls to nothing before anybody else's, with so much in the fund. What may be asked of it is the same every time.
fn ruined(fund_atoms: u64) -> Breaker {
    let mut breaker = for_sale();
    let dave = breaker.falling.story.scene.trader(34, 0, 100_000 * CASH);
    if fund_atoms > 0 {
        breaker.falling.story.scene.stake_insurance(&dave, fund_atoms).unwrap();
    }
    breaker.falling.move_to(300 * USD);
    breaker.falling.judge();
    breaker
}

/// To the atom. One more, and besides no stake comes in: it would pay at once for what others have lost.
#[test]
fn attack_18_the_fund_may_lack_a_thousandth_of_what_bears_losses() {
    let losses = ruined(0).falling.quote_bank().losses;
    let enough_atoms = losses.claims_atoms - losses.exposed_atoms / 1_000;
    for (fund_atoms, is_open) in [(enough_atoms, true), (enough_atoms - 1, false)] {
        let mut breaker = ruined(fund_atoms);
        assert_eq!(breaker.falling.quote_bank().losses.claims_atoms, losses.claims_atoms);
        let erin = breaker.falling.story.scene.trader(35, 0, 100 * CASH);
        if is_open {
            breaker.new_risk().unwrap();
            breaker.falling.story.scene.stake_insurance(&erin, CASH).unwrap();
            breaker.withdrawal().unwrap();
        } else {
            refused(breaker.new_risk(), VaultError::InsuranceExhausted);
            refused(breaker.falling.story.scene.stake_insurance(&erin, 1), VaultError::InsuranceExhausted);
            refused(breaker.withdrawal(), VaultError::InsuranceExhausted);
        }
        breaker.falling.story.check_books();
    }
}

/// What is a thousandth of everybody's must not become a tenth of what the last ones have: who leaves leaves them enough, to the atom.
#[test]
fn attack_18_nobody_leaves_the_others_more_than_a_thousandth() {
    let losses = ruined(0).falling.quote_bank().losses;
    // Ten dollars of Frank's may leave.
    let lacking_atoms = (losses.exposed_atoms - 10 * CASH) / 1_000;
    let mut breaker = ruined(losses.claims_atoms - lacking_atoms);
    let (cash, frank) = (breaker.falling.story.cash(), breaker.frank.insecure_clone());
    let most_atoms = losses.exposed_atoms - 1_000 * lacking_atoms;
    let scene = &mut breaker.falling.story.scene;
    for atoms in [most_atoms + 1, 20_000 * CASH] {
        refused(scene.withdraw_collateral(&frank, &cash, atoms), VaultError::InsuranceExhausted);
    }
    refused(scene.set_margin_mode(&frank, MarginMode::MAX_LOSS), VaultError::InsuranceExhausted);
    scene.set_margin_mode(&frank, MarginMode::STANDARD).unwrap();
    scene.withdraw_collateral(&frank, &cash, most_atoms).unwrap();
    refused(scene.withdraw_collateral(&frank, &cash, 1), VaultError::InsuranceExhausted);
    breaker.falling.story.check_books();
}

#[test]
fn attack_05_an_outflow_limit_stops_what_leaves_alone() {
    let mut breaker = for_sale();
    let cash = breaker.falling.story.cash();
    let bank = address::bank(&breaker.falling.story.scene.config, &cash);
    breaker.falling.story.scene.world.patch::<CollateralBank>(&bank, |bank| {
        bank.params.max_outflow_bps = 1_000;
        // As if it had come in long ago.
        (bank.outflow.received_atoms, bank.outflow.base_atoms) = (0, bank.deposited_atoms);
    });
    let withdrawn = breaker.falling.story.scene.withdraw_collateral(&breaker.frank, &cash, 15_000 * CASH);
    refused(withdrawn, VaultError::BankOutflow);
    breaker.everything_else_goes_on();
}

#[test]
fn attack_05_a_guardians_halt_stops_new_risk_alone() {
    let mut breaker = for_sale();
    let guardian = breaker.falling.story.scene.guardian.insecure_clone();
    let halts = Change::MarketHalts { halts: Halts::OF_A_MARKET };
    breaker.falling.story.scene.tighten(&guardian, &halts).unwrap();
    refused(breaker.new_risk(), VaultError::SalesHalted);
    let closed = Change::MarketRisk { params: SCENE_RISK };
    breaker.falling.story.scene.tighten(&guardian, &closed).unwrap();
    breaker.withdrawal().unwrap();
    breaker.everything_else_goes_on();
}
