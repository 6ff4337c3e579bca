//! Re-checks the books from the chain's own accounts: tokens, tickets and mints against what the program says.

mod margin;

use crate::Scene;
use std::collections::BTreeMap;
use vault_types::{
    sealed::BidResult,
    shares,
    state::{DepositTicket, Round, RoundStatus, SealedBid, Series, Vault, VaultState, WithdrawalTicket},
};

/// Names of checks and whether each has always held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    checks: BTreeMap<String, bool>,
}

impl Audit {
    /// Notes the outcome of a check; one failure is remembered for ever.
    pub fn note(&mut self, check: &str, holds: bool) {
        let so_far = self.checks.entry(check.to_string()).or_insert(true);
        *so_far &= holds;
    }

    /// The checks that have failed.
    pub fn failed(&self) -> Vec<&str> {
        self.checks.iter().filter(|(_, holds)| !**holds).map(|(check, _)| check.as_str()).collect()
    }

    /// All checks so far.
    pub fn checks(&self) -> &BTreeMap<String, bool> {
        &self.checks
    }

    /// Re-checks everything that must hold between any two instructions, if nobody has sent tokens uninvited.
    pub fn run(&mut self, scene: &Scene) {
        let books = Books::read(scene);
        self.note("token_balances_equal_ledger", books.balances_equal_ledger(scene));
        self.note("share_supply_equals_ledger", books.shares_equal_ledger(scene));
        self.note("depositor_claims_equal_nav", books.claims_equal_nav(scene));
        self.note("pending_deposits_equal_tickets", books.pending_equals_tickets());
        self.note("bid_escrow_equals_bids", books.bid_escrow_equals_bids());
        self.note("finished_withdrawals_are_covered", books.withdrawals_are_covered());
        self.note("options_outstanding_equal_obligations", books.options_equal_obligations(scene));
        self.note("pools_cover_payoffs", books.pools_cover_payoffs(scene));
        self.note("account_invariants_hold", books.vault.invariant() && books.rounds.values().all(Round::invariant));
    }
}

/// Everything that the program has stored about one vault.
struct Books {
    vault: Vault,
    rounds: BTreeMap<u64, Round>,
    series: Vec<Series>,
    deposits: Vec<DepositTicket>,
    withdrawals: Vec<WithdrawalTicket>,
    bids: Vec<SealedBid>,
    now_ts: i64,
}

impl Books {
    fn read(scene: &Scene) -> Self {
        let world = &scene.world;
        let vault = scene.vault();
        let here = |address: &_| *address == scene.vault;
        let rounds = world.read_all::<Round>().into_iter().map(|(_, round)| round);
        let series = world.read_all::<Series>().into_iter().map(|(_, series)| series);
        let deposits = world.read_all::<DepositTicket>().into_iter().map(|(_, ticket)| ticket);
        let withdrawals = world.read_all::<WithdrawalTicket>().into_iter().map(|(_, ticket)| ticket);
        let bids = world.read_all::<SealedBid>().into_iter().map(|(_, bid)| bid);
        Self {
            bids: bids.filter(|bid| here(&bid.vault)).collect(),
            rounds: rounds.filter(|round| here(&round.vault)).map(|round| (round.number, round)).collect(),
            series: series.filter(|series| series.market == vault.market).collect(),
            deposits: deposits.filter(|ticket| here(&ticket.vault)).collect(),
            withdrawals: withdrawals.filter(|ticket| here(&ticket.vault)).collect(),
            now_ts: world.now(),
            vault,
        }
    }

    fn balances_equal_ledger(&self, scene: &Scene) -> bool {
        let ledger = &self.vault.ledger;
        let custody = Some(scene.world.balance(&self.vault.custody)) == ledger.custody_atoms();
        let escrow = Some(scene.world.balance(&self.vault.share_escrow)) == ledger.escrow_shares();
        custody && escrow && self.series.iter().all(|series| scene.world.balance(&series.pool) == series.pool_atoms)
    }

    fn shares_equal_ledger(&self, scene: &Scene) -> bool {
        scene.world.supply(&self.vault.share_mint) == self.vault.ledger.share_supply
    }

    /// Everyone's shares: in wallets, not yet claimed, queued for withdrawal.
    fn share_claims(&self, scene: &Scene) -> Vec<u64> {
        let holders = scene.world.holders(&self.vault.share_mint);
        let in_wallets = holders.iter().filter(|(holder, _)| holder.owner != scene.vault).map(|(_, amount)| *amount);
        let unclaimed = self.deposits.iter().filter_map(|ticket| {
            let joined = self.rounds.get(&ticket.round)?;
            shares::shares_for_deposit(ticket.amount_atoms, joined.start_pps_e9).ok()
        });
        let queued = self.withdrawals.iter().filter(|ticket| !self.has_ended(ticket.round)).map(|ticket| ticket.shares);
        in_wallets.chain(unclaimed).chain(queued).collect()
    }

