//! The moment before a round starts.

use super::{scene, COIN, SPOT};
use simulator::{PriceUpdate, Refusal, Scene};

/// A vault with a queued deposit, and the series that it must sell at [`SPOT`] listed.
pub struct Ready {
    pub scene: Scene,
    pub strike_e8: u64,
    pub expiry_ts: i64,
}

pub fn ready() -> Ready {
    let mut scene = scene();
    let alice = scene.person(1, 100 * COIN);
    scene.deposit(&alice, 100 * COIN).unwrap();
    scene.set_price(SPOT);
    let (strike_e8, expiry_ts) = scene.next_strike(SPOT).unwrap();
    scene.create_series(strike_e8, expiry_ts).unwrap();
    Ready { scene, strike_e8, expiry_ts }
}

impl Ready {
    pub fn roll(&mut self) -> Result<u64, Refusal> {
        self.scene.roll_into(self.strike_e8, self.expiry_ts)
    }

    /// A good price of this moment, to be spoilt.
    pub fn price(&self) -> PriceUpdate {
        PriceUpdate::new(self.scene.feed_id, SPOT, self.scene.world.now())
    }
}
