//! Collateral other than cash, and what each margin takes off it.

use super::Contingency;
use crate::derive_pmrm2::input::Collateral;

/// `amount * price / stable price`: in units of the stable coin that cash and debts are in.
pub fn collateral_value(collateral: &Collateral, stable_price: f64) -> f64 {
    collateral.amount * collateral.price / stable_price
}

/// `MMHaircut * value` for maintenance, `IMHaircut * value` on top for initial margin.
pub fn haircuts(collateral: &Collateral, value: f64) -> Contingency {
    Contingency { maintenance: value * collateral.maintenance_haircut, initial: value * collateral.initial_haircut }
}
