//! Expiries are settled, and at the end everybody is paid.

use super::{moment::Moment, Replay};
use crate::Contract;
use anyhow::{Context as _, Result};
use options_vault::errors::VaultError;
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use vault_client::Pubkey;
use vault_types::state::{MarginAccount, OptionKind, SettlementAsset};

impl Replay<'_> {
    /// The keeper brings the price of this moment to an expiry that has come.
    pub(super) fn post_expiry(&mut self, expiry_ts: i64) -> Result<()> {
        self.scene.post_expiry_price(expiry_ts)?;
        Ok(())
    }

    /// Accounts pay for what has expired, or are paid; whoever owes comes first. Owners of accounts that are not in an auction bring what their account
    /// lacks of the quote: their collateral is worth more than that, and they sell it elsewhere.
    pub(super) fn settle_expired(&mut self, moment: &Moment) -> Result<()> {
        let now_ts = moment.now_ts;
        for expiry_ts in self.listing.expiries.into_iter().filter(|ts| *ts <= now_ts) {
            let expiry = self.scene.expiry(expiry_ts).context("a listed expiry")?;
            let Some((price_e8, _)) = expiry.settlement.final_price(now_ts) else { continue };
            let payment = |account: &MarginAccount| account.payment(&expiry, SettlementAsset::QUOTE, price_e8).ok();
            let accounts = self.everybody();
            for (owner, address, is_watched) in &accounts {
                let account = self.scene.account_at(address);
                let due_atoms = payment(&account).map_or(0, |payment| payment.from_account_atoms);
                if due_atoms > 0 {
                    self.owner_helps(&account, due_atoms, expiry_ts, *is_watched, moment)?;
                    self.settle_one(owner, address, expiry_ts, due_atoms)?;
                }
            }
            for (owner, address, _) in &accounts {
                let account = self.scene.account_at(address);
                if payment(&account).is_some_and(|payment| payment.from_account_atoms == 0) {
                    self.settle_one(owner, address, expiry_ts, 0)?;
                }
            }
        }
        Ok(())
    }

    /// Does anybody still have options?
    pub(super) fn is_settled(&self) -> bool {
        self.everybody().iter().all(|(_, address, _)| !self.scene.account_at(address).has_options())
    }

    /// The buyer is paid for all that it holds.
    pub(super) fn redeem_everything(&mut self) -> Result<()> {
        let buyer = self.others.buyer.insecure_clone();
        let contracts: Vec<Contract> = self.listing.contracts();
        for contract in contracts {
            let held_atoms = self.scene.options(&buyer.pubkey(), &contract);
            let expiry = self.scene.expiry(contract.expiry_ts).context("a listed expiry")?;
            let settled = expiry.settlement.final_price(self.scene.world.now());
            let (price_e8, _) = settled.context("a settled expiry")?;
            let is_paid = match contract.kind {
                OptionKind::PUT => price_e8 < contract.strike_e8,
                _ => price_e8 > contract.strike_e8,
            };
            if held_atoms > 0 && is_paid {
                self.redeem_one(&buyer, &contract, held_atoms)?;
            }
        }
        Ok(())
    }

    /// As much as the pool has: where even everybody together could not pay, whoever comes last gets less.
    fn redeem_one(&mut self, buyer: &Keypair, contract: &Contract, held_atoms: u64) -> Result<()> {
        let mut atoms = held_atoms;
        while atoms > 0 {
            match self.scene.redeem_margin_options(buyer, contract, atoms) {
                Ok(_) => break,
                Err(refusal) if refusal.is(VaultError::MarginPoolShort) => atoms = a_hundredth_less(atoms),
                Err(refusal) => return Err(refusal.into()),
            }
        }
        Ok(())
    }

    /// Owner, address, and whether it is one of those who are watched.
    pub(super) fn everybody(&self) -> Vec<(Pubkey, Pubkey, bool)> {
        let watched = self.watched.iter().map(|watched| (watched.key.pubkey(), watched.address, true));
        let covered = self.others.covered.pubkey();
        let address = self.scene.account_ref(&covered).address;
        watched.chain([(covered, address, false)]).collect()
    }

    fn owner_helps(
        &mut self,
        account: &MarginAccount,
        due_atoms: u64,
        expiry_ts: i64,
        is_watched: bool,
        moment: &Moment,
    ) -> Result<()> {
        let quote = self.scene.quote_mint;
        let has_atoms = account.amount_of(&quote) - account.lost_atoms(&moment.quote_bank.losses);
        let health = moment.health(account)?;
        let is_worth_it = health.is_some_and(|health| health.maintenance_balance() >= 0);
        if !is_watched || has_atoms >= due_atoms || account.auction.is_running() || !is_worth_it {
            return Ok(());
        }
        let watched = self.watched.iter().find(|watched| watched.key.pubkey() == account.owner);
        let owner = watched.context("somebody's account")?.key.insecure_clone();
        let lacking_atoms = due_atoms - has_atoms;
        self.scene.trader_of(owner.insecure_clone(), 0, lacking_atoms);
        self.scene.deposit_to_pay(&owner, &quote, lacking_atoms, expiry_ts)?;
        Ok(())
    }

    /// One that has too little waits, and after a week others pay for it.
    fn settle_one(&mut self, owner: &Pubkey, address: &Pubkey, expiry_ts: i64, due_atoms: u64) -> Result<()> {
        let (mut account, mut bank) = (self.scene.account_at(address), self.scene.bank(&self.scene.quote_mint));
        account.leave_losses(&mut bank)?;
        let unpaid_atoms = due_atoms.saturating_sub(account.amount_of(&account.quote_mint));
        let before = bank.losses;
        match self.scene.settle_margin_account(owner, expiry_ts, SettlementAsset::QUOTE) {
            Ok(_) if unpaid_atoms > 0 => {
                let covered = bank.losses.cover(unpaid_atoms);
                let after = self.scene.bank(&self.scene.quote_mint).losses;
                self.recorder.note_unpaid(unpaid_atoms, &covered, &before, &after);
                Ok(())
            }
            Ok(_) => Ok(()),
            Err(refusal) if refusal.is(VaultError::ShortOfToken) || refusal.is(VaultError::MarginPoolShort) => Ok(()),
            Err(refusal) => Err(refusal.into()),
        }
    }
}

/// At least one less.
fn a_hundredth_less(atoms: u64) -> u64 {
    atoms - atoms.div_ceil(100)
}

#[cfg(test)]
mod tests {
    use super::a_hundredth_less;

    #[test]
    fn the_last_atom_is_tried_too() {
        let tried: Vec<u64> =
            std::iter::successors(Some(150), |atoms| Some(a_hundredth_less(*atoms))).take(151).collect();
        assert!(tried.contains(&1) && tried.contains(&99) && tried.last() == Some(&0), "{tried:?}");
    }
}
