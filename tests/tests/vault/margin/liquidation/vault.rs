//! Vaults on margin that fall short: sold like anybody, paid in what their depositors came with, and borne by all of them alike.

use super::{Watched as _, CASH, COIN, PARAMETERS, SPOT, USD};
use crate::{
    common::{refused, ANY_PREMIUM},
    margin::{
        formula::Formula,
        vaults::{leveraged, Leveraged},
    },
};
use options_vault::errors::VaultError;
use simulator::{PriceUpdate, Refusal};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, AccountBid, Pubkey};
use vault_types::{
    liquidation::{price_path::ONE_E9, AuctionPhase, Health, Payment},
    margin::{CollateralPrice, MarginMode, Units},
    state::{AccountHolder, MarginAccount, OptionKind},
};

const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };

/// A vault that has sold all that it may, of Alice's and Dave's deposits, three to two. Carol has plenty of both tokens.
struct Sold {
    story: Leveraged,
    dave: Keypair,
    carol: Keypair,
}

fn sold(kind: OptionKind, leverage_bps: u16, atoms: u64, options: u64) -> Sold {
    let mut story = leveraged(kind, leverage_bps, MarginMode::SCENARIO, atoms / 5 * 3);
    let dave = story.scene.person(3, atoms / 5 * 2);
    story.scene.deposit(&dave, atoms / 5 * 2).unwrap();
    story.roll().unwrap();
    let buyer = story.scene.person(5, 100 * atoms);
    story.scene.bid_on_margin(&buyer, options, ANY_PREMIUM).unwrap();
    assert_eq!(story.scene.auction().unwrap().unsold_atoms(), 0);
    for who in [&story.alice, &dave] {
        story.scene.claim_shares(who).unwrap();
    }
    let carol = story.scene.trader(33, 1_000 * COIN, 200_000 * CASH);
    story.scene.open_margin_account(&carol).unwrap();
    for (mint, amount) in [(story.scene.underlying_mint, 1_000 * COIN), (story.scene.quote_mint, 200_000 * CASH)] {
        story.scene.deposit_collateral(&carol, &mint, amount).unwrap();
    }
    story.scene.set_margin_mode(&carol, MarginMode::SCENARIO).unwrap();
    Sold { story, dave, carol }
}

impl Sold {
    fn address(&self) -> Pubkey {
        address::vault_margin_account(&self.story.scene.config, &self.story.scene.vault)
    }

    fn account(&self) -> MarginAccount {
        self.story.scene.vault_account().unwrap()
    }

    fn carols(&self) -> MarginAccount {
        self.story.scene.margin_account(&self.carol.pubkey()).unwrap()
    }

    /// How the vault's account stands, computed off the chain.
    fn health(&self) -> Health {
        let (scene, account) = (&self.story.scene, self.account());
        let spot_e8 = scene.market().last_price_e8;
        let formula = Formula { scene, place: 0, spot_e8 };
        let fair = formula.fair(&account);
        let cash_atoms = account.amount_of(&scene.quote_mint);
        let (bank, now) = (scene.bank(&scene.underlying_mint), scene.world.now());
        let update = PriceUpdate::new(scene.feed_id, spot_e8, now);
        let limits = &bank.oracle_limits;
        let price = CollateralPrice::from_parts(update.price, update.confidence, update.exponent, now, now - 1, limits)
            .unwrap();
        let price = bank.without_jump(&price, now);
        let terms = bank.terms_at(&price, now).unwrap();
        let coins = account.amount_of(&scene.underlying_mint);
        Health {
            counted_atoms: cash_atoms + terms.value_atoms(coins, 6).unwrap(),
            fair_atoms: cash_atoms + terms.fair(price.mid.price_e8).value_atoms(coins, 6).unwrap(),
            mark_atoms: fair.today,
            requirement: formula.by_scenarios_without_rise(&account),
            vega_loss_atoms: fair.gain_by_vega.min(0).unsigned_abs(),
        }
    }

    /// The price goes there by steps of this until the vault's account is in an auction, and no sooner than the formula says.
    fn falls_short(&mut self, step: i64) {
        let mut price_e8 = SPOT;
        while !self.account().auction.is_running() {
            price_e8 = price_e8.checked_add_signed(step).unwrap();
            self.story.scene.show(price_e8);
            let coin = self.story.scene.underlying_mint;
            // The first of an hour.
            let _ = self.story.scene.observe_collateral_price(&coin);
            let address = self.address();
            self.story.scene.judge_account(&address).unwrap();
            assert_eq!(self.account().auction.is_running(), self.health().maintenance_balance() < 0, "at {price_e8}");
        }
    }

    fn carol_bids(&mut self, bid: AccountBid) -> Result<u64, Refusal> {
        let address = self.address();
        self.story.scene.bid_on_account(&self.carol, &address, bid)
    }

