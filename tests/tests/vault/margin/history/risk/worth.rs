//! What people have at one price, options at what they would pay there.

use super::{
    super::{
        model::{CASH_UNIT, LISTED},
        step::{Step, CONTRACTS, PEOPLE},
    },
    driver::AtRisk,
    step::RiskStep,
};

impl RiskStep {
    /// Who does it, and how many weeks ago the options are from that it is about; `None` for time and prices.
    pub fn actor(&self) -> Option<(usize, u64)> {
        match *self {
            Self::Plain(Step::Settle { who, weeks_ago, .. } | Step::Redeem { who, weeks_ago, .. }) => {
                Some((who, weeks_ago))
            }
            Self::Plain(
                Step::Deposit { who, .. }
                | Step::Withdraw { who, .. }
                | Step::BringIn { who, .. }
                | Step::Send { who, .. }
                | Step::Donate { who, .. },
            )
            | Self::Write { who, .. }
            | Self::TakeExcess { who, .. }
            | Self::Mode { who, .. } => Some((who, 0)),
            _ => None,
        }
    }
}

impl AtRisk {
    /// In USD times 10^17, of everybody: coins, cash and the options of a week, in wallets and accounts, at the week's price or that of now.
    pub fn worths(&self, week: u64) -> [i128; PEOPLE] {
        let model = &self.history.model;
        let settled_at = model.weeks.get(&week).and_then(|week| week.price);
        let price = settled_at.unwrap_or(self.history.price_e8.into());
        std::array::from_fn(|who| {
            let person = &model.people[who];
            let account = person.account.clone().unwrap_or_default();
            let options = (0..CONTRACTS).map(|contract| {
                let series = (week, contract);
                let held = person.options(series) + account.options.get(&series).copied().unwrap_or(0);
                held * LISTED[contract].payoff(price)
            });
            (person.coin + account.coin) * price
                + (person.cash + account.cash_left(&model.losses)) * CASH_UNIT
                + options.sum::<i128>()
        })
    }

    /// Nobody gains by what they do themselves, and nobody loses by what others do, but for a ruin that all bear.
    pub fn nobody_has_gained(&self, step: RiskStep, before: &[i128; PEOPLE], week: u64) {
        let Some((actor, _)) = step.actor().filter(|_| !self.somebody_was_ruined) else { return };
        for (who, (before, after)) in before.iter().zip(self.worths(week)).enumerate() {
            let is_fair = if who == actor { after <= *before } else { after >= *before };
            assert!(is_fair, "{who} has {after} after {before}: {step:?}");
        }
    }
}
