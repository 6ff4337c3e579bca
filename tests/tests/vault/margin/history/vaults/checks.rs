//! What must hold after every step, read from the chain's own accounts.

use super::{
    driver::{History, COINS},
    model::{Vault as Expected, MAKER},
    step::{Act, Step, Trade, DEPOSITORS},
};
use crate::history::{model::Phase, step::PEOPLE};
use simulator::audit::Audit;
use solana_signer::Signer;
use vault_client::address;
use vault_types::{
    margin::MarginMode,
    state::{MarginAccount, VaultState},
};

const E9: u128 = 1_000_000_000;
/// For vaults that cover what they sell: these look for their series.
const OF_COVERED_VAULTS: [&str; 2] = ["options_outstanding_equal_obligations", "pools_cover_payoffs"];

impl History {
    pub fn check(&mut self, step: Step) {
        let (now, mut audit) = (self.scene.vault, Audit::default());
        for (number, vault) in self.vaults.clone().into_iter().enumerate() {
            self.scene.vault = vault;
            self.vault_is_the_models(step, number);
            audit.run(&self.scene);
        }
        self.scene.vault = now;
        self.people_have_what_the_model_says(step);
        self.bank_and_pools_are_the_models(step);
        self.pools_pay_everybody(step);
        self.nothing_comes_from_nowhere(step);
        audit.run_margin(&self.scene);
        let failed = audit.failed().into_iter().filter(|check| !OF_COVERED_VAULTS.contains(check)).collect::<Vec<_>>();
        assert_eq!(failed, Vec::<&str>::new(), "{step:?}");
    }

    fn vault_is_the_models(&mut self, step: Step, number: usize) {
        let (vault, model) = (self.scene.vault(), &self.model.vaults[number]);
        let books = &model.books;
        let state = match books.phase {
            Phase::Open => VaultState::OPEN,
            Phase::Auction => VaultState::AUCTION,
            Phase::Live => VaultState::LIVE,
            Phase::Settling => VaultState::SETTLING,
        };
        assert_eq!((vault.state, vault.round), (state, books.round), "{number} after {step:?}");
        let account = self.scene.vault_account().unwrap();
        let owed: i64 = account.options.iter().map(|held| held.quantity_atoms).sum();
        let ledger = &vault.ledger;
        let amounts = [
            ("net asset value", ledger.nav_atoms, books.nav),
            ("collateral by the books", ledger.margined_atoms, model.margined()),
            ("collateral in the account", account.amount_of(&vault.asset_mint), model.held),
            ("options owed", owed.unsigned_abs(), model.owes),
            ("pending deposits", ledger.pending_deposit_atoms, books.pending),
            ("owed withdrawals", ledger.withdrawal_payable_atoms, books.payable),
            ("owed fees", ledger.fee_payable_atoms, books.fees),
            ("share supply", ledger.share_supply, books.supply),
            ("shares in the world", self.scene.world.supply(&vault.share_mint), books.supply),
            ("queued shares", ledger.queued_shares, books.queued),
            ("price per share", vault.pps_e9, books.pps),
            ("high-water mark", vault.high_water_mark_e9, books.mark),
            ("price of a withdrawn share", vault.withdrawal_pps_e9, books.paid_pps),
            ("custody", self.scene.world.balance(&vault.custody), in_custody(model)),
        ];
        for (name, chain, expected) in amounts {
            assert_eq!(u128::from(chain), expected, "{name} of {number} after {step:?}");
        }
        for (who, person) in books.people.iter().enumerate() {
            let key = self.people[who].pubkey();
            assert_eq!(u128::from(self.scene.shares(&key)), person.shares, "shares of {who} after {step:?}");
            let deposit = self.scene.deposit_ticket(&key).map(|ticket| (ticket.round, ticket.amount_atoms.into()));
            assert_eq!(deposit, person.deposit, "deposit of {who} after {step:?}");
            let withdrawal = self.scene.withdrawal_ticket(&key).map(|ticket| (ticket.round, ticket.shares.into()));
            assert_eq!(withdrawal, person.withdrawal, "withdrawal of {who} after {step:?}");
        }
        self.a_running_round_has_its_margin(step, number, &account);
        self.the_round_is_the_models(step, number);
    }