    /// Carol buys what is for sale at its first price. Returns what all of it costs in the quote, and the part.
    fn is_sold(&mut self) -> (u64, u64) {
        let sale = self.health().sale(&self.account().auction, &PARAMETERS, 950_000_000);
        let (part_e9, cost) = (sale.most_part_e9, sale.price_atoms(sale.most_part_e9));
        let address = self.address();
        let bid = self.story.scene.whole_bid(&address, cost as i64);
        refused(self.carol_bids(AccountBid { limit_atoms: cost as i64 - 1, ..bid }), VaultError::BeyondLimit);
        self.carol_bids(bid).unwrap();
        (part_e9, cost)
    }

    /// Both leave, Dave by the request that he has made already. Shares are worth the same, whoever asked first.
    fn both_leave_with_the_same(&mut self) -> u64 {
        let scene = &mut self.story.scene;
        let before = [&self.story.alice, &self.dave].map(|who| scene.coins(&who.pubkey()));
        scene.claim_withdrawal(&self.dave).unwrap();
        let shares = scene.shares(&self.story.alice.pubkey());
        scene.request_withdrawal(&self.story.alice, shares).unwrap();
        scene.claim_withdrawal(&self.story.alice).unwrap();
        let [alices, daves] =
            [0, 1].map(|index| scene.coins(&[&self.story.alice, &self.dave][index].pubkey()) - before[index]);
        // Three to two, but for an atom of rounding each.
        assert!((alices * 2).abs_diff(daves * 3) <= 5, "{alices} and {daves}");
        alices + daves
    }

    /// The auction is closed, the expiry has its price, and whoever has options of it pays.
    fn ends(&mut self, price_e8: u64) {
        let (expiry_ts, vault) = (self.story.scene.vault().expiry_ts, self.story.scene.vault);
        let close_ts = self.story.scene.auction().unwrap().close_ts;
        self.story.scene.world.set_time(close_ts.max(self.story.scene.world.now()));
        self.story.scene.close_auction().unwrap();
        self.story.scene.world.set_time(expiry_ts);
        self.story.scene.set_price(price_e8);
        self.story.scene.post_expiry_price(expiry_ts).unwrap();
        let settlement = self.story.scene.vault_settlement();
        for (owner, account) in [(vault, self.account()), (self.carol.pubkey(), self.carols())] {
            if account.has_options() {
                self.story.scene.settle_margin_account(&owner, expiry_ts, settlement).unwrap();
            }
        }
        self.story.scene.settle_on_margin().unwrap();
        self.story.scene.close_round().unwrap();
    }

    fn dave_asks_to_leave(&mut self) {
        let shares = self.story.scene.shares(&self.dave.pubkey());
        self.story.scene.request_withdrawal(&self.dave, shares).unwrap();
    }
}

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
    assert_eq!(sold.both_leave_with_nothing(), 0);
}

impl Sold {
    fn both_leave_with_nothing(&mut self) -> u64 {
        let scene = &mut self.story.scene;
        let before = scene.coins(&self.dave.pubkey());
        let _ = scene.claim_withdrawal(&self.dave);
        scene.coins(&self.dave.pubkey()) - before
    }
}

/// Nobody signs for a vault: no bidder takes anything into its account, and coins are accounted for in their own bank.
#[test]
fn attack_16_no_vault_takes_over_anything() {
    let mut sold = sold(OptionKind::CALL, 13_000, 100 * COIN, 130 * COIN);
    sold.falls_short(USD as i64);
    assert_eq!(sold.account().holder, AccountHolder::VAULT);
    let (judged, carol) = (sold.address(), sold.carol.insecure_clone());
    let bid = sold.story.scene.whole_bid(&judged, i64::MAX);
    let shown =
        sold.story.scene.shown_after_hand_over(&sold.account(), &sold.story.scene.account_ref(&carol.pubkey()).address);
    let (account, taker) = (sold.account(), sold.story.scene.account_ref(&carol.pubkey()));
    let judged_ref = vault_client::instruction::JudgedRef {
        address: judged,
        config: account.config,
        quote_mint: account.quote_mint,
    };
    for (vault_mint, reason) in [(None, VaultError::VaultBankMissing)] {
        let taker = vault_client::instruction::TakerRef { account: taker, vault_mint };
        let bid = vault_client::instruction::bid_on_account(judged_ref, taker, bid, shown.clone());
        refused(sold.story.scene.world.send("bid_on_account", bid, &[&carol]), reason);
    }
    let vaults = vault_client::instruction::AccountRef { address: judged, ..taker };
    let as_taker = sold.story.scene.bid_on_account_into(&carol, vaults, &judged, bid);
    refused(as_taker, VaultError::OwnAccount);
}
