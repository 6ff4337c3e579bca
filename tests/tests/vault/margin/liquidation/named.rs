//! What is named at the end when an account is judged or sold: all of it, in its order, and nothing that only looks like it.

use super::{falling, Falling, CASH, COIN, USD};
use crate::common::{anchor, refused, refused_by_code};
use options_vault::errors::VaultError;
use simulator::Refusal;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, JudgedRef, Shown, TakerRef},
    AccountMeta, Instruction, Pubkey,
};
use vault_types::{
    liquidation::AuctionPhase,
    state::{CollateralBank, Expiry, Market, MarketRisk, VolSurface},
};

/// Anchor's own: an account that changes must be writable.
const MUT: u32 = 2000;
/// Of an account with cash and coins: its quote's bank; market, risk, surface, price; the coins' bank, their price.
const NAMED: usize = 7;

/// Alice has coins too, and falls short.
fn with_coins() -> Falling {
    let mut falling = falling();
    let (coin, alice) = (falling.story.coin(), falling.story.alice.insecure_clone());
    falling.story.scene.deposit_collateral(&alice, &coin, COIN / 100).unwrap();
    falling.move_to(230 * USD);
    falling.judge();
    assert!(falling.account().auction.is_sale());
    falling
}

impl Falling {
    fn judged(&self) -> JudgedRef {
        let account = self.account();
        JudgedRef { address: self.alice(), config: account.config, quote_mint: account.quote_mint }
    }

    fn judge_with(&mut self, change: impl Fn(&mut Vec<AccountMeta>)) -> Result<u64, Refusal> {
        let mut shown = self.story.scene.shown_to_judge(&[&self.account()]);
        change(&mut shown.named);
        let judge = instruction::judge_account(self.judged(), shown);
        self.story.scene.world.send("judge_account", judge, &[])
    }

    fn bid(&self, shown: Shown) -> Instruction {
        let taker = TakerRef { account: self.story.scene.account_ref(&self.carol.pubkey()), vault_mint: None };
        instruction::bid_on_account(self.judged(), taker, self.story.scene.whole_bid(&self.alice(), i64::MAX), shown)
    }

    fn bid_with(&mut self, change: impl Fn(&mut Vec<AccountMeta>)) -> Result<u64, Refusal> {
        let mut shown = self.story.scene.shown_after_hand_over(&self.account(), &self.carol());
        change(&mut shown.named);
        let bid = self.bid(shown);
        self.story.scene.world.send("bid_on_account", bid, &[&self.carol])
    }

    /// A copy of an account of the program's, with something changed, at an address that no seeds lead to.
    fn forge<T>(&mut self, address: &Pubkey, change: impl FnOnce(&mut T)) -> Pubkey
    where
        T: anchor_lang::AccountDeserialize + anchor_lang::AccountSerialize,
    {
        let forged = Pubkey::new_from_array([123; 32]);
        let account = self.story.scene.world.svm.get_account(address).unwrap();
        self.story.scene.world.set_account(forged, account);
        self.story.scene.world.patch::<T>(&forged, change);
        forged
    }
}

#[test]
fn attack_10_an_account_is_judged_with_all_that_it_stands_on() {
    let mut falling = with_coins();
    for left in 0..NAMED {
        refused(falling.judge_with(|named| named.truncate(left)), VaultError::AccountsMissing);
    }
    refused(falling.judge_with(|named| named.swap(0, 5)), VaultError::WrongAccountOrder);
    refused(falling.judge_with(|named| named[0] = named[5].clone()), VaultError::WrongAccountOrder);
    for (one, other) in [(0, 1), (1, 2), (2, 3), (3, 4), (5, 6)] {
        assert!(falling.judge_with(|named| named.swap(one, other)).is_err(), "{one} and {other}");
    }
    refused(falling.judge_with(|named| named[5] = named[0].clone()), VaultError::WrongAccountOrder);
    refused(falling.judge_with(|named| named[4] = named[3].clone()), VaultError::WrongPriceOwner);
    refused(falling.judge_with(|named| named[6] = named[3].clone()), VaultError::WrongPriceOwner);
    refused(falling.judge_with(|named| named[1].pubkey = Pubkey::default()), VaultError::WrongAccountOrder);
    refused(falling.judge_with(|named| named[2].pubkey = named[4].pubkey), VaultError::NotOurs);
    // More at the end is nobody's business.
    falling.judge_with(|named| named.push(named[0].clone())).unwrap();
}

/// Only the program writes such accounts, so these cannot be; the checks do not rest on that.
#[test]
fn attack_10_an_account_is_not_judged_by_look_alikes() {
    let mut falling = with_coins();
    let [cash, coin] = [falling.story.cash(), falling.story.coin()];
    let (config, market) = (falling.story.scene.config, falling.story.scene.market);
    let other = Pubkey::new_from_array([124; 32]);
    let forged = falling.forge::<Market>(&market, |_| ());
    refused(falling.judge_with(|named| named[1].pubkey = forged), VaultError::WrongAccountOrder);
    let forged = falling.forge::<MarketRisk>(&address::market_risk(&market), |risk| risk.market = other);
    refused(falling.judge_with(|named| named[2].pubkey = forged), VaultError::WrongAccountOrder);
    let forged = falling.forge::<VolSurface>(&address::surface(&market), |surface| surface.market = other);
    refused(falling.judge_with(|named| named[3].pubkey = forged), VaultError::WrongAccountOrder);
    for (place, mint) in [(0, cash), (5, coin)] {
        let forged = falling.forge::<CollateralBank>(&address::bank(&config, &mint), |bank| bank.config = other);
        refused(falling.judge_with(|named| named[place].pubkey = forged), VaultError::WrongAccountOrder);
        refused(falling.bid_with(|named| named[place].pubkey = forged), VaultError::WrongAccountOrder);
    }
}

