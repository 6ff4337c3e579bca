//! Makers who have taken over much buy options back from whoever holds them: their accounts owe less, and have room again.
//!
//! Whoever holds an option sells it for a little more than it is worth, and in an hour only a part of what is held of its series. A maker pays with what it has
//! gained elsewhere, and with the rest out of its account, in the transaction in which the options come in.

use super::{moment::Moment, Replay};
use crate::{lookup::Needed, Contract, Refusal};
use anyhow::{Context as _, Result};
use options_vault::errors::VaultError;
use solana_signer::Signer as _;
use spl_token_interface::{instruction::transfer, ID as TOKEN};
use std::collections::BTreeMap;
use vault_client::{
    address,
    instruction::{self, MarginSeriesRef},
    Pubkey,
};
use vault_types::{
    liquidation::Health,
    state::{HeldOptions, MarginAccount},
};

/// What holders want, in per cent of an option's value.
pub const ASKED_PERCENT: u64 = 105;
/// A maker with less than this has too little room, in per cent of its initial margin.
const ROOMY_PERCENT: u64 = 200;
/// Makers look so often.
const SPACING_SECS: i64 = 300;
const SPACINGS_IN_HOUR: u64 = 12;
/// Parts of what is on offer that a maker considers, in per cent.
const PARTS_PERCENT: [u64; 4] = [100, 50, 25, 10];
const BPS: u64 = 10_000;

/// What a maker buys.
struct Purchase {
    contract: Contract,
    quantity_atoms: u64,
    price_atoms: u64,
}

