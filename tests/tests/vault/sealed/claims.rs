//! Who is paid what, when, and only once.

use super::*;
use options_vault::errors::VaultError;
use simulator::Refusal;
use vault_client::{
    instruction::{self, SeriesRef},
    Instruction,
};

fn claim_instruction(story: &Sealed, bidder: Pubkey, id: u8) -> Instruction {
    let (address, state) = story.scene.series().unwrap();
    let series = SeriesRef { address, state: &state };
    story.scene.with_vault(|vault| instruction::claim_bid(bidder, vault, 1, series, id))
}

#[test]
fn attack_07_a_bid_is_paid_once() {
    let mut story = sealed();
    let (bid, key) = (secret(0, 50 * COIN, DEAR), story.key(0));
    story.sell(&[(0, bid), (1, bid)]);
    let claim = claim_instruction(&story, key, 0);
    let mint = story.scene.series().unwrap().1.option_mint;
    story.scene.world.create_wallet(&key, &mint).unwrap();
    let twice = story.scene.world.send_all("claim twice", &[claim.clone(), claim.clone()], &[]);
    assert!(twice.is_err());
    story.claim(0, &bid);
    refused_by_code(story.scene.claim_bid(&key, 1, 0), anchor::NOT_INITIALIZED);
    story.claim(1, &bid);
    assert_eq!((story.options(0), story.options(1)), (50 * COIN, 50 * COIN));
}

/// Claims need no signature, so they must not be able to send anything anywhere else.
#[test]
fn attack_10_a_claim_pays_only_the_bidder() {
    let mut story = sealed();
    let (bid, [honest, thief]) = (secret(0, 50 * COIN, DEAR), [story.key(0), story.key(1)]);
    story.sell(&[(0, bid), (2, bid)]);
    let mint = story.scene.series().unwrap().1.option_mint;
    for who in [honest, thief] {
        story.scene.world.create_wallet(&who, &mint).unwrap();
    }
    let (good, bad) = (claim_instruction(&story, honest, 0), claim_instruction(&story, thief, 0));
    let mut attempt = |index: usize| -> Result<u64, Refusal> {
        let mut theft = good.clone();
        theft.accounts[index].pubkey = bad.accounts[index].pubkey;
        story.scene.world.send("claim_bid", theft, &[])
    };
    let place = |name: &str| {
        let accounts =
            ["vault", "round", "bid", "bidder", "series", "option_mint", "custody", "bidder_assets", "bidder_options"];
        accounts.iter().position(|account| *account == name).unwrap()
    };
    refused_by_code(attempt(place("bidder")), anchor::HAS_ONE);
    refused_by_code(attempt(place("bidder_assets")), anchor::TOKEN_OWNER);
    refused(attempt(place("bidder_options")), VaultError::NotTheBidders);
    story.scene.world.send("claim_bid", good, &[]).unwrap();
    assert_eq!(story.options(0), 50 * COIN);
}

