//! The lives of some margin accounts: covered ones from opening to closing, and the largest one that there can be.

use super::life::{ANY_PREMIUM, DEPOSIT_ATOMS, SPOT_E8, USD_E8, VAULTS, WALLET_ATOMS};
use super::liquidation;
use anyhow::Result;
use simulator::{Contract, Scene, SceneParams, share_bank_args};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    TOKEN_PROGRAM, address,
    instruction::{self, RateSource},
};
use vault_types::{
    change::Change,
    margin::{MarginMode, Requirement},
    state::{OptionKind, SettlementAsset, VaultParams},
    threshold::{batch::BatchBody, tree},
};

pub(super) const COIN: u64 = 1_000_000_000;
pub(super) const CASH: u64 = 1_000_000;
const PAIRS: u8 = 4;
/// The first seed of the people here.
const FIRST_SEED: u8 = 100;
/// As deep as a million accounts need.
const DEPTH: u64 = 20;

/// Covered accounts and one under signed thresholds, on the scene's market.
pub fn live(scene: &mut Scene) -> Result<()> {
    begin(scene)?;
    bank_of_shares(scene)?;
    for pair in 0..PAIRS {
        let [writer, holder] = people(scene, FIRST_SEED + 2 * pair);
        covered(scene, &writer, &holder, pair % 2 == 0)?;
    }
    scene.open_for_risk(SPOT_E8)?;
    let [owner, buyer] = people(scene, FIRST_SEED + 2 * PAIRS);
    scene.open_margin_account(&owner)?;
    let (quote_mint, expiry_ts) = (scene.quote_mint, next_expiry_ts(scene));
    scene.deposit_collateral(&owner, &quote_mint, 90_000 * CASH)?;
    scene.set_margin_mode(&owner, MarginMode::SCENARIO)?;
    let option = |kind| Contract { kind, settlement: SettlementAsset::QUOTE, strike_e8: 150 * USD_E8, expiry_ts };
    for contract in [OptionKind::CALL, OptionKind::PUT].map(option) {
        scene.list(&[contract])?;
        scene.write_options(&owner, &contract, &buyer.pubkey(), 10 * COIN)?;
    }
    scene.withdraw_collateral(&owner, &quote_mint, CASH)?;
    under_thresholds(scene, &owner)?;
    scene.watch(SPOT_E8, 7 * 24)?;
    for id in 0..VAULTS {
        vault_on_margin(scene, 100 + u16::from(id))?;
    }
    Ok(())
}

/// Two rounds of a vault that sells more than it covers; the options pay in the first one.
fn vault_on_margin(scene: &mut Scene, id: u16) -> Result<()> {
    let covered = scene.vault;
    let params =
        VaultParams { max_leverage_bps: 12_000, margin_mode: MarginMode::SCENARIO, ..SceneParams::default().vault };
    scene.vault = scene.open_vault(id, params)?;
    scene.open_vault_margin_account()?;
    let person = scene.person(id as u8 - 50, WALLET_ATOMS);
    for settlement_usd in [180, 150] {
        scene.deposit(&person, 10 * DEPOSIT_ATOMS)?;
        scene.set_volatility(scene.volatility_e9)?;
        scene.roll_on_margin(SPOT_E8)?;
        scene.claim_shares(&person)?;
        for _ in 0..2 {
            scene.bid_on_margin(&person, DEPOSIT_ATOMS, ANY_PREMIUM)?;
        }
        scene.watch(SPOT_E8, 5 * 24)?;
        scene.finish_round_on_margin(settlement_usd * USD_E8)?;
    }
    scene.vault = covered;
    Ok(())
}

/// The calls about the largest account that there can be.
pub fn largest(scene: &mut Scene) -> Result<()> {
    begin(scene)?;
    let [owner, buyer] = people(scene, FIRST_SEED);
    scene.open_for_risk(SPOT_E8)?;
    scene.open_margin_account(&owner)?;
    scene.grow_to_largest(&owner, &buyer.pubkey(), SPOT_E8, 90_000 * CASH)?;
    let quote_mint = scene.quote_mint;
    scene.withdraw_collateral(&owner, &quote_mint, CASH)?;
    under_thresholds(scene, &owner)?;
    liquidation::largest(scene, &owner)
}

