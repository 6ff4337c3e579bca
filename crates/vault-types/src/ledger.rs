//! The vault's books: every atom in custody and every share in escrow belongs to exactly one bucket.
//!
//! Token balances are never read to value anything, so a donation changes no price. Custody may hold more than the
//! buckets say (donations), never less.

use crate::layout::*;
use crate::{shares, LedgerError};

/// What burning the queued shares came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Burned {
    pub shares: u64,
    /// Set aside for their owners.
    pub owed_atoms: u64,
    /// The withdrawal fee.
    pub fee_atoms: u64,
}

/// What came of the collateral of a round on margin. One of the two is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returned {
    /// What the options cost, and what was lost where a part of the account was sold in an auction.
    pub paid_atoms: u64,
    /// What is there on top of all that was put in: auctions pay in the vault's token, rounded up.
    pub surplus_atoms: u64,
}

/// Balances of one vault. Every method either does all of its movements or returns an error and must be discarded.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Net asset value: what belongs to the shares.
    pub nav_atoms: u64,
    /// The part of the NAV that backs options, sold or still for sale.
    pub locked_atoms: u64,
    /// The part of the NAV that lies in the bank of its token, as collateral of the vault's margin account.
    pub margined_atoms: u64,
    /// Deposits that have not joined yet.
    pub pending_deposit_atoms: u64,
    /// Owed to holders of finished withdrawal tickets.
    pub withdrawal_payable_atoms: u64,
    /// Owed to the fee recipient.
    pub fee_payable_atoms: u64,
    /// Deposits of sealed bids: of all while their auction runs, afterwards what is still to be refunded.
    pub bid_escrow_atoms: u64,
    /// All shares that exist.
    pub share_supply: u64,
    /// Minted into escrow, not yet claimed by their depositors.
    pub unclaimed_shares: u64,
    /// In escrow, to be burned at the end of the round.
    pub queued_shares: u64,
}

impl Ledger {
    /// A deposit enters the queue.
    pub fn queue_deposit(&mut self, amount_atoms: u64) -> Result<(), LedgerError> {
        add(&mut self.pending_deposit_atoms, amount_atoms)
    }

    /// A deposit leaves the queue before its round starts.
    pub fn cancel_deposit(&mut self, amount_atoms: u64) -> Result<(), LedgerError> {
        sub(&mut self.pending_deposit_atoms, amount_atoms)
    }

    /// A deposit joins at once, between rounds, at this price. Returns the shares to mint for it.
    pub fn join_now(&mut self, amount_atoms: u64, pps_e9: u64) -> Result<u64, LedgerError> {
        let minted = shares::shares_for_deposit(amount_atoms, pps_e9)?;
        if minted == 0 {
            return Err(LedgerError::Dust);
        }
        add(&mut self.nav_atoms, amount_atoms)?;
        add(&mut self.share_supply, minted)?;
        Ok(minted)
    }

    /// All queued deposits join at this price. Returns the assets that joined and the shares to mint for them. Deposits
    /// that are together worth no share are refused ([`LedgerError::Dust`]), not kept.
    pub fn join_deposits(&mut self, pps_e9: u64) -> Result<(u64, u64), LedgerError> {
        let joined_atoms = self.pending_deposit_atoms;
        let minted = match joined_atoms {
            0 => 0,
            _ => shares::shares_for_deposit(joined_atoms, pps_e9)?,
        };
        if minted == 0 && joined_atoms > 0 {
            return Err(LedgerError::Dust);
        }
        self.pending_deposit_atoms = 0;
        add(&mut self.nav_atoms, joined_atoms)?;
        add(&mut self.share_supply, minted)?;
        add(&mut self.unclaimed_shares, minted)?;
        Ok((joined_atoms, minted))
    }

    /// A depositor takes shares out of escrow.
    pub fn claim_shares(&mut self, claimed: u64) -> Result<(), LedgerError> {
        sub(&mut self.unclaimed_shares, claimed)
    }

    /// The whole NAV backs options from now on. Returns how many.
    pub fn lock_all(&mut self) -> u64 {
        self.locked_atoms = self.nav_atoms;
        self.locked_atoms
    }

    /// Unsold options no longer need backing. What lies in the bank stays there until the round is settled.
    pub fn unlock(&mut self, unsold_atoms: u64) -> Result<(), LedgerError> {
        if self.margined_atoms > 0 {
            return Ok(());
        }
        sub(&mut self.locked_atoms, unsold_atoms)
    }

    /// The whole NAV goes into the bank. Returns how much.
    pub fn margin_all(&mut self) -> u64 {
        self.margined_atoms = self.nav_atoms;
        self.margined_atoms
    }

    /// A buyer paid into the bank.
    pub fn receive_margin_premium(&mut self, premium_atoms: u64) -> Result<(), LedgerError> {
        add(&mut self.margined_atoms, premium_atoms)?;
        self.receive_premium(premium_atoms)
    }

    /// This much comes back from the bank, after the options have been paid from there. What is more than went there belongs to the shares.
    pub fn return_margin(&mut self, returned_atoms: u64) -> Result<Returned, LedgerError> {
        let returned = Returned {
            paid_atoms: self.margined_atoms.saturating_sub(returned_atoms),
            surplus_atoms: returned_atoms.saturating_sub(self.margined_atoms),
        };
        self.margined_atoms = 0;
        self.locked_atoms = 0;
        sub(&mut self.nav_atoms, returned.paid_atoms)?;
        add(&mut self.nav_atoms, returned.surplus_atoms)?;
        Ok(returned)
    }

