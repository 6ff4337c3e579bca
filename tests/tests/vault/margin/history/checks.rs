//! What must hold after every step, read from the chain's own accounts.

use super::{
    driver::{History, CASHES, COINS},
    losses::Losses,
    model::LISTED,
    step::{Asset, CONTRACTS, PEOPLE},
};
use solana_signer::Signer;
use std::fmt::Debug;
use vault_client::{address, Pubkey};
use vault_types::state::MarginAccount;

const ASSETS: [Asset; 2] = [Asset::Coin, Asset::Cash];

impl History {
    pub fn check(&mut self, step: impl Debug + Copy) {
        self.books_are_the_models(step);
        self.tokens_are_where_the_books_say(step);
        self.options_in_circulation_are_owed(step);
        self.nothing_comes_from_nowhere(step);
    }

    fn gift(&self, to: &Pubkey) -> u64 {
        self.gifts.get(to).copied().unwrap_or(0)
    }

    fn account(&self, who: usize) -> Option<MarginAccount> {
        self.scene.margin_account(&self.people[who].pubkey())
    }

    fn books_are_the_models(&mut self, step: impl Debug + Copy) {
        for who in 0..PEOPLE {
            let key = self.people[who].pubkey();
            let (chain, mut person) = (self.account(who), self.model.people[who].clone());
            assert_eq!(chain.is_some(), person.account.is_some(), "{who} after {step:?}");
            for asset in ASSETS {
                let mint = asset.mint(&self.scene);
                assert_eq!(
                    i128::from(self.scene.tokens(&key, &mint)),
                    *person.wallet(asset),
                    "{asset:?} of {who}, {step:?}"
                );
                let held = chain.as_ref().map_or(0, |account| account.amount_of(&mint));
                let expected = person.account.as_mut().map_or(0, |account| *account.held(asset));
                assert_eq!(i128::from(held), expected, "{asset:?} in the account of {who} after {step:?}");
            }
            let Some((chain, account)) = chain.zip(person.account) else { continue };
            let used = chain.options.iter().filter(|held| held.is_used()).count();
            assert_eq!(used, account.options.len(), "positions of {who} after {step:?}");
            for (series, quantity) in &account.options {
                let address = self.scene.margin_series_address(&self.contract(*series));
                assert_eq!(i128::from(chain.quantity_of(&address)), *quantity, "{series:?} of {who} after {step:?}");
            }
        }
    }

    /// Of every token that the program holds: what the books say, and what people have sent past it.
    fn tokens_are_where_the_books_say(&self, step: impl Debug + Copy) {
        for asset in ASSETS {
            let bank = self.scene.bank(&asset.mint(&self.scene));
            let held: u64 =
                (0..PEOPLE).filter_map(|who| self.account(who)).map(|account| account.amount_of(&bank.mint)).sum();
            assert_eq!(held, bank.deposited_atoms, "{asset:?} after {step:?}");
            let losses = if asset == Asset::Cash { self.model.losses } else { Losses::default() };
            let noted = [bank.losses.index_e18, bank.losses.exposed_atoms, bank.losses.pending_atoms].map(u128::from);
            assert_eq!(noted, [losses.index, losses.exposed, losses.pending], "{asset:?}, {step:?}");
            let tokens = u128::from(held + self.gift(&bank.custody)) - losses.pending + losses.dust;
            assert_eq!(u128::from(self.scene.world.balance(&bank.custody)), tokens, "{asset:?}, {step:?}");
            for week in self.model.weeks.values() {
                let expiry = self.scene.expiry(week.expiry_ts).unwrap();
                let pool = expiry.pool(asset.settlement());
                let expected = if asset == Asset::Coin { week.coin_pool } else { week.cash_pool };
                assert_eq!(i128::from(expiry.pool_atoms(asset.settlement())), expected, "pool after {step:?}");
                let balance = self.scene.world.balance(&pool);
                assert_eq!(i128::from(balance), expected + i128::from(self.gift(&pool)), "pool after {step:?}");
            }
        }
    }

    /// Tokens of a series are what accounts owe less what they own, until they are settled and redeemed.
    fn options_in_circulation_are_owed(&self, step: impl Debug + Copy) {
        for (number, week) in &self.model.weeks {
            for contract in 0..CONTRACTS {
                let series = (*number, contract);
                let (address, state) = self.scene.margin_series(&self.contract(series)).unwrap();
                let in_wallets: i128 = self.model.people.iter().map(|person| person.options(series)).sum();
                let supply = self.scene.world.supply(&address::option_mint(&address));
                assert_eq!(i128::from(supply), in_wallets, "{series:?} after {step:?}");
                assert_eq!(state.outstanding_atoms, supply, "{series:?} after {step:?}");
                if week.price.is_none() {
                    let accounts = self.model.people.iter().filter_map(|person| person.account.as_ref());
                    let net: i128 = accounts.filter_map(|account| account.options.get(&series)).sum();
                    assert_eq!(-net, in_wallets, "{series:?} after {step:?}");
                }
            }
        }
    }

    /// Whatever people do, all of a token together stays what it was.
    fn nothing_comes_from_nowhere(&mut self, step: impl Debug + Copy) {
        for (asset, each) in [(Asset::Coin, COINS), (Asset::Cash, CASHES)] {
            let mint = asset.mint(&self.scene);
            let wallets: u64 = self.people.iter().map(|person| self.scene.tokens(&person.pubkey(), &mint)).sum();
            let pools = self.model.weeks.values().map(|week| {
                let pool = self.scene.expiry(week.expiry_ts).unwrap().pool(asset.settlement());
                self.scene.world.balance(&pool)
            });
            let custody = self.scene.world.balance(&self.scene.bank(&mint).custody);
            assert_eq!(wallets + pools.sum::<u64>() + custody, PEOPLE as u64 * each, "{asset:?} after {step:?}");
        }
    }

    /// Every pool has paid everybody: what is left is less than an atom for each payment.
    pub fn pools_are_paid_out(&self) {
        for (number, week) in &self.model.weeks {
            let Some(price) = week.price.filter(|_| week.unpaid == 0) else { continue };
            for (contract, terms) in LISTED.iter().enumerate() {
                let left: i128 = self.model.people.iter().map(|person| person.options((*number, contract))).sum();
                assert!(
                    left == 0 || terms.payoff(price) * left < price.max(100_000_000_000) * PEOPLE as i128,
                    "{left}"
                );
            }
        }
    }
}
