//! Accounts whose signers are gone: after a day anybody puts them on the chain's own scenarios.

use super::{Watched as _, CASH, COIN, USD};
use crate::{
    common::{anchor, refused, refused_by_code},
    margin::thresholds::{in_portfolio_mode, scaled, Signed},
};
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_client::{address, instruction, instruction::JudgedRef, Pubkey};
use vault_types::{liquidation::AuctionPhase, margin::MarginMode, state::Config};

/// How long a threshold is good for, and a day more.
const FORSAKEN_SECS: i64 = 3_600 + 86_400;

impl Signed {
    fn address(&self) -> Pubkey {
        self.story.scene.account_ref(&self.owner).address
    }

    fn wind_down(&mut self) -> Result<u64, simulator::Refusal> {
        let address = self.address();
        self.story.scene.wind_down(&address)
    }

    fn mode(&self) -> MarginMode {
        self.story.account(&self.story.alice).mode
    }
}

#[test]
fn attack_24_an_account_is_wound_down_a_day_after_its_threshold_became_too_old() {
    let mut signed = in_portfolio_mode();
    let signed_ts = signed.kept().issued_ts;
    refused(signed.wind_down(), VaultError::NotForsaken);
    signed.story.scene.world.set_time(signed_ts + FORSAKEN_SECS);
    refused(signed.wind_down(), VaultError::NotForsaken);
    assert_eq!(signed.mode(), MarginMode::PORTFOLIO);
    signed.story.scene.world.set_time(signed_ts + FORSAKEN_SECS + 1);
    signed.wind_down().unwrap();
    assert_eq!(signed.mode(), MarginMode::SCENARIO);
    refused(signed.wind_down(), VaultError::NotForsaken);
    signed.story.check_books();
}

/// A signature in time begins the day anew, whatever has been before.
#[test]
fn attack_24_an_account_that_is_signed_for_cannot_be_forced() {
    let mut signed = in_portfolio_mode();
    let (owner, levels) = (signed.owner, scaled(&signed.chain(), 125));
    let signed_ts = signed.kept().issued_ts;
    signed.story.scene.world.set_time(signed_ts + FORSAKEN_SECS);
    signed.story.scene.set_threshold(&owner, &levels).unwrap();
    signed.story.scene.world.set_time(signed_ts + 2 * FORSAKEN_SECS);
    refused(signed.wind_down(), VaultError::NotForsaken);
    signed.story.scene.world.set_time(signed_ts + 2 * FORSAKEN_SECS + 1);
    signed.wind_down().unwrap();
}

/// Whoever never was in portfolio mode has no signers who could be gone.
#[test]
fn attack_24_accounts_in_other_modes_are_not_wound_down() {
    let mut signed = in_portfolio_mode();
    let bob = signed.story.bob.insecure_clone();
    let bobs = signed.story.scene.account_ref(&bob.pubkey()).address;
    for mode in [MarginMode::MAX_LOSS, MarginMode::STANDARD, MarginMode::SCENARIO] {
        signed.story.scene.set_margin_mode(&bob, mode).unwrap();
        refused(signed.story.scene.wind_down(&bobs), VaultError::NotForsaken);
        assert_eq!(signed.story.account(&bob).mode, mode);
    }
}

/// Somebody who has just come into portfolio mode, and whose first threshold is on its way, is left there.
#[test]
fn attack_24_an_account_that_never_had_a_threshold_is_not_forsaken() {
    let mut signed = in_portfolio_mode();
    let bob = signed.story.bob.insecure_clone();
    signed.story.scene.set_margin_mode(&bob, MarginMode::PORTFOLIO).unwrap();
    let bobs = signed.story.scene.account_ref(&bob.pubkey()).address;
    refused(signed.story.scene.wind_down(&bobs), VaultError::NotForsaken);
}

/// Another house waits shorter perhaps: it is the account's own that counts.
#[test]
fn attack_10_no_other_house_winds_an_account_down() {
    let mut signed = in_portfolio_mode();
    let (address, house) = (signed.address(), signed.story.scene.config);
    let other = address::config(&Pubkey::new_from_array([77; 32]));
    let mut account = signed.story.scene.world.svm.get_account(&house).unwrap();
    account.lamports += 1;
    signed.story.scene.world.set_account(other, account);
    signed.story.scene.world.patch::<Config>(&other, |config| config.liquidation.forsaken_secs = 0);
    let later_ts = signed.kept().issued_ts + 3_700;
    signed.story.scene.world.set_time(later_ts);
    let quote_mint = signed.story.cash();
    let wind_down = instruction::wind_down(JudgedRef { address, config: other, quote_mint });
    refused_by_code(signed.story.scene.world.send("wind_down", wind_down, &[]), anchor::HAS_ONE);
}

/// From then on it is judged by the chain alone, and sold if it falls short; without signers, and without anybody's leave.
#[test]
fn attack_24_what_was_wound_down_is_auctioned_when_it_falls_short() {
    let mut signed = in_portfolio_mode();
    let (carol, cash) = (signed.story.scene.trader(33, 0, 100_000 * CASH), signed.story.cash());
    signed.story.scene.open_margin_account(&carol).unwrap();
    signed.story.scene.deposit_collateral(&carol, &cash, 100_000 * CASH).unwrap();
    signed.story.scene.set_margin_mode(&carol, MarginMode::SCENARIO).unwrap();
    let later_ts = signed.kept().issued_ts + FORSAKEN_SECS + 1;
    signed.story.scene.world.set_time(later_ts);
    signed.wind_down().unwrap();
    let address = signed.address();
    signed.story.scene.set_price(150 * USD);
    signed.story.scene.judge_account(&address).unwrap();
    assert_eq!(signed.story.account(&signed.story.alice).auction.phase, AuctionPhase::NONE, "it has plenty");
    signed.story.scene.show(1_050 * USD);
    signed.story.scene.judge_account(&address).unwrap();
    assert_eq!(signed.story.account(&signed.story.alice).auction.phase, AuctionPhase::SOLVENT);
    let bid = signed.story.scene.whole_bid(&address, i64::MAX);
    signed.story.scene.bid_on_account(&carol, &address, bid).unwrap();
    let series = signed.story.scene.margin_series_address(&signed.put);
    assert!(signed.story.account(&carol).quantity_of(&series) < -(COIN as i64));
    signed.story.check_books();
}
