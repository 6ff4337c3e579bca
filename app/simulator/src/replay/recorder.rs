//! Notes what happens, in atoms of the quote, and turns it into a report.

use super::{
    event::Event,
    story::{Fate, Story},
    Options, Watched,
};
use crate::audit::Audit;
use crate::demo::{atoms_to_whole, usd};
use crate::scene::QUOTE_DECIMALS;
use report::replay::{EventReport, GroupRow, Recovery, Sample};
use vault_types::liquidation::{Covered, LossBook};

/// Points of the plots are so far apart.
const SAMPLE_SECS: i64 = 900;

/// Everything that happened so far.
#[derive(Default)]
pub struct Recorder {
    pub audit: Audit,
    pub collateral_atoms: u64,
    pub maker_atoms: u64,
    pub staked_atoms: u64,
    value_sold_atoms: i64,
    paid_atoms: u64,
    penalty_atoms: u64,
    by_fund_atoms: u64,
    by_accounts_atoms: u64,
    /// Of options that nobody could pay.
    unpaid_atoms: u64,
    pub brought_in_atoms: u64,
    bought_back_atoms: u64,
    sales: u64,
    hedges: u64,
    refused: u64,
    samples: Vec<Sample>,
}

impl Recorder {
    /// A part of an account was sold. The fund has received what the formula says.
    pub fn note_sale(&mut self, value_atoms: i64, price_atoms: u64, penalty_atoms: u64, expected_penalty_atoms: u64) {
        self.sales += 1;
        self.value_sold_atoms += value_atoms;
        self.paid_atoms += price_atoms;
        self.penalty_atoms += penalty_atoms;
        self.audit.note("penalties_equal_the_formula", penalty_atoms == expected_penalty_atoms);
    }

    /// An account was given away, for what others pay.
    pub fn note_given_away(&mut self, covered: &Covered, before: &LossBook, after: &LossBook) {
        self.note_loss(covered, before, after);
    }

    /// An account could not pay what it owed at an expiry, and others did.
    pub fn note_unpaid(&mut self, unpaid_atoms: u64, covered: &Covered, before: &LossBook, after: &LossBook) {
        self.unpaid_atoms += unpaid_atoms - covered.by_fund_atoms - covered.by_accounts_atoms;
        self.note_loss(covered, before, after);
    }

    pub fn note_hedge(&mut self, is_done: bool) {
        self.hedges += u64::from(is_done);
    }

    pub fn note_bought_back(&mut self, price_atoms: u64) {
        self.bought_back_atoms += price_atoms;
    }

    pub fn note_refused(&mut self) {
        self.refused += 1;
    }

    /// How things stand at a moment. The most auctions of a stretch are kept.
    pub fn sample(&mut self, now_ts: i64, price_e8: u64, running: usize, losses: &LossBook) {
        let running = running as u64;
        if let Some(last) = self.samples.last_mut().filter(|last| now_ts - last.ts < SAMPLE_SECS) {
            last.running = last.running.max(running);
            return;
        }
        self.push_sample(now_ts, price_e8, running, losses);
    }

    /// How things stand when it is over.
    pub fn last_sample(&mut self, now_ts: i64, price_e8: u64, losses: &LossBook) {
        self.samples.pop_if(|last| last.ts >= now_ts);
        self.push_sample(now_ts, price_e8, 0, losses);
    }

    fn push_sample(&mut self, now_ts: i64, price_e8: u64, running: u64, losses: &LossBook) {
        self.samples.push(Sample {
            ts: now_ts,
            price: usd(price_e8),
            running,
            fund: whole(losses.fund_atoms),
            claims: whole(losses.claims_atoms),
            fund_used: whole(self.by_fund_atoms),
            socialised: whole(self.by_accounts_atoms),
            discount: self.discount(),
        });
    }

    /// At the end: what was noted here is what the bank's book says.
    pub fn check_totals(&mut self, losses: &LossBook) {
        let income_atoms = self.staked_atoms + self.penalty_atoms;
        let is_fund_right = income_atoms.checked_sub(self.by_fund_atoms) == Some(losses.fund_atoms);
        self.audit.note("the_fund_is_its_stakes_and_penalties_less_what_it_paid", is_fund_right);
        let has_lost = losses.index_e18 < LossBook::NEW.index_e18;
        self.audit.note("the_loss_book_says_whether_losses_were_shared", has_lost == (self.by_accounts_atoms > 0));
        self.audit.note("no_auction_claims_anything_at_the_end", losses.claims_atoms == 0);
    }

