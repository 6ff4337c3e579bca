//! The lives of some accounts that fall short, and of the insurance fund.

use super::life::{SPOT_E8, USD_E8};
use super::margin::{CASH, COIN, begin, people};
use anyhow::{Result, ensure};
use simulator::{ComputeLog, Contract, SCENE_RISK, Scene, SceneParams, World};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{AccountBid, HedgeOffer, Pubkey};
use vault_types::{
    change::Change,
    liquidation::{AuctionPhase, LEAST_PART_E9, LiquidationParameters},
    margin::{MarginMode, Requirement, RiskParameters},
    state::{OptionKind, SettlementAsset},
};

/// What is measured here; the rest only leads there.
const NAMES: [&str; 8] = [
    "ask_to_unstake",
    "bid_on_account",
    "close_insurance_stake",
    "hedge_account",
    "judge_account",
    "stake_insurance",
    "unstake_insurance",
    "wind_down",
];
const DAY_HOURS: u32 = 24;
const ANY: i64 = i64::MAX;
/// The first seed of the people here.
const FIRST_SEED: u8 = 40;
/// Of the usual account.
const POSITIONS: u64 = 8;

/// Compute units of every call that only liquidation and insurance make.
pub fn live(new_world: &dyn Fn(i64) -> Result<World>) -> Result<ComputeLog> {
    let params = SceneParams::default();
    let mut scene = Scene::on(new_world(params.start_ts)?, &params)?;
    begin(&mut scene)?;
    scene.open_for_risk(SPOT_E8)?;
    stake_and_leave(&mut scene)?;
    let accounts: [_; 4] = std::array::from_fn(|number| people(&mut scene, FIRST_SEED + 2 * number as u8));
    forsaken(&mut scene, &accounts[0])?;
    for pair in &accounts[1..3] {
        sold(&mut scene, pair)?;
    }
    hedged(&mut scene, &accounts[3])?;
    let mut calls = scene.world.compute().clone();
    calls.retain(|name, _| NAMES.contains(name));
    Ok(calls)
}

/// The largest account is sold to one that has nothing but the quote.
pub fn largest(scene: &mut Scene, owner: &Keypair) -> Result<()> {
    let [taker, _] = people(scene, FIRST_SEED);
    open(scene, &taker, 90_000 * CASH)?;
    withdraw_most(scene, owner)?;
    let account = scene.account_ref(&owner.pubkey()).address;
    fall_until(scene, &account, |phase| phase == AuctionPhase::SOLVENT)?;
    bid(scene, &taker, &account, 1_000_000_000)
}

fn stake_and_leave(scene: &mut Scene) -> Result<()> {
    let [staker, other] = people(scene, FIRST_SEED - 2);
    for who in [&staker, &other, &staker] {
        scene.stake_insurance(who, 5_000 * CASH)?;
    }
    scene.ask_to_unstake(&staker, 1_000 * CASH)?;
    scene.ask_to_unstake(&other, 5_000 * CASH)?;
    scene.watch(SPOT_E8, 8 * DAY_HOURS)?;
    scene.unstake_insurance(&staker)?;
    scene.unstake_insurance(&other)?;
    scene.close_insurance_stake(&other)?;
    Ok(())
}

fn open(scene: &mut Scene, who: &Keypair, quote_atoms: u64) -> Result<()> {
    let quote_mint = scene.quote_mint;
    scene.open_margin_account(who)?;
    scene.deposit_collateral(who, &quote_mint, quote_atoms)?;
    scene.set_margin_mode(who, MarginMode::SCENARIO)?;
    Ok(())
}

/// An account whose signers are gone.
fn forsaken(scene: &mut Scene, [owner, _]: &[Keypair; 2]) -> Result<()> {
    open(scene, owner, 1_000 * CASH)?;
    scene.set_threshold(&owner.pubkey(), &Requirement::flat(CASH))?;
    scene.set_margin_mode(owner, MarginMode::PORTFOLIO)?;
    scene.watch(SPOT_E8, 2 * DAY_HOURS)?;
    let account = scene.account_ref(&owner.pubkey()).address;
    scene.wind_down(&account)?;
    Ok(())
}

