//! How a surface takes a message of its signers.

use super::{
    limits::{check_moves, check_smile, vols_e9, MAX_PERIODS_AHEAD},
    SignedSlice, SurfaceError, JUMP_WINDOW_SECS,
};
use crate::{
    calendar::span_secs,
    signed::message::MessageHeader,
    state::{ExpiryCalendar, SurfaceSlice, VolSurface},
    LedgerError,
};
use options_math::{Fix, SviSlice};

impl VolSurface {
    /// Takes slices whose header has been checked. Other expiries keep the slice that they have. After an error the surface is not to
    /// be kept: a part of the slices may be in it.
    pub fn post(
        &mut self,
        header: &MessageHeader,
        slices: &[SignedSlice],
        calendar: &ExpiryCalendar,
        now_ts: i64,
    ) -> Result<(), SurfaceError> {
        let horizon_secs = i64::from(calendar.period_secs).saturating_mul(MAX_PERIODS_AHEAD);
        let last_expiry_ts = now_ts.saturating_add(horizon_secs);
        let mut earlier_ts = now_ts;
        let mut earlier = [Fix::ZERO; 9];
        for slice in slices {
            let is_next = slice.expiry_ts > earlier_ts && slice.expiry_ts <= last_expiry_ts;
            if !is_next || !calendar.is_expiry(slice.expiry_ts) {
                return Err(SurfaceError::Expiry);
            }
            let seconds_to_expiry = span_secs(header.issued_ts, slice.expiry_ts);
            let smile = SviSlice::new(slice.parameters(), seconds_to_expiry).map_err(|_| SurfaceError::Slice)?;
            let sample = check_smile(&smile)?;
            if sample.variances.iter().zip(&earlier).any(|(variance, earlier)| variance < earlier) {
                return Err(SurfaceError::Calendar);
            }
            self.take(slice, header.issued_ts, &sample.vols_e9, now_ts)?;
            (earlier_ts, earlier) = (slice.expiry_ts, sample.variances);
        }
        self.sequence = header.sequence;
        self.generation = header.generation;
        Ok(())
    }

    fn take(
        &mut self,
        signed: &SignedSlice,
        issued_ts: i64,
        vols_e9: &[u64; 3],
        now_ts: i64,
    ) -> Result<(), SurfaceError> {
        let expiry_ts = signed.expiry_ts;
        let known = self.slices.iter().position(|slice| slice.expiry_ts == expiry_ts);
        // Expired ones make room, and a surface has as many slices as there are expiries to post.
        let index = known.or_else(|| self.slices.iter().position(|slice| slice.expiry_ts <= now_ts));
        let slot = index.and_then(|index| self.slices.get_mut(index)).ok_or(LedgerError::BrokenInvariant)?;
        let reference = if known.is_some() { slot.jump_reference(now_ts)? } else { None };
        let (reference_vols_e9, reference_ts) = reference.unwrap_or((*vols_e9, now_ts));
        check_moves(&reference_vols_e9, vols_e9)?;
        let SignedSlice { a, b, rho, m, sigma, .. } = *signed;
        let posted_ts = now_ts;
        *slot = SurfaceSlice { expiry_ts, a, b, rho, m, sigma, issued_ts, posted_ts, reference_vols_e9, reference_ts };
        Ok(())
    }
}

impl SurfaceSlice {
    /// From where the next move is measured, and since when; `None` after a window without a post.
    ///
    /// The reference stays for a window, however often is posted, so that small moves do not add up to a large one. Then it becomes the
    /// last slice: constant posting carries the volatility at most by the allowed move a window.
    fn jump_reference(&self, now_ts: i64) -> Result<Option<([u64; 3], i64)>, SurfaceError> {
        let has_passed = |since_ts: i64| now_ts.saturating_sub(since_ts) >= JUMP_WINDOW_SECS;
        if has_passed(self.posted_ts) {
            return Ok(None);
        }
        if has_passed(self.reference_ts) {
            return Ok(Some((vols_e9(&self.smile(self.issued_ts)?)?, now_ts)));
        }
        Ok(Some((self.reference_vols_e9, self.reference_ts)))
    }
}