    /// A buyer paid.
    pub fn receive_premium(&mut self, premium_atoms: u64) -> Result<(), LedgerError> {
        add(&mut self.nav_atoms, premium_atoms)
    }

    /// A sealed bid pays its deposit.
    pub fn escrow_bid(&mut self, deposit_atoms: u64) -> Result<(), LedgerError> {
        add(&mut self.bid_escrow_atoms, deposit_atoms)
    }

    /// Of all deposits this much is premium now; the rest is owed to the bidders.
    pub fn accept_bids(&mut self, premium_atoms: u64) -> Result<(), LedgerError> {
        sub(&mut self.bid_escrow_atoms, premium_atoms)?;
        self.receive_premium(premium_atoms)
    }

    /// Of the deposits this much is forfeited and no premium: the fee recipient's.
    pub fn forfeit_to_fees(&mut self, excess_atoms: u64) -> Result<(), LedgerError> {
        sub(&mut self.bid_escrow_atoms, excess_atoms)?;
        add(&mut self.fee_payable_atoms, excess_atoms)
    }

    /// A bidder gets back what the bid did not need.
    pub fn refund_bid(&mut self, refund_atoms: u64) -> Result<(), LedgerError> {
        sub(&mut self.bid_escrow_atoms, refund_atoms)
    }

    /// The options are settled: their payoff leaves, nothing backs options any more.
    pub fn pay_options(&mut self, payoff_atoms: u64) -> Result<(), LedgerError> {
        sub(&mut self.locked_atoms, payoff_atoms)?;
        self.locked_atoms = 0;
        sub(&mut self.nav_atoms, payoff_atoms)
    }

    /// The fee recipient's part leaves the NAV.
    pub fn charge_fees(&mut self, fee_atoms: u64) -> Result<(), LedgerError> {
        sub(&mut self.nav_atoms, fee_atoms)?;
        add(&mut self.fee_payable_atoms, fee_atoms)
    }

    /// The fee recipient is paid everything. Returns how much.
    pub fn pay_fees(&mut self) -> u64 {
        core::mem::take(&mut self.fee_payable_atoms)
    }

    /// Shares enter the withdrawal queue.
    pub fn queue_withdrawal(&mut self, queued: u64) -> Result<(), LedgerError> {
        add(&mut self.queued_shares, queued)
    }

    /// Shares leave the withdrawal queue again.
    pub fn cancel_withdrawal(&mut self, queued: u64) -> Result<(), LedgerError> {
        sub(&mut self.queued_shares, queued)
    }

    /// All queued shares are burned at the price per share; what they are worth leaves the NAV, for their owners at the price
    /// less the withdrawal fee, the rest as fee.
    pub fn burn_queued(&mut self, pps_e9: u64, withdrawal_pps_e9: u64) -> Result<Burned, LedgerError> {
        let shares = self.queued_shares;
        let worth_atoms = shares::atoms_for_shares(shares, pps_e9)?;
        let owed_atoms = shares::atoms_for_shares(shares, withdrawal_pps_e9)?;
        let fee_atoms = worth_atoms.checked_sub(owed_atoms).ok_or(LedgerError::BrokenInvariant)?;
        self.queued_shares = 0;
        sub(&mut self.share_supply, shares)?;
        sub(&mut self.nav_atoms, worth_atoms)?;
        add(&mut self.withdrawal_payable_atoms, owed_atoms)?;
        add(&mut self.fee_payable_atoms, fee_atoms)?;
        Ok(Burned { shares, owed_atoms, fee_atoms })
    }

    /// A finished withdrawal is paid.
    pub fn pay_withdrawal(&mut self, amount_atoms: u64) -> Result<(), LedgerError> {
        sub(&mut self.withdrawal_payable_atoms, amount_atoms)
    }

    /// What belongs to depositors: the NAV and finished withdrawals. `u64::MAX` if it does not fit.
    pub fn owed_atoms(&self) -> u64 {
        self.nav_atoms.saturating_add(self.withdrawal_payable_atoms)
    }

    /// What custody must hold at least.
    pub fn custody_atoms(&self) -> Option<u64> {
        self.nav_atoms
            .checked_sub(self.margined_atoms)?
            .checked_add(self.pending_deposit_atoms)?
            .checked_add(self.withdrawal_payable_atoms)?
            .checked_add(self.fee_payable_atoms)?
            .checked_add(self.bid_escrow_atoms)
    }

    /// What the share escrow must hold at least.
    pub fn escrow_shares(&self) -> Option<u64> {
        self.unclaimed_shares.checked_add(self.queued_shares)
    }

    /// Does the NAV cover every share at this price? False between a round's payoff and its close, when the last
    /// official price no longer holds.
    pub fn covers_shares(&self, pps_e9: u64) -> bool {
        shares::atoms_for_shares(self.share_supply, pps_e9).is_ok_and(|claims_atoms| claims_atoms <= self.nav_atoms)
    }

    /// Options are backed, what lies in the bank is part of the NAV, escrow is part of the supply, and what is owed can be counted.
    pub fn invariant(&self) -> bool {
        self.locked_atoms <= self.nav_atoms
            && self.custody_atoms().is_some()
            && self.escrow_shares().is_some_and(|held| held <= self.share_supply)
    }
}

fn add(bucket: &mut u64, amount: u64) -> Result<(), LedgerError> {
    *bucket = bucket.checked_add(amount).ok_or(LedgerError::Overflow)?;
    Ok(())
}

fn sub(bucket: &mut u64, amount: u64) -> Result<(), LedgerError> {
    *bucket = bucket.checked_sub(amount).ok_or(LedgerError::Overflow)?;
    Ok(())
}
