//! What the kernel does not take: limit cases, and inputs to be refused.

use crate::inputs::{OptionInputs, MAX_VOL_E9};
use crate::kernel::evaluate::{assemble, Forward, Shortened};
use crate::kernel::position::Position;
use crate::kernel::time_root::time_root;
use crate::quote::Greeks;
use crate::MathError;

/// Prices (and Greeks) at expiry, without volatility, or without strike; an error outside the domain.
#[cold]
#[inline(never)]
pub(crate) fn evaluate_limit_case<const GREEKS: bool, const RATE: bool>(
    inputs: &OptionInputs,
    rate_e9: u64,
) -> Result<Greeks, MathError> {
    inputs.check()?;
    let forward = Forward::new::<RATE>(inputs, rate_e9);
    let position = if forward.value_e12 > 0 { Position::ABOVE } else { Position::BELOW };
    // Without density, root of time and volatility have no effect.
    let with_any_vol = OptionInputs { vol_e9: MAX_VOL_E9, ..*inputs };
    let short = Shortened::new(inputs);
    Ok(assemble::<GREEKS, RATE>(&with_any_vol, rate_e9, time_root(1), &forward, &short, &position))
}