    /// What is offered of how much, and what was sold of it.
    fn the_round_is_the_models(&self, step: Step, number: usize) {
        let model = &self.model.vaults[number];
        let Some(week) = model.books.weeks.get(&model.books.round) else { return };
        let round = self.scene.round(model.books.round).unwrap();
        let sold = self.scene.auction().map_or(round.sold_atoms, |auction| auction.sold_atoms);
        let chain = [round.start_nav_atoms, round.start_pps_e9, round.size_atoms, sold].map(u128::from);
        assert_eq!(chain, [week.start_nav, week.start_pps, model.offered, week.sold], "{number} after {step:?}");
        let closes = self.scene.auction().map(|auction| auction.close_ts);
        assert!(closes.is_none_or(|ts| ts == week.auction_close_ts), "{number} after {step:?}");
    }

    /// Right after a sale the account has what the chain's formulas ask for, with the premium or without it.
    fn a_running_round_has_its_margin(&self, step: Step, number: usize, account: &MarginAccount) {
        if self.has_just_sold && step.vault == number {
            let account = MarginAccount { mode: MarginMode::SCENARIO, ..*account };
            assert!(self.judge().has_enough(&account), "{number} after {step:?}");
        }
    }

    fn people_have_what_the_model_says(&self, step: Step) {
        for (who, (person, wallet)) in self.people.iter().zip(self.model.wallets).enumerate() {
            assert_eq!(u128::from(self.scene.coins(&person.pubkey())), wallet, "wallet of {who} after {step:?}");
        }
        for (series, options) in &self.model.options {
            let held = self.scene.options(&self.people[MAKER].pubkey(), &self.contract(*series));
            assert_eq!(u128::from(held), *options, "{series:?} after {step:?}");
        }
        let (trader, mint) = (self.trader.pubkey(), self.scene.asset_mint());
        let account = self.scene.margin_account(&trader).unwrap();
        let expected = &self.model.trader;
        assert_eq!(u128::from(self.scene.tokens(&trader, &mint)), expected.wallet, "the trader's wallet, {step:?}");
        assert_eq!(u128::from(account.amount_of(&mint)), expected.collateral, "the trader's collateral, {step:?}");
        for (series, options) in &expected.owes {
            let owed = account.quantity_of(&self.scene.margin_series_address(&self.contract(*series)));
            assert_eq!(u128::from(owed.unsigned_abs()), *options, "{series:?} of the trader after {step:?}");
        }
        let market = self.scene.market();
        let last_price = Some((market.last_price_e8.into(), market.last_price_ts));
        assert_eq!(last_price, self.model.last_price, "last price after {step:?}");
    }

    fn bank_and_pools_are_the_models(&self, step: Step) {
        let bank = self.scene.bank(&self.scene.asset_mint());
        let in_bank = (u128::from(bank.deposited_atoms), u128::from(bank.vault_atoms));
        assert_eq!(in_bank, (self.model.trader.collateral, self.model.bank()), "bank after {step:?}");
        let in_custody = u128::from(self.scene.world.balance(&bank.custody));
        let losses = &self.model.losses;
        let in_books = in_bank.0 + in_bank.1 - losses.pending;
        assert_eq!(in_custody, in_books + losses.dust, "the bank's tokens after {step:?}");
        let noted = bank.losses;
        let noted = [noted.index_e18, noted.exposed_atoms, noted.pending_atoms].map(u128::from);
        assert_eq!(noted, [losses.index, losses.exposed, losses.pending], "the bank's losses after {step:?}");
        for (expiry_ts, pool) in &self.model.pools {
            let expiry = self.scene.expiry(*expiry_ts).unwrap();
            let tokens = self.scene.world.balance(&expiry.pool(self.scene.vault_settlement()));
            assert_eq!(u128::from(tokens), *pool, "pool after {step:?}");
            assert_eq!(u128::from(expiry.pool_atoms(self.scene.vault_settlement())), *pool, "pool after {step:?}");
        }
    }

