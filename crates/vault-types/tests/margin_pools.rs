//! A whole expiry: accounts that write to each other and to wallets, and what the pools pay when it is settled.

mod common;
mod margin_common;

use common::cases;
use margin_common::*;
use proptest::prelude::*;
use vault_types::{
    margin::{Contract, NetPayment, SettleError},
    state::{Expiry, MarginAccount, MarginSeries, SettlementAsset},
};

const ACCOUNTS: usize = 4;
const WALLETS: usize = 3;
const SERIES: usize = 7;
const DEPOSIT: u64 = 1 << 60;

/// An account, a series, a wallet, and how many options come into the account from the wallet, or go out below zero.
type Trade = (usize, usize, usize, i64);

/// Everything that belongs to one expiry.
#[derive(Clone)]
struct House {
    contracts: Vec<Contract>,
    series: Vec<MarginSeries>,
    accounts: Vec<MarginAccount>,
    /// Options in wallets, by series.
    wallets: Vec<[u64; WALLETS]>,
    expiry: Expiry,
    /// What has been paid to wallets, and how many payments there were, by token.
    redeemed_atoms: [u64; 2],
    payments: [u64; 2],
}

/// How an expiry ends for somebody.
#[derive(Clone, Copy)]
enum Claim {
    Account(usize, SettlementAsset),
    Wallet { series: usize, wallet: usize, quantity: u64 },
}

fn house(offsets_e8: [u64; SERIES]) -> House {
    let [a, b, c, d, e, f, g] = offsets_e8;
    let moved =
        |contract: Contract, offset_e8| at(FRIDAY, Contract { strike_e8: contract.strike_e8 + offset_e8, ..contract });
    let contracts = vec![
        moved(coin_call(SOL_USD, 30), a),
        moved(coin_call(SOL_USD, 50), b),
        moved(quote_call(SOL_USD, 20), c),
        moved(quote_call(SOL_USD, 40), d),
        moved(quote_call(SOL_USD, 60), e),
        moved(put(SOL_USD, 35), f),
        moved(put(SOL_USD, 55), g),
    ];
    let mut rich = account();
    rich.deposit(SOL, DEPOSIT).unwrap();
    rich.deposit(QUOTE, DEPOSIT).unwrap();
    House {
        series: contracts.iter().map(series).collect(),
        contracts,
        accounts: vec![rich; ACCOUNTS],
        wallets: vec![[0; WALLETS]; SERIES],
        expiry: expiry(SOL_USD, FRIDAY),
        redeemed_atoms: [0; 2],
        payments: [0; 2],
    }
}

impl House {
    fn trade(&mut self, (account, series, wallet, quantity): Trade) {
        let tokens = &mut self.wallets[series][wallet];
        let quantity = quantity.min(*tokens as i64);
        if quantity == 0 {
            return;
        }
        let change = trade(&mut self.accounts[account], &self.contracts[series], quantity).unwrap();
        self.series[series].note(&change).unwrap();
        *tokens = tokens.checked_add_signed(-quantity).unwrap();
    }

    /// The series' counters are what accounts and wallets have.
    fn check_series(&self) {
        for ((series, contract), wallets) in self.series.iter().zip(&self.contracts).zip(&self.wallets) {
            assert!(series.invariant());
            let positions = self.accounts.iter().map(|account| account.quantity_of(&contract.series));
            let owed: u64 = positions.clone().map(|position| (-position).max(0) as u64).sum();
            let owned: u64 = positions.map(|position| position.max(0) as u64).sum();
            assert_eq!(series.outstanding_atoms, owed - owned, "every option owed is owned by somebody");
            assert_eq!(series.outstanding_atoms, wallets.iter().sum::<u64>());
        }
    }

    /// Every account's claims in both tokens, with what they pay.
    fn account_claims(&self) -> Vec<(NetPayment, Claim)> {
        let everybody = (0..ACCOUNTS).flat_map(|account| ASSETS.map(|asset| (account, asset)));
        let nets = everybody.map(|(account, asset)| {
            let net = self.accounts[account].clone().settle(&self.expiry, asset, self.expiry.settlement.price_e8);
            (net, Claim::Account(account, asset))
        });
        nets.filter(|(net, _)| *net != Err(SettleError::NothingToSettle))
            .map(|(net, claim)| (net.unwrap(), claim))
            .collect()
    }

    /// Every wallet's options, in up to three parts.
    fn wallet_claims(&self, draws: &mut impl Iterator<Item = u64>) -> Vec<Claim> {
        let mut claims = Vec::new();
        for (series, wallet) in (0..SERIES).flat_map(|series| (0..WALLETS).map(move |wallet| (series, wallet))) {
            let mut left = self.wallets[series][wallet];
            for part in 0..3 {
                let quantity = if part == 2 { left } else { draws.next().unwrap() % (left + 1) };
                left -= quantity;
                if quantity > 0 {
                    claims.push(Claim::Wallet { series, wallet, quantity });
                }
            }
        }
        claims
    }

