//! What people do with their stakes in the insurance fund; and with an account whose signers are silent.

use super::{driver::Auctions, step::Step};
use solana_signer::Signer;

impl Auctions {
    pub fn wind_down(&mut self, step: Step, who: usize) {
        let address = self.address(who);
        let mut after = self.model.clone();
        let expected = after.wind_down(who, self.now_ts());
        if self.tried("WindDown", step, expected, |scene, _| scene.wind_down(&address)) {
            self.model = after;
        }
    }

    pub fn stake(&mut self, step: Step, who: usize, atoms: u64) {
        let mut after = self.model.clone();
        let expected = after.stake(who, atoms.into());
        if self.tried("Stake", step, expected, |scene, people| scene.stake_insurance(&people[who], atoms)) {
            self.model = after;
        }
    }

    pub fn ask(&mut self, step: Step, who: usize, permille: u64) {
        if self.scene.stake(&self.people[who].pubkey()).is_none() {
            return;
        }
        let stake = &self.model.people[who].stake;
        let shares = u64::try_from(stake.shares).unwrap() * permille / 1_000;
        let mut after = *stake;
        let expected = self.model.book.ask(&mut after, shares.into(), self.now_ts());
        if self.tried("Ask", step, expected, |scene, people| scene.ask_to_unstake(&people[who], shares)) {
            self.model.people[who].stake = after;
        }
    }

    pub fn unstake(&mut self, step: Step, who: usize) {
        if self.scene.stake(&self.people[who].pubkey()).is_none() {
            return;
        }
        let mut after = self.model.clone();
        let expected = after.unstake(who, self.now_ts());
        if self.tried("Unstake", step, expected, |scene, people| scene.unstake_insurance(&people[who])) {
            self.model = after;
            if self.model.people[who].stake.leaving > 0 {
                self.note("Unstake in part");
            }
        }
    }
}
