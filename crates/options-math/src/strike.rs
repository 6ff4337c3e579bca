//! The listed strike whose call delta is nearest a target: found by bisection, verified with two evaluations.
//!
//! Off chain [`nearest_strike`] proposes, on chain [`is_nearest_strike`] verifies (about 3,900 compute units).
//!
//! Delta falls with the strike (exactly, see `normal::upper_tail`), so the target splits the grid in two:
//! the strikes with delta >= target, then those with delta < target. The **nearest strike** is whichever of the two
//! strikes at the split has the delta nearer the target, **the higher one on a tie**; if one part is empty, it is the
//! grid's first or last strike. Exactly one strike satisfies this, also where delta is flat over many strikes.

use crate::call::DeltaCurve;
use crate::{Fix, MathError};

/// The listed strikes: the positive multiples of `step_e8` in `[min_e8, max_e8]`. Units: USD * 1e8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StrikeGrid {
    step_e8: u64,
    min_e8: u64,
    max_e8: u64,
}

impl StrikeGrid {
    /// Refuses a zero step ([`MathError::StrikeStep`]) and a grid without a strike ([`MathError::NoListedStrike`]).
    pub fn new(step_e8: u64, min_e8: u64, max_e8: u64) -> Result<Self, MathError> {
        if step_e8 == 0 {
            return Err(MathError::StrikeStep);
        }
        let grid = Self { step_e8, min_e8, max_e8 };
        if grid.first_index() > grid.last_index() {
            return Err(MathError::NoListedStrike);
        }
        Ok(grid)
    }

    pub fn step_e8(&self) -> u64 {
        self.step_e8
    }

    pub fn min_e8(&self) -> u64 {
        self.min_e8
    }

    pub fn max_e8(&self) -> u64 {
        self.max_e8
    }

    /// Whether the strike is one of the grid's.
    pub fn contains(&self, strike_e8: u64) -> bool {
        strike_e8 > 0 && strike_e8.is_multiple_of(self.step_e8) && (self.min_e8..=self.max_e8).contains(&strike_e8)
    }

    /// The lowest listed strike divided by the step.
    fn first_index(&self) -> u64 {
        self.min_e8.div_ceil(self.step_e8).max(1)
    }

    /// The highest listed strike divided by the step.
    fn last_index(&self) -> u64 {
        self.max_e8 / self.step_e8
    }
}

/// The nearest strike (see the module's rule), with at most 66 evaluations of delta: two ends and a bisection.
///
/// Domain: that of [`crate::price_call`], and a target strictly between 0 and 1.
pub fn nearest_strike(
    spot_e8: u64,
    seconds_to_expiry: u64,
    vol_e9: u64,
    target_delta: Fix,
    grid: &StrikeGrid,
) -> Result<u64, MathError> {
    let search = Search::new(spot_e8, seconds_to_expiry, vol_e9, target_delta, grid)?;
    Ok(search.nearest_index() * grid.step_e8) // an index of the grid: at most max_e8
}

/// Whether a strike is the one that [`nearest_strike`] returns, with at most two evaluations of delta.
///
/// A strike that is not listed is not the nearest. Same domain as [`nearest_strike`].
pub fn is_nearest_strike(
    spot_e8: u64,
    seconds_to_expiry: u64,
    vol_e9: u64,
    target_delta: Fix,
    grid: &StrikeGrid,
    strike_e8: u64,
) -> Result<bool, MathError> {
    let search = Search::new(spot_e8, seconds_to_expiry, vol_e9, target_delta, grid)?;
    Ok(grid.contains(strike_e8) && search.is_nearest_index(strike_e8 / grid.step_e8))
}

/// A delta curve, a target and the grid to choose from.
struct Search<'a> {
    curve: DeltaCurve,
    target: Fix,
    grid: &'a StrikeGrid,
}

impl<'a> Search<'a> {
    fn new(
        spot_e8: u64,
        seconds_to_expiry: u64,
        vol_e9: u64,
        target: Fix,
        grid: &'a StrikeGrid,
    ) -> Result<Self, MathError> {
        let curve = DeltaCurve::new(spot_e8, seconds_to_expiry, vol_e9)?;
        if target <= Fix::ZERO || target >= Fix::ONE {
            return Err(MathError::TargetDelta);
        }
        Ok(Self { curve, target, grid })
    }

    /// Delta at a strike of the grid.
    fn delta(&self, index: u64) -> Fix {
        self.curve.delta(index * self.grid.step_e8) // at most max_e8
    }

    fn nearest_index(&self) -> u64 {
        let (mut low, mut high) = (self.grid.first_index(), self.grid.last_index());
        let (mut low_delta, mut high_delta) = (self.delta(low), self.delta(high));
        if low_delta < self.target {
            return low;
        }
        if high_delta >= self.target {
            return high;
        }
        // Invariant: delta(low) >= target > delta(high). The distance halves, so 64 rounds are enough.
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let delta = self.delta(middle);
            if delta >= self.target {
                (low, low_delta) = (middle, delta);
            } else {
                (high, high_delta) = (middle, delta);
            }
        }
        if self.prefers_high(low_delta, high_delta) {
            high
        } else {
            low
        }
    }

    fn is_nearest_index(&self, index: u64) -> bool {
        let delta = self.delta(index);
        if delta < self.target {
            if index == self.grid.first_index() {
                return true;
            }
            let below = self.delta(index - 1);
            below >= self.target && self.prefers_high(below, delta)
        } else {
            if index == self.grid.last_index() {
                return true;
            }
            let above = self.delta(index + 1);
            above < self.target && !self.prefers_high(delta, above)
        }
    }

    /// At the split, `low_delta >= target > high_delta`: whether the higher strike's delta is at least as near.
    fn prefers_high(&self, low_delta: Fix, high_delta: Fix) -> bool {
        self.target - high_delta <= low_delta - self.target
    }
}
