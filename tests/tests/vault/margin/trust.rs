//! How far the signers of thresholds are trusted: what the house changes of that behind the timelock, and what its guardian takes back at once.

use super::{
    at_risk,
    formula::Formula,
    thresholds::{in_portfolio_mode, scaled, Signed},
    CASH,
};
use crate::common::{refused, COIN, SPOT};
use options_vault::errors::VaultError;
use solana_signer::Signer;
use vault_types::{change::Change, margin::MarginMode, threshold::ThresholdParameters};

impl Signed {
    fn parameters(&self) -> ThresholdParameters {
        self.story.scene.config().thresholds
    }

    fn change(&self, change: impl FnOnce(&mut ThresholdParameters)) -> Change {
        let mut parameters = self.parameters();
        change(&mut parameters);
        Change::Thresholds { parameters }
    }

    /// Signs so many hundredths of what the chain asks for. Does that stand when somebody has the chain look?
    fn stands(&mut self, percent: u64) -> bool {
        let levels = scaled(&self.chain(), percent);
        self.story.scene.set_threshold(&self.owner, &levels).unwrap();
        self.story.scene.challenge_threshold(&self.owner).unwrap();
        self.kept().is_void == 0
    }
}

/// Nine tenths of the chain's margin are too little as long as a twentieth is tolerated.
#[test]
fn another_tolerance_waits_out_the_timelock() {
    let mut signed = in_portfolio_mode();
    let admin = signed.story.scene.authority.insecure_clone();
    let more = signed.change(|parameters| parameters.tolerance_bps = 1_500);
    refused(signed.story.scene.tighten(&admin, &more), VaultError::Loosens);
    let number = signed.story.scene.propose(&more).unwrap();
    refused(signed.story.scene.execute(&admin, number), VaultError::TimelockRunning);
    assert_eq!(signed.parameters(), ThresholdParameters::DEFAULT);
    let ready_ts = signed.story.scene.proposal(number).unwrap().ready_ts;
    signed.story.scene.world.set_time(ready_ts);
    signed.renew();
    signed.story.scene.execute(&admin, number).unwrap();
    assert_eq!(signed.parameters().tolerance_bps, 1_500);
    assert!(signed.stands(90));
    // So does a lower one: what it voids is replaced by the chain's margin, which the account may not have.
    let less = signed.change(|parameters| parameters.tolerance_bps = 500);
    refused(signed.story.scene.tighten(&admin, &less), VaultError::Loosens);
    assert!(signed.stands(90));
    signed.story.scene.change(&less).unwrap();
    signed.renew();
    assert!(!signed.stands(90));
}

impl Signed {
    fn renew(&mut self) {
        self.story.scene.set_price(SPOT);
        self.story.scene.observe_price().unwrap();
        self.story.scene.set_volatility(800_000_000).unwrap();
    }
}

/// What leaves every threshold as it is becomes tighter at once, by the guardian's key, and nothing looser; nobody but those two keys does either.
#[test]
fn the_guardian_trusts_signers_less_at_once_and_never_more() {
    let tighter: [fn(&mut ThresholdParameters); 2] =
        [|parameters| parameters.loosen_bps_per_hour -= 1, |parameters| parameters.max_strikes -= 1];
    let looser: [fn(&mut ThresholdParameters); 10] = [
        |parameters| parameters.max_age_secs -= 1,
        |parameters| parameters.tolerance_bps -= 1,
        |parameters| parameters.floor_bps += 1,
        |parameters| parameters.max_age_secs += 1,
        |parameters| parameters.loosen_bps_per_hour += 1,
        |parameters| parameters.tolerance_bps += 1,
        |parameters| parameters.floor_bps -= 1,
        |parameters| parameters.max_strikes += 1,
        |parameters| parameters.strike_window_secs += 1,
        |parameters| parameters.strike_window_secs -= 1,
    ];
    let mut signed = in_portfolio_mode();
    let [guardian, stranger] = [&signed.story.scene.guardian, &signed.story.alice].map(|key| key.insecure_clone());
    for spoil in looser {
        let change = signed.change(spoil);
        refused(signed.story.scene.tighten(&guardian, &change), VaultError::Loosens);
    }
    for tighten in tighter {
        let change = signed.change(tighten);
        refused(signed.story.scene.tighten(&stranger, &change), VaultError::NotForThisKey);
        signed.story.scene.tighten(&guardian, &change).unwrap();
        assert_eq!(Change::Thresholds { parameters: signed.parameters() }, change);
    }
    let out_of_bounds = signed.change(|parameters| parameters.max_strikes = 0);
    refused(signed.story.scene.tighten(&guardian, &out_of_bounds), VaultError::ChangeOutOfBounds);
}

/// Where signers sign next to nothing the floor counts; a raised one when it has waited out the timelock.
#[test]
fn a_raised_floor_counts_after_the_timelock() {
    let mut story = at_risk();
    let put = story.put(140);
    story.scene.list(&[put]).unwrap();
    story.alice_deposits(1_000 * CASH);
    story.scene.set_margin_mode(&story.alice, MarginMode::PORTFOLIO).unwrap();
    let mut signed = Signed { owner: story.alice.pubkey(), story, put };
    let atoms = signed.most_at_the_floor(1_000 * CASH);
    signed.write(&put, atoms / 2, 1).unwrap();
    let guardian = signed.story.scene.guardian.insecure_clone();
    let raise = signed.change(|parameters| parameters.floor_bps = 10_000);
    refused(signed.story.scene.tighten(&guardian, &raise), VaultError::Loosens);
    signed.story.scene.change(&raise).unwrap();
    signed.renew();
    refused(signed.write(&put, atoms / 2, 1), VaultError::BelowInitialMargin);
    let missing = signed.floor_after(atoms / 2) - 1_000 * CASH;
    signed.story.alice_deposits(missing - 1);
    refused(signed.write(&put, atoms / 2, 1), VaultError::BelowInitialMargin);
    signed.story.alice_deposits(1);
    signed.write(&put, atoms / 2, 1).unwrap();
}

impl Signed {
    /// The floor of Alice's account after she has written so many puts more.
    fn floor_after(&self, atoms: u64) -> u64 {
        let after = self.story.after_writing(&self.put, atoms);
        Formula { scene: &self.story.scene, place: 0, spot_e8: SPOT }.floor(&after).initial_atoms
    }

    /// So many puts that the floor is nearly this.
    fn most_at_the_floor(&self, cash_atoms: u64) -> u64 {
        let mut atoms = COIN;
        while self.floor_after(atoms + COIN) <= cash_atoms {
            atoms += COIN;
        }
        atoms
    }
}

/// An older threshold than it may be is none: there is nothing to challenge.
#[test]
fn a_shorter_age_counts_after_the_timelock() {
    let mut signed = in_portfolio_mode();
    signed.ages(1_200);
    signed.story.scene.challenge_threshold(&signed.owner).unwrap();
    let guardian = signed.story.scene.guardian.insecure_clone();
    let younger = signed.change(|parameters| parameters.max_age_secs = 1_199);
    refused(signed.story.scene.tighten(&guardian, &younger), VaultError::Loosens);
    signed.story.scene.change(&younger).unwrap();
    signed.renew();
    let levels = signed.chain();
    signed.story.scene.set_threshold(&signed.owner, &levels).unwrap();
    signed.ages(1_200);
    refused(signed.story.scene.challenge_threshold(&signed.owner), VaultError::NothingToChallenge);
}

impl Signed {
    fn ages(&mut self, secs: i64) {
        self.story.scene.world.set_time(self.story.scene.world.now() + secs);
        self.renew();
    }
}
