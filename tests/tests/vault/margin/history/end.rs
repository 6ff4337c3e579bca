//! How a history ends.

use super::{
    driver::History,
    step::{Asset, Step, CONTRACTS, PEOPLE},
};

impl History {
    /// After the last expiry everybody is settled, redeems, withdraws and closes the account, with nobody's consent but their own.
    pub fn everyone_leaves(&mut self) {
        let last = self.week;
        self.live(Step::WaitForExpiry);
        for number in 0..=last {
            self.live(Step::Post { weeks_ago: self.week - number });
        }
        // Whoever owes pays first; in two rounds everybody is through.
        for _ in 0..2 {
            for number in 0..=last {
                for (who, asset) in (0..PEOPLE).flat_map(|who| [(who, Asset::Coin), (who, Asset::Cash)]) {
                    self.live(Step::Settle { who, asset, weeks_ago: self.week - number, for_less: false });
                }
            }
        }
        for who in 0..PEOPLE {
            for (number, contract) in (0..=last).flat_map(|week| (0..CONTRACTS).map(move |contract| (week, contract))) {
                self.live(Step::Redeem { who, contract, weeks_ago: self.week - number, permille: 1_000 });
            }
            for asset in [Asset::Coin, Asset::Cash] {
                self.live(Step::Withdraw { who, asset, permille: 1_000 });
            }
            let had_one = self.model.people[who].account.is_some();
            assert_eq!(self.live(Step::Close { who }), had_one, "{:?}", self.model.people[who].account);
        }
        self.pools_are_paid_out();
    }
}
