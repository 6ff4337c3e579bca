//! How an account stands: whether it is auctioned, how much of it, and at what price.
//!
//! With C what its collateral counts for, F what that is worth at its prices, M what its options are worth and MM, LT its maintenance margin
//! and liquidation threshold, all in atoms of its quote:
//! - value = F + M: what is left for its owner if everything is sold at its price
//! - maintenance balance = C - MM: below zero it is auctioned, with C < LT all of it
//! - buffer balance `B = balance + buffer * (balance - value)`: an auction goes on until it is no longer below zero, so that an account is not back
//!   in one at the next tick
//! - a part `f = B / (B - value * d - R * (1 - d))` of it, bought at `f * d * (value - R)`, brings it there; R is what was paid into it
//!   before and is not for sale, d what of the price reaches it.
//!
//! The formulas are those of an exchange that publishes them (Derive, portfolio margin 2); the tests hold them to its numbers.

use super::{
    price_path::{part_down, part_up, ONE_E9},
    AuctionPhase, LiquidationParameters, RunningAuction,
};
use crate::{margin::Requirement, BPS};

/// What an account has and must have, in atoms of its quote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// What its collateral counts for: with haircuts and ramps, and no price above its average.
    pub counted_atoms: u64,
    /// What its collateral is worth at its prices.
    pub fair_atoms: u64,
    /// What its options are worth, less those it owes; rounded down.
    pub mark_atoms: i64,
    pub requirement: Requirement,
    /// What it loses if every volatility rises by ten points; rounded up, zero if it gains.
    pub vega_loss_atoms: u64,
    /// For options that expired days ago it owes more of a token than it has of it: what else it has is sold, however much that counts for.
    pub owes_token: bool,
}

/// What is to become of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub phase: AuctionPhase,
    /// All of it may be bought at once.
    pub is_full: bool,
}

/// What a bidder can have of a solvent account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The most that is for sale, times 10^9.
    pub most_part_e9: u64,
    /// What all of it would cost.
    pub whole_price_atoms: u64,
}

impl Judgement {
    const SOUND: Self = Self { phase: AuctionPhase::NONE, is_full: false };
}

impl Health {
    /// What is left for the owner if everything is sold at its price.
    pub fn value(&self) -> i128 {
        i128::from(self.fair_atoms).wrapping_add(self.mark_atoms.into())
    }

    /// Below zero the account is auctioned.
    pub fn maintenance_balance(&self) -> i128 {
        i128::from(self.counted_atoms).wrapping_sub(self.requirement.maintenance_atoms.into())
    }

    /// Below zero an auction goes on. Rounded down.
    pub fn buffer_balance(&self, parameters: &LiquidationParameters) -> i128 {
        let balance = self.maintenance_balance();
        let above_value = balance.wrapping_sub(self.value()).min(0); // sums of five words
        balance.wrapping_add(above_value.wrapping_mul(parameters.buffer_bps.into()).div_euclid(BPS.into()))
    }

    /// Has an auction done what it is for?
    pub fn is_restored(&self, parameters: &LiquidationParameters) -> bool {
        self.buffer_balance(parameters) >= 0 && !self.owes_token
    }

    /// Would a rise of volatility cost more than the limit?
    pub fn has_too_much_vega(&self, parameters: &LiquidationParameters) -> bool {
        self.vega_excess_atoms(parameters) > 0
    }

    /// How much more than the limit: what hedges take away.
    pub fn vega_excess_atoms(&self, parameters: &LiquidationParameters) -> u64 {
        let limit_e9 = u64::from(parameters.vega_limit_bps).saturating_mul(ONE_E9 / BPS);
        self.vega_loss_atoms.saturating_sub(part_down(self.counted_atoms, limit_e9))
    }

