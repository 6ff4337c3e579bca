//! Does any level fall faster than the chain lets it?
//!
//! The chain takes a level that falls too fast as `ceil(last * (1 - loosen_bps_per_hour / 10,000 * seconds / 3,600))` (docs/THRESHOLD.md). This
//! signer does not put its name to a number that will not be kept: what it signs is what the account gets.

use super::Refusal;
use threshold_model::{kept_levels, Trust};
use vault_types::{
    signed::message::MessageHeader,
    threshold::{batch::Leaf, Form, StoredThreshold},
};

/// Runs the chain's own acceptance at the later of the clock and the time of issue, and asks that it keeps the levels as they are signed.
pub fn check(
    trust: &Trust,
    last: &StoredThreshold,
    header: &MessageHeader,
    form: Form,
    leaf: &Leaf,
    now_ts: i64,
) -> Result<(), Refusal> {
    let account = leaf.margin_account;
    let kept = kept_levels(trust, last, header, form, leaf, now_ts.max(header.issued_ts))
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
