//! The insurance fund of a quote: stakers share what liquidations pay into it, and are the first to pay where an account is worth less than
//! nothing.
//!
//! A stake is a number of shares of the fund. A million atoms that nobody owns count on both sides where that makes a share worth less, so that no
//! first staker can make one so dear that others' stakes round to nothing. A fund that has paid nearly all it had is closed, and the next stake opens
//! a new one: otherwise the numbers of shares would grow a millionfold with every ruin.
//!
//! Shares leave a week after they asked, within two days. What auctions may ask for stays: who comes in time and finds less is paid for as many shares
//! as are free, and the rest has two days again. Nobody can keep stakers in by an auction that takes longer than their two days.

use super::{LiquidationParameters, LossBook};
use crate::{state::InsuranceStake, LedgerError};
use options_math::mul_div::mul_div_floor;

/// Atoms and shares of the fund that are nobody's; and by how much a share may fall before the fund counts as used up.
const NOBODYS: u64 = 1_000_000;

/// Why a stake does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StakeError {
    /// More shares than there are.
    NotStaked,
    /// Nobody asked for them to leave, or not long enough ago.
    TooEarly,
    /// They should have left: ask again.
    TooLate,
    /// The fund that the shares were of has paid all it had.
    FundUsedUp,
    Ledger(LedgerError),
}

impl core::fmt::Display for StakeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::NotStaked => "the stake has fewer shares than that",
            Self::TooEarly => "the shares are not free yet: ask for them to leave, and wait",
            Self::TooLate => "the time in which the shares could leave is over: ask again",
            Self::FundUsedUp => "losses have used up the fund of these shares, and they are worth nothing: stake anew, or close the stake",
            Self::Ledger(error) => return error.fmt(f),
        })
    }
}

impl core::error::Error for StakeError {}

/// What of a stake has left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    pub shares: u64,
    pub paid_atoms: u64,
}

impl From<LedgerError> for StakeError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl LossBook {
    /// A stake comes in; returns its shares, rounded down. Errors: [`LedgerError::Dust`] for an amount that is worth none.
    pub fn stake(&mut self, amount_atoms: u64) -> Result<u64, LedgerError> {
        let new_shares = self.shares_of(amount_atoms)?;
        if new_shares == 0 {
            return Err(LedgerError::Dust);
        }
        self.fund_shares = self.fund_shares.checked_add(new_shares).ok_or(LedgerError::Overflow)?;
        self.receive(amount_atoms)?;
        Ok(new_shares)
    }

    /// How many shares are worth an amount, rounded down, at the lower of the two prices that a share leaves at.
    fn shares_of(&self, amount_atoms: u64) -> Result<u64, LedgerError> {
        let (atoms, shares) = self.with_nobodys()?;
        let with_nobodys = mul_div_floor(amount_atoms, shares, atoms).ok_or(LedgerError::Overflow)?;
        // Without shares what is in the fund is nobody's.
        let pro_rata = mul_div_floor(amount_atoms, self.fund_shares, self.fund_atoms).filter(|_| self.fund_shares > 0);
        Ok(pro_rata.map_or(with_nobodys, |pro_rata| with_nobodys.max(pro_rata)))
    }

    /// What shares are worth, rounded down: their part of the fund, less what is nobody's where a share is worth more than an atom.
    pub fn worth_atoms(&self, shares: u64) -> Result<u64, LedgerError> {
        let (atoms, all_shares) = self.with_nobodys()?;
        let worth_atoms = mul_div_floor(shares, atoms, all_shares).ok_or(LedgerError::Overflow)?;
        let pro_rata_atoms = mul_div_floor(shares, self.fund_atoms, self.fund_shares).unwrap_or(0);
        Ok(worth_atoms.min(pro_rata_atoms))
    }

    /// After a loss: a fund whose shares have lost all but a millionth is closed, with what is left for the next one.
    pub(super) fn close_used_up_fund(&mut self) {
        if self.fund_shares > 0 && self.fund_atoms < self.fund_shares.div_ceil(NOBODYS) {
            self.fund_shares = 0;
            self.fund_number = self.fund_number.saturating_add(1);
        }
    }

