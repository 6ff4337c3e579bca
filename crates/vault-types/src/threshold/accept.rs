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
//! For another portfolio than the last threshold's there is nothing to compare with. Then the levels are taken as signed, and what
//! bounds them is the standard floor at each use ([`StoredThreshold::standing`]) and a challenge.

use super::{
    challenge::StrikeRecord, portfolio::Portfolio, stored::higher, SignedThreshold, Source, StoredThreshold,
    ThresholdError, ThresholdParameters,
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
        let only_tightens = strikes.count(signed.header.generation) >= u32::from(parameters.max_strikes);
        let levels = signed.body.levels();
        match (self.is_for(portfolio.position_seq), only_tightens) {
            (false, true) => Err(ThresholdError::OnlyTightening),
            (false, false) => Ok(levels),
            (true, true) => Ok(higher(&levels, &self.levels())),
            (true, false) => {
                let elapsed_secs = now_ts.saturating_sub(self.accepted_ts);
                Ok(higher(&levels, &loosened(&self.levels(), elapsed_secs, parameters.loosen_bps_per_hour)))
            }
        }
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
