//! The insurance fund of the model, and what is lost beyond it.

use super::super::losses::Losses;
use options_vault::errors::VaultError;

/// Atoms and shares that count on both sides and belong to nobody.
const NOBODYS: u128 = 1_000_000;
const WEEK: i64 = 7 * 86_400;
const TWO_DAYS: i64 = 2 * 86_400;

/// What the bank of the quote notes beside its deposits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Book {
    pub losses: Losses,
    pub fund: u128,
    pub shares: u128,
    /// Which fund it is: one that was used up is followed by another one.
    pub number: u128,
    /// What running auctions may ask of it.
    pub claims: u128,
}

/// Of one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    pub shares: u128,
    pub leaving: u128,
    pub asked_ts: i64,
    pub number: u128,
}

/// Who paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    pub by_fund: u128,
    pub by_accounts: u128,
}

impl Covered {
    pub fn atoms(&self) -> i128 {
        (self.by_fund + self.by_accounts) as i128
    }
}

impl Book {
    /// A thousandth of what bears losses may be lacking.
    pub fn is_exhausted(&self) -> bool {
        self.is_exhausted_without(0)
    }

    /// And where so much of it has left?
    pub fn is_exhausted_without(&self, atoms: u128) -> bool {
        self.claims > self.fund + (self.losses.exposed - atoms) / 1_000
    }

    /// The fund first; it is closed when less than a millionth of an atom is left for each share. Then everybody.
    pub fn cover(&mut self, loss: u128) -> Covered {
        let by_fund = loss.min(self.fund);
        self.fund -= by_fund;
        if self.fund * NOBODYS < self.shares {
            (self.shares, self.number) = (0, self.number + 1);
        }
        Covered { by_fund, by_accounts: self.losses.take(loss - by_fund) }
    }

    /// What so many shares are worth: the lesser of their parts with and without what is nobody's.
    pub fn worth(&self, shares: u128) -> u128 {
        let with_nobodys = shares * (self.fund + NOBODYS) / (self.shares + NOBODYS);
        with_nobodys.min((shares * self.fund).checked_div(self.shares).unwrap_or(0))
    }

    pub fn worth_of(&self, stake: &Stake) -> u128 {
        if stake.number == self.number {
            self.worth(stake.shares)
        } else {
            0
        }
    }

    pub fn stake(&mut self, stake: &mut Stake, atoms: u128) -> Result<(), VaultError> {
        if atoms == 0 {
            return Err(VaultError::ZeroAmount);
        }
        if self.is_exhausted() {
            return Err(VaultError::InsuranceExhausted);
        }
        let shares = self.shares_of(atoms);
        if shares == 0 {
            return Err(VaultError::Dust);
        }
        self.forget_used_up(stake);
        stake.shares += shares;
        (self.shares, self.fund) = (self.shares + shares, self.fund + atoms);
        Ok(())
    }

    /// At the lower of the two prices.
    fn shares_of(&self, atoms: u128) -> u128 {
        let with_nobodys = atoms * (self.shares + NOBODYS) / (self.fund + NOBODYS);
        let pro_rata = if self.shares > 0 { (atoms * self.shares).checked_div(self.fund) } else { None };
        with_nobodys.max(pro_rata.unwrap_or(0))
    }

    fn is_used_up(&self, stake: &Stake) -> bool {
        stake.shares > 0 && stake.number != self.number
    }

    fn forget_used_up(&self, stake: &mut Stake) {
        if stake.number != self.number {
            *stake = Stake { number: self.number, ..Stake::default() };
        }
    }

    pub fn ask(&self, stake: &mut Stake, shares: u128, now_ts: i64) -> Result<(), VaultError> {
        if self.is_used_up(stake) && shares > 0 {
            return Err(VaultError::FundUsedUp);
        }
        self.forget_used_up(stake);
        if shares > stake.shares {
            return Err(VaultError::NotStaked);
        }
        (stake.leaving, stake.asked_ts) = (shares, now_ts);
        Ok(())
    }

    /// Within two days, a week after they were asked for; never what auctions may ask for: what stays for that has two days again. Returns what is paid.
    pub fn unstake(&mut self, stake: &mut Stake, now_ts: i64) -> Result<u128, VaultError> {
        if self.is_used_up(stake) {
            return Err(VaultError::FundUsedUp);
        }
        if stake.leaving == 0 || now_ts < stake.asked_ts + WEEK {
            return Err(VaultError::UnstakeTooEarly);
        }
        if now_ts > stake.asked_ts + WEEK + TWO_DAYS {
            return Err(VaultError::UnstakeTooLate);
        }
        let free = self.fund.saturating_sub(self.claims);
        let leave = if self.worth(stake.leaving) <= free { stake.leaving } else { self.shares_of(free) };
        let paid = self.worth(leave);
        (self.shares, self.fund) = (self.shares - leave, self.fund - paid);
        (stake.shares, stake.leaving) = (stake.shares - leave, stake.leaving - leave);
        stake.asked_ts = if stake.leaving == 0 { 0 } else { now_ts - WEEK };
        Ok(paid)
    }
}
