//! What the chain itself says that an account must hold, and what it holds: from the accounts that are named at an instruction's end.
//!
//! An account at its maximum loss needs none of them. For any other the end names, in the account's own order,
//! 1. the bank of its quote: what losses have left of that;
//! 2. to judge about an auction: every expiry that is over and of which the account has options;
//! 3. for each of its markets: the market, its [`MarketRisk`](vault_types::state::MarketRisk), its surface, its price account;
//! 4. for each collateral but the quote: its bank and its price account; for one that stands on a base bank its bank, the account that says its
//!    rate, the base bank, and that one's price account.
//!
//! Of an account that is covered in kind only the first is read.

mod collateral;
mod expired;
mod markets;

pub(super) use markets::ChainMargin;

use crate::{
    errors::{ensure, refuse, VaultError},
    pda::read_in_place,
};
use anchor_lang::prelude::*;
use core::slice;
use vault_types::{
    liquidation::{Health, LossBook},
    state::{CollateralBank, MarginAccount},
};

/// Which of the chain's own models is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Model {
    /// The standard margin.
    Standard,
    /// The scenarios, at least the floor.
    Scenarios,
    /// The floor alone, beside a signed threshold.
    Floor,
    /// The scenarios alone, to compare with what was signed. The floor is asked for at every use of what was signed anyway.
    Comparison,
}

/// What an account is asked for that it holds enough.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Options leave it: only on a market that is open for risk, and with a fresh smile for every expiry.
    Write,
    /// Collateral leaves it, or its mode changes. Neither guardian nor signers can hold that up: what has no smile counts at the fallback.
    Leave,
    /// It is to be auctioned, or takes over what another one has to give. That must not wait until a price stops falling: one that jumps counts as far
    /// as it may. A collateral without a price is not worth nothing because somebody named an old one: then the last one counts that was observed, and
    /// likewise the last smiles.
    Liquidate,
}

/// The accounts at an instruction's end, in their order.
pub(super) struct Named<'a, 'info> {
    left: slice::Iter<'a, AccountInfo<'info>>,
    purpose: Purpose,
    /// The part of the standard buffers that is the floor.
    floor_bps: u16,
    /// No price is older.
    since_ts: i64,
    now_ts: i64,
    /// The series that is asked about for a hedge.
    hedged: Option<Pubkey>,
}

impl<'a, 'info> Named<'a, 'info> {
    pub fn new(accounts: &'a [AccountInfo<'info>], purpose: Purpose, floor_bps: u16, now_ts: i64) -> Self {
        Self { left: accounts.iter(), purpose, floor_bps, since_ts: i64::MIN, now_ts, hedged: None }
    }

    /// For somebody who takes over options of this series from the first account that is judged.
    pub fn for_hedge(accounts: &'a [AccountInfo<'info>], series: Pubkey, floor_bps: u16, now_ts: i64) -> Self {
        Self { hedged: Some(series), ..Self::new(accounts, Purpose::Liquidate, floor_bps, now_ts) }
    }

    /// For a challenge of what was signed at a moment: only prices since then.
    pub fn for_comparison(accounts: &'a [AccountInfo<'info>], signed_ts: i64, now_ts: i64) -> Self {
        Self { since_ts: signed_ts, ..Self::new(accounts, Purpose::Leave, 0, now_ts) }
    }

    /// The losses of the account's quote.
    pub fn losses(&mut self, account: &MarginAccount) -> Result<LossBook> {
        let bank = read_in_place::<CollateralBank>(self.next()?)?;
        ensure(bank.config == account.config && bank.mint == account.quote_mint, VaultError::WrongAccountOrder)?;
        Ok(bank.losses)
    }

    /// How the account stands by a model. What has expired at a known price counts as the debt that it is, and not as options.
    #[inline(never)]
    pub fn health(&mut self, account: &mut MarginAccount, model: Model) -> Result<Judged> {
        let expired = self.set_aside_expired(account)?;
        let judged = self.health_of_live(account, model, expired.coins_atoms);
        expired.put_back(account);
        let mut judged = judged?;
        judged.owe(expired.quote_atoms)?;
        judged.health.fair_atoms = judged.health.fair_atoms.saturating_add(expired.coming_atoms);
        judged.health.owes_token = expired.owes_token;
        Ok(judged)
    }

    #[inline(never)]
    fn health_of_live(&mut self, account: &MarginAccount, model: Model, coins_due: CoinsDue) -> Result<Judged> {
        let chain = self.chain_margin_with(account, model, coins_due)?;
        let collateral = self.collateral_value(account)?;
        let health = Health {
            counted_atoms: collateral.counted_atoms,
            fair_atoms: collateral.fair_atoms,
            mark_atoms: chain.fair.today,
            requirement: chain.requirement,
            vega_loss_atoms: chain.fair.gain_by_vega.min(0).unsigned_abs(),
            owes_token: false,
        };
        Ok(Judged { health, chain })
    }

    fn next(&mut self) -> Result<&'a AccountInfo<'info>> {
        self.left.next().ok_or_else(|| refuse(VaultError::AccountsMissing))
    }

    fn is_liquidation(&self) -> bool {
        self.purpose == Purpose::Liquidate
    }
}

/// Atoms of the underlying that an account owes for expired options, by its markets' places.
pub(super) type CoinsDue = [u64; vault_types::margin::MAX_ACCOUNT_MARKETS];

/// How an account stands, and what the chain alone asks for.
pub(super) struct Judged {
    pub health: Health,
    pub chain: ChainMargin,
}

impl Judged {
    /// Something is owed on top, at every level.
    fn owe(&mut self, atoms: u64) -> Result<()> {
        let due = vault_types::margin::Requirement::flat(atoms);
        self.health.requirement = self.health.requirement.plus(&due).map_err(VaultError::from)?;
        self.chain.requirement = self.chain.requirement.plus(&due).map_err(VaultError::from)?;
        let mark_atoms = i64::try_from(atoms).ok().and_then(|atoms| self.health.mark_atoms.checked_sub(atoms));
        self.health.mark_atoms = mark_atoms.ok_or(VaultError::Overflow)?;
        Ok(())
    }
}
