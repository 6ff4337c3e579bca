//! What a vault's account is sold for, what is left of its shares, and who cannot have it.

use super::*;
use vault_client::instruction::{self, AccountRef, JudgedRef, TakerRef};
use vault_types::{liquidation::Payment, state::AccountHolder};

/// Calls rise until a hundred coins no longer bear 130 of them: the part goes to Carol, and the vault receives coins, rounded in its favour.
#[test]
fn attack_16_a_vault_of_calls_is_sold_for_coins() {
    let mut sold = sold(OptionKind::CALL, 13_000, 100 * COIN, 130 * COIN);
    sold.dave_asks_to_leave();
    sold.falls_short(USD as i64);
    assert_eq!(sold.account().auction.phase, AuctionPhase::SOLVENT);
    let [coin, cash] = [sold.story.scene.underlying_mint, sold.story.scene.quote_mint];
    let [before, carols] = [sold.account(), sold.carols()].map(|account| account.amount_of(&coin));
    let (carols_cash, spot_e8) = (sold.carols().amount_of(&cash), sold.story.scene.market().last_price_e8);
    let (part_e9, cost) = sold.is_sold();
    let payment = Payment::in_quote(cost, &PARAMETERS, cash).in_coins(coin, spot_e8, &UNITS).unwrap();
    let handed = (u128::from(before) * u128::from(part_e9) / u128::from(ONE_E9)) as u64;
    assert_eq!(sold.account().amount_of(&coin), before - handed + payment.paid_atoms);
    assert_eq!(sold.carols().amount_of(&coin), carols + handed - payment.paid_atoms);
    assert_eq!(sold.carols().amount_of(&cash), carols_cash - payment.penalty_atoms);
    let options = (130 * u128::from(COIN) * u128::from(part_e9)).div_ceil(u128::from(ONE_E9)) as i64;
    assert_eq!(sold.carols().options[0].quantity_atoms, -options);
    assert_eq!(sold.account().amount_of(&cash), 0, "its depositors could not be given it");
    let bank = sold.story.scene.bank(&coin);
    assert_eq!(
        (bank.vault_atoms, bank.deposited_atoms),
        (sold.account().amount_of(&coin), sold.carols().amount_of(&coin))
    );
    let address = sold.address();
    sold.story.scene.judge_account(&address).unwrap();
    let is_over = sold.health().buffer_balance(&PARAMETERS) >= 0;
    assert_eq!(sold.account().auction.is_running(), !is_over);

    sold.ends(spot_e8);
    let round = sold.story.scene.round(1).unwrap();
    assert!(round.end_pps_e9 < 1_000_000_000 && round.end_nav_atoms > 0);
    let left = sold.both_leave_with_the_same();
    let worth = round.end_nav_atoms + round.withdrawn_atoms;
    assert!(left <= worth && left + 200 > worth, "{left} of {worth}");
    assert_eq!(sold.story.scene.bank(&coin).vault_atoms, 0);
}

/// Puts are paid for in cash, which is what they came with.
#[test]
fn attack_16_a_vault_of_puts_is_sold_for_cash() {
    let mut sold = sold(OptionKind::PUT, 15_000, 28_000 * CASH, 300 * COIN);
    sold.dave_asks_to_leave();
    sold.falls_short(-(USD as i64));
    assert_eq!(sold.account().auction.phase, AuctionPhase::SOLVENT);
    let (cash, spot_e8) = (sold.story.scene.quote_mint, sold.story.scene.market().last_price_e8);
    let before = sold.account().amount_of(&cash);
    let (part_e9, cost) = sold.is_sold();
    let handed = (u128::from(before) * u128::from(part_e9) / u128::from(ONE_E9)) as u64;
    let penalty = (cost * 2).div_ceil(100);
    assert_eq!(sold.account().amount_of(&cash), before - handed + cost - penalty);
    assert_eq!(sold.story.scene.bank(&cash).losses.fund_atoms, penalty);
    assert_eq!(sold.story.scene.bank(&cash).vault_atoms, sold.account().amount_of(&cash));
    assert_eq!(sold.account().auction.phase, AuctionPhase::NONE);
    sold.ends(spot_e8);
    let round = sold.story.scene.round(1).unwrap();
    assert!(round.end_pps_e9 < 1_000_000_000 && round.end_nav_atoms > 0);
    let left = sold.both_leave_with_the_same();
    let worth = round.end_nav_atoms + round.withdrawn_atoms;
    assert!(left <= worth && left + 200 > worth, "{left} of {worth}");
}

/// One that is worth nothing is given away: the round ends with shares that are worth nothing, and whoever asked to leave before has nothing more.
#[test]
fn attack_16_a_vault_that_is_worth_nothing_is_given_away() {
    let mut sold = sold(OptionKind::PUT, 15_000, 28_000 * CASH, 300 * COIN);
    let cash = sold.story.scene.quote_mint;
    sold.dave_asks_to_leave();
    sold.falls_short(-(USD as i64));
    sold.story.scene.show(20 * USD);
    let address = sold.address();
    sold.story.scene.judge_account(&address).unwrap();
    assert_eq!(sold.account().auction.phase, AuctionPhase::INSOLVENT);
    let carols = sold.carols().amount_of(&cash);
    let held = sold.account().amount_of(&cash);
    let bid = sold.story.scene.whole_bid(&address, 0);
    sold.carol_bids(bid).unwrap();
    assert!(sold.account().is_empty());
    assert_eq!(sold.carols().amount_of(&cash), carols + held);
    let bank = sold.story.scene.bank(&cash);
    assert_eq!((bank.vault_atoms, bank.losses.claims_atoms), (0, 0));
    sold.ends(20 * USD);
    assert_eq!(sold.story.scene.round(1).unwrap().end_nav_atoms, 0);
    let daves = sold.story.scene.coins(&sold.dave.pubkey());
    let _ = sold.story.scene.claim_withdrawal(&sold.dave);
    assert_eq!(sold.story.scene.coins(&sold.dave.pubkey()), daves);
}

/// Nobody signs for a vault: no bidder takes anything into its account, and its coins are accounted for in their own bank.
#[test]
fn attack_16_no_vault_takes_over_anything() {
    let mut sold = sold(OptionKind::CALL, 13_000, 100 * COIN, 130 * COIN);
    sold.falls_short(USD as i64);
    let (address, account, carol) = (sold.address(), sold.account(), sold.carol.insecure_clone());
    assert_eq!(account.holder, AccountHolder::VAULT);
    let carols = sold.story.scene.account_ref(&carol.pubkey());
    let bid = sold.story.scene.whole_bid(&address, i64::MAX);
    let shown = sold.story.scene.shown_after_hand_over(&account, &carols.address);
    let judged = JudgedRef { address, config: account.config, quote_mint: account.quote_mint };
    let without_bank = TakerRef { account: carols, vault_mint: None };
    let taken = instruction::bid_on_account(judged, without_bank, bid, shown);
    refused(sold.story.scene.world.send("bid_on_account", taken, &[&carol]), VaultError::VaultBankMissing);
    let vaults = AccountRef { address, ..carols };
    refused(sold.story.scene.bid_on_account_into(&carol, vaults, &address, bid), VaultError::OwnAccount);
}
