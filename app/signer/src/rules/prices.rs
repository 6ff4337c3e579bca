//! Are the prices in the snapshot those that this signer sees for itself? All signers compute from one snapshot, so without this rule whoever writes it would
//! have the only word on what the markets are worth.

use crate::recompute::{Recompute, RecomputeError};
use std::collections::BTreeMap;
use thiserror::Error;
use vault_types::{
    threshold::{batch::Leaf, Form},
    Pubkey,
};

/// Basis points of a whole.
const BPS: u128 = 10_000;

/// A market's price in a snapshot, USD times 10^8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    pub market: Pubkey,
    pub price_e8: u64,
}

/// A market as this signer sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnPrice {
    /// USD times 10^8.
    pub price_e8: u64,
    /// How far a price in a snapshot may be from it.
    pub tolerance_bps: u64,
}

/// What this signer sees of the markets by a source of its own.
pub trait OwnPrices {
    /// Of now. If there is none to trust, why.
    fn price(&self, market: &Pubkey) -> Result<OwnPrice, String>;
}

/// What speaks against the prices of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PriceObjection {
    /// May be over soon.
    #[error("this signer has no price of its own for market {market} ({why}): look after its node, and come again")]
    Unseen { market: Pubkey, why: String },
    #[error(
        "market {market} is at {snapshot_e8} in the snapshot and at {own_e8} by this signer's own source, in USD times 10^8, {bps} bps apart, more than \
         {tolerance_bps}: compare both with the market"
    )]
    Apart { market: Pubkey, snapshot_e8: u64, own_e8: u64, bps: u64, tolerance_bps: u64 },
}

/// What these thresholds were computed from, by rising address of the market: the prices of all markets that one of the accounts has options on. A market
/// that nobody among them has options on may be of any price: none of their levels follows from it.
pub fn spots(own: &impl Recompute, thresholds: &[(Form, Leaf)]) -> Result<Vec<Spot>, RecomputeError> {
    let mut spots = BTreeMap::new();
    for (form, leaf) in thresholds {
        spots.extend(own.spots(*form, &leaf.margin_account)?.into_iter().map(|spot| (spot.market, spot)));
    }
    Ok(spots.into_values().collect())
}

/// Every market within the tolerance of the own price. `note` is told how far each one is that has an own price. A market that is too far
/// off comes before one without an own price: waiting does not bring it back.
pub fn check(spots: &[Spot], own: &impl OwnPrices, mut note: impl FnMut(&Pubkey, u64)) -> Result<(), PriceObjection> {
    let (mut apart, mut unseen) = (None, None);
    for &Spot { market, price_e8 } in spots {
        match own.price(&market) {
            Ok(OwnPrice { price_e8: own_e8, tolerance_bps }) => {
                let (snapshot_e8, bps) = (price_e8, difference_bps(price_e8, own_e8));
                note(&market, bps);
                if bps > tolerance_bps {
                    apart.get_or_insert(PriceObjection::Apart { market, snapshot_e8, own_e8, bps, tolerance_bps });
                }
            }
            Err(why) => {
                unseen.get_or_insert(PriceObjection::Unseen { market, why });
            }
        }
    }
    apart.or(unseen).map_or(Ok(()), Err)
}

/// `|snapshot - own| * BPS / own`, rounded up; as far as can be from an own price of zero.
pub fn difference_bps(snapshot_e8: u64, own_e8: u64) -> u64 {
    let distance = u128::from(snapshot_e8.abs_diff(own_e8)) * BPS;
    let bps = if own_e8 == 0 { u128::MAX } else { distance.div_ceil(own_e8.into()) };
    bps.try_into().unwrap_or(u64::MAX)
}