    /// As the program does it; `None` where the pool is too small.
    fn pay(&mut self, claim: Claim) -> Option<()> {
        let price_e8 = self.expiry.settlement.price_e8;
        let (asset, net) = match claim {
            Claim::Account(account, asset) => {
                (asset, self.accounts[account].settle(&self.expiry, asset, price_e8).unwrap())
            }
            Claim::Wallet { series, wallet, quantity } => {
                let of = &mut self.series[series];
                let payoff = of.payoff(quantity, price_e8, &self.expiry.units()).unwrap();
                of.redeem(quantity).unwrap();
                assert!(of.invariant());
                self.wallets[series][wallet] -= quantity;
                self.redeemed_atoms[usize::from(of.settlement.code())] += payoff.to_account_atoms;
                (of.settlement, payoff)
            }
        };
        self.expiry.fund(asset, &net)?;
        assert!(self.expiry.invariant());
        self.payments[usize::from(asset.code())] += 1;
        Some(())
    }

    /// No token is made or lost, and of the rounding less than an atom a payment stays in the pool.
    fn check_tokens(&self) {
        for asset in ASSETS {
            let place = usize::from(asset.code());
            let held: u64 = self.accounts.iter().map(|account| account.amount_of(&self.expiry.mint(asset))).sum();
            let pool_atoms = self.expiry.pool_atoms(asset);
            assert_eq!(held + pool_atoms + self.redeemed_atoms[place], ACCOUNTS as u64 * DEPOSIT);
            assert!(pool_atoms < self.payments[place].max(1), "{pool_atoms} after {} payments", self.payments[place]);
        }
    }
}

/// Any order of the claims.
fn shuffle(claims: &mut [Claim], draws: &mut impl Iterator<Item = u64>) {
    for last in (1..claims.len()).rev() {
        claims.swap(last, (draws.next().unwrap() % (last as u64 + 1)) as usize);
    }
}

fn any_trade() -> impl Strategy<Value = Trade> {
    (0..ACCOUNTS, 0..SERIES, 0..WALLETS, any_quantity())
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn the_pools_pay_everybody_once_all_who_owe_have_paid(
        offsets_e8 in prop::array::uniform7(prop_oneof![Just(0), 0..10 * USD]),
        trades in prop::collection::vec(any_trade(), 1..60),
        price_e8 in any_price(),
        draws in prop::collection::vec(any::<u64>(), 64),
    ) {
        let mut house = house(offsets_e8);
        for trade in trades {
            house.trade(trade);
            house.check_series();
        }
        let at_expiry = house.series.clone();
        house.expiry.settle_at(price_e8, FRIDAY);
        let mut draws = draws.into_iter().cycle();

        let (owing, owning): (Vec<_>, Vec<_>) = house.account_claims().into_iter().partition(|(net, _)| net.from_account_atoms > 0);
        let mut rest: Vec<Claim> = owning.into_iter().map(|(_, claim)| claim).collect();
        rest.extend(house.wallet_claims(&mut draws));
        shuffle(&mut rest, &mut draws);
        for claim in owing.into_iter().map(|(_, claim)| claim).chain(rest) {
            prop_assert_eq!(house.pay(claim), Some(()), "the pool is too small");
        }
        house.check_tokens();
        for (series, before) in house.series.iter().zip(at_expiry) {
            let redeemed_atoms = before.outstanding_atoms;
            prop_assert_eq!(series, &MarginSeries { outstanding_atoms: 0, redeemed_atoms, ..before });
        }
        prop_assert!(house.accounts.iter().all(|account| account.options.iter().all(|held| !held.is_used())));
    }
}

/// Whoever owns comes too early as long as the others have not paid.
#[test]
fn a_pool_pays_nobody_before_it_is_paid() {
    let mut house = house([0; SERIES]);
    house.trade((0, 6, 0, -(COIN as i64)));
    house.trade((1, 6, 0, COIN as i64 / 2));
    house.expiry.settle_at(50 * USD, FRIDAY);
    let mut early =
        [Claim::Account(1, SettlementAsset::QUOTE), Claim::Wallet { series: 6, wallet: 0, quantity: 1_000 }];
    for claim in early {
        assert_eq!(house.clone().pay(claim), None);
    }
    assert_eq!(house.pay(Claim::Account(0, SettlementAsset::QUOTE)), Some(()));
    assert_eq!(house.expiry.quote_pool_atoms, 5 * DOLLAR);
    early.reverse();
    assert!(early.into_iter().all(|claim| house.pay(claim) == Some(())));
}
