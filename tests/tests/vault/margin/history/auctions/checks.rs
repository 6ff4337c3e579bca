//! What must hold after every step, read from the chain's own accounts.

use super::{
    super::step::{Asset, CONTRACTS},
    auction::{Auction, Phase},
    driver::{Auctions, CASHES, COINS},
    insurance::Stake,
    model::PEOPLE,
    step::Step,
};
use simulator::audit::Audit;
use vault_client::address;
use vault_types::{liquidation::AuctionPhase, state::MarginAccount};

const ASSETS: [Asset; 2] = [Asset::Coin, Asset::Cash];

/// What the chain keeps of an auction, as the model would say it.
fn auction_of(account: &MarginAccount) -> Auction {
    let running = &account.auction;
    Auction {
        phase: match running.phase {
            AuctionPhase::SOLVENT => Phase::Solvent,
            AuctionPhase::INSOLVENT => Phase::Insolvent,
            AuctionPhase::HEDGE => Phase::Hedge,
            _ => Phase::None,
        },
        is_full: running.is_full == 1,
        step_id: running.step_id,
        elapsed: running.elapsed_e4.into(),
        seen_ts: running.seen_ts,
        started_ts: running.started_ts,
        reserved: running.reserved_atoms.into(),
        claim: running.claim_atoms.into(),
        pace: running.pace_bps.into(),
    }
}

impl Auctions {
    pub fn check(&self, step: Step) {
        for who in 0..PEOPLE {
            self.account_is_the_models(step, who);
            self.wallet_is_the_models(step, who);
        }
        self.losses_are_the_models(step);
        self.tokens_are_where_the_books_say(step);
        self.options_in_circulation_are_owed(step);
        let mut audit = Audit::default();
        audit.run_margin(&self.scene);
        assert_eq!(audit.failed(), Vec::<&str>::new(), "{step:?}");
    }

    fn account_is_the_models(&self, step: Step, who: usize) {
        let (chain, person) = (self.account(who), &self.model.people[who]);
        let noted = [person.account.coin, person.account.cash].map(|atoms| u64::try_from(atoms).unwrap());
        let held = ASSETS.map(|asset| chain.amount_of(&asset.mint(&self.scene)));
        assert_eq!(held, noted, "collateral of {who} after {step:?}");
        assert_eq!(chain.mode, person.mode, "{who} after {step:?}");
        assert_eq!(auction_of(&chain), person.auction, "{who} after {step:?}");
        let used = chain.options.iter().filter(|held| held.is_used()).count();
        assert_eq!(used, person.account.options.len(), "positions of {who} after {step:?}");
        for (series, quantity) in &person.account.options {
            let held = chain.quantity_of(&self.contracts[series].series);
            assert_eq!(i128::from(held), *quantity, "{series:?} of {who} after {step:?}");
        }
        if let Some(signed) = person.signed {
            let kept = &chain.threshold;
            assert_eq!(kept.position_seq, chain.position_seq, "what was signed for {who} holds after {step:?}");
            let levels = [kept.initial_margin_atoms, kept.maintenance_margin_atoms, kept.liquidation_threshold_atoms];
            assert_eq!(levels.map(i128::from), signed.levels, "{who} after {step:?}");
            assert_eq!(i128::from(kept.vega_atoms), signed.vega, "{who} after {step:?}");
        }
    }

    fn wallet_is_the_models(&self, step: Step, who: usize) {
        let (key, person) = (self.key(who), &self.model.people[who]);
        let held = ASSETS.map(|asset| i128::from(self.scene.tokens(&key, &asset.mint(&self.scene))));
        assert_eq!(held, [person.coin, person.cash], "wallet of {who} after {step:?}");
        for (series, options) in &person.options {
            let mint = address::option_mint(&self.contracts[series].series);
            assert_eq!(i128::from(self.scene.tokens(&key, &mint)), *options, "{series:?} of {who} after {step:?}");
        }
        let stake = self.scene.stake(&key).map(|stake| Stake {
            shares: stake.shares.into(),
            leaving: stake.leaving_shares.into(),
            asked_ts: stake.asked_ts,
            number: stake.fund_number.into(),
        });
        assert_eq!(
            stake.unwrap_or(Stake { number: person.stake.number, ..Stake::default() }),
            person.stake,
            "{who} after {step:?}"
        );
    }

