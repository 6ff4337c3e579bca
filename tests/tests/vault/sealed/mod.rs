//! Sealed bids: commit, reveal, one price for all.

mod claims;
mod conservation;
mod dear_shares;
mod forfeits;
mod halted;
mod outsiders;
mod phases;
mod reveals;
mod week;

use crate::common::*;
use options_math::{price, OptionInputs};
use simulator::{audit::Audit, Scene, SceneParams, SecretBid};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::Pubkey;
use vault_types::{
    premium::ModelPrice,
    sealed::{cost_atoms, reserve_price_e9, BidOpening},
    state::{AuctionMechanism, OptionKind, VaultParams},
};

pub const REVEAL_SECS: u32 = 3_600;
/// More than the reserve of any test.
pub const DEAR: u64 = 40_000_000;

pub fn sealed_params(kind: OptionKind) -> SceneParams {
    let mut params = SceneParams { kind, ..SceneParams::default() };
    seal(&mut params.vault);
    params
}

/// Makes a vault sell by sealed bids.
pub fn seal(params: &mut VaultParams) {
    params.auction.mechanism = AuctionMechanism::SEALED_BID;
    params.auction.reveal_secs = REVEAL_SECS;
    params.auction.start_premium_bps = 0;
}

/// A depositor's 100 coins are in the first round; three makers have 100 coins each.
pub struct Sealed {
    pub scene: Scene,
    pub makers: [Keypair; 3],
}

pub fn sealed() -> Sealed {
    sealed_of(OptionKind::CALL)
}

pub fn sealed_of(kind: OptionKind) -> Sealed {
    let mut scene = Scene::new(&sealed_params(kind)).unwrap();
    let alice = scene.person(1, 100 * COIN);
    let makers = [2, 3, 4].map(|seed| scene.person(seed, 100 * COIN));
    scene.deposit(&alice, 100 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(&alice).unwrap();
    Sealed { scene, makers }
}

/// A bid with just the deposit that it needs.
pub fn secret(id: u8, quantity_atoms: u64, price_e9: u64) -> SecretBid {
    let opening = BidOpening { quantity_atoms, price_e9, salt: [id + 100; 32] };
    SecretBid { id, opening, deposit_atoms: opening.cost_atoms().unwrap() }
}

/// What so many options cost at a price.
pub fn cost(quantity_atoms: u64, price_e9: u64) -> u64 {
    cost_atoms(quantity_atoms, price_e9).unwrap()
}

impl Sealed {
    pub fn key(&self, maker: usize) -> Pubkey {
        self.makers[maker].pubkey()
    }

    pub fn coins(&self, maker: usize) -> u64 {
        self.scene.coins(&self.key(maker))
    }

    pub fn options(&self, maker: usize) -> u64 {
        let (_, series) = self.scene.series().unwrap();
        self.scene.world.balance(&vault_client::address::wallet(&self.key(maker), &series.option_mint))
    }

    pub fn commit(&mut self, maker: usize, bid: &SecretBid) {
        self.scene.commit_bid(&self.makers[maker], bid).unwrap();
        self.audit();
    }

    pub fn reveal(&mut self, maker: usize, bid: &SecretBid) {
        self.scene.reveal_bid(&self.key(maker), bid).unwrap();
        self.audit();
    }

    pub fn claim(&mut self, maker: usize, bid: &SecretBid) {
        self.scene.claim_bid(&self.key(maker), 1, bid.id).unwrap();
        self.audit();
    }

    /// The first moment at which bids can be revealed.
    pub fn wait_for_reveals(&mut self) {
        let end_ts = self.scene.auction().unwrap().end_ts;
        self.scene.world.set_time(end_ts);
    }

    /// The first moment at which the auction can be cleared.
    pub fn wait_for_clearing(&mut self) {
        let close_ts = self.scene.auction().unwrap().close_ts;
        self.scene.world.set_time(close_ts);
        self.scene.set_price(SPOT);
    }

    pub fn clear(&mut self) {
        self.wait_for_clearing();
        self.scene.clear_auction().unwrap();
        self.audit();
    }

    /// Commits, reveals and clears.
    pub fn sell(&mut self, bids: &[(usize, SecretBid)]) {
        bids.iter().for_each(|(maker, bid)| self.commit(*maker, bid));
        self.wait_for_reveals();
        bids.iter().for_each(|(maker, bid)| self.reveal(*maker, bid));
        self.clear();
    }

    /// From the end of the sale to the next round's start.
    pub fn settle_at(&mut self, price_e8: u64) {
        let expiry_ts = self.scene.vault().expiry_ts;
        self.scene.world.set_time(expiry_ts);
        self.scene.set_price(price_e8);
        self.scene.post_settlement_price().unwrap();
        self.scene.settle().unwrap();
        self.audit();
        self.scene.close_round().unwrap();
        self.audit();
    }

    /// The price below which the vault does not sell now.
    pub fn reserve(&self, spot_e8: u64) -> u64 {
        let (scene, (_, series)) = (&self.scene, self.scene.series().unwrap());
        let prices = price(&OptionInputs {
            spot_e8,
            strike_e8: series.strike_e8,
            seconds_to_expiry: (series.expiry_ts - scene.world.now()).unsigned_abs(),
            vol_e9: scene.round(1).unwrap().volatility_e9,
        });
        let model = ModelPrice::new(series.kind, spot_e8, &prices.unwrap()).unwrap();
        reserve_price_e9(&series.terms(), &model, scene.vault().params.auction.end_discount_bps).unwrap()
    }

    /// The books, from the chain's own accounts.
    #[track_caller]
    pub fn audit(&self) {
        let mut audit = Audit::default();
        audit.run(&self.scene);
        let failed: Vec<_> = audit.checks().iter().filter(|(_, holds)| !**holds).collect();
        assert!(failed.is_empty(), "{failed:?}");
    }
}
