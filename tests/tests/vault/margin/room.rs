//! How much fits into an account: kinds of collateral, positions, markets.

use super::{trading, Trading, CASH};
use crate::common::{refused, COIN, SPOT};
use options_vault::errors::VaultError;
use simulator::{bank_args, Contract};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, instruction, CreateMarketArgs, Pubkey, TOKEN_PROGRAM};
use vault_types::{
    margin::{MAX_ACCOUNT_MARKETS, MAX_COLLATERALS, MAX_POSITIONS},
    state::CollateralClass,
};

impl Trading {
    /// A mint with a bank, of which Alice has a coin.
    fn another_collateral(&mut self, number: u8) -> Pubkey {
        let authority = self.scene.authority.insecure_clone();
        let scene = &mut self.scene;
        let mint = scene.world.create_mint(&Keypair::new_from_array([100 + number; 32]), &authority, 9).unwrap();
        let wallet = scene.world.create_wallet(&self.alice.pubkey(), &mint).unwrap();
        scene.world.mint_to(&authority, &mint, &wallet, COIN).unwrap();
        let args = bank_args(scene, CollateralClass::MAJOR);
        let create = instruction::create_bank(scene.house(), mint, TOKEN_PROGRAM, None, args);
        scene.world.send("create_bank", create, &[&authority]).unwrap();
        mint
    }

    /// A market of the same tokens and price; the scene's methods act on it from then on.
    fn enter_another_market(&mut self, id: u16) {
        let (like, authority) = (self.scene.market(), self.scene.authority.insecure_clone());
        let scene = &mut self.scene;
        let args = CreateMarketArgs {
            id,
            price_source: like.price_source,
            price_program: like.price_program,
            price_feed_id: like.price_feed_id,
            oracle_limits: like.oracle_limits,
            calendar: like.calendar,
            strike_step_e8: like.strike_step_e8,
        };
        let create = instruction::create_market(scene.house(), like.underlying_mint, like.quote_mint, args);
        scene.world.send("create_market", create, &[&authority]).unwrap();
        scene.market = address::market(&scene.config, id);
        scene.observe_price().unwrap();
    }
}

#[test]
fn a_ninth_kind_of_collateral_has_no_place() {
    let mut story = trading();
    let mints: Vec<Pubkey> = (0..MAX_COLLATERALS).map(|number| story.another_collateral(number as u8)).collect();
    // The quote has a place, also where there is none of it.
    let (last, first) = mints.split_last().unwrap();
    for mint in first {
        story.scene.deposit_collateral(&story.alice, mint, COIN).unwrap();
    }
    refused(story.scene.deposit_collateral(&story.alice, last, COIN), VaultError::TooManyCollaterals);
    story.scene.withdraw_collateral(&story.alice, &first[0], COIN / 2).unwrap();
    refused(story.scene.deposit_collateral(&story.alice, last, COIN), VaultError::TooManyCollaterals);
    story.scene.withdraw_collateral(&story.alice, &first[0], COIN / 2).unwrap();
    story.scene.deposit_collateral(&story.alice, last, COIN).unwrap();
}

/// What options may pay needs a place too: an account without one could not be settled.
#[test]
fn options_need_a_place_for_what_they_pay() {
    let mut story = trading();
    let call = story.call_in_coins(150);
    story.scene.list(&[call]).unwrap();
    let (bob, coin) = (story.bob.insecure_clone(), story.coin());
    story.scene.deposit_collateral(&bob, &coin, COIN).unwrap();
    story.scene.write_options(&bob, &call, &story.alice.pubkey(), COIN).unwrap();
    let mints: Vec<Pubkey> = (1..MAX_COLLATERALS).map(|number| story.another_collateral(number as u8)).collect();
    for mint in &mints {
        story.scene.deposit_collateral(&story.alice, mint, COIN).unwrap();
    }
    refused(story.scene.bring_in_options(&story.alice, &call, COIN), VaultError::TooManyCollaterals);
    story.scene.withdraw_collateral(&story.alice, &mints[0], COIN).unwrap();
    story.scene.bring_in_options(&story.alice, &call, COIN).unwrap();
    refused(story.scene.deposit_collateral(&story.alice, &mints[0], COIN), VaultError::TooManyCollaterals);
}

#[test]
fn a_twenty_fifth_position_has_no_place() {
    let mut story = trading();
    let puts: Vec<Contract> = (1..=MAX_POSITIONS as u64 + 1).map(|step| story.put(5 * step)).collect();
    story.scene.list(&puts).unwrap();
    story.alice_deposits(10_000 * CASH);
    let (last, first) = puts.split_last().unwrap();
    for put in first {
        story.alice_writes(put, COIN).unwrap();
    }
    refused(story.alice_writes(last, COIN), VaultError::TooManyPositions);
    story.alice_writes(&first[0], COIN).unwrap();
    let mint = address::option_mint(&story.scene.margin_series_address(&first[3]));
    let to = story.scene.world.create_wallet(&story.alice.pubkey(), &mint).unwrap();
    let from = address::wallet(&story.bob.pubkey(), &mint);
    story.scene.world.transfer(&from, &to, &story.bob, COIN).unwrap();
    story.scene.bring_in_options(&story.alice, &first[3], COIN).unwrap();
    story.alice_writes(last, COIN).unwrap();
    story.check_books();
}

#[test]
fn a_fifth_market_has_no_place() {
    let mut story = trading();
    let put = story.put(140);
    story.alice_deposits(10_000 * CASH);
    story.scene.set_price(SPOT);
    story.scene.list(&[put]).unwrap();
    story.alice_writes(&put, COIN).unwrap();
    for id in 1..=MAX_ACCOUNT_MARKETS as u16 {
        story.enter_another_market(id);
        story.scene.list(&[put]).unwrap();
        let written = story.alice_writes(&put, COIN);
        if usize::from(id) < MAX_ACCOUNT_MARKETS {
            written.unwrap();
        } else {
            refused(written, VaultError::TooManyMarkets);
        }
    }
    let markets = story.account(&story.alice).markets;
    assert!(markets.iter().all(|market| market.is_used() && market.market != story.scene.market));
}