    /// Of an expiry for which nobody owes anything any more, and where no ruin was left unpaid.
    fn pools_pay_everybody(&mut self, step: Step) {
        let now_ts = self.scene.world.now();
        let pools: Vec<_> = self.model.pools.iter().map(|(expiry_ts, pool)| (*expiry_ts, *pool)).collect();
        for (expiry_ts, pool) in pools {
            let Some(price) = self.model.final_price(expiry_ts, now_ts) else { continue };
            let is_owed = self.model.vaults.iter().any(|vault| vault.series.0 == expiry_ts && vault.owes > 0);
            let trader_owes = self.model.trader.owes.keys().any(|(of, _)| *of == expiry_ts);
            if is_owed || trader_owes || self.model.ruined.contains(&expiry_ts) {
                continue;
            }
            let of_expiry = self.model.options.iter().filter(|((of, _), _)| *of == expiry_ts);
            let payoffs = of_expiry.map(|((_, strike), options)| {
                let (paid, of) = self.model.kind.payoff(*strike, price);
                options * paid / of
            });
            let payoffs: u128 = payoffs.sum();
            assert!(payoffs <= pool, "{payoffs} of {pool} after {step:?}");
        }
    }

    /// All tokens together stay what they were.
    fn nothing_comes_from_nowhere(&self, step: Step) {
        let holders = self.scene.world.holders(&self.scene.asset_mint());
        let tokens: u64 = holders.iter().map(|(_, atoms)| atoms).sum();
        assert_eq!(tokens, (PEOPLE as u64 + 1) * COINS, "tokens in the world after {step:?}");
        let house = address::wallet(&self.scene.fee_recipient, &self.scene.asset_mint());
        assert_eq!(u128::from(self.scene.world.balance(&house)), self.model.fees_paid, "fees after {step:?}");
    }

    /// Of each depositor: wallet, deposits that wait, shares at the last price, withdrawals at theirs. And of the trader.
    pub fn worths(&self) -> [u128; DEPOSITORS + 1] {
        std::array::from_fn(|who| match who {
            DEPOSITORS => self.model.trader.wallet + self.model.trader.collateral,
            _ => self.model.wallets[who] + self.model.vaults.iter().map(|vault| worth(vault, who)).sum::<u128>(),
        })
    }

    /// Nobody gains by what they do themselves, and nobody's part changes by what others do to their own.
    pub fn nobody_has_gained(&self, step: Step, before: &[u128; DEPOSITORS + 1]) {
        let actor = match step.act {
            Act::Own(who, _) => who,
            Act::Trade(Trade::Deposit(_) | Trade::Withdraw(_)) => DEPOSITORS,
            _ => return,
        };
        for (who, (before, after)) in before.iter().zip(self.worths()).enumerate() {
            let is_fair = if who == actor { after <= *before } else { after == *before };
            assert!(is_fair, "{who} has {after} after {before}: {step:?}");
        }
    }
}

/// The ledger's parts that are not in the bank.
fn in_custody(vault: &Expected) -> u128 {
    let books = &vault.books;
    books.nav - vault.margined() + books.pending + books.payable + books.fees
}

fn worth(vault: &Expected, who: usize) -> u128 {
    let (books, person) = (&vault.books, &vault.books.people[who]);
    let (waiting, joined) = match person.deposit {
        Some((round, atoms)) => match books.weeks.get(&round) {
            Some(week) => (0, atoms * E9 / week.start_pps),
            None => (atoms, 0),
        },
        None => (0, 0),
    };
    let (finished, queued) = match person.withdrawal {
        Some((round, shares)) => match books.weeks[&round].paid_pps {
            Some(paid_pps) => (shares * paid_pps / E9, 0),
            None => (0, shares),
        },
        None => (0, 0),
    };
    waiting + finished + (person.shares + joined + queued) * books.pps / E9
}