/// Claims of a first week, one after its sale, one after its settlement, one in the next round and one in the round after.
#[test]
fn claims_are_possible_for_ever() {
    let mut story = sealed();
    let bids = [
        (0, secret(0, 40 * COIN, DEAR)),
        (1, secret(0, 40 * COIN, DEAR)),
        (2, secret(0, 40 * COIN, DEAR)),
        (2, secret(1, 10 * COIN, DEAR)),
    ];
    story.sell(&bids);
    story.claim(0, &bids[0].1);
    let strike_e8 = story.scene.round(1).unwrap().strike_e8;
    story.settle_at(strike_e8 * 5 / 4);
    let (series, _) = story.scene.series().unwrap();
    assert_eq!(story.scene.round(1).unwrap().payoff_atoms, 20 * COIN, "paid for all that was sold, claimed or not");
    story.claim(1, &bids[1].1);
    assert_eq!(story.options(1), 40 * COIN);
    for maker in [0, 1] {
        let before = story.coins(maker);
        story.scene.redeem(&story.makers[maker], series, 40 * COIN).unwrap();
        assert_eq!(story.coins(maker) - before, 8 * COIN);
    }

    story.scene.roll(strike_e8 * 5 / 4).unwrap();
    let second = secret(0, 80 * COIN, DEAR);
    story.commit(2, &second);
    story.claim(2, &bids[2].1);
    story.scene.redeem(&story.makers[2], series, 20 * COIN).unwrap();
    story.wait_for_reveals();
    story.reveal(2, &second);
    let close_ts = story.scene.auction().unwrap().close_ts;
    story.scene.world.set_time(close_ts);
    story.scene.set_price(strike_e8 * 5 / 4);
    story.scene.clear_auction().unwrap();
    let escrow = story.scene.vault().ledger.bid_escrow_atoms;
    story.settle_at(strike_e8);
    story.claim(2, &bids[3].1);
    assert_eq!(escrow - story.scene.vault().ledger.bid_escrow_atoms, bids[3].1.deposit_atoms);
    story.scene.claim_bid(&story.key(2), 2, 0).unwrap();
    story.audit();
    assert_eq!(story.scene.vault().ledger.bid_escrow_atoms, 0);
}

/// The deposit shows more than the bid, so nobody can read the bid from it; what it does not need comes back.
#[test]
fn a_huge_deposit_hides_the_bid_and_comes_back() {
    let mut story = sealed();
    let bid = SecretBid { deposit_atoms: 100 * COIN, ..secret(0, 100 * COIN, DEAR) };
    story.sell(&[(0, bid)]);
    assert_eq!(story.scene.vault().ledger.nav_atoms, 104 * COIN);
    story.claim(0, &bid);
    assert_eq!((story.coins(0), story.options(0)), (96 * COIN, 100 * COIN));
}

/// Who does not reveal pays the round with the deposit, whether something was sold or not: it is gain of the depositors.
#[test]
fn attack_15_a_bid_that_is_not_revealed_is_no_free_option() {
    let mut story = sealed();
    let (bought, hidden) = (secret(0, 100 * COIN, DEAR), secret(0, 50 * COIN, DEAR));
    story.commit(0, &bought);
    story.commit(1, &hidden);
    story.wait_for_reveals();
    story.reveal(0, &bought);
    story.clear();
    let round = story.scene.round(1).unwrap();
    assert_eq!((round.premium_atoms, round.sale.forfeited_atoms), (6 * COIN, 2 * COIN));
    story.claim(1, &hidden);
    assert_eq!((story.coins(1), story.options(1)), (98 * COIN, 0));
    story.settle_at(SPOT);
    let round = story.scene.round(1).unwrap();
    assert_eq!(round.performance_fee_atoms, 6 * COIN / 10, "a fee on it as on any premium");
}

/// A bidder's other token account, which a stranger has opened for it: only the bidder may name it.
#[test]
fn attack_10_a_stranger_claims_into_the_associated_accounts_only() {
    for (index, strange) in [(7, Pubkey::new_from_array([77; 32])), (8, Pubkey::new_from_array([78; 32]))] {
        let mut story = sealed();
        let (bid, key) = (SecretBid { deposit_atoms: 10 * COIN, ..secret(0, 50 * COIN, DEAR) }, story.key(0));
        story.sell(&[(0, bid)]);
        let mint = story.scene.series().unwrap().1.option_mint;
        story.scene.world.create_wallet(&key, &mint).unwrap();
        let mut claim = claim_instruction(&story, key, 0);
        let mut copy = story.scene.world.svm.get_account(&claim.accounts[index].pubkey).unwrap();
        copy.data[64..72].fill(0);
        story.scene.world.set_account(strange, copy);
        claim.accounts[index].pubkey = strange;
        refused(story.scene.world.send("claim_bid", claim.clone(), &[]), VaultError::NotTheOwnersWallet);
        claim.accounts[3].is_signer = true;
        story.scene.world.send("claim_bid", claim, &[&story.makers[0]]).unwrap();
        assert!(story.scene.world.balance(&strange) > 0);
    }
}
