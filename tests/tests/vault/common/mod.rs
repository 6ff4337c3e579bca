//! How most stories begin, and how refusals are checked.

mod ready;

use options_vault::errors::VaultError;
use simulator::{Refusal, Scene, SceneParams};
use solana_keypair::Keypair;
use std::fmt::Debug;
use vault_client::Pubkey;

pub use ready::{ready, Ready};

pub const COIN: u64 = 1_000_000_000;
pub const USD: u64 = 100_000_000;
/// Where most rounds start.
pub const SPOT: u64 = 150 * USD;
/// More premium than any auction asks.
pub const ANY_PREMIUM: u64 = u64::MAX;

/// Anchor's own refusals that the tests expect.
pub mod anchor {
    pub const HAS_ONE: u32 = 2001;
    pub const CONSTRAINT: u32 = 2003;
    pub const TOKEN_OWNER: u32 = 2015;
    pub const ADDRESS: u32 = 2012;
    pub const DISCRIMINATOR: u32 = 3002;
    pub const WRONG_OWNER: u32 = 3007;
    pub const NOT_INITIALIZED: u32 = 3012;
}

/// The token program's "insufficient funds".
pub const TOKEN_INSUFFICIENT_FUNDS: u32 = 1;

pub fn scene() -> Scene {
    Scene::new(&SceneParams::default()).unwrap()
}

/// Alice's 100 coins are in the first round, which has just started; the shares are claimed. The maker has 100 coins.
pub struct Running {
    pub scene: Scene,
    pub alice: Keypair,
    pub maker: Keypair,
}

pub fn running() -> Running {
    running_with(&SceneParams::default())
}

pub fn running_with(params: &SceneParams) -> Running {
    running_on(params, 100 * COIN)
}

/// The same with so many atoms of what the vault holds.
pub fn running_on(params: &SceneParams, atoms: u64) -> Running {
    let mut scene = Scene::new(params).unwrap();
    let alice = scene.person(1, atoms);
    let maker = scene.person(2, atoms);
    scene.deposit(&alice, atoms).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&alice).unwrap();
    Running { scene, alice, maker }
}

/// The same after a first round without bids: the vault is open, a share is worth one atom.
pub fn between_rounds() -> Running {
    let mut story = running();
    story.scene.finish_round(SPOT).unwrap();
    story
}

impl Running {
    /// Closes the auction and moves to expiry.
    pub fn expire(&mut self) {
        let scene = &mut self.scene;
        if let Some(auction) = scene.auction() {
            scene.world.set_time(auction.close_ts);
            scene.close_auction().unwrap();
        }
        let expiry_ts = scene.vault().expiry_ts;
        scene.world.set_time(expiry_ts);
    }

    /// Sells these options and ends the round at this price.
    pub fn finish_with(&mut self, sold_atoms: u64, settlement_e8: u64) {
        self.scene.bid(&self.maker, sold_atoms, ANY_PREMIUM).unwrap();
        self.scene.finish_round(settlement_e8).unwrap();
    }
}

/// Lamports of an account; zero if it does not exist.
pub fn lamports(scene: &Scene, who: &Pubkey) -> u64 {
    scene.world.svm.get_balance(who).unwrap_or(0)
}

/// It must be refused, and for this reason.
#[track_caller]
pub fn refused<T: Debug>(result: Result<T, Refusal>, expected: VaultError) {
    let name = format!("{expected:?}");
    refused_with(result, u32::from(expected), &name);
}

/// It must be refused with this error number of Anchor or the token program.
#[track_caller]
pub fn refused_by_code<T: Debug>(result: Result<T, Refusal>, code: u32) {
    refused_with(result, code, "");
}

#[track_caller]
fn refused_with<T: Debug>(result: Result<T, Refusal>, code: u32, name: &str) {
    match result {
        Ok(done) => panic!("it went through ({done:?}), but {name} ({code}) must refuse it"),
        Err(refusal) => assert_eq!(refusal.code(), Some(code), "must be refused with {name} ({code}): {refusal}"),
    }
}

/// The refusal inside an error of a composed step.
#[track_caller]
pub fn refusal<T: Debug>(result: anyhow::Result<T>) -> Result<T, Refusal> {
    result.map_err(|error| error.downcast::<Refusal>().expect("a refused transaction"))
}
