//! What people have at one price; and that nobody gains or loses by others' steps more than those say.

use super::{
    super::{
        model::{CASH_UNIT, LISTED},
        step::CONTRACTS,
    },
    auction::Phase,
    bids::{Bid, Sold},
    driver::Auctions,
    health::ONE,
    hedges::Offer,
    model::{Model, PEOPLE},
    prices::By,
    step::Step,
};

/// What roundings move between two accounts: of coins and options each, of what has expired in either token, of a loss that is shared.
const ROUNDINGS: i128 = 12;

impl Auctions {
    /// In USD times 10^17, of everybody: coins, cash, a stake and the options of a week, in wallets and accounts, at the week's price or that of now.
    pub fn worths(&self, week: u64) -> Vec<i128> {
        let model = &self.model;
        let settled_at = model.weeks.get(&week).and_then(|week| week.price);
        let price = settled_at.unwrap_or(self.price_e8.into());
        let of = |who: usize| {
            let person = &model.people[who];
            let options = (0..CONTRACTS).map(|contract| {
                let series = (week, contract);
                let held = person.options(series) + person.account.options.get(&series).copied().unwrap_or(0);
                held * LISTED[contract].payoff(price)
            });
            let staked = model.book.worth_of(&person.stake) as i128;
            (person.coin + person.account.coin) * price
                + (person.cash + model.cash_left(who) + staked) * CASH_UNIT
                + options.sum::<i128>()
        };
        (0..PEOPLE).map(of).collect()
    }

    /// Nobody gains by what they do with their own, and nobody loses by it, but for a ruin that all bear.
    pub fn nobody_has_gained(&self, step: Step, before: &[i128], week: u64) {
        let Some((actor, _)) = step.actor().filter(|_| !self.somebody_was_ruined) else { return };
        for (who, (before, after)) in before.iter().zip(self.worths(week)).enumerate() {
            let is_fair = if who == actor { after <= *before } else { after >= *before };
            assert!(is_fair, "{who} has {after} after {before}: {step:?}");
        }
    }

    /// What an account is worth at the market's own volatilities, in atoms of the cash, with what is still to be paid to it.
    fn fair(&self, model: &Model, who: usize) -> i128 {
        self.prices().stands_at_any_price(model, who, By::Chain).value() - self.overstated(model, who)
    }

    /// Coins that are to be paid to it count at the price of their week, and are worth that of now.
    fn overstated(&self, model: &Model, who: usize) -> i128 {
        let prices = self.prices();
        let of = |number: u64| {
            let price = model.weeks[&number].price.unwrap();
            let coins = prices.coins_coming(model, who, number);
            coins * price / CASH_UNIT - coins * i128::from(prices.spot_e8()) / CASH_UNIT
        };
        prices.settled_weeks(model).map(of).sum()
    }

    /// By how much an account is worth more than before.
    fn change(&self, before: &Model, who: usize) -> i128 {
        self.fair(&self.model, who) - self.fair(before, who)
    }

    /// What is sold is worth to the taker what it was to the account: the price is the only thing that changes their sum, by the fund's penalty. A
    /// taker gains the discount and nothing else; where the fund and others pay, what they pay.
    pub fn is_fair(&self, step: Step, before: &Model, bid: &Bid, sold: &Sold) {
        let (account, taker) = (self.change(before, bid.whom), self.change(before, bid.taker));
        let is_about = |change: i128, expected: i128| (change - expected).abs() <= ROUNDINGS;
        let worth = (self.fair(before, bid.whom) - sold.reserved) * sold.part / ONE;
        let borne: i128 = sold.covered.by_accounts as i128;
        match sold.phase {
            Phase::Solvent => {
                assert!(is_about(account, sold.price - sold.penalty - worth), "{account}: {sold:?} {step:?}");
                assert!(is_about(taker, worth - sold.price), "{taker}: {sold:?} {step:?}");
                assert!(is_about(account + taker + sold.penalty, 0), "{account}, {taker}: {sold:?} {step:?}");
                let overstated = self.overstated(before, bid.whom).max(0) * sold.part / ONE;
                let least = -ROUNDINGS - overstated;
                assert!(taker >= least, "nobody asks more than it is said to be worth: {taker} {sold:?} {step:?}");
            }
            _ => {
                // Whoever takes it bears a part of the loss as all others do.
                let most = worth - sold.price;
                assert!(is_about(account, -worth), "{account}: {sold:?} {step:?}");
                assert!((most - borne - ROUNDINGS..=most + ROUNDINGS).contains(&taker), "{taker}: {sold:?} {step:?}");
            }
        }
        let all: i128 = (0..PEOPLE).map(|who| self.change(before, who)).sum();
        let fund = self.model.book.fund as i128 - before.book.fund as i128;
        assert!(is_about(all + fund, 0), "{all} and {fund} of the fund: {sold:?} {step:?}");
    }

    /// A hedge costs the account what the taker gains: a part of the vega above the model's price, and never less than that price.
    pub fn hedge_is_fair(&self, step: Step, before: &Model, offer: &Offer, paid: i128) {
        let (account, taker) = (self.change(before, offer.whom), self.change(before, offer.taker));
        assert!((account + taker).abs() <= ROUNDINGS, "{account}, {taker}: {step:?}");
        assert!((-ROUNDINGS..=paid + ROUNDINGS).contains(&taker), "{taker} for {paid}: {step:?}");
    }
}
