//! When a signed threshold is taken, and what is kept of it.
//!
//! Tightening is immediate. Loosening is slow: from one acceptance to the next a level falls at most to
//! `last * (1 - loosen_bps_per_hour / 10,000 * hours)`, rounded up. A message that asks for less is not refused but taken with the
//! level that is allowed:
//!
//! - signers do not know when their message will arrive, so they could not know which number would pass; whoever brings it could make it
//!   fail by bringing another one first. As it is, the signers sign what they compute, and the account never goes stale over it;
//! - many small steps gain nothing: the product of `1 - x_i` is never below `1 - sum of x_i`, and each step is rounded up;
//! - bringing the same news often costs nobody anything either: by that product, at worst the level falls exponentially, not linearly.
//!
//! For another portfolio than the last threshold's, or for other signers, there is nothing to compare with. Then the levels are taken as
//! signed, and what bounds them is the standard floor at each use ([`StoredThreshold::standing`]) and a challenge.
//!
//! But after a challenge has voided a threshold, the same signers get no other portfolio of the account through until the voided levels
//! would have loosened to nothing: otherwise a change of one atom would end what the challenge has put right. Until then the account has the
//! chain's own margin.

use super::{
    challenge::StrikeRecord, portfolio::Portfolio, SignedThreshold, Source, StoredThreshold, ThresholdError,
    ThresholdParameters,
};
use crate::{margin::Requirement, signed::SignedError, BPS};
use options_math::mul_div::mul_div_ceil;

const HOUR_SECS: u64 = 3_600;
/// All of a level: bps times seconds of an hour.
const WHOLE: u64 = BPS * HOUR_SECS;

impl StoredThreshold {
    /// The threshold to keep in the place of this one. `portfolio` is the account's when the instruction ends: for
    /// [`Form::AfterTrade`](super::Form::AfterTrade) that is after the trade, which has added one to its sequence.
    pub fn accept(
        &self,
        signed: &SignedThreshold,
        portfolio: &Portfolio,
        strikes: &StrikeRecord,
        parameters: &ThresholdParameters,
        now_ts: i64,
    ) -> Result<Self, ThresholdError> {
        signed.body.check_levels()?;
        signed.body.check_sensitivities()?;
        check_portfolio(signed, portfolio)?;
        self.check_time(signed, parameters, now_ts)?;
        let levels = self.levels_to_keep(signed, portfolio, strikes, parameters, now_ts)?;
        let SignedThreshold { header, body, .. } = signed;
        let kept = Self {
            net_delta_atoms: body.net_delta_atoms,
            vega_atoms: body.vega_atoms,
            issued_ts: header.issued_ts,
            expires_ts: header.expires_ts,
            accepted_ts: now_ts,
            sequence: header.sequence,
            generation: header.generation,
            position_seq: portfolio.position_seq,
            source: Source::SIGNED,
            is_void: u8::from(self.is_void != 0 && levels != body.levels()),
            ..*self
        };
        Ok(kept.with_levels(&levels))
    }

    /// The header was checked when the message was opened. Here its sequence meets the account that keeps it; and its age leaves
    /// challengers at least half of the strike window.
    fn check_time(
        &self,
        signed: &SignedThreshold,
        parameters: &ThresholdParameters,
        now_ts: i64,
    ) -> Result<(), SignedError> {
        if signed.header.sequence <= self.last_sequence(signed.header.generation) {
            return Err(SignedError::Sequence);
        }
        let age_secs = now_ts.saturating_sub(signed.header.issued_ts);
        if age_secs > i64::from(parameters.strike_window_secs / 2) {
            return Err(SignedError::TooOld);
        }
        Ok(())
    }

    fn levels_to_keep(
        &self,
        signed: &SignedThreshold,
        portfolio: &Portfolio,
        strikes: &StrikeRecord,
        parameters: &ThresholdParameters,
        now_ts: i64,
    ) -> Result<Requirement, ThresholdError> {
        let generation = signed.header.generation;
        let only_tightens = strikes.count(generation) >= u32::from(parameters.max_strikes);
        let levels = signed.body.levels();
        let lowest = loosened(&self.levels(), now_ts.saturating_sub(self.accepted_ts), parameters.loosen_bps_per_hour);
        let is_same_generation = self.generation == generation;
        match (is_same_generation && self.is_for(portfolio.position_seq), only_tightens) {
            (false, true) => Err(ThresholdError::OnlyTightening),
            (false, false) if is_same_generation && self.is_void_above(&lowest) => Err(ThresholdError::Void),
            (false, false) => Ok(levels),
            (true, true) => Ok(levels.or_larger(&self.levels())),
            (true, false) => Ok(levels.or_larger(&lowest)),
        }
    }

    /// Was it voided by a challenge, and has not yet had the time to loosen to nothing?
    fn is_void_above(&self, lowest: &Requirement) -> bool {
        self.is_void != 0 && *lowest != Requirement::default()
    }
}

fn check_portfolio(signed: &SignedThreshold, portfolio: &Portfolio) -> Result<(), ThresholdError> {
    if Some(signed.body.position_seq) != signed.form.signed_position_seq(portfolio.position_seq) {
        return Err(ThresholdError::PositionSequence);
    }
    if signed.body.position_hash != portfolio.position_hash {
        return Err(ThresholdError::PositionHash);
    }
    Ok(())
}

/// The lowest levels that these may have become: `ceil(level * (1 - bps / 10,000 * elapsed / 1 hour))`, at least zero.
fn loosened(last: &Requirement, elapsed_secs: i64, bps_per_hour: u16) -> Requirement {
    // A clock that goes back loosens nothing.
    let elapsed_secs = u64::try_from(elapsed_secs).unwrap_or(0);
    let part = WHOLE.saturating_sub(elapsed_secs.saturating_mul(bps_per_hour.into()));
    // At most the level itself, so it fits.
    let lowest = |atoms| mul_div_ceil(atoms, part, WHOLE).unwrap_or(atoms);
    Requirement {
        initial_atoms: lowest(last.initial_atoms),
        maintenance_atoms: lowest(last.maintenance_atoms),
        liquidation_atoms: lowest(last.liquidation_atoms),
    }
}