/// Calls and puts around the price on four expiries, in turn.
fn contracts(scene: &mut Scene) -> Result<Vec<Contract>> {
    let expiries = scene.post_expiries(4)?;
    let contract = |index: u64| Contract {
        kind: if index.is_multiple_of(2) { OptionKind::CALL } else { OptionKind::PUT },
        settlement: SettlementAsset::QUOTE,
        strike_e8: (140 + 5 * (index % 5)) * USD_E8,
        expiry_ts: expiries[index as usize / 2],
    };
    Ok((0..POSITIONS).map(contract).collect())
}

/// An account of a usual size is sold in two parts at a time, and what is left of it given away.
fn sold(scene: &mut Scene, [owner, taker]: &[Keypair; 2]) -> Result<()> {
    open(scene, owner, 20_000 * CASH)?;
    open(scene, taker, 90_000 * CASH)?;
    for contract in contracts(scene)? {
        if scene.margin_series(&contract).is_none() {
            scene.list(&[contract])?;
        }
        scene.write_options(owner, &contract, &taker.pubkey(), COIN)?;
    }
    withdraw_most(scene, owner)?;
    let account = scene.account_ref(&owner.pubkey()).address;
    fall_until(scene, &account, |phase| phase == AuctionPhase::SOLVENT)?;
    bid(scene, taker, &account, LEAST_PART_E9)?;
    bid(scene, taker, &account, LEAST_PART_E9)?;
    fall_until(scene, &account, |phase| phase == AuctionPhase::INSOLVENT)?;
    bid(scene, taker, &account, 1_000_000_000)?;
    scene.watch(SPOT_E8, DAY_HOURS)?;
    Ok(())
}

/// An account that would lose too much from volatility.
fn hedged(scene: &mut Scene, [owner, taker]: &[Keypair; 2]) -> Result<()> {
    let parameters = LiquidationParameters { vega_limit_bps: 500, ..LiquidationParameters::DEFAULT };
    scene.change(&Change::Liquidation { parameters })?;
    let params = RiskParameters { is_open: 1, delta_limit_bps: 10_000, ..SCENE_RISK };
    scene.change(&Change::MarketRisk { params })?;
    scene.watch(SPOT_E8, 1)?;
    let expiry_ts = scene.post_expiries(8)?[7];
    open(scene, owner, 20_000 * CASH)?;
    open(scene, taker, 1_000 * CASH)?;
    let put =
        Contract { kind: OptionKind::PUT, settlement: SettlementAsset::QUOTE, strike_e8: 150 * USD_E8, expiry_ts };
    scene.list(&[put])?;
    scene.write_options(owner, &put, &taker.pubkey(), 40 * COIN)?;
    withdraw_most(scene, owner)?;
    let account = scene.account_ref(&owner.pubkey()).address;
    scene.judge_account(&account)?;
    let auction = scene.account_at(&account).auction;
    ensure!(auction.phase == AuctionPhase::HEDGE, "the account's volatility is hedged");
    let offer = HedgeOffer {
        step_id: auction.step_id,
        series: scene.margin_series_address(&put),
        quantity_atoms: COIN / 10,
        least_atoms: 0,
    };
    scene.hedge_account(taker, &account, offer)?;
    Ok(())
}

/// All that may leave, to a hundred dollars, and then to ten.
fn withdraw_most(scene: &mut Scene, owner: &Keypair) -> Result<()> {
    let quote_mint = scene.quote_mint;
    for atoms in [1_000 * CASH, 100 * CASH, 10 * CASH] {
        while scene.withdraw_collateral(owner, &quote_mint, atoms).is_ok() {}
    }
    Ok(())
}

/// The price rises by eight per cent a minute, and everybody looks.
fn fall_until(scene: &mut Scene, account: &Pubkey, is_reached: impl Fn(AuctionPhase) -> bool) -> Result<()> {
    for _ in 0..40 {
        scene.judge_account(account)?;
        if is_reached(scene.account_at(account).auction.phase) {
            return Ok(());
        }
        let price_e8 = scene.market().last_price_e8;
        scene.world.set_time(scene.world.now() + 60);
        scene.set_price(price_e8 + price_e8 / 100 * 8);
        scene.observe_price()?;
    }
    anyhow::bail!("the account does not fall short")
}

fn bid(scene: &mut Scene, taker: &Keypair, account: &Pubkey, most_part_e9: u64) -> Result<()> {
    let bid = AccountBid { most_part_e9, ..scene.whole_bid(account, ANY) };
    scene.bid_on_account(taker, account, bid)?;
    Ok(())
}
