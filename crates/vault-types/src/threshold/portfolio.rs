//! The hash of a portfolio, by which signers and the chain know that they speak of the same one.

use super::{assert_layout, ThresholdError};
use crate::{
    hash::sha256,
    margin::{MAX_COLLATERALS, MAX_POSITIONS},
    state::{HeldCollateral, MarginAccount},
    Pubkey,
};
use bytemuck::{Pod, Zeroable};

/// What the hash begins with.
pub const DOMAIN: [u8; 16] = *b"OPTVAULT POSN v1";

/// Which portfolio an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portfolio {
    /// Rises by one with each change that may add risk: of the options, and collateral taken out. Never falls.
    pub position_seq: u64,
    /// [`Self::hash_of`] what the account has.
    pub position_hash: [u8; 32],
}

/// Options of one series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Position {
    pub series: Pubkey,
    /// Atoms of the underlying that the options are on: above zero when owned, below when owed.
    pub quantity: i64,
}

assert_layout!(Position, 40, series 0, quantity 32);

impl Portfolio {
    /// `sha256(domain, number of positions, number of collaterals, positions, collaterals)`, numbers as `u32` in little endian.
    ///
    /// In whatever order they are given, positions are hashed by rising series and collaterals by rising mint, 40 bytes each, and those
    /// of nothing are left out. With both numbers in front no entry can pass for one of the other kind.
    ///
    /// Costs least when they are given in order. Refuses a series or mint that is named twice, and too many of them.
    pub fn hash_of(positions: &[Position], collaterals: &[HeldCollateral]) -> Result<[u8; 32], ThresholdError> {
        let positions = in_order(positions.iter().copied(), MAX_POSITIONS)?;
        let positions = positions.iter().filter_map(|position| bytemuck::bytes_of(position).first_chunk());
        Ok(Self::hash_in_order(positions, in_order(collaterals.iter().copied(), MAX_COLLATERALS)?))
    }

    /// Positions of 40 bytes each that rise already, and collaterals.
    fn hash_in_order<'a>(positions: impl Iterator<Item = &'a [u8; 40]>, collaterals: Vec<HeldCollateral>) -> [u8; 32] {
        let mut parts: Vec<&[u8]> = Vec::with_capacity(3 + MAX_POSITIONS);
        parts.extend([DOMAIN.as_slice(), &[]]);
        parts.extend(positions.map(|position| position.as_slice()));
        let counts = [parts.len().saturating_sub(2) as u32, collaterals.len() as u32].map(u32::to_le_bytes); // both are small
        parts[1] = counts.as_flattened();
        parts.push(bytemuck::cast_slice(&collaterals));
        sha256(&parts)
    }
}

impl MarginAccount {
    /// What a threshold for the account, as it is now, must be for. Its options rise by their series, and are hashed where they are.
    pub fn portfolio(&self) -> Result<Portfolio, ThresholdError> {
        let positions = self.options.iter().filter(|held| held.is_used());
        let positions = positions.filter_map(|held| bytemuck::bytes_of(held).first_chunk());
        let collaterals = in_order(self.collaterals.iter().copied(), MAX_COLLATERALS)?;
        let position_hash = Portfolio::hash_in_order(positions, collaterals);
        Ok(Portfolio { position_seq: self.position_seq, position_hash })
    }
}

trait Entry: Pod {
    fn address(&self) -> &Pubkey;
    fn is_nothing(&self) -> bool;
}

impl Entry for Position {
    fn address(&self) -> &Pubkey {
        &self.series
    }

    fn is_nothing(&self) -> bool {
        self.quantity == 0
    }
}

impl Entry for HeldCollateral {
    fn address(&self) -> &Pubkey {
        &self.mint
    }

    fn is_nothing(&self) -> bool {
        self.amount_atoms == 0
    }
}

/// By rising address, without those of nothing.
///
/// Each is inserted from the back: one comparison for an entry that is in its place, and far less code than a general sort.
fn in_order<E: Entry>(entries: impl Iterator<Item = E>, most: usize) -> Result<Vec<E>, ThresholdError> {
    let mut sorted: Vec<E> = Vec::with_capacity(most);
    for entry in entries.filter(|entry| !entry.is_nothing()) {
        if sorted.len() == most {
            return Err(ThresholdError::TooManyEntries);
        }
        let is_before = |other: &E| is_lower(other.address(), entry.address());
        let place = sorted.iter().rposition(is_before).map_or(0, |last| last + 1);
        if sorted.get(place).is_some_and(|other| other.address() == entry.address()) {
            return Err(ThresholdError::DuplicateEntry);
        }
        sorted.insert(place, entry);
    }
    Ok(sorted)
}

/// By the first eight bytes, and by the rest only where those are equal: whole addresses cost the chain five times as much to compare.
pub(crate) fn is_lower(a: &Pubkey, b: &Pubkey) -> bool {
    let start = |address: &Pubkey| address.as_array().first_chunk().map(|start| u64::from_be_bytes(*start));
    let (first, second) = (start(a), start(b));
    first < second || (first == second && a < b)
}
