//! Each mode is judged by what it is asked for; what is covered is never sold.

use super::{falling, Falling, Watched as _, CALLS, CASH, PARAMETERS, USD};
use crate::{
    common::refused,
    margin::{
        formula::Formula,
        thresholds::{in_portfolio_mode, scaled, Signed},
    },
};
use options_vault::errors::VaultError;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, AccountBid, Pubkey};
use vault_types::{
    liquidation::{AuctionPhase, Health},
    margin::{MarginMode, Requirement},
    threshold::Source,
};

impl Falling {
    /// Bob gives Alice so many of the calls that she owes him.
    fn alice_buys_back(&mut self, atoms: u64) {
        let (call, story) = (self.call, &mut self.story);
        let mint = address::option_mint(&story.scene.margin_series_address(&call));
        let [from, to] = [&story.bob, &story.alice].map(|who| address::wallet(&who.pubkey(), &mint));
        story.scene.world.create_wallet(&story.alice.pubkey(), &mint).unwrap();
        story.scene.world.transfer(&from, &to, &story.bob, atoms).unwrap();
        story.scene.bring_in_options(&story.alice, &call, atoms).unwrap();
    }

    /// How Alice's account stands on standard margin.
    fn by_standard(&self, price_e8: u64) -> Health {
        let formula = Formula { scene: &self.story.scene, place: 0, spot_e8: price_e8 };
        Health { requirement: formula.by_standard(&self.account()), ..self.health(price_e8) }
    }
}

/// Dollar by dollar: judged short as soon as the formula says so, and sold at its price to the atom.
#[test]
fn attack_16_an_account_on_standard_margin_is_sold_by_its_own_formula() {
    let mut falling = falling();
    falling.story.alice_deposits(1_000 * CASH);
    falling.story.scene.set_margin_mode(&falling.story.alice, MarginMode::STANDARD).unwrap();
    falling.alice_buys_back(1);
    let is_short = |falling: &mut Falling, dollars: &u64| {
        falling.move_to(dollars * USD);
        falling.judge();
        let health = falling.by_standard(dollars * USD);
        let is_short = health.maintenance_balance() < 0;
        let is_full = u8::from(health.counted_atoms < health.requirement.liquidation_atoms);
        assert_eq!(falling.account().auction.is_full, is_full, "at {dollars}");
        let expected = if is_short { AuctionPhase::SOLVENT } else { AuctionPhase::NONE };
        assert_eq!(falling.account().auction.phase, expected, "at {dollars}");
        is_short
    };
    let price = (160..400).find(|dollars| is_short(&mut falling, dollars)).unwrap();
    assert!(
        falling.health(price * USD).maintenance_balance() != falling.by_standard(price * USD).maintenance_balance()
    );
    let (auction, carol) = (falling.account().auction, falling.carol.insecure_clone());
    assert_eq!(auction.is_full, 0);
    let sale = falling.by_standard(price * USD).sale(&auction, &PARAMETERS, 950_000_000);
    let cost = sale.price_atoms(sale.most_part_e9) as i64;
    let alice = falling.alice();
    let bid = AccountBid { least_part_e9: sale.most_part_e9, ..falling.story.scene.whole_bid(&alice, cost - 1) };
    refused(falling.story.scene.bid_on_account(&carol, &alice, bid), VaultError::BeyondLimit);
    let more = AccountBid { least_part_e9: sale.most_part_e9 + 1, limit_atoms: cost, ..bid };
    refused(falling.story.scene.bid_on_account(&carol, &alice, more), VaultError::PartTooSmall);
    falling.story.scene.bid_on_account(&carol, &alice, AccountBid { limit_atoms: cost, ..bid }).unwrap();
    // Of what is owed no less than the part: the atom that does not divide goes to the taker.
    let handed = (u128::from(CALLS - 1) * u128::from(sale.most_part_e9)).div_ceil(1_000_000_000) as i64;
    assert_eq!(falling.carols().options[0].quantity_atoms, -handed);
    assert_eq!(falling.account().options[0].quantity_atoms, handed - (CALLS as i64 - 1));
    falling.story.check_books();
}

impl Signed {
    fn alice(&self) -> Pubkey {
        self.story.scene.account_ref(&self.owner).address
    }

    fn judged(&mut self) -> AuctionPhase {
        let alice = self.alice();
        self.story.scene.judge_account(&alice).unwrap();
        self.story.account(&self.story.alice).auction.phase
    }

