//! Vaults that sell more than they cover.

mod ends;
mod foreign;
mod gates;

use super::{check_books, CASH};
use crate::common::{anchor, refusal, refused, refused_by_code, ANY_PREMIUM, COIN, SPOT, USD};
use options_vault::errors::VaultError;
use simulator::{share_bank_args, Contract, PriceUpdate, Refusal, Scene, SceneParams};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::instruction::{self, ExpiryRef, MarginSeriesRef, VaultRef};
use vault_types::{
    change::Change,
    margin::{MarginMode, Requirement},
    state::{CollateralParams, Expiry, Halts, OptionKind, Round, SettlementAsset, Vault, VaultParams, VaultState},
    threshold::Form,
};

/// A vault on a market that takes risk, with what Alice has deposited, before its first round. The maker has as much.
pub(super) struct Leveraged {
    pub scene: Scene,
    pub alice: Keypair,
    pub maker: Keypair,
}

pub(super) fn leveraged(kind: OptionKind, max_leverage_bps: u16, margin_mode: MarginMode, atoms: u64) -> Leveraged {
    let mut scene = Scene::new(&SceneParams { kind, ..SceneParams::default() }).unwrap();
    scene.set_price(SPOT);
    scene.observe_price().unwrap();
    scene.open_banks().unwrap();
    scene.open_for_risk(SPOT).unwrap();
    let params = VaultParams { max_leverage_bps, margin_mode, ..scene.vault().params };
    scene.vault = scene.open_vault(1, params).unwrap();
    scene.open_vault_margin_account().unwrap();
    let [alice, maker] = [1, 2].map(|seed| scene.person(seed, atoms));
    scene.deposit(&alice, atoms).unwrap();
    Leveraged { scene, alice, maker }
}

/// 100 coins, and up to 130 calls.
fn of_calls() -> Leveraged {
    leveraged(OptionKind::CALL, 13_000, MarginMode::SCENARIO, 100 * COIN)
}

/// The same, the round started, and all of it sold.
fn sold_out() -> Leveraged {
    let mut story = of_calls();
    story.roll().unwrap();
    story.bid(130 * COIN).unwrap();
    story
}

impl Leveraged {
    pub fn roll(&mut self) -> Result<u64, Refusal> {
        refusal(self.scene.roll_on_margin(SPOT))
    }

    pub fn bid(&mut self, atoms: u64) -> Result<u64, Refusal> {
        self.scene.bid_on_margin(&self.maker, atoms, ANY_PREMIUM)
    }

    /// What is not in the bank is in custody.
    #[track_caller]
    fn check_books(&self) {
        check_books(&self.scene);
        let vault = self.scene.vault();
        assert_eq!(self.scene.world.balance(&vault.custody), vault.ledger.custody_atoms().unwrap());
    }

    /// To three times what it was. Signers can move it by so much in an hour.
    fn volatility_rises(&mut self) {
        self.scene.watch(SPOT, 1).unwrap();
        self.scene.set_volatility(2_400_000_000).unwrap();
    }

    fn tighten(&mut self, change: &Change) {
        let guardian = self.scene.guardian.insecure_clone();
        self.scene.tighten(&guardian, change).unwrap();
    }

    /// Options that the vault owes.
    fn owed(&self) -> u64 {
        let account = self.scene.vault_account().unwrap();
        let owned: i64 = account.options.iter().map(|held| held.quantity_atoms).sum();
        u64::try_from(-owned).unwrap()
    }

    /// A bid with a threshold that was signed for another quantity perhaps.
    fn bid_signed(&mut self, atoms: u64, signed_atoms: u64, levels: &Requirement) -> Result<u64, Refusal> {
        let address = vault_client::address::vault_margin_account(&self.scene.config, &self.scene.vault);
        let after = self.scene.after_writing(&self.scene.vault_account().unwrap(), &self.sold(), signed_atoms);
        let post = self.scene.threshold_post(address, &after, Form::AfterTrade, levels);
        self.scene.bid_on_margin_signed(&self.maker, atoms, ANY_PREMIUM, &post)
    }

    /// What the round sells.
    fn sold(&self) -> Contract {
        let (_, series) = self.scene.sold_on_margin().unwrap();
        Contract {
            kind: series.kind,
            settlement: series.settlement,
            strike_e8: series.strike_e8,
            expiry_ts: series.expiry_ts,
        }
    }

    /// Alice takes everything out that a share is worth.
    fn leaves(&mut self) -> u64 {
        let before = self.scene.coins(&self.alice.pubkey());
        self.scene.claim_shares(&self.alice).unwrap();
        let shares = self.scene.shares(&self.alice.pubkey());
        self.scene.request_withdrawal(&self.alice, shares).unwrap();
        self.scene.claim_withdrawal(&self.alice).unwrap();
        self.scene.coins(&self.alice.pubkey()) - before
    }

