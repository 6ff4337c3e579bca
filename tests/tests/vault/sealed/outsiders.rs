//! The two mechanisms do not mix.

use super::*;
use options_vault::errors::VaultError;

#[test]
fn a_sealed_auction_takes_no_dutch_steps() {
    let mut story = sealed();
    refused(story.scene.bid(&story.makers[0], 50 * COIN, ANY_PREMIUM), VaultError::NotADutchAuction);
    story.wait_for_clearing();
    refused(story.scene.close_auction(), VaultError::NotADutchAuction);
    story.scene.clear_auction().unwrap();
}

#[test]
fn a_dutch_auction_takes_no_sealed_steps() {
    let Running { mut scene, maker, .. } = running();
    let bid = secret(0, 50 * COIN, DEAR);
    refused(scene.commit_bid(&maker, &bid), VaultError::NotASealedAuction);
    let close_ts = scene.auction().unwrap().close_ts;
    scene.world.set_time(close_ts);
    scene.set_price(SPOT);
    refused(scene.clear_auction(), VaultError::NotASealedAuction);
    scene.world.set_time(close_ts + 3_600);
    refused(scene.void_auction(), VaultError::NotASealedAuction);
    scene.close_auction().unwrap();
}

/// A bid that was committed in a sealed auction, brought to a Dutch one of another vault.
#[test]
fn a_dutch_auction_reveals_nothing() {
    let mut story = sealed();
    let (sealed_vault, bid, key) = (story.scene.vault, secret(0, 50 * COIN, DEAR), story.key(0));
    story.commit(0, &bid);
    let dutch = story.scene.open_vault(1, SceneParams::default().vault).unwrap();
    story.scene.vault = dutch;
    let bob = story.scene.person(9, 100 * COIN);
    story.scene.deposit(&bob, 100 * COIN).unwrap();
    story.scene.roll(SPOT).unwrap();
    let (here, there) = [dutch, sealed_vault].map(|vault| vault_client::address::auction(&vault, 1)).into();
    let mut reveal = story.scene.with_vault(|vault| vault_client::instruction::reveal_bid(key, vault, 0, &bid.opening));
    reveal.accounts[1].pubkey = vault_client::address::sealed_bid(&there, &key, 0);
    assert_eq!(reveal.accounts[0].pubkey, here);
    refused_by_code(story.scene.world.send("reveal_bid", reveal, &[]), anchor::CONSTRAINT);
}
