//! Levels that a risk model raises, on the program.

use super::{compare::levels_of, computed_on, in_cash, market_input, Position, Trading};
use crate::common::{refused, SPOT};
use options_vault::errors::VaultError;
use serde_json::{json, Value};
use simulator::{Refusal, ThresholdPost};
use solana_signer::Signer;
use threshold_model::{RiskModelInput, MODEL_ID, RISK_MODEL_ID};
use vault_types::{
    state::OptionKind,
    threshold::{Form, Source},
};

const PARAMETERS: &str = include_str!("../../../../../app/risk-models/parameters/monte_carlo.json");

/// Of the one market, with stress of half and one and a half of the price.
fn harsh(market: String) -> RiskModelInput {
    let mut parameters: Value = serde_json::from_str(PARAMETERS).unwrap();
    let mut of_market = parameters["markets"][0].take();
    of_market["name"] = json!(market);
    parameters["markets"] = json!([of_market]);
    parameters["stress"] =
        json!([{ "spot_ratio": 0.5, "volatility_ratio": 1.5 }, { "spot_ratio": 1.5, "volatility_ratio": 1.5 }]);
    let simulation = &mut parameters["monte_carlo"];
    (simulation["paths"], simulation["correlation"]) = (json!(1_024), json!([[1]]));
    let jumps = simulation["dynamics"]["jumps"]["markets"][0].take();
    simulation["dynamics"]["jumps"]["markets"] = json!([jumps]);
    RiskModelInput { sol_price_e8: SPOT, parameters: serde_json::from_value(parameters).unwrap() }
}

impl Trading {
    /// What the engine computes for a sale of Alice's, with a model.
    fn raised_after(&self, sold: &Position) -> ThresholdPost {
        let after = self.after_writing(&self.contract_of(sold), sold.atoms.unsigned_abs());
        let address = self.scene.account_ref(&self.alice.pubkey()).address;
        let (markets, model) = (vec![market_input(&self.scene, &after)], harsh(self.scene.market.to_string()));
        computed_on(&self.scene, markets, Some(model), &address, &after, Form::AfterTrade)
    }

    fn sell_by(&mut self, sold: &Position) -> Result<u64, Refusal> {
        let (contract, post) = (self.contract_of(sold), self.raised_after(sold));
        let (bob, atoms) = (self.bob.pubkey(), sold.atoms.unsigned_abs());
        self.scene.write_options_signed(&self.alice, &contract, &bob, atoms, &post)
    }
}

/// What the chain computes is less, so it finds nothing wrong; and Alice must have what was signed to sell, to the atom.
#[test]
fn a_threshold_that_a_model_raised_is_asked_for_and_never_void() {
    let mut story = Trading::without_rise().alice_trades_by_signatures();
    let sold = in_cash(OptionKind::CALL, 160, 0, -50);
    story.scene.list(&[story.contract_of(&sold)]).unwrap();
    let (chain, raised) = (story.computed_after(&sold), story.raised_after(&sold));
    assert_eq!((chain.body.model_id, raised.body.model_id), (MODEL_ID, RISK_MODEL_ID));
    let [least, levels] = [&chain, &raised].map(|post| post.body.levels());
    assert!(levels.liquidation_atoms > least.initial_atoms * 11 / 10, "{levels:?} over {least:?}");

    let missing = levels.initial_atoms - story.account(&story.alice).amount_of(&story.cash());
    story.alice_deposits(missing - 1);
    refused(story.sell_by(&sold), VaultError::BelowInitialMargin);
    story.alice_deposits(1);
    story.sell_by(&sold).unwrap();
    let kept = story.account(&story.alice).threshold;
    assert_eq!((levels_of(&kept), kept.source), (levels, Source::SIGNED));
    let challenged = story.challenge();
    assert!(challenged.chain_atoms <= least.maintenance_atoms);
    assert_eq!((challenged.kept.is_void, levels_of(&challenged.kept)), (0, levels));
    story.check_books();
}
