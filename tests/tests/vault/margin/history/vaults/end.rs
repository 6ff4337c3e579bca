//! How a history ends: everybody leaves, with nobody's consent but their own.

use super::{
    driver::History,
    model::{Series, A_WEEK},
    step::{Act, Crank, Own, Step, Trade, DEPOSITORS},
};
use solana_signer::Signer;

/// Ten at a tenth of the vault, one more if the day began before the round ended, and one for the last atoms.
const MOST_DAYS_TO_LEAVE: usize = 12;

impl History {
    pub fn everyone_leaves(&mut self) {
        for vault in 0..self.vaults.len() {
            let end = [
                Act::WaitForAuctionEnd,
                Act::Crank(Crank::CloseAuction),
                Act::WaitForExpiry(true),
                Act::Post { permille: 1_000, late_secs: 0, gap_secs: 1 },
                Act::Wait(A_WEEK),
                Act::Crank(Crank::SettleAccount),
                Act::Crank(Crank::SettleRound),
                Act::Crank(Crank::CloseRound),
            ];
            self.live_all(vault, &end);
        }
        self.every_expiry_has_its_price();
        for vault in 0..self.vaults.len() {
            for who in 0..DEPOSITORS {
                self.live_all(vault, &[Act::Own(who, Own::CancelDeposit), Act::Own(who, Own::ClaimShares)]);
            }
            self.depositors_leave(vault);
            self.live_all(vault, &[Act::Crank(Crank::CollectFees)]);
        }
        self.trader_leaves();
        self.maker_leaves();
        self.only_dust_is_left();
    }

    fn live_all(&mut self, vault: usize, acts: &[Act]) {
        for act in acts {
            self.live(Step { vault, act: *act });
        }
    }

    fn depositors_leave(&mut self, vault: usize) {
        for _ in 0..MOST_DAYS_TO_LEAVE {
            for who in 0..DEPOSITORS {
                let own = |own| Act::Own(who, own);
                self.live_all(vault, &[own(Own::ClaimWithdrawal), own(Own::Request(1_000)), own(Own::ClaimWithdrawal)]);
            }
            if self.model.vaults[vault].books.people.iter().all(|person| person.withdrawal.is_none()) {
                return;
            }
            self.live_all(vault, &[Act::Wait(86_400)]);
        }
        panic!("somebody is still in vault {vault}");
    }

    /// Of a round in which nothing was sold nobody needs one, but the trader may have written its options.
    fn every_expiry_has_its_price(&mut self) {
        let expiries: Vec<i64> = self.model.pools.keys().copied().collect();
        for expiry_ts in expiries {
            let now_ts = self.scene.world.now();
            if self.model.final_price(expiry_ts, now_ts).is_none() {
                let step = Step { vault: 0, act: Act::Wait(0) };
                assert!(self.post_for(step, expiry_ts, 1_000, 0, 1));
            }
        }
    }

    fn trader_leaves(&mut self) {
        let settlement = self.scene.vault_settlement();
        let expiries: std::collections::BTreeSet<i64> =
            self.model.trader.owes.keys().map(|(expiry_ts, _)| *expiry_ts).collect();
        for expiry_ts in expiries {
            let chain = self.scene.settle_margin_account(&self.trader.pubkey(), expiry_ts, settlement);
            chain.expect("the trader can pay");
            let now_ts = self.scene.world.now();
            self.model.trader_pays(expiry_ts, now_ts).expect("the trader can pay");
        }
        self.live_all(0, &[Act::Trade(Trade::Withdraw(1_000))]);
        self.scene.close_margin_account(&self.trader).expect("an empty account");
        self.scene.open_margin_account(&self.trader).expect("a new account");
    }

    /// Of what the pools have no more, the maker gets as much as there is.
    fn maker_leaves(&mut self) {
        let series: Vec<Series> = self.model.options.keys().copied().collect();
        for series in series {
            let now_ts = self.scene.world.now();
            let price = self.model.final_price(series.0, now_ts).expect("a price for every expiry");
            let (paid, of) = self.model.kind.payoff(series.1, price);
            let most = (self.model.pools[&series.0] * of).checked_div(paid).unwrap_or(0);
            let options = self.model.options[&series].min(most);
            let is_worth_something = options * paid / of > 0;
            let step = Step { vault: 0, act: Act::Redeem(0, 1_000) };
            assert_eq!(self.redeem_of(step, series, options), is_worth_something);
        }
    }

    /// An atom for each payment, and shares that rounding has lost.
    fn only_dust_is_left(&self) {
        let bank = self.scene.bank(&self.scene.asset_mint());
        assert_eq!((bank.deposited_atoms, bank.vault_atoms), (0, 0));
        for (expiry_ts, pool) in &self.model.pools {
            let payments = self.model.payments.get(expiry_ts).copied().unwrap_or(0);
            assert!(*pool <= payments, "{pool} atoms after {payments} payments");
        }
        for vault in &self.model.vaults {
            let books = &vault.books;
            for (who, person) in books.people.iter().enumerate() {
                assert!(person.deposit.is_none() && person.withdrawal.is_none(), "{who} still waits: {person:?}");
                assert_eq!(person.shares * books.paid_pps / 1_000_000_000, 0, "{who} still has shares");
            }
            assert_eq!((books.pending, books.fees), (0, 0));
            assert!(books.payable <= books.roundings, "{} atoms of {} payments", books.payable, books.roundings);
            let explained = (100 * books.pps).div_ceil(1_000_000_000) + 10_000;
            assert!(books.nav <= explained, "{} atoms are stranded, {explained} are explained", books.nav);
        }
    }
}
