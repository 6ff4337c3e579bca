//! Starts a round of a vault that sells more than it covers. Anyone may call it as soon as the vault is open.
//!
//! The NAV goes into the bank. Had the account less than the initial margin of all that is offered, by the chain's own scenarios, the
//! round does not start; every bid is judged again, for what is sold by then.

use super::collateral::*;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::record,
    instructions::{
        margin::{
            books::{check_collateral, contract},
            evidence::*,
            named::Purpose,
        },
        vault::{check_custody, round_start::*},
    },
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::TokenAccount;
use vault_types::{
    margin::MarginMode,
    state::{Expiry, MarginSeries},
};

#[event_cpi]
#[derive(Accounts)]
pub struct RollOnMargin<'info> {
    pub start: RoundStart<'info>,
    #[account(mut, address = start.vault.custody)]
    pub vault_custody: Box<Account<'info, TokenAccount>>,
    #[account(constraint = collateral.is_of(&start.vault)?)]
    pub collateral: VaultCollateral<'info>,
    #[account(constraint = evidence.config.key() == start.vault.config)]
    pub evidence: Evidence<'info>,
    #[account(constraint = expiry.market == start.market.key())]
    pub expiry: Box<Account<'info, Expiry>>,
    /// The series that the vault's strike policy picks; list it first with `create_margin_series`.
    #[account(
        has_one = expiry,
        constraint = series.kind == start.vault.kind,
        constraint = expiry.mint(series.settlement) == start.vault.asset_mint
    )]
    pub series: Box<Account<'info, MarginSeries>>,
}

impl RollOnMargin<'_> {
    /// The NAV enters the bank's books. Returns how much.
    fn bring_collateral(&mut self) -> Result<u64> {
        let vault = &mut self.start.vault;
        let nav_atoms = vault.ledger.margin_all();
        self.collateral.come_in(nav_atoms)?;
        self.collateral.set_mode(vault.params.margin_mode)?;
        Ok(nav_atoms)
    }

    /// Refuses a round whose account could not owe all that is offered. The options are noted, judged and taken back: a copy of the account would
    /// not fit a frame.
    fn check_whole_sale(&self, size_atoms: u64, named: &[AccountInfo<'_>], now_ts: i64) -> Result<()> {
        let account = &mut *self.collateral.margin_account.load_mut()?;
        let contract = contract(&self.series, &self.expiry);
        let options = self.expiry.units().options_covered_by(&self.series.terms(), size_atoms);
        let options_atoms = options.map_err(VaultError::from)?;
        let mode = account.mode;
        account.mode = MarginMode::SCENARIO;
        account.write(&contract, options_atoms).map_err(VaultError::from)?;
        self.evidence.check_margin(account, Purpose::Write, named, now_ts)?;
        account.bring_in(&contract, options_atoms).map_err(VaultError::from)?;
        account.mode = mode;
        ensure(!account.has_options(), VaultError::BrokenInvariant)?;
        check_collateral(account)
    }
}

pub(crate) fn handler(ctx: Context<RollOnMargin>) -> Result<()> {
    let now_ts = now_ts()?;
    let accounts = &mut *ctx.accounts;
    ensure(accounts.start.vault.params.is_on_margin(), VaultError::VaultNotOnMargin)?;
    let (series, option) = (accounts.series.key(), accounts.series.terms());
    let event = accounts.start.start(series, &option, &ctx.bumps.start, now_ts)?;
    let nav_atoms = accounts.bring_collateral()?;
    accounts.check_whole_sale(event.size_atoms, ctx.remaining_accounts, now_ts)?;

    tokens::transfer(
        accounts.vault_custody.info(),
        accounts.collateral.custody.info(),
        accounts.start.vault.info(),
        nav_atoms,
        Signature::Vault(&accounts.start.vault),
    )?;
    check_custody(&accounts.start.vault, &mut accounts.vault_custody)?;
    accounts.collateral.check()?;
    record(&accounts.collateral.moved(nav_atoms, 0)?, &ctx.accounts.event_authority)?;
    record(&event, &ctx.accounts.event_authority)
}
