//! Does any level fall faster than the chain lets it?
//!
//! The chain takes a level that falls too fast as `ceil(last * (1 - loosen_bps_per_hour / 10,000 * seconds / 3,600))` (docs/THRESHOLD.md). This
//! signer does not put its name to a number that will not be kept: what it signs is what the account gets.

use super::{House, Refusal};
use vault_types::{
    margin::Requirement,
    signed::message::{Expected, MessageHeader},
    threshold::{
        batch::Leaf, message, Form, Portfolio, SignedThreshold, StoredThreshold, ThresholdBody, ThresholdError,
    },
};

/// Runs the chain's own acceptance at the later of the clock and the time of issue, and asks that it keeps the levels as they are signed.
pub fn check(
    house: &House,
    last: &StoredThreshold,
    header: &MessageHeader,
    form: Form,
    leaf: &Leaf,
    now_ts: i64,
) -> Result<(), Refusal> {
    let account = leaf.margin_account;
    let kept = kept_levels(house, last, header, form, leaf, now_ts.max(header.issued_ts))
        .map_err(|error| Refusal::Chain { account, error })?;
    let signed = leaf.body.levels();
    let levels = [
        ("initial_margin_atoms", signed.initial_atoms, kept.initial_atoms),
        ("maintenance_margin_atoms", signed.maintenance_atoms, kept.maintenance_atoms),
        ("liquidation_threshold_atoms", signed.liquidation_atoms, kept.liquidation_atoms),
    ];
    match levels.into_iter().find(|(_, signed, kept)| signed < kept) {
        Some((level, _, least_atoms)) => Err(Refusal::Loosens { account, level, least_atoms }),
        None => Ok(()),
    }
}

/// What the account would keep of a threshold that came at this moment in a message with this header, or in a batch with it.
pub fn kept_levels(
    house: &House,
    last: &StoredThreshold,
    header: &MessageHeader,
    form: Form,
    leaf: &Leaf,
    at_ts: i64,
) -> Result<Requirement, ThresholdError> {
    // A leaf is as good as a message to its account.
    let header = MessageHeader { domain: form.domain(), target: leaf.margin_account, ..*header };
    let expected = Expected {
        domain: header.domain,
        cluster_genesis_hash: &house.cluster_genesis_hash,
        config: &house.config,
        target: &header.target,
        generation: house.generation,
        last_sequence: last.last_sequence(house.generation),
    };
    let signed = SignedThreshold::open(&message::encode(&header, &leaf.body), &expected, at_ts)?;
    let portfolio = portfolio_after(form, &leaf.body);
    let kept = last.accept(&signed, &portfolio, &house.strikes, &house.parameters, at_ts)?;
    Ok(Requirement {
        initial_atoms: kept.initial_margin_atoms,
        maintenance_atoms: kept.maintenance_margin_atoms,
        liquidation_atoms: kept.liquidation_threshold_atoms,
    })
}

/// The portfolio that the account will have when it takes the threshold: a trade adds one to its sequence.
fn portfolio_after(form: Form, body: &ThresholdBody) -> Portfolio {
    let position_seq = match form {
        Form::Current => body.position_seq,
        Form::AfterTrade => body.position_seq.saturating_add(1),
    };
    Portfolio { position_seq, position_hash: body.position_hash }
}
