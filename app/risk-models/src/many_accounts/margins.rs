//! The margin of every account.

use super::table::{Contract, GridTable, TableMarket};
use super::{Account, Accounts, AccountsError};
use crate::deribit_grid::{charge, loss};
use crate::requirement::{Requirement, Worth};
use crate::revaluation::add_times;
use crate::threads::fill_parts;

/// As in [`GridMargin`](crate::deribit_grid::GridMargin).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AccountMargin {
    pub requirement: Requirement,
    pub worth: Worth,
}

impl AccountMargin {
    const OF_NOTHING: Self = Self { requirement: Requirement::NOTHING, worth: Worth { options: 0.0, held: 0.0 } };
}

/// Of every account, in their order, on so many threads: the same bytes, and the same error, with any number.
///
/// # Errors
/// [`AccountsError`] of the first account that has no margin.
pub fn margins(table: &GridTable, accounts: &Accounts, threads: usize) -> Result<Vec<AccountMargin>, AccountsError> {
    let mut margins = vec![AccountMargin::OF_NOTHING; accounts.count()];
    let parts = fill_parts(threads, 1, &mut margins, |first, part| {
        let mut room = Room::default();
        for (account, margin) in (first..).zip(part) {
            let held = accounts.account(account, table.listed)?;
            *margin = table.margin(&held, &mut room).ok_or(AccountsError::NotFinite { account })?;
        }
        Ok(())
    });
    parts.into_iter().collect::<Result<(), AccountsError>>()?;
    Ok(margins)
}

/// For the numbers of one account on one market; kept from account to account, so that each needs no memory of its own.
#[derive(Default)]
struct Room {
    profits: Vec<f64>,
    /// Bits of the strike, and amount.
    options: Vec<(u64, f64)>,
    /// With the perpetuals last.
    futures: Vec<f64>,
}

impl GridTable {
    /// Nothing if it is not finite.
    fn margin(&self, account: &Account, room: &mut Room) -> Option<AccountMargin> {
        let Account { cash, mut instruments, mut amounts } = *account;
        let (mut requirement, mut worth) = (Requirement::NOTHING, Worth { options: 0.0, held: cash });
        for market in &self.markets {
            let held = instruments.partition_point(|instrument| *instrument < market.end);
            if held > 0 {
                let (risk, of_market) = market.risk(&instruments[..held], &amounts[..held], room)?;
                requirement = requirement.plus(&self.parameters.factors().requirement(risk, of_market.options));
                worth = worth.plus(&of_market);
            }
            (instruments, amounts) = (&instruments[held..], &amounts[held..]);
        }
        (requirement.is_finite() && worth.is_finite()).then_some(AccountMargin { requirement, worth })
    }
}

impl TableMarket {
    /// Loss and contingency, USD, and what is held of the market. Nothing if a profit is not finite. The order of additions is that of the
    /// [module](super).
    fn risk(&self, instruments: &[u32], amounts: &[f64], room: &mut Room) -> Option<(f64, Worth)> {
        let spot = instruments.partition_point(|instrument| instrument - self.first < 2);
        let [coins, perpetuals] = self.moving_with_spot(&instruments[..spot], &amounts[..spot]);
        room.clear(self.moves);
        add_times((coins + perpetuals) * self.spot, self.spot_gains(), &mut room.profits);
        let mut worth = Worth { options: 0.0, held: coins * self.spot };
        for (instrument, &amount) in instruments[spot..].iter().zip(&amounts[spot..]) {
            let contract = (instrument - self.first) as usize - 2;
            add_times(amount, self.gains(contract), &mut room.profits);
            match self.contracts[contract] {
                Contract::Future => room.futures.push(amount),
                Contract::Option { strike, value: of_one } => {
                    room.options.push((strike, amount));
                    worth.options += amount * of_one;
                }
            }
        }
        room.futures.push(perpetuals);
        room.profits_are_finite().then(|| {
            let contingency = charge(self.spot, &self.parameters, &mut room.options, room.futures.iter().copied());
            (loss(&self.parameters, &mut room.profits) + contingency, worth)
        })
    }

    /// Coins and perpetuals.
    fn moving_with_spot(&self, instruments: &[u32], amounts: &[f64]) -> [f64; 2] {
        let mut held = [0.0; 2];
        for (instrument, amount) in instruments.iter().zip(amounts) {
            held[(instrument - self.first) as usize] = *amount;
        }
        held
    }
}

impl Room {
    fn clear(&mut self, moves: usize) {
        self.profits.clear();
        self.profits.resize(moves, 0.0);
        self.options.clear();
        self.futures.clear();
    }

    /// Every profit is looked at, so that there is no branch for each.
    fn profits_are_finite(&self) -> bool {
        self.profits.iter().fold(true, |finite, profit| finite & profit.is_finite())
    }
}
