//! The largest account that there can be fits into a transaction, whatever is done with it.

use super::{at_risk, CASH};
use crate::common::SPOT;
use solana_signer::Signer;
use vault_types::margin::{Requirement, MAX_COLLATERALS, MAX_POSITIONS};

#[test]
fn the_largest_account_fits() {
    let mut story = at_risk();
    story.scene.world.ask_for_most_units();
    let (alice, bob, cash) = (story.alice.insecure_clone(), story.bob.pubkey(), story.cash());
    story.scene.grow_to_largest(&alice, &bob, SPOT, 90_000 * CASH).unwrap();
    story.scene.withdraw_collateral(&alice, &cash, CASH).unwrap();
    let account = story.account(&alice);
    assert_eq!(account.options.iter().filter(|held| held.is_used()).count(), MAX_POSITIONS);
    assert_eq!(account.collaterals.iter().filter(|held| held.is_used()).count(), MAX_COLLATERALS);

    story.scene.set_threshold(&alice.pubkey(), &Requirement::flat(1)).unwrap();
    story.scene.challenge_threshold(&alice.pubkey()).unwrap();
    assert!(story.account(&alice).threshold.maintenance_margin_atoms > 100 * CASH);
}
