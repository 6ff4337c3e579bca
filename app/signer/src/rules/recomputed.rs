//! Does the message say, byte for byte, what this signer computes?

use super::Refusal;
use crate::recompute::{Recompute, RecomputeError};
use crate::request::{Content, Request};
use vault_types::threshold::{
    batch::{self, Leaf},
    Form, ThresholdBody,
};

/// The thresholds in the message, each equal to the signer's own. Of a batch the whole tree is built again: root and depth are equal only if every
/// leaf and its place are.
pub fn check(own: &impl Recompute, request: &Request) -> Result<Vec<(Form, Leaf)>, Refusal> {
    let header = request.header();
    match *request.content() {
        Content::Account { form, body } => {
            let computed = own.threshold(form, &header.target, header)?;
            match difference(&computed, &body) {
                Some(field) => Err(Refusal::Differs { field }),
                None => Ok(vec![(form, Leaf { margin_account: header.target, body })]),
            }
        }
        Content::Batch(body) => {
            let leaves = own.leaves(header)?;
            let tree = batch::build(&leaves).map_err(RecomputeError::from)?;
            if tree.depth() != body.depth {
                return Err(Refusal::Differs { field: "depth" });
            }
            if tree.root() != body.root {
                return Err(Refusal::Differs { field: "root" });
            }
            Ok(leaves.into_iter().map(|leaf| (Form::Current, leaf)).collect())
        }
    }
}

/// The first field that differs.
fn difference(own: &ThresholdBody, signed: &ThresholdBody) -> Option<&'static str> {
    let fields = [
        ("position_seq", own.position_seq == signed.position_seq),
        ("position_hash", own.position_hash == signed.position_hash),
        ("initial_margin_atoms", own.initial_margin_atoms == signed.initial_margin_atoms),
        ("maintenance_margin_atoms", own.maintenance_margin_atoms == signed.maintenance_margin_atoms),
        ("liquidation_threshold_atoms", own.liquidation_threshold_atoms == signed.liquidation_threshold_atoms),
        ("net_delta_atoms", own.net_delta_atoms == signed.net_delta_atoms),
        ("gamma_atoms", own.gamma_atoms == signed.gamma_atoms),
        ("vega_atoms", own.vega_atoms == signed.vega_atoms),
        ("theta_atoms", own.theta_atoms == signed.theta_atoms),
        ("worst_scenario", own.worst_scenario == signed.worst_scenario),
        ("model_id", own.model_id == signed.model_id),
        ("market_data_hash", own.market_data_hash == signed.market_data_hash),
        ("scenario_root", own.scenario_root == signed.scenario_root),
    ];
    fields.into_iter().find(|(_, is_equal)| !is_equal).map(|(field, _)| field)
}
