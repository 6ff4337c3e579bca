//! The stable coin below its peg: initial margin takes more of the worst loss.

use crate::derive_pmrm2::input::{MarginParameters, OtherParameters};

/// `IM_LOSS_FACTOR + PEG_LOSS_FACTOR max(0, PEG_LOSS_THRESHOLD - stable price)`, a share of the worst loss.
pub fn initial_loss_factor(margin: &MarginParameters, other: &OtherParameters, stable_price: f64) -> f64 {
    margin.initial_loss_factor + (other.peg_threshold - stable_price).max(0.0) * other.peg_factor
}
