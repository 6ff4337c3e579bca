//! What limits deposits, withdrawals and rounds: caps, lists, fees, the outflow limit, halts, and who may claim for whom.

mod allow_list;
mod caps;
mod claims_for_others;
mod fees;
mod halts;
mod instant;
mod outflow;
mod two_weeks;

use crate::common::*;
use simulator::{Scene, SceneParams};
use vault_types::state::VaultParams;

/// The usual scene, whose vault has other parameters.
fn params(change: impl FnOnce(&mut VaultParams)) -> SceneParams {
    let mut params = SceneParams::default();
    change(&mut params.vault);
    params
}

/// Between the first and the second round, a share worth one atom, Alice with 100 coins in the vault.
fn open_with(change: impl FnOnce(&mut VaultParams)) -> Running {
    let mut story = running_with(&params(change));
    story.scene.finish_round(SPOT).unwrap();
    story
}

/// The same at a price per share with many digits.
fn odd_with(change: impl FnOnce(&mut VaultParams)) -> Running {
    let mut story = running_with(&params(change));
    story.finish_with(37 * COIN + 11, SPOT);
    assert!(!story.scene.vault().pps_e9.is_multiple_of(1_000));
    story
}

/// Changes parameters in the account itself: the instruction waits out the timelock and is not what these tests are about.
fn change_params(scene: &mut Scene, change: impl FnOnce(&mut VaultParams)) {
    let address = scene.vault;
    scene.world.patch::<vault_types::state::Vault>(&address, |vault| change(&mut vault.params));
}