    pub fn into_report(
        self,
        event: &Event,
        options: &Options,
        source: &str,
        watched: &[Watched],
        losses: &LossBook,
    ) -> EventReport {
        let customers = || watched.iter().filter(|watched| watched.edge_e9.is_none());
        let stories: Vec<&Story> = customers().map(|watched| &watched.story).collect();
        let with_fate = |fate| stories.iter().filter(|story| story.fate == fate).count() as u64;
        let recoveries = stories.iter().flat_map(|story| story.recoveries_secs.iter().copied()).collect();
        let makers_sold = watched.iter().filter(|maker| maker.edge_e9.is_some() && maker.story.fate != Fate::Kept);
        EventReport {
            name: event.name.into(),
            coin: event.coin.into(),
            source: source.into(),
            day_ts: event.day_ts,
            accounts: options.accounts as u64,
            collateral: whole(self.collateral_atoms),
            maker_capital: whole(self.maker_atoms),
            fund_staked: whole(self.staked_atoms),
            fell_short: stories.iter().filter(|story| story.fell_short()).count() as u64,
            sold_in_part: with_fate(Fate::SoldInPart),
            sold_whole: with_fate(Fate::SoldWhole),
            given_away: with_fate(Fate::GivenAway),
            never_back: stories.iter().filter(|story| story.is_still_below()).count() as u64,
            makers_sold: makers_sold.count() as u64,
            sales: self.sales,
            hedges: self.hedges,
            refused: self.refused,
            value_sold: self.value_sold_atoms as f64 / 1e6,
            discount: self.discount(),
            penalties: whole(self.penalty_atoms),
            fund_used: whole(self.by_fund_atoms),
            fund_end: whole(losses.fund_atoms),
            socialised: whole(self.by_accounts_atoms),
            unpaid: whole(self.unpaid_atoms),
            brought_in: whole(self.brought_in_atoms),
            bought_back: whole(self.bought_back_atoms),
            owed_elsewhere: watched.iter().filter_map(|maker| Some(maker.outside?.most_owed)).fold(0.0, f64::max),
            recovery: Recovery::of(recoveries),
            groups: groups(watched),
            checks: self.audit.checks().clone(),
            samples: self.samples,
        }
    }

    fn discount(&self) -> f64 {
        (self.value_sold_atoms - self.paid_atoms as i64) as f64 / 1e6
    }

    fn note_loss(&mut self, covered: &Covered, before: &LossBook, after: &LossBook) {
        self.by_fund_atoms += covered.by_fund_atoms;
        self.by_accounts_atoms += covered.by_accounts_atoms;
        let paid = before.fund_atoms.checked_sub(after.fund_atoms);
        self.audit.note("losses_are_paid_as_the_formula_says", paid == Some(covered.by_fund_atoms));
        let has_lost = after.index_e18 < before.index_e18;
        self.audit.note("losses_are_shared_as_the_formula_says", has_lost == (covered.by_accounts_atoms > 0));
    }
}

/// One row for each kind of account, in the order in which they first appear; liquidators last.
fn groups(watched: &[Watched]) -> Vec<GroupRow> {
    let mut rows: Vec<GroupRow> = vec![];
    for Watched { group, story, collateral_atoms, .. } in watched {
        let place = rows.iter().position(|row| row.name == *group).unwrap_or_else(|| {
            rows.push(GroupRow { name: group.clone(), ..GroupRow::default() });
            rows.len() - 1
        });
        let row = &mut rows[place];
        row.accounts += 1;
        row.collateral += whole(*collateral_atoms);
        row.fell_short += u64::from(story.fell_short());
        row.sold_in_part += u64::from(story.fate == Fate::SoldInPart);
        row.sold_whole += u64::from(story.fate == Fate::SoldWhole);
        row.given_away += u64::from(story.fate == Fate::GivenAway);
    }
    rows
}

fn whole(atoms: u64) -> f64 {
    atoms_to_whole(atoms, QUOTE_DECIMALS)
}
