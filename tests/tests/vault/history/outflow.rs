//! The outflow limit in the model: a purse for each day, and one for what came in today and one for what came in yesterday.

const DAY_SECS: i64 = 86_400;

#[derive(Clone, Debug)]
pub struct Outflow {
    pub limit_bps: u128,
    /// When the running day began; none has yet in a new vault.
    since_ts: Option<i64>,
    /// What a day's part is taken of.
    base: u128,
    /// Taken out of today's part.
    used: u128,
    today: u128,
    yesterday: u128,
    /// When more than half of a day's part was last gone.
    crowded_ts: Option<i64>,
}

impl Outflow {
    pub fn new(limit_bps: u16) -> Self {
        let limit_bps = limit_bps.into();
        Self { limit_bps, since_ts: None, base: 0, used: 0, today: 0, yesterday: 0, crowded_ts: None }
    }

    /// A payment or a deposit is about to happen in a vault that owes this much.
    pub fn look_at_the_clock(&mut self, owed: u128, now_ts: i64) {
        let days = self.since_ts.map_or(i64::MAX, |since_ts| (now_ts - since_ts) / DAY_SECS);
        if days == 0 {
            return;
        }
        self.yesterday = if days == 1 { self.today } else { 0 };
        self.today = 0;
        self.used = 0;
        let is_crowded = self.crowded_ts.is_some_and(|ts| now_ts <= ts + 2 * DAY_SECS);
        let old = owed.saturating_sub(self.yesterday);
        self.base = if is_crowded && self.base > old { self.base } else { old };
        self.since_ts = Some(now_ts);
    }

    fn part(&self) -> u128 {
        (self.base * self.limit_bps).div_ceil(10_000)
    }

    /// What can leave now; `None` without a limit.
    pub fn left(&self) -> Option<u128> {
        (self.limit_bps < 10_000).then(|| self.part().saturating_sub(self.used) + self.yesterday + self.today)
    }

    pub fn is_untouched(&self) -> bool {
        self.used == 0
    }

    pub fn came(&mut self, atoms: u128) {
        self.today += atoms;
    }

    pub fn went(&mut self, atoms: u128, now_ts: i64) {
        let mut rest = atoms;
        for purse in [&mut self.yesterday, &mut self.today] {
            let taken = rest.min(*purse);
            *purse -= taken;
            rest -= taken;
        }
        self.used += rest;
        if self.left().is_some_and(|left| left < self.part().div_ceil(2)) {
            self.crowded_ts = Some(now_ts);
        }
    }
}