impl Replay<'_> {
    /// Each maker without much room buys of the series that it owes most for.
    pub(super) fn makers_buy_back(&mut self, moment: &Moment) -> Result<()> {
        if self.buy_back_bps == 0 || moment.now_ts % SPACING_SECS != 0 {
            return Ok(());
        }
        let mut on_offer = BTreeMap::new();
        for index in 0..self.watched.len() {
            if self.watched[index].edge_e9.is_none() {
                continue;
            }
            let account = self.scene.account_at(&self.watched[index].address);
            let Some(health) = moment.health(&account)?.filter(|_| !account.auction.is_running()) else { continue };
            if is_roomy(&health) {
                continue;
            }
            let Some(purchase) = self.purchase(index, &account, &mut on_offer, moment)? else { continue };
            self.buy_back(index, &purchase)?;
            if let Some(left) = on_offer.get_mut(&self.scene.margin_series_address(&purchase.contract)) {
                *left -= purchase.quantity_atoms;
            }
        }
        Ok(())
    }

    /// As much as is on offer of what the account owes most for, and as it can pay for.
    fn purchase(
        &self,
        index: usize,
        account: &MarginAccount,
        on_offer: &mut BTreeMap<Pubkey, u64>,
        moment: &Moment,
    ) -> Result<Option<Purchase>> {
        let mut most: Option<(u64, HeldOptions, u64)> = None;
        for held in account.options.iter().filter(|held| held.quantity_atoms < 0 && held.expiry_ts > moment.now_ts) {
            let left_atoms = *on_offer.entry(held.series).or_insert_with(|| self.on_offer_atoms(held));
            let worth_atoms = moment.worth_of(account, held)?;
            if left_atoms > 0 && worth_atoms > 0 && most.is_none_or(|(least, ..)| worth_atoms > least) {
                most = Some((worth_atoms, *held, left_atoms));
            }
        }
        let Some((worth_atoms, held, left_atoms)) = most else { return Ok(None) };
        let owed_atoms = held.quantity_atoms.unsigned_abs();
        for percent in PARTS_PERCENT {
            let quantity_atoms = (u128::from(owed_atoms.min(left_atoms)) * u128::from(percent) / 100) as u64;
            let asked = u128::from(worth_atoms) * u128::from(quantity_atoms) * u128::from(ASKED_PERCENT);
            let price_atoms = u64::try_from(asked.div_ceil(u128::from(owed_atoms) * 100))?;
            let mut after = *account;
            let bought = after.options.iter_mut().find(|option| option.series == held.series);
            bought.context("it is owed")?.quantity_atoms += i64::try_from(quantity_atoms)?;
            let from_account_atoms = price_atoms - self.gained_atoms(index).min(price_atoms);
            if quantity_atoms > 0 && moment.may_leave(&after, from_account_atoms)? {
                return Ok(Some(Purchase { contract: contract_of(&held), quantity_atoms, price_atoms }));
            }
        }
        Ok(None)
    }

    /// What is sold of a series until makers look again.
    fn on_offer_atoms(&self, held: &HeldOptions) -> u64 {
        let held_atoms = self.scene.options(&self.others.buyer.pubkey(), &contract_of(held));
        (u128::from(held_atoms) * u128::from(self.buy_back_bps) / u128::from(BPS * SPACINGS_IN_HOUR)) as u64
    }

    fn buy_back(&mut self, index: usize, purchase: &Purchase) -> Result<()> {
        let Purchase { contract, quantity_atoms, price_atoms } = purchase;
        let from_gains_atoms = self.gained_atoms(index).min(*price_atoms);
        let sent = self.send_buy_back(index, contract, *quantity_atoms, *price_atoms, from_gains_atoms);
        match sent {
            Ok(_) => {
                if let Some(outside) = &mut self.watched[index].outside {
                    outside.pay(from_gains_atoms);
                }
                self.watched[index].looked = None;
                self.recorder.note_bought_back(*price_atoms);
            }
            // What leaves an account waits while the bank lets nothing out, and while the fund may be used up.
            Err(refusal) if waits(&refusal) => self.recorder.note_refused(),
            Err(refusal) => return Err(refusal.into()),
        }
        Ok(())
    }

    /// Options against the quote, in one transaction.
    fn send_buy_back(
        &mut self,
        index: usize,
        contract: &Contract,
        quantity_atoms: u64,
        price_atoms: u64,
        from_gains_atoms: u64,
    ) -> Result<Needed, Refusal> {
        let (maker, holder) = (self.watched[index].key.insecure_clone(), self.others.buyer.insecure_clone());
        let quote_mint = self.scene.quote_mint;
        self.scene.trader_of(maker.insecure_clone(), 0, from_gains_atoms);
        let (series, state) = self.scene.margin_series(contract).expect("a listed series");
        for (owner, mint) in [(&maker, &state.option_mint), (&holder, &quote_mint)] {
            self.scene.world.create_wallet(&owner.pubkey(), mint)?;
        }
        let pay = |mint, from: &Pubkey, to: &Pubkey, atoms| {
            let [from_wallet, to_wallet] = [from, to].map(|owner| address::wallet(owner, mint));
            transfer(&TOKEN, &from_wallet, &to_wallet, from, &[], atoms).expect("the classic token program")
        };
        let account = self.scene.account_ref(&maker.pubkey());
        let mut instructions = vec![
            pay(&state.option_mint, &holder.pubkey(), &maker.pubkey(), quantity_atoms),
            instruction::bring_in_options(account, MarginSeriesRef { address: series, state: &state }, quantity_atoms),
        ];
        let from_account_atoms = price_atoms - from_gains_atoms;
        if from_account_atoms > 0 {
            let (bank, shown) = (self.scene.bank(&quote_mint), self.scene.shown(&maker.pubkey()));
            let to = address::wallet(&maker.pubkey(), &quote_mint);
            instructions.push(instruction::withdraw_collateral(account, &bank, to, from_account_atoms, shown));
        }
        instructions.push(pay(&quote_mint, &maker.pubkey(), &holder.pubkey(), price_atoms));
        self.scene.world.send_by_table("buy_back", &instructions, &[&maker, &holder])
    }

    /// What a maker has gained elsewhere and not brought in.
    fn gained_atoms(&self, index: usize) -> u64 {
        self.watched[index].outside.map_or(0, |outside| outside.gained_atoms())
    }
}

fn is_roomy(health: &Health) -> bool {
    health.counted_atoms > health.requirement.initial_atoms.saturating_mul(ROOMY_PERCENT) / 100
}

fn waits(refusal: &Refusal) -> bool {
    [VaultError::BelowInitialMargin, VaultError::BankOutflow, VaultError::InsuranceExhausted]
        .iter()
        .any(|e| refusal.is(*e))
}

fn contract_of(held: &HeldOptions) -> Contract {
    let HeldOptions { kind, settlement, strike_e8, expiry_ts, .. } = *held;
    Contract { kind, settlement, strike_e8, expiry_ts }
}
