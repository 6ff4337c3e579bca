//! What keeps a vault on margin from starting, selling, or being settled, and what does not.

use super::*;

/// Were all that is offered sold, the account would have less.
#[test]
fn attack_16_no_round_starts_below_initial_margin() {
    leveraged(OptionKind::PUT, 17_000, MarginMode::SCENARIO, 28_000 * CASH).roll().unwrap();
    leveraged(OptionKind::CALL, 13_000, MarginMode::SCENARIO, 100 * COIN).roll().unwrap();
    let mut story = leveraged(OptionKind::CALL, 14_000, MarginMode::SCENARIO, 100 * COIN);
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

/// A tenth of what people have in the bank may leave in a day. What a vault brings and takes home changes nothing of that.
#[test]
fn a_banks_outflow_limit_knows_no_vault() {
    let mut story = of_calls();
    let (coin, trader) = (story.scene.underlying_mint, story.scene.trader(9, 10 * COIN, 0));
    story.scene.open_margin_account(&trader).unwrap();
    story.scene.deposit_collateral(&trader, &coin, 10 * COIN).unwrap();
    let params = CollateralParams { max_outflow_bps: 1_000, ..story.scene.bank(&coin).params };
    story.tighten(&Change::Collateral { params });
    let of_a_day = |story: &Leveraged| {
        let bank = story.scene.bank(&coin);
        bank.withdrawable_atoms(story.scene.world.now() + 3 * 86_400)
    };
    assert_eq!(of_a_day(&story), COIN);
    story.roll().unwrap();
    story.bid(130 * COIN).unwrap();
    assert_eq!(of_a_day(&story), COIN);
    story.scene.finish_round_on_margin(SPOT).unwrap();
    story.check_books();
    let bank = story.scene.bank(&coin);
    assert_eq!((bank.deposited_atoms, bank.vault_atoms, of_a_day(&story)), (10 * COIN, 0, COIN));
}

/// Nobody can keep a round from starting by filling the bank, and a vault takes nobody's room.
#[test]
fn attack_08_a_full_bank_keeps_no_round_from_starting() {
    let mut story = of_calls();
    let (coin, trader) = (story.scene.underlying_mint, story.scene.trader(9, 11 * COIN, 0));
    story.scene.open_margin_account(&trader).unwrap();
    let params = CollateralParams { cap_atoms: 10 * COIN, ..story.scene.bank(&coin).params };
    story.tighten(&Change::Collateral { params });
    story.scene.deposit_collateral(&trader, &coin, 9 * COIN).unwrap();
    story.roll().unwrap();
    story.scene.deposit_collateral(&trader, &coin, COIN).unwrap();
    refused(story.scene.deposit_collateral(&trader, &coin, 1), VaultError::BankIsFull);
    story.check_books();
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

/// The signers' number is for what the account is after the bid. Without one the chain's own scenarios decide: whatever others bid, a bid within
/// them goes through.
#[test]
fn in_portfolio_mode_a_bid_may_bring_its_threshold() {
    let mut story = leveraged(OptionKind::CALL, 13_000, MarginMode::PORTFOLIO, 100 * COIN);
    story.roll().unwrap();
    let levels = Requirement::flat(12_000 * CASH);
    story.bid_signed(110 * COIN, 110 * COIN, &levels).unwrap();
    refused(story.bid_signed(10 * COIN, 9 * COIN, &levels), VaultError::ThresholdPortfolio);
    let too_much = Requirement::flat(2 * levels.initial_atoms);
    refused(story.bid_signed(10 * COIN, 10 * COIN, &too_much), VaultError::BelowInitialMargin);
    story.bid(10 * COIN).unwrap();
    story.volatility_rises();
    refused(story.bid(10 * COIN), VaultError::BelowInitialMargin);
    story.bid_signed(10 * COIN, 10 * COIN, &levels).unwrap();
    story.check_books();
    assert_eq!(story.owed(), 130 * COIN);
    assert_eq!(story.scene.vault_account().unwrap().mode, MarginMode::PORTFOLIO);
}

/// At a hundred times the strike 130 calls cost 128.7 coins, which the vault does not have. After a week it pays what it has: nothing of what others hold
/// in the bank, of deposits that wait, or of finished withdrawals. Its shares are worth nothing then, and nobody can buy more of them.
#[test]
fn attack_16_a_ruined_vault_pays_what_it_has_and_nothing_of_others() {
    let mut story = sold_out();
    let (coin, trader) = (story.scene.underlying_mint, story.scene.trader(9, 50 * COIN, 0));
    story.scene.open_margin_account(&trader).unwrap();
    story.scene.deposit_collateral(&trader, &coin, 50 * COIN).unwrap();
    story.scene.deposit(&story.maker, COIN).unwrap();
    let (expiry_ts, had) = (story.scene.vault().expiry_ts, story.scene.vault().ledger.margined_atoms);
    let contract = story.sold();
    refused_as_short(story.scene.finish_round_on_margin(16_000 * USD));
    story.scene.world.set_time(expiry_ts + 7 * 86_400);
    story.scene.settle_vault_account().unwrap();
    story.scene.settle_on_margin().unwrap();
    story.scene.close_round().unwrap();
    story.check_books();
    let round = story.scene.round(1).unwrap();
    assert_eq!((round.payoff_atoms, round.end_nav_atoms, round.end_pps_e9), (had, 0, 0));
    assert_eq!(story.scene.expiry(expiry_ts).unwrap().underlying_pool_atoms, had);

    // Of 0.99 coins each, so many that the pool has.
    refused(story.scene.redeem_margin_options(&story.maker, &contract, 130 * COIN), VaultError::MarginPoolShort);
    story.scene.redeem_margin_options(&story.maker, &contract, 100 * COIN).unwrap();
    story.scene.withdraw_collateral(&trader, &coin, 50 * COIN).unwrap();
    story.scene.cancel_deposit(&story.maker).unwrap();
    refused(story.scene.deposit(&story.maker, COIN), VaultError::WorthlessShares);
    story.check_books();
}

#[test]
fn attack_15_the_bidders_limit_holds_on_margin_too() {
    let mut story = of_calls();
    story.roll().unwrap();
    story.bid(10 * COIN).unwrap();
    let premium = story.scene.auction().unwrap().premium_atoms;
    refused(story.scene.bid_on_margin(&story.maker, 10 * COIN, premium - 1), VaultError::PremiumAboveLimit);
    story.scene.bid_on_margin(&story.maker, 10 * COIN, premium).unwrap();
    refused(story.bid(0), VaultError::ZeroAmount);
    let smallest = story.scene.vault().params.auction.min_bid_atoms;
    refused(story.bid(smallest - 1), VaultError::BidTooSmall);
    story.bid(smallest).unwrap();
    let close_ts = story.scene.auction().unwrap().close_ts;
    story.scene.world.set_time(close_ts);
    story.scene.set_price(SPOT);
    refused(story.bid(COIN), VaultError::AuctionOver);
}

#[test]
fn attack_09_nothing_is_sold_on_margin_at_a_bad_price() {
    let mut story = of_calls();
    story.roll().unwrap();
    let (feed_id, now_ts) = (story.scene.feed_id, story.scene.world.now());
    for (price, refusal) in [
        (PriceUpdate::new(feed_id, SPOT, now_ts - 61), VaultError::PriceTooOld),
        (PriceUpdate::new(feed_id, SPOT * 9 / 10 - USD, now_ts), VaultError::PriceJump),
        (PriceUpdate::new([9; 32], SPOT, now_ts), VaultError::WrongFeed),
    ] {
        story.scene.post(&price);
        refused(story.bid(COIN), refusal);
    }
    story.scene.set_price(SPOT);
    story.bid(COIN).unwrap();
    let guardian = story.scene.guardian.insecure_clone();
    story.scene.tighten(&guardian, &Change::VaultHalts { halts: Halts::SALES }).unwrap();
    refused(story.bid(COIN), VaultError::SalesHalted);
}

/// Leverage that is lowered holds for the next round; the running auction sells what it offers, as far as its margin goes.
#[test]
fn less_leverage_holds_from_the_next_round_on() {
    let mut story = of_calls();
    story.roll().unwrap();
    let params = VaultParams { max_leverage_bps: 10_000, ..story.scene.vault().params };
    story.tighten(&Change::VaultParams { params });
    story.bid(130 * COIN).unwrap();
    story.scene.watch(SPOT, 4 * 24).unwrap();
    story.scene.finish_round_on_margin(SPOT).unwrap();
    story.roll().unwrap();
    let round = story.scene.round(2).unwrap();
    assert_eq!(round.size_atoms, round.start_nav_atoms);
}

/// Shares asked back in a running round are paid at its end, after its loss.
#[test]
fn a_withdrawal_from_a_running_round_bears_its_loss() {
    let mut story = of_calls();
    story.roll().unwrap();
    story.scene.claim_shares(&story.alice).unwrap();
    story.bid(130 * COIN).unwrap();
    story.scene.request_withdrawal(&story.alice, 50 * COIN).unwrap();
    let strike_e8 = story.scene.round(1).unwrap().strike_e8;
    story.scene.finish_round_on_margin(strike_e8 * 5 / 4).unwrap();
    story.scene.claim_withdrawal(&story.alice).unwrap();
    let round = story.scene.round(1).unwrap();
    assert_eq!(story.scene.coins(&story.alice.pubkey()), worth(&round) / 2);
    story.check_books();
}

/// Without any price for the settlement window and three days the last one that the market knows settles.
#[test]
fn attack_17_a_silent_oracle_keeps_no_vault_on_margin() {
    let mut story = sold_out();
    story.scene.watch(SPOT, 24).unwrap();
    let close_ts = story.scene.auction().unwrap().close_ts;
    story.scene.world.set_time(close_ts.max(story.scene.world.now()));
    story.scene.close_auction().unwrap();
    let expiry_ts = story.scene.vault().expiry_ts;
    let last_ts = expiry_ts + story.scene.market().oracle_limits.last_settlement_secs();
    story.scene.world.set_time(last_ts + 1);
    story.scene.settle_expiry_at_last_price(expiry_ts).unwrap();
    story.scene.settle_vault_account().unwrap();
    story.scene.settle_on_margin().unwrap();
    story.scene.close_round().unwrap();
    assert_eq!(story.leaves(), worth(&story.scene.round(1).unwrap()));
    story.check_books();
}

/// Anyone may settle the vault's account after expiry, also while nobody has closed the auction.
#[test]
fn a_vaults_account_may_be_settled_before_its_auction_is_closed() {
    let mut story = sold_out();
    let expiry_ts = story.scene.vault().expiry_ts;
    story.scene.world.set_time(expiry_ts);
    story.scene.set_price(200 * USD);
    story.scene.post_expiry_price(expiry_ts).unwrap();
    story.scene.settle_vault_account().unwrap();
    story.check_books();
}

fn refused_as_short(ended: Result<(), simulator::Refusal>) {
    assert!(ended.is_err_and(|refusal| refusal.is(VaultError::ShortOfToken)));
}