/// Opens the banks; three of five sign.
pub(super) fn begin(scene: &mut Scene) -> Result<()> {
    scene.world.ask_for_most_units();
    let signers: Vec<Keypair> = (0..5).map(|seed| Keypair::new_from_array([240 + seed; 32])).collect();
    scene.change(&Change::Signers { quorum: 3, keys: signers.iter().map(Signer::pubkey).collect() })?;
    scene.signers = signers;
    scene.open_banks()?;
    scene.set_price(SPOT_E8);
    scene.observe_price()?;
    Ok(())
}

pub(super) fn people(scene: &mut Scene, seed: u8) -> [Keypair; 2] {
    [0, 1].map(|number| scene.trader(seed + number, 100 * COIN, 100_000 * CASH))
}

fn next_expiry_ts(scene: &Scene) -> i64 {
    scene.market().calendar.next_expiry_ts(scene.world.now()).expect("an expiry comes")
}

/// The scene's vault's shares, at the price of which anybody may look.
fn bank_of_shares(scene: &mut Scene) -> Result<()> {
    let base = RateSource { bank: address::bank(&scene.config, &scene.vault().asset_mint), account: scene.vault };
    let share_mint = scene.vault().share_mint;
    let create = instruction::create_bank(scene.house(), share_mint, TOKEN_PROGRAM, Some(base), share_bank_args(scene));
    let admin = scene.authority.insecure_clone();
    scene.world.send("create_bank", create, &[&admin])?;
    scene.world.set_time(scene.world.now() + 60);
    let observe = instruction::observe_collateral_rate(address::bank(&scene.config, &share_mint), scene.vault);
    scene.world.send("observe_collateral_rate", observe, &[])?;
    Ok(())
}

/// A covered call in coins and a secured put, from opening the accounts to closing one; some options come back before their expiry.
fn covered(scene: &mut Scene, writer: &Keypair, holder: &Keypair, has_price: bool) -> Result<()> {
    let (coin, cash) = (scene.underlying_mint, scene.quote_mint);
    let expiry_ts = next_expiry_ts(scene);
    let option = |kind, settlement, usd: u64| Contract { kind, settlement, strike_e8: usd * USD_E8, expiry_ts };
    let call = option(OptionKind::CALL, SettlementAsset::UNDERLYING, 155);
    let put = option(OptionKind::PUT, SettlementAsset::QUOTE, 140);
    scene.list(&[call, put])?;
    for who in [writer, holder] {
        scene.open_margin_account(who)?;
    }
    scene.deposit_collateral(writer, &coin, 10 * COIN)?;
    scene.deposit_collateral(writer, &cash, 1_500 * CASH)?;
    for contract in [&call, &put] {
        scene.write_options(writer, contract, &holder.pubkey(), 10 * COIN)?;
        scene.bring_in_options(holder, contract, 4 * COIN)?;
    }
    scene.withdraw_collateral(writer, &cash, 10 * CASH)?;
    scene.world.set_time(expiry_ts);
    if has_price {
        scene.set_price(170 * USD_E8);
        scene.post_expiry_price(expiry_ts)?;
    } else {
        let last_ts = expiry_ts + scene.market().oracle_limits.last_settlement_secs();
        scene.world.set_time(last_ts + 1);
        scene.settle_expiry_at_last_price(expiry_ts)?;
    }
    for who in [writer, holder] {
        for settlement in [SettlementAsset::UNDERLYING, SettlementAsset::QUOTE] {
            scene.settle_margin_account(&who.pubkey(), expiry_ts, settlement)?;
        }
    }
    if has_price {
        scene.redeem_margin_options(holder, &call, 6 * COIN)?;
    }
    for mint in [coin, cash] {
        let left = scene.margin_account(&writer.pubkey()).map_or(0, |account| account.amount_of(&mint));
        scene.withdraw_collateral(writer, &mint, left)?;
    }
    scene.close_margin_account(writer)?;
    Ok(())
}

/// A single threshold, then a leaf of a deep tree that is too low, which is challenged.
fn under_thresholds(scene: &mut Scene, owner: &Keypair) -> Result<()> {
    let who = owner.pubkey();
    scene.set_threshold(&who, &Requirement::flat(50_000 * CASH))?;
    scene.create_threshold_batch()?;
    let leaf = scene.leaf(&who, &Requirement::flat(1));
    let siblings: Vec<tree::Node> = (0..DEPTH as u8).map(|level| [level; 32]).collect();
    let root = siblings.iter().fold(leaf.hash(), |node, sibling| tree::parent(&node, sibling));
    scene.post_threshold_batch(&BatchBody { root, depth: DEPTH }, 100)?;
    scene.apply_leaf(&who, &leaf, 0, siblings)?;
    scene.challenge_threshold(&who)?;
    Ok(())
}
