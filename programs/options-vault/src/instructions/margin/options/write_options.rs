//! Takes options out of a margin account as tokens: fewer are owned, more are owed. The account must then have what its mode asks for; in
//! portfolio mode a threshold that was signed for the account after this trade can come with it.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, PositionChanged},
    instructions::margin::{
        books::{check_account, check_version, contract},
        evidence::*,
        named::Purpose,
    },
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::{
    margin::PositionChange,
    state::{Expiry, Halts, MarginAccount, MarginSeries, Market},
    threshold::Form,
};

#[event_cpi]
#[derive(Accounts)]
pub struct WriteOptions<'info> {
    pub owner: Signer<'info>,
    #[account(mut, has_one = owner, constraint = margin_account.load()?.config == evidence.config.key())]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    pub evidence: Evidence<'info>,
    #[account(constraint = market.config == evidence.config.key())]
    pub market: Box<Account<'info, Market>>,
    #[account(has_one = market)]
    pub expiry: Box<Account<'info, Expiry>>,
    #[account(mut, has_one = expiry, has_one = option_mint)]
    pub series: Box<Account<'info, MarginSeries>>,
    /// CHECK: the series names it (`has_one`) and made it.
    #[account(mut)]
    pub option_mint: UncheckedAccount<'info>,
    /// Receives the options; may belong to anyone the owner names.
    /// CHECK: the token program refuses any other mint.
    #[account(mut)]
    pub destination: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

impl WriteOptions<'_> {
    fn validate(&self, quantity_atoms: u64, now_ts: i64) -> Result<()> {
        ensure(quantity_atoms > 0, VaultError::ZeroAmount)?;
        ensure(now_ts < self.expiry.expiry_ts, VaultError::OptionsExpired)
    }

    fn apply(
        &mut self,
        quantity_atoms: u64,
        signed_by: u8,
        named: &[AccountInfo<'_>],
        now_ts: i64,
    ) -> Result<PositionChange> {
        let address = self.margin_account.key();
        let account = &mut *self.margin_account.load_mut()?;
        check_version(account)?;
        let contract = contract(&self.series, &self.expiry);
        let change = account.write(&contract, quantity_atoms).map_err(VaultError::from)?;
        // What is owned may leave: a halt holds nobody's options back.
        ensure(change.after >= 0 || !self.market.halts.include(Halts::SALES), VaultError::SalesHalted)?;
        account.note_change();
        if signed_by != 0 {
            self.evidence.take_threshold(account, &address, Form::AfterTrade, signed_by, now_ts)?;
        }
        self.evidence.check_margin(account, Purpose::Write, named, now_ts)?;
        check_account(account)?;
        self.series.note(&change).map_err(VaultError::from)?;
        Ok(change)
    }
}

pub(crate) fn handler(ctx: Context<WriteOptions>, quantity_atoms: u64, signed_by: u8) -> Result<()> {
    let now_ts = now_ts()?;
    let accounts = &mut *ctx.accounts;
    accounts.validate(quantity_atoms, now_ts)?;
    let change = accounts.apply(quantity_atoms, signed_by, ctx.remaining_accounts, now_ts)?;

    tokens::mint(
        accounts.option_mint.info(),
        accounts.destination.info(),
        accounts.series.info(),
        quantity_atoms,
        Signature::MarginSeries(&accounts.series),
    )?;
    ensure(accounts.series.invariant(), VaultError::BrokenInvariant)?;
    let event = PositionChanged {
        margin_account: accounts.margin_account.key(),
        series: accounts.series.key(),
        before_atoms: change.before,
        after_atoms: change.after,
    };
    record(&event, &ctx.accounts.event_authority)
}