    /// Each claim is its part of the NAV rounded down, so they add up to the NAV less at most one atom a claim and the
    /// shares that rounding left in escrow.
    fn claims_equal_nav(&self, scene: &Scene) -> bool {
        let ledger = &self.vault.ledger;
        let claims = self.share_claims(scene);
        let claimed_shares: u64 = claims.iter().sum();
        let Some(dust_shares) = ledger.share_supply.checked_sub(claimed_shares) else { return false };
        if ledger.share_supply == 0 {
            return claims.iter().all(|claim| *claim == 0);
        }
        let part = |claim: u64| {
            let atoms = u128::from(claim) * u128::from(ledger.nav_atoms) / u128::from(ledger.share_supply);
            u64::try_from(atoms).expect("a part of the NAV")
        };
        let claimed_atoms: u64 = claims.iter().map(|claim| part(*claim)).sum();
        let most_dust = claims.len() as u64 + part(dust_shares) + 1;
        let few_dust_shares = dust_shares <= rounding_bound(self.vault.round);
        few_dust_shares && claimed_atoms <= ledger.nav_atoms && ledger.nav_atoms - claimed_atoms <= most_dust
    }

    fn pending_equals_tickets(&self) -> bool {
        let waiting = self.deposits.iter().filter(|ticket| ticket.round > self.vault.round);
        waiting.map(|ticket| ticket.amount_atoms).sum::<u64>() == self.vault.ledger.pending_deposit_atoms
    }

    /// What a bid has become; `None` while its auction runs.
    fn result(&self, bid: &SealedBid) -> Option<BidResult> {
        self.rounds[&bid.round].sale.result(bid).expect("a bid that its deposit covers")
    }

    /// Whole deposits while their auction runs, then what is still to be refunded.
    fn bid_escrow_equals_bids(&self) -> bool {
        let held = |bid| self.result(bid).map_or(bid.deposit_atoms, |result| result.refund_atoms);
        self.bids.iter().map(held).sum::<u64>() == self.vault.ledger.bid_escrow_atoms
    }

    /// Options of the running round that sealed bidders have bought and not claimed.
    fn unclaimed_options(&self) -> u64 {
        let of_round = self.bids.iter().filter(|bid| bid.round == self.vault.round);
        of_round.filter_map(|bid| self.result(bid)).map(|result| result.filled_atoms).sum()
    }

    fn withdrawals_are_covered(&self) -> bool {
        let finished = self.withdrawals.iter().filter(|ticket| self.has_ended(ticket.round));
        let owed: u64 = finished
            .filter_map(|ticket| {
                shares::atoms_for_shares(ticket.shares, self.rounds[&ticket.round].withdrawal_pps_e9).ok()
            })
            .sum();
        let set_aside = self.vault.ledger.withdrawal_payable_atoms;
        owed <= set_aside && set_aside - owed <= rounding_bound(self.vault.round)
    }

    /// In circulation or unclaimed is what was sold, and the vault has locked at least that much.
    fn options_equal_obligations(&self, scene: &Scene) -> bool {
        let minted = |series: &Series| scene.world.supply(&series.option_mint) == series.outstanding_atoms;
        let sold = match self.vault.state {
            VaultState::AUCTION => scene.auction().map(|auction| auction.sold_atoms),
            VaultState::LIVE => self.rounds.get(&self.vault.round).map(|round| round.sold_atoms),
            _ => Some(0),
        };
        let running = matches!(self.vault.state, VaultState::AUCTION | VaultState::LIVE);
        let outstanding = scene.series().map_or(0, |(_, series)| series.outstanding_atoms) + self.unclaimed_options();
        let locked = self.vault.ledger.locked_atoms;
        let backed = !running || (sold == Some(outstanding) && outstanding <= locked);
        self.series.iter().all(minted) && backed
    }

    /// Once their round has ended, every option's payoff lies in its pool.
    fn pools_cover_payoffs(&self, scene: &Scene) -> bool {
        let ended = self.rounds.values().filter(|round| round.status == RoundStatus::CLOSED && round.sold_atoms > 0);
        ended.into_iter().all(|round| {
            let Some(series) = scene.world.read::<Series>(&round.series) else { return false };
            let Ok(Some(payoff)) = series.final_payoff(self.now_ts) else { return false };
            let payoff = |atoms| payoff.to_holder(atoms).unwrap_or(u64::MAX);
            let holders = scene.world.holders(&series.option_mint);
            holders.iter().map(|(_, atoms)| payoff(*atoms)).sum::<u64>() <= series.pool_atoms
        })
    }

    fn has_ended(&self, round: u64) -> bool {
        self.rounds.get(&round).is_some_and(|round| round.status == RoundStatus::CLOSED)
    }
}

/// Atoms or shares that rounding can have left behind after so many rounds: one for each ticket of each round.
pub(crate) fn rounding_bound(rounds: u64) -> u64 {
    const MOST_TICKETS_A_ROUND: u64 = 32;
    rounds * MOST_TICKETS_A_ROUND
}
