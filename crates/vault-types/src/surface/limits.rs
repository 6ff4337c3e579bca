//! What a signed smile must satisfy, whoever signed it.

use super::SurfaceError;
use crate::BPS;
use options_math::{Fix, SviSlice};

/// Least volatility a year, times 10^9: 5 %.
pub const MIN_VOL_E9: u64 = 50_000_000;
/// Highest volatility a year, times 10^9: 400 %.
pub const MAX_VOL_E9: u64 = 4_000_000_000;

/// Where a smile is looked at: from 0.61 to 1.65 times the forward, closer to it where the strikes are.
pub const CHECKED_LOG_STRIKES: [Fix; 9] =
    [eighths(-4), eighths(-2), eighths(-1), sixteenth(-1), Fix::ZERO, sixteenth(1), eighths(1), eighths(2), eighths(4)];

/// Where its moves are measured: at the money, and at 0.78 and 1.28 times the forward.
pub const JUMP_LOG_STRIKES: [Fix; 3] = [eighths(-2), Fix::ZERO, eighths(2)];
/// How far a volatility may move within the window, in bps of where it was: more than any crash has moved it in an hour, and too
/// little for one bad message to give options away.
pub const MAX_JUMP_BPS: u64 = 5_000;
/// After so long without a post any move is taken: the world may have changed, and nobody must be locked out of it for ever.
pub const JUMP_WINDOW_SECS: i64 = 3_600;

/// A slice older than this starts no round and sells no option. Volatility changes by a tenth in a usual day; and in a day a signer
/// can be woken up.
pub const MAX_SURFACE_AGE_SECS: i64 = 86_400;

/// Expiries are among so many next ones.
pub const MAX_PERIODS_AHEAD: i64 = crate::state::VolSurface::MAX_SLICES as i64;

/// The variances and volatilities of a smile at the places where it is looked at.
pub(super) struct Sample {
    /// At [`CHECKED_LOG_STRIKES`].
    pub variances: [Fix; 9],
    /// At [`JUMP_LOG_STRIKES`].
    pub vols_e9: [u64; 3],
}

/// Looks at a smile: volatilities within the bounds, wings and density possible.
pub(super) fn check_smile(smile: &SviSlice) -> Result<Sample, SurfaceError> {
    if !smile.wings_are_possible() {
        return Err(SurfaceError::Wings);
    }
    let mut variances = [Fix::ZERO; 9];
    for (variance, log_strike) in variances.iter_mut().zip(CHECKED_LOG_STRIKES) {
        let vol_e9 = smile.vol_e9_at(log_strike).map_err(|_| SurfaceError::Volatility)?;
        if !(MIN_VOL_E9..=MAX_VOL_E9).contains(&vol_e9) {
            return Err(SurfaceError::Volatility);
        }
        *variance = smile.total_variance(log_strike)?;
    }
    for log_strike in CHECKED_LOG_STRIKES {
        if !smile.density_is_possible(log_strike)? {
            return Err(SurfaceError::Butterfly);
        }
    }
    Ok(Sample { variances, vols_e9: vols_e9(smile)? })
}

/// Volatilities at [`JUMP_LOG_STRIKES`].
pub(super) fn vols_e9(smile: &SviSlice) -> Result<[u64; 3], SurfaceError> {
    let mut vols_e9 = [0; 3];
    for (vol_e9, log_strike) in vols_e9.iter_mut().zip(JUMP_LOG_STRIKES) {
        *vol_e9 = smile.vol_e9_at(log_strike)?;
    }
    Ok(vols_e9)
}

/// Has no volatility moved by more than [`MAX_JUMP_BPS`] of where it was?
pub(super) fn check_moves(from_e9: &[u64; 3], to_e9: &[u64; 3]) -> Result<(), SurfaceError> {
    let is_near = |(from_e9, to_e9): (&u64, &u64)| {
        let (moved, allowed) = (from_e9.abs_diff(*to_e9).checked_mul(BPS), from_e9.checked_mul(MAX_JUMP_BPS));
        moved.zip(allowed).is_some_and(|(moved, allowed)| moved <= allowed)
    };
    if from_e9.iter().zip(to_e9).all(is_near) {
        Ok(())
    } else {
        Err(SurfaceError::Jump)
    }
}

const fn eighths(count: i64) -> Fix {
    Fix::from_bits(count << 45)
}

const fn sixteenth(count: i64) -> Fix {
    Fix::from_bits(count << 44)
}