    /// As many of these shares leave as no auction may ask for.
    fn unstake(&mut self, shares: u64) -> Result<Left, LedgerError> {
        let free_atoms = self.free_atoms();
        let shares = match self.worth_atoms(shares)? <= free_atoms {
            true => shares,
            false => self.shares_of(free_atoms)?.min(shares),
        };
        let paid_atoms = self.worth_atoms(shares)?;
        self.fund_shares = self.fund_shares.checked_sub(shares).ok_or(LedgerError::BrokenInvariant)?;
        self.fund_atoms = self.fund_atoms.checked_sub(paid_atoms).ok_or(LedgerError::BrokenInvariant)?;
        Ok(Left { shares, paid_atoms })
    }

    /// A penalty, or a stake's tokens, come into the fund.
    pub fn receive(&mut self, amount_atoms: u64) -> Result<(), LedgerError> {
        self.fund_atoms = self.fund_atoms.checked_add(amount_atoms).ok_or(LedgerError::Overflow)?;
        Ok(())
    }

    fn with_nobodys(&self) -> Result<(u64, u64), LedgerError> {
        let sum = |a: u64| a.checked_add(NOBODYS).ok_or(LedgerError::Overflow);
        Ok((sum(self.fund_atoms)?, sum(self.fund_shares)?))
    }
}

impl InsuranceStake {
    /// How long after their wait is over shares can leave. Whoever may leave at any time would wait until a loss is near.
    pub const LEAVE_SECS: i64 = 2 * 86_400;

    /// Shares of the present fund are added; those of one that was used up are gone.
    pub fn add(&mut self, book: &LossBook, shares: u64) -> Result<(), LedgerError> {
        self.forget_used_up(book);
        self.shares = self.shares.checked_add(shares).ok_or(LedgerError::Overflow)?;
        Ok(())
    }

    fn forget_used_up(&mut self, book: &LossBook) {
        if self.fund_number != book.fund_number {
            (self.shares, self.leaving_shares, self.asked_ts, self.fund_number) = (0, 0, 0, book.fund_number);
        }
    }

    /// Has it shares, and none of the present fund?
    fn is_used_up(&self, book: &LossBook) -> bool {
        self.shares > 0 && self.fund_number != book.fund_number
    }

    /// Has it no shares that are worth anything? Then it can be closed.
    pub fn is_over(&self, book: &LossBook) -> bool {
        self.shares == 0 || self.is_used_up(book)
    }

    /// Asks for so many shares to leave: all of them wait from now on, and what was asked before is forgotten. To ask for none takes that back.
    pub fn ask(&mut self, book: &LossBook, shares: u64, now_ts: i64) -> Result<(), StakeError> {
        if self.is_used_up(book) && shares > 0 {
            return Err(StakeError::FundUsedUp);
        }
        self.forget_used_up(book);
        if shares > self.shares {
            return Err(StakeError::NotStaked);
        }
        (self.leaving_shares, self.asked_ts) = (shares, now_ts);
        Ok(())
    }

    /// What was asked for leaves, as far as no auction may ask for it. The rest has as long from now as it would have after its wait: whoever comes in
    /// time does not wait again because of an auction.
    pub fn leave(
        &mut self,
        book: &mut LossBook,
        wait: &LiquidationParameters,
        now_ts: i64,
    ) -> Result<Left, StakeError> {
        if self.is_used_up(book) {
            return Err(StakeError::FundUsedUp);
        }
        let wait_secs = i64::from(wait.unstake_secs);
        let from_ts = self.asked_ts.saturating_add(wait_secs);
        if self.leaving_shares == 0 || now_ts < from_ts {
            return Err(StakeError::TooEarly);
        }
        if now_ts > from_ts.saturating_add(Self::LEAVE_SECS) {
            return Err(StakeError::TooLate);
        }
        let left = book.unstake(self.leaving_shares)?;
        self.shares = self.shares.checked_sub(left.shares).ok_or(StakeError::NotStaked)?;
        self.leaving_shares = self.leaving_shares.checked_sub(left.shares).ok_or(StakeError::NotStaked)?;
        self.asked_ts = if self.leaving_shares == 0 { 0 } else { now_ts.saturating_sub(wait_secs) };
        Ok(left)
    }
}
