//! Surfaces, and the slices that signers post.

use bytemuck::Zeroable;
use options_math::{Fix, SviParameters};
use vault_types::{
    signed::message::MessageHeader,
    state::{ExpiryCalendar, VolSurface},
    surface::{flat, SignedSlice, SurfaceError},
};

pub const CALENDAR: ExpiryCalendar = ExpiryCalendar::weekly(2 * 86_400);
pub const WEEK: i64 = 7 * 86_400;
/// A Tuesday.
pub const NOW: i64 = 1_700_000_000;
pub const VOL: u64 = 800_000_000;

/// The n-th coming expiry.
pub fn expiry(n: i64) -> i64 {
    ExpiryCalendar::weekly(0).next_expiry_ts(NOW).unwrap() + (n - 1) * WEEK
}

pub fn at(expiry_ts: i64, [a, b, rho, m, sigma]: [f64; 5]) -> SignedSlice {
    let [a, b, rho, m, sigma] = [a, b, rho, m, sigma].map(Fix::from_num);
    SignedSlice::new(expiry_ts, &SviParameters { a, b, rho, m, sigma })
}

pub fn flat_at(expiry_ts: i64, vol_e9: u64, now_ts: i64) -> SignedSlice {
    SignedSlice::new(expiry_ts, &flat(vol_e9, (expiry_ts - now_ts).unsigned_abs()))
}

pub fn empty() -> VolSurface {
    VolSurface::zeroed()
}

pub fn post(surface: &mut VolSurface, slices: &[SignedSlice], now_ts: i64) -> Result<(), SurfaceError> {
    let header =
        MessageHeader { issued_ts: now_ts, sequence: surface.sequence + 1, generation: 1, ..MessageHeader::zeroed() };
    let mut next = *surface;
    next.post(&header, slices, &CALENDAR, now_ts)?;
    assert!(next.invariant());
    *surface = next;
    Ok(())
}

pub fn posted(slices: &[SignedSlice]) -> Result<VolSurface, SurfaceError> {
    let mut surface = empty();
    post(&mut surface, slices, NOW)?;
    Ok(surface)
}
