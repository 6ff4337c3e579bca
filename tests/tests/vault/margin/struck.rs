//! Signers who were caught: what they may still sign, and for how long.

use super::thresholds::{in_portfolio_mode, scaled, Signed};
use crate::common::{refused, COIN, SPOT};
use options_vault::errors::VaultError;
use simulator::Refusal;
use solana_signer::Signer;
use vault_types::{
    change::Change,
    margin::MarginMode,
    threshold::{Source, ThresholdParameters},
};

const HOUR: i64 = 3_600;

impl Signed {
    /// Half of what the chain asks for is signed, and somebody has the chain look.
    fn caught_lying(&mut self) {
        let put = self.put;
        self.write(&put, COIN, 50).unwrap();
        self.story.scene.challenge_threshold(&self.owner).unwrap();
        assert_eq!((self.kept().source, self.kept().is_void), (Source::CHAIN, 1));
    }

    /// The signers say so many hundredths of the chain's margin, for the account as it is.
    fn sign(&mut self, percent: u64) -> Result<u64, Refusal> {
        let levels = scaled(&self.chain(), percent);
        self.story.scene.set_threshold(&self.owner, &levels)
    }

    fn wait(&mut self, secs: i64) {
        self.story.scene.world.set_time(self.story.scene.world.now() + secs);
        self.story.scene.set_price(SPOT);
        self.story.scene.observe_price().unwrap();
    }

    fn signers_have_one_strike(&mut self) {
        let guardian = self.story.scene.guardian.insecure_clone();
        let parameters = ThresholdParameters { max_strikes: 1, ..self.story.scene.config().thresholds };
        self.story.scene.tighten(&guardian, &Change::Thresholds { parameters }).unwrap();
    }
}

#[test]
fn signers_with_too_many_strikes_raise_and_do_not_lower() {
    let mut signed = in_portfolio_mode();
    signed.signers_have_one_strike();
    signed.caught_lying();
    assert_eq!(signed.story.scene.signer_set().strikes.strikes, 1);
    let put = signed.put;
    signed.sign(150).unwrap();
    let raised = signed.kept();
    assert_eq!(raised.maintenance_margin_atoms, scaled(&signed.chain(), 150).maintenance_atoms);
    // Other signers' thresholds would have loosened by half in the meantime.
    signed.wait(5 * HOUR);
    signed.sign(100).unwrap();
    assert_eq!(signed.kept().maintenance_margin_atoms, raised.maintenance_margin_atoms);
    assert_eq!(signed.kept().initial_margin_atoms, raised.initial_margin_atoms);
    signed.sign(200).unwrap();
    assert!(signed.kept().maintenance_margin_atoms > raised.maintenance_margin_atoms);
    refused(signed.write(&put, COIN, 300), VaultError::OnlyTightening);
}

/// Strikes belong to the signers, not to the account about which they lied; the same ones confirmed behind the timelock have none.
#[test]
fn signers_with_too_many_strikes_give_no_account_its_first_threshold() {
    let mut signed = in_portfolio_mode();
    signed.signers_have_one_strike();
    signed.caught_lying();
    let (bob, cash) = (signed.story.bob.insecure_clone(), signed.story.cash());
    signed.story.scene.deposit_collateral(&bob, &cash, 1_000_000_000).unwrap();
    signed.story.scene.set_margin_mode(&bob, MarginMode::PORTFOLIO).unwrap();
    let levels = scaled(&signed.chain(), 1_000);
    refused(signed.story.scene.set_threshold(&bob.pubkey(), &levels), VaultError::OnlyTightening);

    let set = signed.story.scene.signer_set();
    let again = Change::Signers { quorum: set.quorum, keys: set.members().to_vec() };
    signed.story.scene.change(&again).unwrap();
    signed.story.scene.set_threshold(&bob.pubkey(), &levels).unwrap();
}

/// Otherwise a change of one atom would end what a challenge has put right.
#[test]
fn a_voided_threshold_keeps_other_portfolios_out() {
    let mut signed = in_portfolio_mode();
    signed.caught_lying();
    let put = signed.put;
    refused(signed.write(&put, 1, 200), VaultError::ThresholdVoid);
    // A tenth an hour.
    signed.wait(10 * HOUR - 1);
    refused(signed.write(&put, 1, 200), VaultError::ThresholdVoid);
    signed.wait(1);
    signed.write(&put, 1, 125).unwrap();
    assert_eq!((signed.kept().source, signed.kept().is_void), (Source::SIGNED, 0));
}

#[test]
fn signers_who_come_up_to_the_chains_number_end_the_void() {
    let mut signed = in_portfolio_mode();
    signed.caught_lying();
    let put = signed.put;
    signed.sign(50).unwrap();
    assert_eq!(signed.kept().is_void, 1);
    refused(signed.write(&put, 1, 125), VaultError::ThresholdVoid);
    signed.sign(125).unwrap();
    assert_eq!(signed.kept().is_void, 0);
    signed.write(&put, 1, 125).unwrap();
}
