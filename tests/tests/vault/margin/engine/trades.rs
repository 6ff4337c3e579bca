//! Trades with what the engine computes of the account that they leave.

use super::{super::at_risk, compare::levels_of, computed, in_cash, Position, Trading, SKEWED};
use crate::common::{refused, SPOT};
use options_vault::errors::VaultError;
use simulator::{Refusal, ThresholdPost};
use solana_signer::Signer;
use vault_types::{
    margin::{initial_with_delta, MarginMode},
    state::OptionKind,
    threshold::{Form, Source},
};

impl Trading {
    /// Alice's account is in portfolio mode and has an atom.
    pub(super) fn alice_trades_by_signatures(mut self) -> Self {
        self.scene.watch(SPOT, 1).unwrap();
        self.post_smile(&SKEWED);
        self.alice_deposits(1);
        self.scene.set_margin_mode(&self.alice, MarginMode::PORTFOLIO).unwrap();
        self
    }

    /// What the engine computes for a sale of Alice's.
    pub(super) fn computed_after(&self, sold: &Position) -> ThresholdPost {
        let after = self.after_writing(&self.contract_of(sold), sold.atoms.unsigned_abs());
        let address = self.scene.account_ref(&self.alice.pubkey()).address;
        computed(&self.scene, &address, &after, Form::AfterTrade)
    }

    fn sell(&mut self, sold: &Position) -> Result<u64, Refusal> {
        let (contract, atoms, post) = (self.contract_of(sold), sold.atoms.unsigned_abs(), self.computed_after(sold));
        self.scene.write_options_signed(&self.alice, &contract, &self.bob.pubkey(), atoms, &post)
    }

    /// Alice's account needs this much to sell that, and not an atom less.
    #[track_caller]
    fn sells_with(&mut self, sold: &Position, needed_atoms: u64) {
        let missing = needed_atoms - self.account(&self.alice).amount_of(&self.cash());
        assert!(missing > 1);
        self.alice_deposits(missing - 1);
        refused(self.sell(sold), VaultError::BelowInitialMargin);
        self.alice_deposits(1);
        let levels = self.computed_after(sold).body.levels();
        self.sell(sold).unwrap();
        let kept = self.account(&self.alice).threshold;
        assert_eq!((levels_of(&kept), kept.source), (levels, Source::SIGNED));
        assert_eq!(self.challenge().kept.is_void, 0);
    }
}

/// For one trade after another the engine's initial margin is what the account must have, to the atom.
#[test]
fn trades_go_through_with_the_engines_margin_and_no_less() {
    let mut story = Trading::without_rise().alice_trades_by_signatures();
    let sold = [
        in_cash(OptionKind::CALL, 160, 0, -50),
        in_cash(OptionKind::PUT, 140, 0, -80),
        in_cash(OptionKind::CALL, 165, 1, -60),
    ];
    for sold in &sold {
        story.scene.list(&[story.contract_of(sold)]).unwrap();
        let levels = story.computed_after(sold).body.levels();
        story.sells_with(sold, levels.initial_atoms);
    }
    story.check_books();
}

/// What was signed is raised by the program for the net delta that was signed with it: so the engine does not raise it before. Otherwise a naked call,
/// most of which is net delta, would need many times what it needs in scenario mode.
#[test]
fn a_net_delta_raises_initial_margin_once() {
    let mut story = at_risk().alice_trades_by_signatures();
    let sold = in_cash(OptionKind::CALL, 160, 0, -50);
    let contract = story.contract_of(&sold);
    story.scene.list(&[contract]).unwrap();
    let (body, limit_bps) = (story.computed_after(&sold).body, story.scene.market_risk().params.delta_limit_bps);
    let owed_at_spot_atoms = 5 * 150_000_000;
    let net_delta = body.net_delta_atoms.into();
    assert!(body.net_delta_atoms < -owed_at_spot_atoms / 10);
    let raised =
        initial_with_delta(body.levels(), net_delta, owed_at_spot_atoms.unsigned_abs().into(), limit_bps).unwrap();
    let in_scenario_mode = story.chain_margin(&story.after_writing(&contract, sold.atoms.unsigned_abs()));
    // Of the net delta in whole atoms a basis point more may be left than of the program's own: a five-hundredth of the limit.
    let most = in_scenario_mode.initial_atoms * 501 / 500;
    assert!((in_scenario_mode.initial_atoms..=most).contains(&raised.initial_atoms), "{raised:?} {in_scenario_mode:?}");
    story.sells_with(&sold, raised.initial_atoms);
}
