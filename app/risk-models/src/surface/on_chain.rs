//! A smile in the integers of the chain.

use super::fit::FittedSmile;
use super::smile::RawSvi;
use super::SurfaceError;
use options_math::{Fix, MathError, SviParameters, SviSlice};
use vault_types::surface::CHECKED_LOG_STRIKES;

/// The slice as signers post it: parameters rounded to the nearest 2^-48, and looked at with the chain's own functions.
///
/// # Errors
/// [`SurfaceError::NotOnChain`] if a parameter is out of range or the variance is not above zero everywhere;
/// [`SurfaceError::ArbitrageOnChain`] if the chain finds a butterfly on the grid's 257 even points, in the limit of the wings, or at the
/// nine log-strikes where a message is checked.
pub fn slice(fitted: &FittedSmile) -> Result<SviSlice, SurfaceError> {
    let slice = SviSlice::new(fixed(fitted.smile.raw())?, fitted.seconds_to_expiry)?;
    if !slice.wings_are_possible() {
        return Err(SurfaceError::ArbitrageOnChain { place: "the wings are too steep" });
    }
    if !slice.has_no_butterfly(number(fitted.grid.half_width)?) {
        return Err(SurfaceError::ArbitrageOnChain { place: "a butterfly on the grid" });
    }
    for log_strike in CHECKED_LOG_STRIKES {
        if !slice.density_is_possible(log_strike)? {
            return Err(SurfaceError::ArbitrageOnChain {
                place: "a butterfly at a log-strike that messages are checked at",
            });
        }
    }
    Ok(slice)
}

fn fixed(raw: RawSvi) -> Result<SviParameters, SurfaceError> {
    Ok(SviParameters {
        a: number(raw.a)?,
        b: number(raw.b)?,
        rho: number(raw.rho)?,
        m: number(raw.m)?,
        sigma: number(raw.sigma)?,
    })
}

fn number(value: f64) -> Result<Fix, SurfaceError> {
    Fix::checked_from_num(value).ok_or(SurfaceError::NotOnChain(MathError::Surface))
}
