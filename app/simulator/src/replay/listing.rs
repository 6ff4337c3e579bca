//! The options that are listed: two expiries, and five strikes of each kind. A portfolio has room for 24 of them, and a liquidator takes over what
//! others had: with more series there would be accounts that nobody has room for.

use super::event::Event;
use crate::demo::{usd, whole_to_atoms, DECIMALS};
use crate::{Contract, Refusal, Scene};
use vault_types::state::{OptionKind, SettlementAsset};

const PUTS: [u64; 5] = [80, 85, 90, 95, 100];
const CALLS: [u64; 5] = [100, 105, 110, 115, 120];

/// What can be written.
#[derive(Clone, Debug)]
pub struct Listing {
    pub expiries: [i64; 2],
    spot_e8: u64,
    step_e8: u64,
}

impl Listing {
    /// Lists everything at the price of now.
    pub fn new(scene: &mut Scene, event: &Event, spot_e8: u64) -> Result<Self, Refusal> {
        let listing = Self { expiries: event.expiries(), spot_e8, step_e8: scene.market().strike_step_e8 };
        scene.list(&listing.contracts())?;
        Ok(listing)
    }

    /// All of it.
    pub fn contracts(&self) -> Vec<Contract> {
        let of_expiry = |expiry_ts: &i64| {
            let puts = PUTS.map(|percent| self.contract(OptionKind::PUT, percent, *expiry_ts));
            let calls = CALLS.map(|percent| self.contract(OptionKind::CALL, percent, *expiry_ts));
            puts.into_iter().chain(calls)
        };
        self.expiries.iter().flat_map(of_expiry).collect()
    }

    /// At the listed strike nearest to so many per cent of spot.
    pub fn contract(&self, kind: OptionKind, percent: u64, expiry_ts: i64) -> Contract {
        let strike_e8 = (self.spot_e8 * percent / 100 + self.step_e8 / 2) / self.step_e8 * self.step_e8;
        Contract { kind, settlement: SettlementAsset::QUOTE, strike_e8, expiry_ts }
    }

    /// So many options are on coins of this worth in USD.
    pub fn atoms_worth(&self, worth_usd: f64) -> u64 {
        whole_to_atoms(worth_usd / usd(self.spot_e8), DECIMALS).max(1)
    }
}
