//! What a margin account keeps of the last threshold that it took, and what that is worth later.

use super::{assert_layout, ThresholdParameters};
use crate::{layout::*, margin::Requirement};
use options_math::mul_div::mul_div_ceil;

code! {
    /// Where a stored threshold comes from.
    Source {
        /// There has been none yet.
        NONE = 0,
        /// The signers.
        SIGNED = 1,
        /// The chain itself, after a challenge.
        CHAIN = 2,
    }
}

/// The last threshold of an account: 96 bytes of the account's own.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct StoredThreshold {
    /// Levels in atoms of the quote, as accepted: not below what was signed.
    pub initial_margin_atoms: u64,
    pub maintenance_margin_atoms: u64,
    pub liquidation_threshold_atoms: u64,
    /// As signed, in the units of [`ThresholdBody`](super::ThresholdBody). A challenge leaves them as they are.
    pub net_delta_atoms: i64,
    pub vega_atoms: i64,
    /// When the signers looked at the market.
    pub issued_ts: i64,
    /// The last second in which it is used.
    pub expires_ts: i64,
    /// When the levels were last set, by a message or a challenge: from then on they may loosen.
    pub accepted_ts: i64,
    /// Of the last message: the next one's is higher.
    pub sequence: u64,
    /// Of the signer set that signed it.
    pub generation: u64,
    /// Of the portfolio that it is for.
    pub position_seq: u64,
    pub source: Source,
    /// 1 from a challenge that voided it until its signers sign no less than its levels may have loosened to.
    pub is_void: u8,
    pub padding: [u8; 6],
}

assert_layout!(StoredThreshold, 96, initial_margin_atoms 0, maintenance_margin_atoms 8, liquidation_threshold_atoms 16,
    net_delta_atoms 24, vega_atoms 32, issued_ts 40, expires_ts 48, accepted_ts 56, sequence 64, generation 72, position_seq 80,
    source 88, is_void 89, padding 90);

/// What holds when a stored threshold is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    /// Of the account.
    pub position_seq: u64,
    /// Of the signer set.
    pub generation: u64,
    pub now_ts: i64,
}

/// What a stored threshold is worth now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It counts: this is what the account must hold.
    Fresh(Requirement),
    /// Too old: the account can only reduce its risk.
    Stale,
    /// None was ever taken, or it was for another portfolio, or by signers that have been replaced: the account has the chain's own
    /// margin.
    Missing,
}

impl StoredThreshold {
    /// The number that the next message of these signers must exceed. A new generation starts anew: otherwise a stolen quorum could
    /// use the last number that there is, and no signers after it could ever post.
    pub fn last_sequence(&self, generation: u64) -> u64 {
        if generation == self.generation {
            self.sequence
        } else {
            0
        }
    }

    /// What the account must hold by it: no level is below that of `floor`, which is
    /// [`standard_floor`](crate::margin::standard_floor) of the portfolio as it is now. The floor is asked for here so that no use can go without it.
    pub fn standing(&self, floor: &Requirement, present: &Present, parameters: &ThresholdParameters) -> Standing {
        if !self.is_for(present.position_seq) || self.generation != present.generation {
            return Standing::Missing;
        }
        let age_secs = present.now_ts.saturating_sub(self.issued_ts);
        if age_secs > i64::from(parameters.max_age_secs) || present.now_ts > self.expires_ts {
            return Standing::Stale;
        }
        Standing::Fresh(self.levels().or_larger(floor))
    }

    /// The same for an account that has this part, times 10^9, of its portfolio left: signed for it as it is now, no level and no
    /// sensitivity smaller than its part.
    pub fn scaled(self, kept_e9: u64, position_seq: u64) -> Self {
        const ONE_E9: u64 = 1_000_000_000;
        let kept = |atoms: u64| mul_div_ceil(atoms, kept_e9.min(ONE_E9), ONE_E9).unwrap_or(atoms);
        let Requirement { initial_atoms, maintenance_atoms, liquidation_atoms } = self.levels();
        let levels = Requirement {
            initial_atoms: kept(initial_atoms),
            maintenance_atoms: kept(maintenance_atoms),
            liquidation_atoms: kept(liquidation_atoms),
        };
        let sensitivity = |atoms: i64| match i64::try_from(kept(atoms.unsigned_abs())) {
            Ok(size) if atoms < 0 => size.saturating_neg(),
            Ok(size) => size,
            Err(_) => atoms,
        };
        let (net_delta_atoms, vega_atoms) = (sensitivity(self.net_delta_atoms), sensitivity(self.vega_atoms));
        Self { position_seq, net_delta_atoms, vega_atoms, ..self.with_levels(&levels) }
    }

    /// Has it been too old for so long that nobody can be expected to sign for the account again? An account that never had one has the chain's own
    /// margin, and may be about to get its first.
    pub fn is_forsaken(&self, parameters: &ThresholdParameters, forsaken_secs: u32, now_ts: i64) -> bool {
        let old_from_ts = self.issued_ts.saturating_add(parameters.max_age_secs.into()).min(self.expires_ts);
        self.source != Source::NONE && now_ts > old_from_ts.saturating_add(forsaken_secs.into())
    }

    /// Was it taken for this portfolio of the account?
    pub(crate) fn is_for(&self, position_seq: u64) -> bool {
        self.source != Source::NONE && self.position_seq == position_seq
    }

    /// The three levels, as stored.
    pub(super) fn levels(&self) -> Requirement {
        Requirement {
            initial_atoms: self.initial_margin_atoms,
            maintenance_atoms: self.maintenance_margin_atoms,
            liquidation_atoms: self.liquidation_threshold_atoms,
        }
    }

    /// Other levels.
    pub(super) fn with_levels(self, levels: &Requirement) -> Self {
        Self {
            initial_margin_atoms: levels.initial_atoms,
            maintenance_margin_atoms: levels.maintenance_atoms,
            liquidation_threshold_atoms: levels.liquidation_atoms,
            ..self
        }
    }

    /// Levels do not rise from the first to the last; nothing is stored that came from nowhere, and something from everywhere else.
    pub fn invariant(&self) -> bool {
        let Requirement { initial_atoms, maintenance_atoms, liquidation_atoms } = self.levels();
        let is_some = self.source != Source::NONE;
        self.source.is_known()
            && initial_atoms >= maintenance_atoms
            && maintenance_atoms >= liquidation_atoms
            && is_some == (self.sequence > 0)
            && is_some == (self.generation > 0)
            && (is_some || *self == Self::zeroed())
    }
}
