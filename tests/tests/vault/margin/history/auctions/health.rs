//! How an account stands, in whole numbers without any limit, by the formulas of `docs/LIQUIDATION.md`.

use super::auction::{Auction, Judgement, Phase};

/// One, in parts of 10^-9.
pub const ONE: i128 = 1_000_000_000;
/// Of the price of a portfolio, the fund's part.
const PENALTY: i128 = 2 * ONE / 100;

/// In atoms of the quote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    pub counted: i128,
    pub fair: i128,
    pub mark: i128,
    pub initial: i128,
    pub maintenance: i128,
    pub liquidation: i128,
    pub vega_loss: i128,
    /// For a week that was over two days ago it owes more of a token than it has.
    pub owes_token: bool,
}

/// What a bidder can have, and for how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sale {
    pub most_part: i128,
    pub whole_price: i128,
}

/// `a * b / c`, rounded up; none is below zero.
pub fn up(a: i128, b: i128, c: i128) -> i128 {
    (a * b + c - 1) / c
}

/// What a price leaves for the fund.
pub fn penalty(price: i128) -> i128 {
    up(price, PENALTY, ONE).min(price)
}

impl Health {
    pub fn value(&self) -> i128 {
        self.fair + self.mark
    }

    pub fn buffer_balance(&self) -> i128 {
        let balance = self.counted - self.maintenance;
        balance + ((balance - self.value()).min(0) * 20).div_euclid(100)
    }

    /// What it lacks to its buffer.
    pub fn missing(&self) -> i128 {
        -self.buffer_balance().min(0)
    }

    /// By how much ten points more of volatility cost too much. `limit_bps` of what counts may be lost.
    pub fn vega_excess(&self, limit_bps: i128) -> i128 {
        (self.vega_loss - self.counted * limit_bps / 10_000).max(0)
    }

    pub fn judge(&self, running: &Auction, vega_limit_bps: i128, now_ts: i64) -> Judgement {
        let falls_short = if running.is_sale() { self.buffer_balance() < 0 } else { self.counted < self.maintenance };
        if !falls_short && !self.owes_token {
            let phase = if self.vega_excess(vega_limit_bps) > 0 { Phase::Hedge } else { Phase::None };
            return Judgement { phase, is_full: false };
        }
        let lacks_more = self.value() < self.missing();
        let counts_what_it_lacks =
            running.phase == Phase::Insolvent || (running.phase == Phase::Solvent && running.is_over(now_ts));
        match self.value() <= 0 || (counts_what_it_lacks && lacks_more) {
            true => Judgement { phase: Phase::Insolvent, is_full: true },
            false => Judgement { phase: Phase::Solvent, is_full: self.counted < self.liquidation || self.owes_token },
        }
    }

    /// `f = B / (B - V d - R (1 - d))` of it, for a part `asked` of its value less what it keeps back.
    pub fn sale(&self, running: &Auction, asked: i128) -> Sale {
        let whole_price = up((self.value() - running.reserved).max(0), asked, ONE);
        let most_part = if running.is_full { ONE } else { self.restoring_part(running.reserved, asked) };
        Sale { most_part, whole_price }
    }

    fn restoring_part(&self, reserved: i128, asked: i128) -> i128 {
        let (missing, arrives) = (self.missing(), asked - up(asked, PENALTY, ONE));
        let gained = missing * ONE + self.value() * arrives + reserved * (ONE - arrives);
        match missing {
            0 => 0,
            _ if gained <= 0 => ONE,
            _ => up(missing, ONE * ONE, gained).min(ONE),
        }
    }

    /// When a part was sold and paid for, and nothing else has changed: rounded against it.
    pub fn after_sale(&self, part: i128, reserved: i128, paid: i128) -> Self {
        let kept = |atoms: i128| atoms - up((atoms - reserved).max(0), part, ONE) + paid;
        let left = |atoms: i128| up(atoms, ONE - part, ONE);
        Self {
            counted: kept(self.counted),
            fair: kept(self.fair),
            mark: if self.mark < 0 { -left(-self.mark) } else { self.mark - up(self.mark, part, ONE) },
            initial: left(self.initial),
            maintenance: left(self.maintenance),
            liquidation: left(self.liquidation),
            vega_loss: left(self.vega_loss),
            owes_token: self.owes_token,
        }
    }
}
