//! What the tests of liquidations share: default parameters, parts in rationals, and how an account stands.
#![allow(dead_code)] // every test file uses its own part

use crate::common::exact::{ceil, exact, floor, ratio};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;
use vault_types::{
    liquidation::{Health, LiquidationParameters},
    margin::Requirement,
};

pub const DEFAULT: LiquidationParameters = LiquidationParameters::DEFAULT;
/// One, in parts of 10^-9.
pub const ONE_E9: u64 = 1_000_000_000;
/// A second of an auction's clock at the usual pace.
pub const SECOND: u64 = 10_000;

pub fn e9(value: u64) -> BigRational {
    ratio(value, ONE_E9)
}

pub fn bps(value: impl Into<BigInt>) -> BigRational {
    ratio(value, 10_000)
}

/// An account without options: what it counts for and is worth, and the one level that it must have.
pub fn health(counted_atoms: u64, value_atoms: i64, maintenance_atoms: u64) -> Health {
    let requirement = Requirement::flat(maintenance_atoms);
    Health { counted_atoms, fair_atoms: 0, mark_atoms: value_atoms, requirement, vega_loss_atoms: 0, owes_token: false }
}

/// The buffer balance in other words: nothing is added where the balance is above the value.
pub fn exact_buffer_balance(balance: &BigRational, value: &BigRational, buffer_bps: u16) -> BigRational {
    let below_value = (value - balance).max(exact(0));
    balance - below_value * bps(buffer_bps)
}

/// An account in exact numbers: what collateral counts for, what all is worth, what it must have, and what is not for sale.
#[derive(Clone)]
pub struct ExactAccount {
    pub counted: BigRational,
    pub value: BigRational,
    pub maintenance: BigRational,
    pub reserved: BigRational,
}

impl ExactAccount {
    pub fn of(health: &Health, reserved_atoms: u64) -> Self {
        Self {
            counted: exact(health.counted_atoms),
            value: exact(health.fair_atoms) + exact(health.mark_atoms),
            maintenance: exact(health.requirement.maintenance_atoms),
            reserved: exact(reserved_atoms),
        }
    }

    /// A part of all but the reserve goes, and so much comes in, which is reserved as well.
    pub fn sell(&self, part: &BigRational, received: &BigRational) -> Self {
        let kept = exact(1) - part;
        let left = |of: &BigRational| (of - &self.reserved) * &kept + &self.reserved + received;
        Self {
            counted: left(&self.counted),
            value: left(&self.value),
            maintenance: &self.maintenance * &kept,
            reserved: &self.reserved + received,
        }
    }

    pub fn at_price(&self, part: &BigRational, price: &BigRational) -> Self {
        self.sell(part, &(part * price * (&self.value - &self.reserved)))
    }

    pub fn balance(&self) -> BigRational {
        &self.counted - &self.maintenance
    }

    pub fn buffer_balance(&self, buffer_bps: u16) -> BigRational {
        exact_buffer_balance(&self.balance(), &self.value, buffer_bps)
    }

    /// As the chain sees it: whole atoms, rounded against the account.
    pub fn health(&self) -> Option<Health> {
        let maintenance_atoms = ceil(&self.maintenance)?;
        let value = i64::try_from(self.value.floor().to_integer()).ok()?;
        Some(health(floor(&self.counted)?, value, maintenance_atoms))
    }
}

/// All parameters within their bounds.
pub fn any_parameters() -> impl Strategy<Value = LiquidationParameters> {
    let times = (3_600..=86_400_u32, 0..=1_000_u64, 300..=21_600_u32, 300..=21_600_u32, 1..=60_u32);
    let parts = (5_001..10_000_u16, 0..=1_000_u64, 500..=10_000_u16, 0..=1_000_u16, 500..=10_000_u16);
    (times, parts, 500..=10_000_u16, 1_000..=40_000_u16).prop_map(|(times, parts, hedge_most_bps, usual_vol_bps)| {
        let (whole_secs, fast, insolvent_secs, hedge_secs, step_secs) = times;
        let (first_bps, knee, buffer_bps, penalty_bps, vega_limit_bps) = parts;
        let between = |least: u64, most: u64, thousandth: u64| least + (most - least) * thousandth / 1_000;
        let parameters = LiquidationParameters {
            fast_secs: between(300, u64::from(whole_secs) / 10, fast) as u32,
            whole_secs,
            insolvent_secs,
            hedge_secs,
            step_secs,
            first_bps,
            knee_bps: between(5_000, u64::from(first_bps) - 1, knee) as u16,
            buffer_bps,
            penalty_bps,
            vega_limit_bps,
            hedge_most_bps,
            usual_vol_bps,
            ..DEFAULT
        };
        assert!(parameters.is_valid());
        parameters
    })
}
