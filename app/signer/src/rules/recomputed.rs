//! Does the message say, byte for byte, what this signer computes?

use super::Refusal;
use crate::recompute::{Recompute, RecomputeError};
use crate::request::{Content, Request};
use threshold_model::Payload;
use vault_types::threshold::{
    batch::{self, Leaf},
    Form, ThresholdBody,
};

/// The thresholds in the message, each equal to the signer's own. A batch also ends when the round does: together with the only sequence that it may
/// have, that leaves one batch for a snapshot, so that nobody can have another one signed in its place.
///
/// Of a batch the whole tree is built again: root and depth are equal only if every
/// leaf and its place are, and so the accounts without one.
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
            if header.expires_ts != own.expires_ts() {
                return Err(Refusal::Differs { field: "expires_ts" });
            }
            let leaves = own.leaves(header)?.leaves;
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
    let mut pairs = Payload::body_fields(own).into_iter().zip(Payload::body_fields(signed));
    pairs.find(|(own, signed)| own != signed).map(|(field, _)| field.name)
}
