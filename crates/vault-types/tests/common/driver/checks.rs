//! What must hold after every step.

use super::*;

impl Driver {
    pub(super) fn check(&self) {
        let ledger = &self.vault.ledger;
        assert!(self.vault.invariant(), "{:?}", self.vault);
        assert!(self.auction.invariant(), "{:?}", self.auction);
        assert!(self.rounds.last().is_none_or(Round::invariant), "{:?}", self.rounds.last());
        assert_eq!(Some(self.custody_atoms), ledger.custody_atoms(), "custody holds the buckets and nothing else");
        assert_eq!(Some(self.escrow_shares), ledger.escrow_shares());
        let held = self.users.iter().map(|user| user.shares).sum::<u64>();
        assert_eq!(held + self.escrow_shares + self.passive_shares, ledger.share_supply);
        self.check_tickets();
    }

    /// No bucket owes more to tickets than it holds: everyone can claim, in whatever order.
    fn check_tickets(&self) {
        let ledger = &self.vault.ledger;
        let (mut pending, mut claimable, mut queued, mut payable) = (0, 0, 0, 0);
        for user in &self.users {
            if let Some((number, atoms)) = user.deposit {
                match self.joined(number) {
                    Some(round) => claimable += shares::shares_for_deposit(atoms, round.start_pps_e9).unwrap(),
                    None => pending += atoms,
                }
            }
            if let Some((number, shares)) = user.withdrawal {
                let round = self.numbered(number);
                match round.status {
                    RoundStatus::CLOSED => {
                        payable += shares::atoms_for_shares(shares, round.withdrawal_pps_e9).unwrap()
                    }
                    _ => queued += shares,
                }
            }
        }
        assert_eq!(pending, ledger.pending_deposit_atoms);
        assert_eq!(queued, ledger.queued_shares);
        assert!(claimable <= ledger.unclaimed_shares);
        assert!(payable <= ledger.withdrawal_payable_atoms);
    }
}
