//! Hedges that help nobody, into accounts that cannot bear them, and of accounts that need none.

use super::*;

/// A top-up ends it too, and an account within its limit is never in one.
#[test]
fn attack_16_collateral_ends_a_hedge() {
    let mut exposed = exposed();
    let call = exposed.legs[0];
    assert_eq!(exposed.judge(), AuctionPhase::HEDGE);
    let missing = 5 * (exposed.health().vega_excess_atoms(&PARAMETERS) + 1);
    exposed.story.alice_deposits(missing);
    refused(exposed.carol_takes(&call, COIN, 0), VaultError::AccountHealthy);
    assert_eq!(exposed.judge(), AuctionPhase::NONE);
}

/// What would not lose by volatility, what the account owns, and what it has not at all: nobody is paid for taking that.
#[test]
fn attack_16_nobody_is_paid_for_options_without_vega() {
    let mut exposed = exposed();
    let far = exposed.far;
    exposed.judge();
    assert!(exposed.owed(&far).owed_atoms == COIN);
    refused(exposed.carol_takes(&far, COIN, 0), VaultError::HedgeTooLarge);
    let owned = Contract { kind: OptionKind::PUT, settlement: SettlementAsset::QUOTE, strike_e8: 100 * USD, ..far };
    exposed.story.scene.list(&[owned]).unwrap();
    refused(exposed.carol_takes(&owned, COIN, 0), VaultError::NotOwed);
    let (carol, alice) = (exposed.carol.insecure_clone(), exposed.story.alice.insecure_clone());
    exposed.story.scene.write_options(&carol, &owned, &alice.pubkey(), COIN).unwrap();
    exposed.story.scene.bring_in_options(&alice, &owned, COIN).unwrap();
    assert_eq!(exposed.judge(), AuctionPhase::HEDGE, "an option far away gives it little");
    refused(exposed.carol_takes(&owned, COIN, 0), VaultError::NotOwed);
}

/// A put deep in the money costs the account far more of what it has than it takes of the loss by volatility.
#[test]
fn attack_16_nobody_is_paid_for_options_that_do_not_help() {
    const DEEP: u64 = COIN / 50;
    let mut exposed = exposed_owing(|story| story.put(200), DEEP);
    let deep = exposed.far;
    assert_eq!(exposed.judge(), AuctionPhase::HEDGE);
    let most = exposed.owed(&deep).most_atoms(&exposed.health(), &PARAMETERS).unwrap();
    assert_eq!(most, DEEP, "they have vega");
    refused(exposed.carol_takes(&deep, DEEP, 0), VaultError::HedgeOfNoHelp);
    let call = exposed.legs[0];
    exposed.carol_takes(&call, COIN, 0).unwrap();
}

/// Into an account of whoever signs, which is not the same owner's, and which holds what it needs then.
#[test]
fn attack_16_a_hedger_takes_risk_into_an_account_that_can_bear_it() {
    let mut exposed = exposed();
    let (call, cash) = (exposed.legs[0], exposed.story.cash());
    exposed.judge();
    let [alice, bob, carol] = [&exposed.story.alice, &exposed.story.bob, &exposed.carol].map(Keypair::insecure_clone);
    let [alices, bobs, carols] = [&alice, &bob, &carol].map(|who| exposed.story.scene.account_ref(&who.pubkey()));
    refused(exposed.taken_into(alices, &alice), VaultError::OwnAccount);
    let of_another = AccountRef { owner: bob.pubkey(), ..carols };
    refused_by_code(exposed.taken_into(of_another, &bob), anchor::CONSTRAINT);
    exposed.story.scene.world.patch::<MarginAccount>(&bobs.address, |account| account.owner = alice.pubkey());
    let second = AccountRef { owner: alice.pubkey(), ..bobs };
    refused(exposed.taken_into(second, &alice), VaultError::OwnAccount);
    exposed.story.scene.world.patch::<MarginAccount>(&bobs.address, |account| account.owner = bob.pubkey());
    // Bob's account has nothing and is at its maximum loss.
    refused(exposed.taken_into(bobs, &bob), VaultError::UnboundedLoss);
    let held = exposed.story.account(&carol).amount_of(&cash);
    exposed.story.scene.withdraw_collateral(&carol, &cash, held).unwrap();
    refused(exposed.carol_takes(&call, COIN, 0), VaultError::BelowInitialMargin);
    exposed.story.scene.deposit_collateral(&carol, &cash, 1_000 * CASH).unwrap();
    exposed.carol_takes(&call, COIN, 0).unwrap();
    exposed.story.check_books();
}

/// What falls short is sold, and nobody picks from it what it owes.
#[test]
fn attack_16_what_is_sold_is_not_hedged() {
    let mut exposed = exposed();
    let call = exposed.legs[0];
    assert_eq!(exposed.judge(), AuctionPhase::HEDGE);
    exposed.story.scene.show(220 * USD);
    refused(exposed.carol_takes(&call, COIN, 0), VaultError::NoAuctionRuns);
    assert_ne!(exposed.judge(), AuctionPhase::HEDGE);
    assert!(exposed.account().auction.is_sale());
    refused(exposed.carol_takes(&call, COIN, 0), VaultError::NoAuctionRuns);
}