    /// What is to become of an account that is or is not in an auction already.
    ///
    /// - Below maintenance margin it is sold, all of it below the liquidation threshold or where it owes a token that it does not have; one that is
    ///   worth nothing is given away.
    /// - What is sold goes on until the buffer is reached. One that nobody took for nothing is given away, if it is worth less than it lacks: whoever
    ///   takes it would have to bring the rest.
    /// - What is given away is sold again as soon as it is worth what it lacks: not at the first atom, for a price that goes up and down around
    ///   nothing would begin both auctions again and again.
    /// - Above maintenance margin, with too much vega, it is hedged.
    pub fn judge(&self, running: &RunningAuction, parameters: &LiquidationParameters, now_ts: i64) -> Judgement {
        let buffer_balance = self.buffer_balance(parameters);
        let falls_short = if running.is_sale() { buffer_balance < 0 } else { self.maintenance_balance() < 0 };
        if !falls_short && !self.owes_token {
            return match self.has_too_much_vega(parameters) {
                true => Judgement { phase: AuctionPhase::HEDGE, is_full: false },
                false => Judgement::SOUND,
            };
        }
        let lacks_more_than_it_is_worth = self.value() < buffer_balance.wrapping_neg();
        let counts_what_it_lacks = match running.phase {
            AuctionPhase::INSOLVENT => true,
            AuctionPhase::SOLVENT => parameters.is_over(running.priced_at(parameters, now_ts)),
            _ => false,
        };
        match self.value() <= 0 || (counts_what_it_lacks && lacks_more_than_it_is_worth) {
            true => Judgement { phase: AuctionPhase::INSOLVENT, is_full: true },
            false => {
                let is_full = self.counted_atoms < self.requirement.liquidation_atoms || self.owes_token;
                Judgement { phase: AuctionPhase::SOLVENT, is_full }
            }
        }
    }

    /// What a bidder can have of an account that is worth something, for a part `asked_e9` of its value.
    pub fn sale(&self, running: &RunningAuction, parameters: &LiquidationParameters, asked_e9: u64) -> Sale {
        let for_sale = self.value().saturating_sub(running.reserved_atoms.into()).max(0);
        let for_sale_atoms = u64::try_from(for_sale).unwrap_or(u64::MAX);
        let most_part_e9 = match running.is_full {
            1 => ONE_E9,
            _ => self.restoring_part_e9(running.reserved_atoms, parameters, net_of_penalty_e9(asked_e9, parameters)),
        };
        Sale { most_part_e9, whole_price_atoms: part_up(for_sale_atoms, asked_e9) }
    }

    /// Which part of the account must be sold, times 10^9, rounded up, when `received_e9` of its value comes back: at most all.
    pub fn restoring_part_e9(&self, reserved_atoms: u64, parameters: &LiquidationParameters, received_e9: u64) -> u64 {
        let (missing, value) = (self.buffer_balance(parameters).wrapping_neg(), self.value());
        if missing <= 0 {
            return 0;
        }
        // All times 10^9: five words of 2^64 times 2^30.
        let (one, received) = (i128::from(ONE_E9), i128::from(received_e9.min(ONE_E9)));
        let kept = i128::from(reserved_atoms).wrapping_mul(one.wrapping_sub(received));
        let gained = missing.wrapping_mul(one).wrapping_add(value.wrapping_mul(received)).wrapping_add(kept);
        match u128::try_from(gained) {
            Ok(gained) if gained > 0 => {
                let part = missing.unsigned_abs().wrapping_mul(u128::from(ONE_E9).pow(2)).div_ceil(gained);
                u64::try_from(part).unwrap_or(ONE_E9).min(ONE_E9)
            }
            _ => ONE_E9,
        }
    }

    /// What the fund pays whoever takes the whole account, when this part of what it lacks is offered; rounded down.
    pub fn offer_atoms(&self, parameters: &LiquidationParameters, offered_e9: u64) -> u64 {
        part_down(self.claim_atoms(parameters), offered_e9)
    }

    /// The most that the fund will ever pay for it as it is: what it lacks to the buffer.
    pub fn claim_atoms(&self, parameters: &LiquidationParameters) -> u64 {
        u64::try_from(self.buffer_balance(parameters).min(0).unsigned_abs()).unwrap_or(u64::MAX)
    }
}

/// What of the value reaches the account, when the fund takes its part of the price.
fn net_of_penalty_e9(asked_e9: u64, parameters: &LiquidationParameters) -> u64 {
    asked_e9.saturating_sub(part_up(asked_e9, u64::from(parameters.penalty_bps).saturating_mul(ONE_E9 / BPS)))
}

impl Sale {
    /// What a part of it costs, rounded up.
    pub fn price_atoms(&self, part_e9: u64) -> u64 {
        part_up(self.whole_price_atoms, part_e9)
    }
}