    /// The maker is paid for all options, Alice gets the rest.
    fn everybody_leaves(&mut self, round: &Round, payoff_atoms: u64) {
        let (contract, before) = (self.sold(), self.scene.coins(&self.maker.pubkey()));
        let options = self.scene.options(&self.maker.pubkey(), &contract);
        self.scene.redeem_margin_options(&self.maker, &contract, options).unwrap();
        assert_eq!(self.scene.coins(&self.maker.pubkey()) - before, payoff_atoms);
        assert_eq!(self.leaves(), worth(round));
        self.check_books();
    }
}

/// Of all shares at the end of a round, rounded down.
fn worth(round: &Round) -> u64 {
    (u128::from(round.deposit_shares) * u128::from(round.end_pps_e9) / 1_000_000_000) as u64
}

#[test]
fn more_calls_than_coins() {
    let mut story = of_calls();
    story.roll().unwrap();
    story.check_books();
    let round = story.scene.round(1).unwrap();
    assert_eq!((round.start_nav_atoms, round.size_atoms), (100 * COIN, 130 * COIN));
    assert_eq!(story.scene.vault().ledger.margined_atoms, 100 * COIN, "all of it is in the bank");
    story.bid(110 * COIN).unwrap();
    refused(story.bid(20 * COIN + 1), VaultError::BidTooLarge);
    story.bid(20 * COIN).unwrap();
    story.check_books();
    let premium = story.scene.auction().unwrap().premium_atoms;
    assert_eq!(story.scene.vault().ledger.margined_atoms, 100 * COIN + premium);
    assert_eq!(story.owed(), 130 * COIN);

    story.scene.finish_round_on_margin(round.strike_e8 * 5 / 4).unwrap();
    story.check_books();
    let round = story.scene.round(1).unwrap();
    assert_eq!((round.sold_atoms, round.payoff_atoms), (130 * COIN, 26 * COIN), "a fifth of 130 coins");
    assert_eq!(round.end_nav_atoms + round.management_fee_atoms, 74 * COIN + premium);
    story.everybody_leaves(&round, 26 * COIN);
}

/// A unit of the option is a put on a whole coin; what covers it is its strike.
#[test]
fn more_puts_than_cash() {
    let mut story = leveraged(OptionKind::PUT, 15_000, MarginMode::SCENARIO, 28_000 * CASH);
    story.roll().unwrap();
    let round = story.scene.round(1).unwrap();
    assert_eq!((round.strike_e8, round.size_atoms), (140 * USD, 42_000 * CASH));
    refused(story.bid(300 * COIN + 1), VaultError::BidTooLarge);
    story.bid(300 * COIN).unwrap();
    let auction = story.scene.auction().unwrap();
    assert_eq!((auction.unsold_atoms(), story.owed()), (0, 300 * COIN));
    story.check_books();

    story.scene.finish_round_on_margin(120 * USD).unwrap();
    story.check_books();
    let round = story.scene.round(1).unwrap();
    assert_eq!(round.payoff_atoms, 6_000 * CASH, "20 for each of 300 coins");
    assert_eq!(round.end_nav_atoms + round.management_fee_atoms, 22_000 * CASH + auction.premium_atoms);
    story.everybody_leaves(&round, 6_000 * CASH);
}

#[test]
fn a_round_without_loss_keeps_its_premium_and_the_next_one_starts() {
    let mut story = sold_out();
    let premium = story.scene.auction().unwrap().premium_atoms;
    story.scene.watch(SPOT, 4 * 24).unwrap();
    story.scene.finish_round_on_margin(SPOT).unwrap();
    let round = story.scene.round(1).unwrap();
    assert_eq!(round.payoff_atoms, 0);
    assert_eq!(round.end_nav_atoms + round.management_fee_atoms + round.performance_fee_atoms, 100 * COIN + premium);
    story.roll().unwrap();
    assert_eq!(story.scene.round(2).unwrap().size_atoms, round.end_nav_atoms * 13 / 10);
    story.check_books();
}

/// Nobody has to bring a price for a round that owes nothing.
#[test]
fn attack_17_a_round_without_sales_ends_without_a_price() {
    let mut story = of_calls();
    story.roll().unwrap();
    let close_ts = story.scene.auction().unwrap().close_ts;
    story.scene.world.set_time(close_ts);
    story.scene.close_auction().unwrap();
    refused(story.scene.settle_on_margin(), VaultError::NotExpired);
    story.scene.world.set_time(story.scene.vault().expiry_ts);
    story.scene.settle_on_margin().unwrap();
    story.scene.close_round().unwrap();
    story.check_books();
    assert_eq!(story.leaves(), worth(&story.scene.round(1).unwrap()));
}