/// Behind what the account stands on comes what the taker's does, when it has taken over.
#[test]
fn attack_10_a_bid_names_what_both_accounts_stand_on() {
    let mut falling = with_coins();
    for left in 0..2 * NAMED {
        refused(falling.bid_with(|named| named.truncate(left)), VaultError::AccountsMissing);
    }
    refused(falling.bid_with(|named| named.swap(NAMED, NAMED + 5)), VaultError::WrongAccountOrder);
    refused(falling.bid_with(|named| named[NAMED + 1] = named[NAMED + 2].clone()), VaultError::WrongAccountOrder);
    refused(falling.bid_with(|named| named[NAMED + 6] = named[3].clone()), VaultError::WrongPriceOwner);
    falling.bid_with(|_| ()).unwrap();
    falling.story.check_books();
}

/// An expired series is judged at the price of its own expiry.
#[test]
fn attack_10_expired_options_are_judged_at_their_own_expiry() {
    let mut falling = falling();
    let expiry_ts = falling.story.expiry_ts;
    falling.move_to(300 * USD);
    falling.story.scene.world.set_time(expiry_ts);
    falling.story.scene.set_price(300 * USD);
    falling.story.scene.post_expiry_price(expiry_ts).unwrap();
    let without_it = falling.judge_with(|named| {
        named.remove(1);
    });
    refused(without_it, VaultError::WrongAccountType);
    let (market, later_ts) = (falling.story.scene.market, expiry_ts + 7 * 86_400);
    falling.story.scene.observe_price().unwrap();
    falling.story.scene.create_expiry(later_ts).unwrap();
    let later = address::expiry(&market, later_ts);
    refused(falling.judge_with(|named| named[1].pubkey = later), VaultError::WrongAccountOrder);
    let elsewhere = Pubkey::new_from_array([124; 32]);
    let forged = falling.forge::<Expiry>(&address::expiry(&market, expiry_ts), |expiry| expiry.market = elsewhere);
    refused(falling.judge_with(|named| named[1].pubkey = forged), VaultError::WrongAccountOrder);
    falling.judge_with(|_| ()).unwrap();
    assert_eq!(falling.account().auction.phase, AuctionPhase::INSOLVENT);
}

/// The quote's bank is where losses, claims and penalties are kept: that of another token, or of another house, keeps others'.
#[test]
fn attack_10_an_auction_is_kept_in_its_own_quotes_bank() {
    let mut falling = with_coins();
    let (config, cash, coin) = (falling.story.scene.config, falling.story.cash(), falling.story.coin());
    let carol = falling.carol.insecure_clone();
    let other = Pubkey::new_from_array([124; 32]);
    let elsewhere = falling.forge::<CollateralBank>(&address::bank(&config, &cash), |bank| bank.config = other);
    for bank in [address::bank(&config, &coin), elsewhere] {
        let shown = falling.story.scene.shown_to_judge(&[&falling.account()]);
        let judge = replaced(instruction::judge_account(falling.judged(), shown), &address::bank(&config, &cash), bank);
        refused_by_code(falling.story.scene.world.send("judge_account", judge, &[]), anchor::CONSTRAINT);
        let shown = falling.story.scene.shown_after_hand_over(&falling.account(), &falling.carol());
        let bid = replaced(falling.bid(shown), &address::bank(&config, &cash), bank);
        refused_by_code(falling.story.scene.world.send("bid_on_account", bid, &[&carol]), anchor::CONSTRAINT);
    }
    assert!(falling.carols().amount_of(&cash) == 50_000 * CASH);
}

/// The first account of this address is another one.
fn replaced(mut instruction: Instruction, address: &Pubkey, by: Pubkey) -> Instruction {
    let place = instruction.accounts.iter_mut().find(|account| account.pubkey == *address).expect("it is named");
    place.pubkey = by;
    instruction
}

#[test]
fn attack_20_accounts_that_an_auction_changes_must_be_writable() {
    let mut falling = with_coins();
    let carol = falling.carol.insecure_clone();
    let read_only = |mut instruction: Instruction, place: usize| {
        let account = &mut instruction.accounts[place];
        assert!(account.is_writable);
        account.is_writable = false;
        instruction
    };
    let writable = |instruction: &Instruction| -> Vec<usize> {
        let places = instruction.accounts.iter().enumerate().filter(|(_, account)| account.is_writable);
        places.map(|(place, _)| place).collect()
    };
    let shown = falling.story.scene.shown_to_judge(&[&falling.account()]);
    let judge = instruction::judge_account(falling.judged(), shown);
    assert_eq!(writable(&judge).len(), 2);
    for place in writable(&judge) {
        let sent = falling.story.scene.world.send("judge_account", read_only(judge.clone(), place), &[]);
        refused_by_code(sent, MUT);
    }
    let shown = falling.story.scene.shown_after_hand_over(&falling.account(), &falling.carol());
    let bid = falling.bid(shown);
    assert_eq!(writable(&bid).len(), 3);
    for place in writable(&bid) {
        let sent = falling.story.scene.world.send("bid_on_account", read_only(bid.clone(), place), &[&carol]);
        refused_by_code(sent, MUT);
    }
}
