//! A covered-call week from deposit to payout, as a depositor, a maker and a keeper live it.

use crate::scene::Scene;
use options_vault::events::{
    AuctionClosed, DepositQueued, OptionsRedeemed, OptionsSold, PriceObserved, RoundClosed, RoundSettled, RoundStarted,
    SettlementPricePosted, SharesClaimed, WithdrawalClaimed, WithdrawalQueued,
};
use simulator::ProgramVersion;
use solana_signer::Signer;
use vault_types::state::VaultState;

const COIN: u64 = 1_000_000_000;
const USD: u64 = 100_000_000;

#[tokio::test]
async fn covered_call_week_v0() {
    covered_call_week(ProgramVersion::V0).await;
}

#[tokio::test]
async fn covered_call_week_v3() {
    covered_call_week(ProgramVersion::V3).await;
}

/// The price ends a quarter above the strike, so that each option pays a fifth of a coin.
async fn covered_call_week(version: ProgramVersion) {
    let mut scene = Scene::new(version).await;
    let depositor = scene.person(11, 100 * COIN).await;
    let maker = scene.person(12, 100 * COIN).await;
    let (depositor_key, maker_key) = (depositor.pubkey(), maker.pubkey());

    // Monday: a deposit joins the first round.
    let queued: DepositQueued = scene.deposit(&depositor, 100 * COIN).await.unwrap().event();
    assert_eq!((queued.owner, queued.round, queued.amount_atoms), (depositor_key, 1, 100 * COIN));
    assert_eq!((scene.coins(&depositor_key).await, scene.custody().await), (0, 100 * COIN));
    let started: RoundStarted = scene.roll(150 * USD).await.unwrap().event();
    assert_eq!((started.round, started.size_atoms, started.spot_e8), (1, 100 * COIN, 150 * USD));
    assert!(started.strike_e8 > 150 * USD);
    let claimed: SharesClaimed = scene.claim_shares(&depositor).await.unwrap().event();
    assert_eq!(claimed.shares, 100 * COIN, "the first shares cost one coin each");
    assert_eq!(scene.shares(&depositor_key).await, 100 * COIN);

    // The auction sells sixty options.
    let sold: OptionsSold = scene.bid(&maker, 60 * COIN, 10 * COIN).await.unwrap().event();
    let premium = sold.premium_atoms;
    assert!(premium > 0);
    assert_eq!((sold.bidder, sold.quantity_atoms), (maker_key, 60 * COIN));
    assert_eq!(scene.coins(&maker_key).await, 100 * COIN - premium);
    assert_eq!(scene.custody().await, 100 * COIN + premium);
    let end_ts = scene.auction().await.end_ts;
    scene.bank.set_time(end_ts).await;
    let observed: PriceObserved = scene.observe_price(200 * USD).await.unwrap().event();
    assert_eq!((observed.market, observed.price_e8), (scene.market, 200 * USD));
    assert!(observed.publish_ts >= end_ts);
    let closed: AuctionClosed = scene.close_auction().await.unwrap().event();
    assert_eq!((closed.sold_atoms, closed.unsold_atoms), (60 * COIN, 40 * COIN));
    let queued: WithdrawalQueued = scene.request_withdrawal(&depositor, 40 * COIN).await.unwrap().event();
    assert_eq!((queued.round, queued.shares), (1, 40 * COIN));

    // Friday 08:00: expiry, after days of slots.
    let before = scene.bank.clock().await;
    scene.bank.set_time(started.expiry_ts).await;
    let after = scene.bank.clock().await;
    assert_eq!(after.unix_timestamp, started.expiry_ts);
    assert!(after.epoch > before.epoch, "the program outlives an epoch");
    let settlement_e8 = started.strike_e8 * 5 / 4;
    scene.set_price(settlement_e8).await;
    let posted: SettlementPricePosted = scene.post_settlement_price().await.unwrap().event();
    assert_eq!((posted.price_e8, posted.is_final), (settlement_e8, true));
    let settled: RoundSettled = scene.settle().await.unwrap().event();
    assert_eq!(settled.payoff_atoms, 12 * COIN, "(S - K) / S is a fifth");
    let ended: RoundClosed = scene.close_round().await.unwrap().event();
    assert_eq!(ended.withdrawn_shares, 40 * COIN);
    assert_eq!(ended.performance_fee_atoms + ended.management_fee_atoms, 0, "no fee in a losing week");
    assert_eq!(ended.pps_e9, (100 * COIN + premium - 12 * COIN) / 100);
    assert_eq!(scene.vault().await.state, VaultState::OPEN);

    // Everybody is paid.
    let redeemed: OptionsRedeemed = scene.redeem(&maker, 60 * COIN).await.unwrap().event();
    assert_eq!((redeemed.holder, redeemed.payoff_atoms), (maker_key, 12 * COIN));
    assert_eq!(scene.coins(&maker_key).await, 100 * COIN - premium + 12 * COIN);
    let paid: WithdrawalClaimed = scene.claim_withdrawal(&depositor).await.unwrap().event();
    assert_eq!(paid.amount_atoms, 40 * ended.pps_e9);
    assert_eq!(scene.coins(&depositor_key).await, paid.amount_atoms);
    assert_eq!(scene.custody().await, 100 * COIN + premium - 12 * COIN - paid.amount_atoms);
    assert_eq!(scene.shares(&depositor_key).await, 60 * COIN);
}
