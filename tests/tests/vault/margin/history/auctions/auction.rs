//! The auction of an account as the model keeps it: its clock, and what is asked or offered at a moment.

use super::health::{Health, ONE};

/// What is auctioned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    None,
    Solvent,
    Insolvent,
    Hedge,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Auction {
    pub phase: Phase,
    pub is_full: bool,
    pub step_id: u32,
    /// By its own clock when somebody last looked: seconds times 10^4.
    pub elapsed: i128,
    pub seen_ts: i64,
    pub started_ts: i64,
    /// What it has brought in and keeps back.
    pub reserved: i128,
    /// What it asks of the fund.
    pub claim: i128,
    /// How much faster its clock is, times 10^4.
    pub pace: i128,
}

/// What is to become of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub phase: Phase,
    pub is_full: bool,
}

/// Seconds of prices, times 10^4.
const QUARTER: i128 = 900 * 10_000;
const HALF_A_DAY: i128 = 43_200 * 10_000;
const HOUR: i128 = 3_600 * 10_000;
const HALF_AN_HOUR: i128 = 1_800 * 10_000;
/// Prices stand still for so many seconds.
const STEP_SECS: i128 = 15;
const MOST_UNSEEN_SECS: i64 = 600;

impl Auction {
    pub fn is_running(&self) -> bool {
        self.phase != Phase::None
    }

    pub fn is_sale(&self) -> bool {
        matches!(self.phase, Phase::Solvent | Phase::Insolvent)
    }

    fn elapsed_at(&self, now_ts: i64) -> i128 {
        self.elapsed + i128::from((now_ts - self.seen_ts).clamp(0, MOST_UNSEEN_SECS)) * self.pace
    }

    /// When the step began that it is in.
    fn priced_at(&self, now_ts: i64) -> i128 {
        let elapsed = self.elapsed_at(now_ts);
        elapsed - elapsed % (STEP_SECS * self.pace).max(1)
    }

    /// From 95 % to 70 % of the value in a quarter of an hour, to nothing in twelve hours: times 10^9.
    pub fn asked(&self, now_ts: i64) -> i128 {
        let elapsed = self.priced_at(now_ts);
        let (first, knee) = (95 * ONE / 100, 70 * ONE / 100);
        match elapsed < QUARTER {
            true => first - (first - knee) * elapsed / QUARTER,
            false => knee - knee * (elapsed.min(HALF_A_DAY) - QUARTER) / (HALF_A_DAY - QUARTER),
        }
    }

    /// Nobody took it at any price.
    pub fn is_over(&self, now_ts: i64) -> bool {
        self.priced_at(now_ts) >= HALF_A_DAY
    }

    /// From nothing to all of what is missing in an hour.
    pub fn offered(&self, now_ts: i64) -> i128 {
        self.priced_at(now_ts).min(HOUR) * ONE / HOUR
    }

    /// From nothing to five points of volatility, of the ten that vega is about, in half an hour.
    pub fn of_vega(&self, now_ts: i64) -> i128 {
        (self.priced_at(now_ts).min(HALF_AN_HOUR) * ONE / HALF_AN_HOUR) / 2
    }

    pub fn look(&mut self, now_ts: i64) {
        self.elapsed = self.elapsed_at(now_ts);
        self.seen_ts = self.seen_ts.max(now_ts);
    }

    /// It is over; the number of its step is never used again.
    pub fn end(&mut self) {
        *self = Self { step_id: self.step_id + 1, ..Self::default() };
    }

    fn begin(&mut self, phase: Phase, pace: i128, now_ts: i64) {
        *self = Self {
            phase,
            step_id: self.step_id + 1,
            seen_ts: now_ts,
            started_ts: if self.is_running() { self.started_ts } else { now_ts },
            reserved: if self.is_sale() { self.reserved } else { 0 },
            pace,
            ..Self::default()
        };
    }

    /// It begins, goes on, changes what it is about, or ends. `cash` is what the account has of its quote.
    pub fn follow(&mut self, judged: Option<(Judgement, Health)>, pace: i128, cash: i128, now_ts: i64) {
        if self.is_running() && judged.is_some() {
            self.look(now_ts);
            self.reserved = self.reserved.min(cash);
        }
        let Some((judgement, health)) = judged.filter(|(judgement, _)| judgement.phase != Phase::None) else {
            if self.is_running() {
                self.end();
            }
            return;
        };
        if judgement.phase != self.phase {
            self.begin(judgement.phase, pace, now_ts);
        }
        if judgement.is_full != self.is_full {
            (self.is_full, self.step_id) = (judgement.is_full, self.step_id + 1);
        }
        self.claim = if judgement.phase == Phase::Insolvent { health.missing() } else { 0 };
    }
}
