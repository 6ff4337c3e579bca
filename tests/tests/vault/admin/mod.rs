//! Admin, guardian, timelock (ATTACKS 5): what they can change, when, and what they never can.

mod proposals;
mod stolen_keys;
mod tightening;

use crate::common::*;
use simulator::Scene;
use solana_keypair::Keypair;
use vault_types::{
    change::Change,
    state::{Halts, VaultParams},
};

/// The scene's admin and guardian.
fn authorities(scene: &Scene) -> (Keypair, Keypair) {
    (scene.authority.insecure_clone(), scene.guardian.insecure_clone())
}

/// The scene's parameters with something changed.
fn params_with(scene: &Scene, change: impl FnOnce(&mut VaultParams)) -> Change {
    let mut params = scene.vault().params;
    change(&mut params);
    Change::VaultParams { params }
}

/// Takes more from the depositors.
fn higher_fees(scene: &Scene) -> Change {
    params_with(scene, |params| params.fees.performance_fee_bps = 3_000)
}

/// Wait until a proposal is ready.
fn until_ready(scene: &mut Scene, number: u64) {
    let ready_ts = scene.proposal(number).unwrap().ready_ts;
    scene.world.set_time(ready_ts);
}

const EVERY_HALT: Change = Change::VaultHalts { halts: Halts::ALL };
