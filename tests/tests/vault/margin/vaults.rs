//! Vaults that sell more than they cover.

use super::CASH;
use crate::common::{refusal, refused, ANY_PREMIUM, COIN, SPOT, USD};
use options_vault::errors::VaultError;
use simulator::{share_bank_args, Contract, Refusal, Scene, SceneParams};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::instruction;
use vault_types::{
    change::Change,
    margin::{MarginMode, Requirement},
    state::{CollateralParams, OptionKind, Round, VaultParams, VaultState},
    threshold::Form,
};

/// A vault on a market that takes risk, with what Alice has deposited, before its first round. The maker has as much.
struct Leveraged {
    scene: Scene,
    alice: Keypair,
    maker: Keypair,
}

fn leveraged(kind: OptionKind, max_leverage_bps: u16, margin_mode: MarginMode, atoms: u64) -> Leveraged {
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
    fn roll(&mut self) -> Result<u64, Refusal> {
        refusal(self.scene.roll_on_margin(SPOT))
    }

    fn bid(&mut self, atoms: u64) -> Result<u64, Refusal> {
        self.scene.bid_on_margin(&self.maker, atoms, ANY_PREMIUM)
    }

    /// What the vault's books say is in custody is there, what they say is in the bank is in its account, and the bank's custody has it.
    fn check_books(&self) {
        let vault = self.scene.vault();
        assert_eq!(self.scene.world.balance(&vault.custody), vault.ledger.custody_atoms().unwrap());
        let account = self.scene.vault_account().unwrap();
        assert_eq!(account.amount_of(&vault.asset_mint), vault.ledger.margined_atoms);
        let bank = self.scene.bank(&vault.asset_mint);
        assert_eq!(self.scene.world.balance(&bank.custody), bank.deposited_atoms);
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

/// Were all that is offered sold, the account would have less.
#[test]
fn attack_16_no_round_starts_below_initial_margin() {
    let mut story = leveraged(OptionKind::CALL, 20_000, MarginMode::SCENARIO, 100 * COIN);
    refused(story.roll(), VaultError::BelowInitialMargin);
    let vault = story.scene.vault();
    assert_eq!((vault.state, vault.ledger.margined_atoms), (VaultState::OPEN, 0));
    story.scene.cancel_deposit(&story.alice).unwrap();
    assert_eq!(story.scene.coins(&story.alice.pubkey()), 100 * COIN);
}

#[test]
fn attack_16_no_bid_takes_the_vault_below_initial_margin() {
    let mut story = of_calls();
    story.roll().unwrap();
    story.volatility_rises();
    refused(story.bid(130 * COIN), VaultError::BelowInitialMargin);
    story.bid(100 * COIN).unwrap();
    refused(story.bid(30 * COIN), VaultError::BelowInitialMargin);
    story.check_books();
}

#[test]
fn attack_07_nothing_comes_home_before_the_options_are_paid() {
    let mut story = sold_out();
    let close_ts = story.scene.auction().unwrap().close_ts;
    refused(story.scene.settle_on_margin(), VaultError::NotLive);
    story.scene.world.set_time(close_ts);
    story.scene.close_auction().unwrap();
    let expiry_ts = story.scene.vault().expiry_ts;
    refused(story.scene.settle_on_margin(), VaultError::NotExpired);
    story.scene.world.set_time(expiry_ts);
    refused(story.scene.settle_on_margin(), VaultError::NoSettlementPrice);
    story.scene.set_price(200 * USD);
    story.scene.post_expiry_price(expiry_ts).unwrap();
    refused(story.scene.settle_on_margin(), VaultError::SettleFirst);
    story.scene.settle_vault_account().unwrap();
    story.scene.settle_on_margin().unwrap();
    refused(story.scene.settle_on_margin(), VaultError::NotLive);
    story.scene.close_round().unwrap();
    story.check_books();
}

/// A tenth of the bank may leave in a day. What only goes back to the vault is no outflow; and of other people's collateral no more may leave
/// because the vault's went in and out.
#[test]
fn a_banks_outflow_limit_keeps_no_vault() {
    let mut story = of_calls();
    let coin = story.scene.underlying_mint;
    let params = CollateralParams { max_outflow_bps: 1_000, ..story.scene.bank(&coin).params };
    story.tighten(&Change::Collateral { params });
    let before = story.scene.bank(&coin).withdrawable_atoms(story.scene.world.now());
    story.roll().unwrap();
    assert!(story.scene.bank(&coin).withdrawable_atoms(story.scene.world.now()) <= before.max(10 * COIN));
    story.bid(130 * COIN).unwrap();
    story.scene.finish_round_on_margin(SPOT).unwrap();
    story.check_books();
    assert_eq!(story.scene.bank(&coin).deposited_atoms, 0);
}

#[test]
fn attack_08_a_bank_that_is_full_takes_no_round() {
    let mut story = of_calls();
    let params =
        CollateralParams { cap_atoms: 100 * COIN - 1, ..story.scene.bank(&story.scene.underlying_mint).params };
    story.tighten(&Change::Collateral { params });
    refused(story.roll(), VaultError::BankIsFull);
}

/// What such a vault can lose in a round is more than the haircut of its shares.
#[test]
fn attack_08_shares_of_a_vault_on_margin_are_no_collateral() {
    let mut story = sold_out();
    let args = share_bank_args(&story.scene);
    let (house, vault, share_mint) = (story.scene.house(), story.scene.vault, story.scene.vault().share_mint);
    let base = vault_client::instruction::RateSource {
        bank: vault_client::address::bank(&house.config, &story.scene.underlying_mint),
        account: vault,
    };
    let create = instruction::create_bank(house, share_mint, vault_client::TOKEN_PROGRAM, Some(base), args);
    let authority = story.scene.authority.insecure_clone();
    refused(story.scene.world.send("create_bank", create, &[&authority]), VaultError::VaultOnMargin);
}

#[test]
fn attack_07_each_kind_of_vault_starts_its_rounds_in_its_own_way() {
    let mut story = of_calls();
    refused(refusal(story.scene.roll(SPOT)), VaultError::VaultOnMargin);
    story.scene.vault = vault_client::address::vault(&story.scene.market, 0);
    story.scene.open_vault_margin_account().unwrap();
    story.scene.deposit(&story.maker, COIN).unwrap();
    refused(story.roll(), VaultError::VaultNotOnMargin);
}

/// And the other way round; in between everything goes behind the timelock, and less leverage at once.
#[test]
fn attack_05_a_vault_that_covers_what_it_sells_does_so_for_ever() {
    let mut story = of_calls();
    let on_margin = story.scene.vault().params;
    let covered = VaultParams { max_leverage_bps: 0, margin_mode: MarginMode::MAX_LOSS, ..on_margin };
    refused(story.scene.change(&Change::VaultParams { params: covered }), VaultError::ChangeOutOfBounds);
    let by_signers = VaultParams { max_leverage_bps: 20_000, margin_mode: MarginMode::PORTFOLIO, ..on_margin };
    story.scene.change(&Change::VaultParams { params: by_signers }).unwrap();
    story.tighten(&Change::VaultParams { params: VaultParams { max_leverage_bps: 10_000, ..by_signers } });
    story.scene.vault = vault_client::address::vault(&story.scene.market, 0);
    refused(story.scene.change(&Change::VaultParams { params: on_margin }), VaultError::ChangeOutOfBounds);
}

/// The signers' number is for what the account is after the bid; without one nothing is sold.
#[test]
fn in_portfolio_mode_each_bid_brings_its_threshold() {
    let mut story = leveraged(OptionKind::CALL, 13_000, MarginMode::PORTFOLIO, 100 * COIN);
    story.roll().unwrap();
    refused(story.bid(120 * COIN), VaultError::ReduceOnly);
    let levels = Requirement::flat(12_000 * CASH);
    story.bid_signed(120 * COIN, 120 * COIN, &levels).unwrap();
    refused(story.bid_signed(10 * COIN, 9 * COIN, &levels), VaultError::ThresholdPortfolio);
    let too_much = Requirement::flat(2 * levels.initial_atoms);
    refused(story.bid_signed(10 * COIN, 10 * COIN, &too_much), VaultError::BelowInitialMargin);
    story.check_books();
    assert_eq!(story.owed(), 120 * COIN);
}

/// At three times the strike 130 calls cost 86.7 coins; at a hundred times 128.7, which the vault does not have. Its holders wait for a
/// liquidation then, its depositors have nothing left, and who has only queued a deposit takes it back.
#[test]
fn attack_16_a_vault_that_is_ruined_pays_nothing_out_of_others_deposits() {
    let mut story = sold_out();
    story.scene.deposit(&story.maker, COIN).unwrap();
    let close_ts = story.scene.auction().unwrap().close_ts;
    story.scene.world.set_time(close_ts);
    story.scene.close_auction().unwrap();
    let expiry_ts = story.scene.vault().expiry_ts;
    story.scene.world.set_time(expiry_ts);
    story.scene.set_price(16_000 * USD);
    story.scene.post_expiry_price(expiry_ts).unwrap();
    refused(story.scene.settle_vault_account(), VaultError::ShortOfToken);
    refused(story.scene.settle_on_margin(), VaultError::SettleFirst);
    story.scene.cancel_deposit(&story.maker).unwrap();
    story.check_books();
}
