//! The chain's own scenarios against a signed threshold: anyone may ask for the comparison.
//!
//! A maintenance margin below the chain's by more than the tolerance is void at once. The chain's levels take its place, where they are
//! higher, and from them on later messages are compared: bringing the lie again only loosens as slowly as the truth would.
//!
//! Initial margin and liquidation threshold are not compared by themselves. The one is never below the maintenance margin; the other
//! only decides how much of an account may be auctioned that is below its maintenance margin already.
//!
//! **Strikes belong to the signer set**, for all accounts of the house together, and end with its generation: whether signers are to be
//! believed does not depend on whose account they lied about. Two bounds keep honest signers from being struck for the market's moves:
//! the threshold must be younger than the strike window, and one window brings one strike at most, since one bad minute makes many
//! accounts' thresholds too low. Signers who lie on and on still collect one a window; counting by message numbers instead would let
//! them use up the numbers with a lie about an account of their own.

use super::{
    assert_layout,
    stored::{Present, Source, Standing},
    StoredThreshold, ThresholdError, ThresholdParameters,
};
use crate::{layout::*, margin::Requirement, BPS};

/// How often the signers were caught: 24 bytes of the signer set.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct StrikeRecord {
    /// Whose strikes these are: other generations have none.
    pub generation: u64,
    pub last_strike_ts: i64,
    pub strikes: u32,
    pub padding: [u8; 4],
}

assert_layout!(StrikeRecord, 24, generation 0, last_strike_ts 8, strikes 16, padding 20);

/// What is not missed of a threshold, in atoms of the quote: the larger of ten units and a five-hundredth of what is owed at spot. A portfolio that
/// risks next to nothing is no lie; and one whose options nearly cancel out risks little, but that little moves with every tick.
pub fn spared_atoms(owed_atoms: u64, quote_decimals: u8) -> u64 {
    const UNITS: u64 = 10;
    const PART_OF_OWED: u64 = 500;
    (owed_atoms / PART_OF_OWED).max(10u64.saturating_pow(quote_decimals.into()).saturating_mul(UNITS))
}

/// What comes of a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The signed margin is not too low.
    Upheld,
    /// It is: this is what the account and the signer set keep from now on.
    Void { threshold: StoredThreshold, strikes: StrikeRecord },
}

impl StoredThreshold {
    /// Compares the threshold with what the chain has just computed for the same portfolio. Refuses where no threshold is in
    /// force.
    ///
    /// What is missing by no more than `spared_atoms` is not missed: of a portfolio that risks next to nothing, rounding would be a strike.
    ///
    /// A threshold that the chain has set before can be raised again, without a strike: its signers were struck already. A challenge
    /// makes no threshold younger: it goes stale when the message would have.
    pub fn challenge(
        &self,
        chain: &Requirement,
        strikes: &StrikeRecord,
        present: &Present,
        parameters: &ThresholdParameters,
        spared_atoms: u64,
    ) -> Result<Verdict, ThresholdError> {
        if !matches!(self.standing(chain, present, parameters), Standing::Fresh(_)) {
            return Err(ThresholdError::NothingToChallenge);
        }
        let signed_atoms = self.maintenance_margin_atoms.saturating_add(spared_atoms);
        if !is_too_low(signed_atoms, chain.maintenance_atoms, parameters.tolerance_bps) {
            return Ok(Verdict::Upheld);
        }
        let raised = Self { accepted_ts: present.now_ts, source: Source::CHAIN, is_void: 1, ..*self };
        Ok(Verdict::Void {
            threshold: raised.with_levels(&self.levels().or_larger(chain)),
            strikes: self.strike(strikes, present.now_ts, parameters.strike_window_secs.into()),
        })
    }

    /// The signers' record after this threshold turned out too low.
    fn strike(&self, strikes: &StrikeRecord, now_ts: i64, window_secs: i64) -> StrikeRecord {
        let is_theirs = self.source == Source::SIGNED;
        let is_recent = now_ts.saturating_sub(self.issued_ts) <= window_secs;
        if is_theirs && is_recent {
            strikes.with_strike(self.generation, window_secs, now_ts)
        } else {
            *strikes
        }
    }
}

impl StrikeRecord {
    /// The strikes of this generation.
    pub fn count(&self, generation: u64) -> u32 {
        if generation == self.generation {
            self.strikes
        } else {
            0
        }
    }

    /// With one strike more, unless the last one was within the window.
    fn with_strike(&self, generation: u64, window_secs: i64, now_ts: i64) -> Self {
        let strikes = self.count(generation);
        if strikes > 0 && now_ts.saturating_sub(self.last_strike_ts) < window_secs {
            return *self;
        }
        Self { generation, last_strike_ts: now_ts, strikes: strikes.saturating_add(1), padding: [0; 4] }
    }
}

/// `signed < chain * (1 - tolerance)`, exactly.
fn is_too_low(signed_atoms: u64, chain_atoms: u64, tolerance_bps: u16) -> bool {
    let least = u128::from(chain_atoms).saturating_mul(BPS.saturating_sub(tolerance_bps.into()).into());
    u128::from(signed_atoms).saturating_mul(BPS.into()) < least
}
