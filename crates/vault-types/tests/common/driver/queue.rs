//! `instructions/queue/*.rs`.

use super::*;

fn ensure(holds: bool) -> Outcome {
    holds.then_some(()).ok_or(Refusal::Program)
}

fn take(balance: &mut u64, amount: u64) -> Outcome {
    *balance = balance.checked_sub(amount).ok_or(Refusal::Program)?;
    Ok(())
}

fn add_to(ticket: &mut Ticket, round: u64, amount: u64) -> Outcome {
    let (open_round, before) = ticket.unwrap_or((round, 0));
    ensure(open_round == round)?;
    *ticket = Some((round, before.checked_add(amount).ok_or(LedgerError::Overflow)?));
    Ok(())
}

impl Driver {
    pub(super) fn deposit(&mut self, user: usize, atoms: u64) -> Outcome {
        ensure(atoms >= self.vault.params.min_deposit_atoms)?;
        shares::check_deposit(atoms, self.vault.pps_e9)?;
        add_to(&mut self.users[user].deposit, self.vault.next_round(), atoms)?;
        self.vault.ledger.queue_deposit(atoms)?;
        take(&mut self.users[user].assets_atoms, atoms)?;
        self.custody_atoms += atoms;
        Ok(())
    }

    pub(super) fn cancel_deposit(&mut self, user: usize) -> Outcome {
        let (round, atoms) = self.users[user].deposit.take().ok_or(Refusal::Program)?;
        ensure(round == self.vault.next_round())?;
        self.vault.ledger.cancel_deposit(atoms)?;
        self.custody_atoms -= atoms;
        self.users[user].assets_atoms += atoms;
        Ok(())
    }

    pub(super) fn claim_shares(&mut self, user: usize) -> Outcome {
        let (number, atoms) = self.users[user].deposit.take().ok_or(Refusal::Program)?;
        let start_pps_e9 = self.joined(number).ok_or(Refusal::Program)?.start_pps_e9;
        let claimed = shares::shares_for_deposit(atoms, start_pps_e9)?;
        self.vault.ledger.claim_shares(claimed)?;
        self.escrow_shares -= claimed;
        self.users[user].shares += claimed;
        Ok(())
    }

    pub(super) fn request_withdrawal(&mut self, user: usize, requested: u64) -> Outcome {
        ensure(self.vault.round > 0)?;
        ensure(shares::atoms_for_shares(requested, self.vault.withdrawal_pps_e9)? > 0)?;
        let is_open = self.vault.state == VaultState::OPEN;
        ensure(!is_open || self.users[user].withdrawal.is_none())?;
        add_to(&mut self.users[user].withdrawal, self.vault.round, requested)?;
        self.vault.ledger.queue_withdrawal(requested)?;
        take(&mut self.users[user].shares, requested)?;
        if is_open {
            let (pps_e9, withdrawal_pps_e9) = (self.vault.pps_e9, self.vault.withdrawal_pps_e9);
            let burned = self.vault.ledger.burn_queued(pps_e9, withdrawal_pps_e9)?;
            assert_eq!(burned.shares, requested, "an open vault has no other queued shares");
        } else {
            self.escrow_shares += requested;
        }
        Ok(())
    }

    pub(super) fn cancel_withdrawal(&mut self, user: usize) -> Outcome {
        let (round, queued) = self.users[user].withdrawal.take().ok_or(Refusal::Program)?;
        ensure(self.vault.state != VaultState::OPEN && round == self.vault.round)?;
        self.vault.ledger.cancel_withdrawal(queued)?;
        self.escrow_shares -= queued;
        self.users[user].shares += queued;
        Ok(())
    }

    pub(super) fn claim_withdrawal(&mut self, user: usize) -> Outcome {
        let (number, queued) = self.users[user].withdrawal.take().ok_or(Refusal::Program)?;
        let round = *self.numbered(number);
        ensure(round.status == RoundStatus::CLOSED)?;
        let atoms = shares::atoms_for_shares(queued, round.withdrawal_pps_e9)?;
        self.vault.ledger.pay_withdrawal(atoms)?;
        self.custody_atoms -= atoms;
        self.users[user].assets_atoms += atoms;
        Ok(())
    }
}
