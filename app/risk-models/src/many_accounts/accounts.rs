//! Who holds what: columns, so that tables of Apache Arrow can be handed over without a copy.

use super::AccountsError;

/// Accounts side by side: account i holds the rows from `offsets[i]` up to but not `offsets[i + 1]`, of each row `amounts[row]` of `instruments[row]`.
#[derive(Clone, Copy, Debug)]
pub struct Accounts<'a> {
    cash: &'a [f64],
    offsets: &'a [i32],
    instruments: &'a [u32],
    amounts: &'a [f64],
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// USD.
    pub cash: f64,
    /// Numbers of a [`Listing`](super::Listing), rising.
    pub instruments: &'a [u32],
    /// Of each.
    pub amounts: &'a [f64],
}

impl<'a> Accounts<'a> {
    /// - `cash`: of each account, USD, with the unrealised profit of futures and perpetuals; below zero when borrowed
    /// - `offsets`: one more than accounts; they never fall
    /// - `instruments`: numbers of a [`Listing`](super::Listing), rising from row to row of an account
    /// - `amounts`: coins, options or contracts; below zero when owed
    ///
    /// In Arrow a column `Float64`, and a column `List` of structs of `UInt32` and `Float64`. As there, the first offset need not be 0, and rows that no
    /// offset reaches belong to nobody.
    ///
    /// # Errors
    /// [`AccountsError`] if lengths do not fit; rows are looked at when their account is.
    pub fn new(
        cash: &'a [f64],
        offsets: &'a [i32],
        instruments: &'a [u32],
        amounts: &'a [f64],
    ) -> Result<Self, AccountsError> {
        if offsets.len() != cash.len() + 1 {
            return Err(AccountsError::Offsets { offsets: offsets.len(), accounts: cash.len() });
        }
        if amounts.len() != instruments.len() {
            return Err(AccountsError::Columns { amounts: amounts.len(), instruments: instruments.len() });
        }
        Ok(Self { cash, offsets, instruments, amounts })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.cash.len()
    }

    /// By its number, checked; `listed` is how many instruments there are.
    ///
    /// # Errors
    /// [`AccountsError`], naming account and row.
    ///
    /// # Panics
    /// If there are not so many accounts.
    pub fn account(&self, account: usize, listed: usize) -> Result<Account<'a>, AccountsError> {
        let cash = self.cash[account];
        if !cash.is_finite() {
            return Err(AccountsError::Cash { account, cash });
        }
        let (from, until) = (self.offsets[account], self.offsets[account + 1]);
        let rows = usize::try_from(from).ok().zip(usize::try_from(until).ok()).map(|(from, until)| from..until);
        let of = rows.and_then(|rows| Some((rows.start, self.instruments.get(rows.clone())?, self.amounts.get(rows)?)));
        let Some((first, instruments, amounts)) = of else {
            return Err(AccountsError::Rows { account, from, until, rows: self.amounts.len() });
        };
        check_instruments(instruments, account, first, listed)?;
        match amounts.iter().position(|amount| !amount.is_finite()) {
            None => Ok(Account { cash, instruments, amounts }),
            Some(place) => Err(AccountsError::Amount { account, row: first + place, amount: amounts[place] }),
        }
    }
}

fn check_instruments(instruments: &[u32], account: usize, first: usize, listed: usize) -> Result<(), AccountsError> {
    if let Some(place) = instruments.iter().position(|instrument| *instrument as usize >= listed) {
        return Err(AccountsError::NotListed { account, row: first + place, instrument: instruments[place], listed });
    }
    match instruments.windows(2).position(|pair| pair[1] <= pair[0]) {
        None => Ok(()),
        Some(place) => {
            let (before, instrument) = (instruments[place], instruments[place + 1]);
            Err(AccountsError::Order { account, row: first + place + 1, instrument, before })
        }
    }
}

impl<'a> Account<'a> {
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, f64)> + 'a {
        self.instruments.iter().copied().zip(self.amounts.iter().copied())
    }
}
