//! What does not happen every week: changes by the house, sealed auctions, a week without a settlement price.

use super::life::{ANY_PREMIUM, DEPOSIT_ATOMS, SPOT_E8, VAULTS, WALLET_ATOMS};
use anyhow::Result;
use simulator::{Scene, SceneParams, SecretBid};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_types::{
    change::Change,
    sealed::BidOpening,
    state::{AuctionMechanism, VaultParams},
};

const BIDDERS: u8 = 3;
/// The first seed of the people here.
const FIRST_SEED: u8 = 60;

/// All of it once, in vaults of its own.
pub fn live(scene: &mut Scene, params: &SceneParams) -> Result<()> {
    let id = u16::from(VAULTS);
    scene.vault = scene.open_vault(id, params.vault)?;
    let people: Vec<Keypair> = (0..=BIDDERS).map(|number| scene.person(FIRST_SEED + number, WALLET_ATOMS)).collect();
    week_without_a_price(scene, &people)?;
    scene.vault = scene.open_vault(id + 1, sealed(params.vault))?;
    let depositor = scene.person(FIRST_SEED + BIDDERS + 1, WALLET_ATOMS);
    for is_cleared in [true, false] {
        sealed_week(scene, &depositor, &people, is_cleared)?;
    }
    changes(scene)
}

fn sealed(params: VaultParams) -> VaultParams {
    let mut params = params;
    params.auction.mechanism = AuctionMechanism::SEALED_BID;
    params.auction.reveal_secs = 3_600;
    params.auction.start_premium_bps = 0;
    params
}

/// Options are sold, and the oracle is silent for ever.
fn week_without_a_price(scene: &mut Scene, people: &[Keypair]) -> Result<()> {
    scene.deposit(&people[0], DEPOSIT_ATOMS)?;
    scene.roll(SPOT_E8)?;
    scene.bid(&people[1], DEPOSIT_ATOMS / 2, ANY_PREMIUM)?;
    let close_ts = scene.auction().map_or(0, |auction| auction.close_ts);
    scene.world.set_time(close_ts);
    scene.close_auction()?;
    let (address, series) = scene.series().expect("a round has started");
    let unwind_ts = series.unwind_ts(&scene.market().oracle_limits);
    scene.world.set_time(unwind_ts + 1);
    scene.unwind_series()?;
    scene.settle()?;
    scene.close_round()?;
    scene.redeem(&people[1], address, DEPOSIT_ATOMS / 2)?;
    Ok(())
}

/// A round sold by sealed bids, or voided because nobody cleared it.
fn sealed_week(scene: &mut Scene, depositor: &Keypair, bidders: &[Keypair], is_cleared: bool) -> Result<()> {
    scene.deposit(depositor, DEPOSIT_ATOMS)?;
    scene.roll(SPOT_E8)?;
    scene.claim_shares(depositor)?;
    let bids: Vec<SecretBid> = (0..=BIDDERS).map(bid).collect();
    for (who, bid) in bidders.iter().zip(&bids) {
        scene.commit_bid(who, bid)?;
    }
    let auction = scene.auction().expect("an auction runs");
    scene.world.set_time(auction.end_ts);
    for (who, bid) in bidders.iter().zip(&bids) {
        scene.reveal_bid(&who.pubkey(), bid)?;
    }
    if is_cleared {
        scene.world.set_time(auction.close_ts);
        scene.set_price(SPOT_E8);
        scene.clear_auction()?;
    } else {
        scene.world.set_time(auction.void_ts());
        scene.void_auction()?;
    }
    scene.finish_round(SPOT_E8)?;
    let round = scene.vault().round;
    for (who, bid) in bidders.iter().zip(&bids) {
        scene.claim_bid(&who.pubkey(), round, bid.id)?;
    }
    Ok(())
}

/// A quarter of the round at a price above every reserve here.
fn bid(number: u8) -> SecretBid {
    let opening =
        BidOpening { quantity_atoms: DEPOSIT_ATOMS / 4, price_e9: 40_000_000 + u64::from(number), salt: [number; 32] };
    SecretBid { id: number, opening, deposit_atoms: DEPOSIT_ATOMS / 4 }
}

/// Everything that admin and guardian can do.
fn changes(scene: &mut Scene) -> Result<()> {
    let guardian = scene.guardian.insecure_clone();
    let params = scene.vault().params;
    let cap = |vault_cap_atoms| Change::VaultParams { params: VaultParams { vault_cap_atoms, ..params } };
    let keys = scene.signer_set().members().to_vec();
    let number = scene.propose(&cap(u64::MAX - 1))?;
    scene.cancel_change(&guardian, number)?;
    scene.tighten(&guardian, &cap(u64::MAX - 2))?;
    scene.change(&cap(u64::MAX))?;
    scene.change(&Change::Signers { quorum: 1, keys })?;
    Ok(())
}