    fn held(&self) -> u64 {
        self.story.account(&self.story.alice).amount_of(&self.story.cash())
    }

    fn somebody_with_plenty(&mut self) -> Keypair {
        let (somebody, cash) = (self.story.scene.trader(33, 0, 100_000 * CASH), self.story.cash());
        self.story.scene.open_margin_account(&somebody).unwrap();
        self.story.scene.deposit_collateral(&somebody, &cash, 100_000 * CASH).unwrap();
        self.story.scene.set_margin_mode(&somebody, MarginMode::SCENARIO).unwrap();
        somebody
    }

    /// The price goes on until the chain's own maintenance margin is above what Alice has.
    fn rises_beyond_the_chains_margin(&mut self) -> u64 {
        let mut dollars = 600;
        loop {
            self.story.scene.show(dollars * USD);
            let formula = Formula { scene: &self.story.scene, place: 0, spot_e8: dollars * USD };
            if formula.by_scenarios(&self.story.account(&self.story.alice)).maintenance_atoms > self.held() {
                return dollars * USD;
            }
            dollars += 10;
        }
    }
}

/// To the atom of what was signed, whatever the chain alone would ask; and what is left is still signed for.
#[test]
fn attack_16_an_account_in_portfolio_mode_is_sold_by_its_signers_margin() {
    let mut signed = in_portfolio_mode();
    let (owner, held, alice) = (signed.owner, signed.held(), signed.alice());
    signed.story.scene.set_threshold(&owner, &Requirement::flat(held)).unwrap();
    assert_eq!(signed.judged(), AuctionPhase::NONE);
    let levels = Requirement { initial_atoms: held + 1, maintenance_atoms: held + 1, liquidation_atoms: 1 };
    signed.story.scene.set_threshold(&owner, &levels).unwrap();
    assert_eq!(signed.judged(), AuctionPhase::SOLVENT);
    let account = signed.story.account(&signed.story.alice);
    let spot_e8 = signed.story.scene.market().last_price_e8;
    let floor = Formula { scene: &signed.story.scene, place: 0, spot_e8 }.floor(&account);
    let health = Health { requirement: floor.or_larger(&levels), ..signed.story.health_of(&account, spot_e8) };
    let sale = health.sale(&account.auction, &PARAMETERS, 950_000_000);
    let (carol, bid) = (signed.somebody_with_plenty(), signed.story.scene.whole_bid(&alice, i64::MAX));
    let exactly = AccountBid { limit_atoms: sale.price_atoms(sale.most_part_e9) as i64, ..bid };
    let cheaper = AccountBid { limit_atoms: exactly.limit_atoms - 1, ..bid };
    refused(signed.story.scene.bid_on_account(&carol, &alice, cheaper), VaultError::BeyondLimit);
    signed.story.scene.bid_on_account(&carol, &alice, exactly).unwrap();
    let (account, kept) = (signed.story.account(&signed.story.alice), signed.kept());
    assert_eq!((account.auction.phase, kept.position_seq), (AuctionPhase::NONE, account.position_seq));
    let part = u128::from(1_000_000_000 - sale.most_part_e9);
    assert_eq!(u128::from(kept.maintenance_margin_atoms), (u128::from(held + 1) * part).div_ceil(1_000_000_000));
    assert_eq!(signed.judged(), AuctionPhase::NONE, "it is back at its buffer");
    signed.story.check_books();
}

/// A threshold that was signed before the market moved keeps an account out of an auction for an hour at most, and only until somebody has the chain
/// compute it.
#[test]
fn attack_24_a_threshold_that_lags_behind_keeps_no_account_out_of_an_auction() {
    let mut by_challenge = in_portfolio_mode();
    let price_e8 = by_challenge.rises_beyond_the_chains_margin();
    assert_eq!(by_challenge.judged(), AuctionPhase::NONE);
    let owner = by_challenge.owner;
    by_challenge.story.scene.challenge_threshold(&owner).unwrap();
    assert_eq!((by_challenge.kept().source, by_challenge.kept().is_void), (Source::CHAIN, 1));
    assert_eq!(by_challenge.judged(), AuctionPhase::SOLVENT);
    // While it runs signers can neither end it with another lie, nor a challenge with the truth.
    let lie = scaled(&by_challenge.chain(), 10);
    by_challenge.story.scene.set_threshold(&owner, &lie).unwrap();
    assert_eq!(by_challenge.judged(), AuctionPhase::SOLVENT);
    by_challenge.story.scene.challenge_threshold(&owner).unwrap();
    assert_eq!(by_challenge.judged(), AuctionPhase::SOLVENT);

    let mut by_time = in_portfolio_mode();
    assert_eq!(by_time.rises_beyond_the_chains_margin(), price_e8);
    let last_ts = by_time.kept().issued_ts + 3_600;
    by_time.story.scene.world.set_time(last_ts);
    by_time.story.scene.set_price(price_e8);
    assert_eq!(by_time.judged(), AuctionPhase::NONE);
    by_time.story.scene.world.set_time(last_ts + 1);
    assert_eq!(by_time.judged(), AuctionPhase::SOLVENT);
}

