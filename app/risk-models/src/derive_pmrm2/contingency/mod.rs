//! What is asked for on top of the worst scenario, one file each. All amounts in USD, zero or more, unless said otherwise.
//!
//! Source: `PMRMLib_2`, precomputed values and contingencies.

mod all;
mod basis;
mod collateral;
mod confidence;
mod naked_shorts;
mod peg;
mod perp;

pub use all::Contingencies;
pub use basis::{basis_factor, basis_loss};
pub use collateral::{collateral_value, haircuts};
pub use confidence::{confidence_contingency, market_confidence};
pub use naked_shorts::{naked_short_contingency, naked_shorts};
pub use peg::initial_loss_factor;
pub use perp::{perp_contingency, perp_notional};

/// What each margin asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contingency {
    /// By maintenance and by initial margin.
    pub maintenance: f64,
    /// By initial margin only, on top.
    pub initial: f64,
}

impl Contingency {
    fn add(&mut self, other: Self) {
        self.maintenance += other.maintenance;
        self.initial += other.initial;
    }
}
