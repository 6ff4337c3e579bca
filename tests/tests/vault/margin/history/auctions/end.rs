//! How a history ends: everybody leaves, with nobody's consent but their own.

use super::{
    super::step::{Asset, CONTRACTS},
    driver::Auctions,
    model::PEOPLE,
    others::narrow,
    step::{Limit, Step},
};
use vault_types::margin::MarginMode;

const WEEK: i64 = 7 * 86_400;

impl Auctions {
    /// A week after the last expiry every account that has nothing else pays what it has; of the others either their owners bring what is missing, or
    /// somebody takes them over. Then no auction asks the fund for anything, and stakes, collateral and options leave.
    pub fn everyone_leaves(&mut self) {
        self.live(Step::Expire { permille: 1_000 });
        for weeks_ago in 0..=self.week {
            self.live(Step::Post { weeks_ago });
        }
        self.live(Step::Abandon);
        for weeks_ago in (0..=self.week).rev() {
            self.live(Step::SettleAll { weeks_ago });
        }
        // What one cannot pay all others bear, and may then have too little themselves.
        for _ in 0..PEOPLE {
            self.debts_are_paid();
            for weeks_ago in (0..=self.week).rev() {
                self.live(Step::SettleAll { weeks_ago });
            }
        }
        for who in 0..PEOPLE {
            assert!(!self.is_short(who), "{who} still owes something: {:?}", self.model.people[who]);
        }
        self.pools_that_are_short_pay_what_they_have();
        self.live(Step::JudgeAll);
        assert!(self.model.people.iter().all(|person| !person.auction.is_running()), "nobody owes anything any more");
        self.everybody_redeems();
        for who in 0..PEOPLE {
            self.live(Step::Ask { who, permille: 1_000 });
        }
        self.live(Step::Wait { secs: WEEK, is_shown: false });
        for who in 0..PEOPLE {
            self.live(Step::Unstake { who });
            for asset in [Asset::Coin, Asset::Cash] {
                self.live(Step::Withdraw { who, asset, permille: 1_000 });
            }
            // An empty account must not need anybody's word for what it does next.
            self.live(Step::Mode { who, mode: MarginMode::MAX_LOSS });
            assert!(self.model.people[who].account.is_empty(), "{who}: {:?}", self.model.people[who].account);
        }
        for person in &self.people {
            self.scene.close_margin_account(person).expect("an empty account");
        }
        self.only_the_fund_and_roundings_are_left();
    }

    fn is_short(&self, who: usize) -> bool {
        [Asset::Coin, Asset::Cash].into_iter().any(|asset| self.model.missing(who, asset) > 0)
    }

    /// All those are for sale that have too little of a token, whatever else they have.
    fn debts_are_paid(&mut self) {
        self.live(Step::JudgeAll);
        for who in 0..PEOPLE {
            if !self.is_short(who) {
                continue;
            }
            assert!(self.model.people[who].auction.is_sale(), "{who} owes a token: {:?}", self.model.people[who]);
            match self.a_taker().filter(|_| who % 2 == 0) {
                Some(taker) => self.is_taken_over(who, taker),
                None => self.bring_what_is_missing(who),
            }
        }
    }

    fn a_taker(&self) -> Option<usize> {
        let can_take = |who: &usize| {
            let person = &self.model.people[*who];
            !person.auction.is_running() && person.mode != MarginMode::MAX_LOSS
        };
        (0..PEOPLE).find(can_take)
    }

    fn bring_what_is_missing(&mut self, who: usize) {
        for asset in [Asset::Coin, Asset::Cash] {
            let atoms = narrow(self.model.missing(who, asset));
            if atoms > 0 {
                self.live(Step::Deposit { who, asset, atoms });
            }
        }
    }

    /// By somebody who can pay for everything.
    fn is_taken_over(&mut self, who: usize, taker: usize) {
        for asset in [Asset::Coin, Asset::Cash] {
            let atoms = narrow(*self.model.people[taker].wallet(asset) / 2);
            self.live(Step::Deposit { who: taker, asset, atoms });
        }
        let place = (0..who).filter(|who| self.model.people[*who].auction.is_running()).count();
        let (limit, is_stale, beyond) = (Limit::Exact, false, 0);
        self.live(Step::Bid { taker, place, permille: 1_000, limit, is_stale, beyond });
        let person = &self.model.people[who];
        assert!(!person.auction.is_running() && person.account.options.is_empty(), "{who} is sold: {person:?}");
    }

    /// Whoever is owed by a pool that a ruin has left short takes what there is, and signs for it alone.
    fn pools_that_are_short_pay_what_they_have(&mut self) {
        for weeks_ago in (0..=self.week).rev() {
            for (who, asset) in (0..PEOPLE).flat_map(|who| [(who, Asset::Coin), (who, Asset::Cash)]) {
                self.live(Step::Settle { who, asset, weeks_ago, for_less: true });
            }
        }
    }

    /// A pool pays in the order of those who come; of what it has too little for, as many as there is for.
    fn everybody_redeems(&mut self) {
        for weeks_ago in (0..=self.week).rev() {
            for (who, contract) in (0..PEOPLE).flat_map(|who| (0..CONTRACTS).map(move |contract| (who, contract))) {
                self.live(Step::Redeem { who, contract, weeks_ago, permille: 1_000 });
            }
        }
    }

    /// What nobody staked for, and what was rounded against accounts. Of the fund that had shares an atom for each payment is left at most.
    fn only_the_fund_and_roundings_are_left(&self) {
        let [coins, cash] = [self.scene.underlying_mint, self.scene.quote_mint]
            .map(|mint| self.scene.world.balance(&self.scene.bank(&mint).custody));
        let book = &self.model.book;
        assert_eq!(coins, 0);
        assert_eq!(u128::from(cash) + book.losses.pending, book.fund + book.losses.dust);
        assert_eq!((book.shares, book.claims), (0, 0));
        let roundings = self.outcomes.values().sum::<u32>();
        assert!(book.losses.exposed <= u128::from(roundings), "{} atoms that nobody has", book.losses.exposed);
    }
}