    fn losses_are_the_models(&self, step: Step) {
        let (chain, model) = (self.scene.bank(&self.scene.quote_mint).losses, &self.model.book);
        let amounts = [
            ("what is left of one", chain.index_e18, model.losses.index),
            ("what bears losses", chain.exposed_atoms, model.losses.exposed),
            ("what is lost and still noted", chain.pending_atoms, model.losses.pending),
            ("the fund", chain.fund_atoms, model.fund),
            ("shares of the fund", chain.fund_shares, model.shares),
            ("claims", chain.claims_atoms, model.claims),
            ("which fund", chain.fund_number, model.number),
        ];
        for (name, chain, model) in amounts {
            assert_eq!(u128::from(chain), model, "{name} after {step:?}");
        }
        let claims: i128 = self.model.people.iter().map(|person| person.auction.claim).sum();
        assert_eq!(claims, model.claims as i128, "of all auctions after {step:?}");
        let left: i128 =
            (0..PEOPLE).filter(|who| self.model.people[*who].account.bears).map(|who| self.model.cash_left(who)).sum();
        let roundings = model.losses.exposed as i128 - left;
        assert!(roundings >= 0, "accounts have {left} left of {} after {step:?}", model.losses.exposed);
    }

    /// What accounts have, the fund, what was lost and is noted, and what rounding took from accounts. All of a token together stays what it was.
    fn tokens_are_where_the_books_say(&self, step: Step) {
        for (asset, each) in [(Asset::Coin, COINS), (Asset::Cash, CASHES)] {
            let mint = asset.mint(&self.scene);
            let noted: i128 = self.model.people.iter().map(|person| *person.account.clone().held(asset)).sum();
            let book = &self.model.book;
            let beside = book.fund as i128 + book.losses.dust as i128 - book.losses.pending as i128;
            let custody = i128::from(self.scene.world.balance(&self.scene.bank(&mint).custody));
            assert_eq!(custody, noted + if asset == Asset::Cash { beside } else { 0 }, "{asset:?} after {step:?}");
            let mut all = custody;
            for week in self.model.weeks.values() {
                let expiry = self.scene.expiry(week.expiry_ts).unwrap();
                let pool = i128::from(self.scene.world.balance(&expiry.pool(asset.settlement())));
                assert_eq!(pool, *week.clone().pool(asset), "pool of {asset:?} after {step:?}");
                all += pool;
            }
            all += self.model.people.iter().map(|person| *person.clone().wallet(asset)).sum::<i128>();
            assert_eq!(all, i128::from(each) * PEOPLE as i128, "{asset:?} after {step:?}");
        }
    }

    /// Tokens of a series are what accounts owe less what they own, until they are settled and redeemed.
    fn options_in_circulation_are_owed(&self, step: Step) {
        for (week, contract) in self.model.weeks.keys().flat_map(|week| (0..CONTRACTS).map(move |place| (*week, place)))
        {
            let series = (week, contract);
            let in_wallets: i128 = self.model.people.iter().map(|person| person.options(series)).sum();
            let supply = self.scene.world.supply(&address::option_mint(&self.contracts[&series].series));
            assert_eq!(i128::from(supply), in_wallets, "{series:?} after {step:?}");
            if self.model.weeks[&week].price.is_none() {
                let people = self.model.people.iter();
                let net: i128 = people.filter_map(|person| person.account.options.get(&series)).sum();
                assert_eq!(-net, in_wallets, "{series:?} after {step:?}");
            }
        }
    }
}