/// Without the signer set nobody can say what was signed.
#[test]
fn attack_24_an_account_in_portfolio_mode_is_judged_with_its_signers() {
    let mut signed = in_portfolio_mode();
    let account = signed.story.account(&signed.story.alice);
    let shown = signed.story.scene.shown_to_judge(&[&account]);
    let alone = vault_client::instruction::Shown { signers: false, ..shown };
    let judged = vault_client::instruction::JudgedRef {
        address: signed.alice(),
        config: account.config,
        quote_mint: account.quote_mint,
    };
    let judge = vault_client::instruction::judge_account(judged, alone);
    refused(signed.story.scene.world.send("judge_account", judge, &[]), VaultError::SignersMissing);
}

/// A put that is covered by its strike, in a mode with auctions and in the one without.
#[test]
fn attack_16_what_is_covered_is_never_sold() {
    for mode in [MarginMode::MAX_LOSS, MarginMode::SCENARIO, MarginMode::STANDARD] {
        let mut falling = falling();
        let put = falling.story.put(140);
        falling.story.scene.list(&[put]).unwrap();
        let (dave, bob) = (falling.story.scene.trader(34, 0, 10_000 * CASH), falling.story.bob.pubkey());
        let (cash, daves) = (falling.story.cash(), falling.story.scene.account_ref(&dave.pubkey()).address);
        falling.story.scene.open_margin_account(&dave).unwrap();
        falling.story.scene.deposit_collateral(&dave, &cash, 1_400 * CASH).unwrap();
        falling.story.scene.write_options(&dave, &put, &bob, CALLS).unwrap();
        falling.story.scene.set_margin_mode(&dave, mode).unwrap();
        falling.move_to(USD);
        falling.story.scene.judge_account(&daves).unwrap();
        assert_eq!(falling.story.account(&dave).auction.phase, AuctionPhase::NONE);
        let (carol, bid) = (falling.carol.insecure_clone(), falling.story.scene.whole_bid(&daves, i64::MAX));
        refused(falling.story.scene.bid_on_account(&carol, &daves, bid), VaultError::NoAuctionRuns);
    }
}

/// Whoever brings all that a position can cost is sold no longer, even while the auction runs.
#[test]
fn attack_16_an_auction_ends_when_everything_is_covered() {
    let mut falling = falling();
    let put = falling.story.put(140);
    falling.story.scene.list(&[put]).unwrap();
    let (dave, bob) = (falling.story.scene.trader(34, 0, 10_000 * CASH), falling.story.bob.pubkey());
    let (cash, daves) = (falling.story.cash(), falling.story.scene.account_ref(&dave.pubkey()).address);
    falling.story.scene.open_margin_account(&dave).unwrap();
    falling.story.scene.deposit_collateral(&dave, &cash, 1_300 * CASH).unwrap();
    falling.story.scene.set_margin_mode(&dave, MarginMode::SCENARIO).unwrap();
    falling.story.scene.write_options(&dave, &put, &bob, CALLS).unwrap();
    falling.move_to(3 * USD);
    falling.story.scene.judge_account(&daves).unwrap();
    assert_eq!(falling.story.account(&dave).auction.phase, AuctionPhase::INSOLVENT);
    falling.story.scene.deposit_collateral(&dave, &cash, 100 * CASH).unwrap();
    let (carol, bid) = (falling.carol.insecure_clone(), falling.story.scene.whole_bid(&daves, i64::MAX));
    refused(falling.story.scene.bid_on_account(&carol, &daves, bid), VaultError::AccountHealthy);
    falling.story.scene.judge_account(&daves).unwrap();
    assert!(!falling.story.account(&dave).auction.is_running());
    assert_eq!(falling.quote_bank().losses.claims_atoms, 0, "it asks for nothing any more");
}
