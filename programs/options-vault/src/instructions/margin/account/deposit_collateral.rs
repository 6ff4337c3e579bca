//! Puts collateral into a margin account. Only its owner may: every kind takes one of its places.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, CollateralMoved},
    instructions::margin::books::{change, check_bank, check_collateral, check_version},
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use vault_types::state::{CollateralBank, Expiry, MarginAccount, SettlementAsset};

#[event_cpi]
#[derive(Accounts)]
pub struct DepositCollateral<'info> {
    pub owner: Signer<'info>,
    #[account(mut, has_one = owner)]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    #[account(mut, has_one = custody, has_one = token_program, constraint = bank.config == margin_account.load()?.config)]
    pub bank: Box<Account<'info, CollateralBank>>,
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub owner_tokens: UncheckedAccount<'info>,
    /// CHECK: the bank names it (`has_one`) and made it.
    #[account(mut)]
    pub custody: UncheckedAccount<'info>,
    /// CHECK: the bank names it (`has_one`).
    pub token_program: UncheckedAccount<'info>,
    /// For somebody who has to pay for it, and whose bank is full.
    pub expiry: Option<Box<Account<'info, Expiry>>>,
}

/// May it go into a full bank? What the account has to pay may, and its own quote while an auction runs: its owner could not end that otherwise.
fn is_needed(account: &MarginAccount, mint: &Pubkey, expiry: Option<&Account<Expiry>>, now_ts: i64) -> bool {
    let ends_an_auction = account.auction.is_running() && *mint == account.quote_mint;
    ends_an_auction || is_due(account, mint, expiry, now_ts)
}

/// Is it no more than the account has to pay, with what it has already, at the final price of the expiry that is named?
fn is_due(account: &MarginAccount, mint: &Pubkey, expiry: Option<&Account<Expiry>>, now_ts: i64) -> bool {
    let Some(expiry) = expiry else { return false };
    let assets = [SettlementAsset::UNDERLYING, SettlementAsset::QUOTE];
    let settlement = assets.into_iter().find(|asset| expiry.mint(*asset) == *mint);
    let payment = settlement
        .zip(expiry.settlement.final_price(now_ts))
        .and_then(|(settlement, (price_e8, _))| account.payment(expiry, settlement, price_e8).ok());
    payment.is_some_and(|payment| account.amount_of(mint) <= payment.from_account_atoms)
}

pub(crate) fn handler(ctx: Context<DepositCollateral>, amount_atoms: u64) -> Result<()> {
    ensure(amount_atoms > 0, VaultError::ZeroAmount)?;
    let accounts = &mut *ctx.accounts;
    let now_ts = now_ts()?;
    let total_atoms = {
        let account = &mut *accounts.margin_account.load_mut()?;
        check_version(account)?;
        let expiry = accounts.expiry.as_deref();
        change(account, &mut accounts.bank, |account, bank| {
            account.deposit(bank.mint, amount_atoms).map_err(VaultError::from)?;
            let deposited = match is_needed(account, &bank.mint, expiry, now_ts) {
                true => bank.deposit_beyond_cap(amount_atoms, now_ts),
                false => bank.deposit(amount_atoms, now_ts),
            };
            deposited.map_err(VaultError::from)?;
            check_collateral(account)?;
            Ok(account.amount_of(&bank.mint))
        })?
    };

    tokens::transfer_by(
        &accounts.bank.token_program,
        accounts.owner_tokens.info(),
        accounts.custody.info(),
        accounts.owner.info(),
        amount_atoms,
        Signature::User,
    )?;
    check_bank(&accounts.bank, &accounts.custody)?;
    let event = CollateralMoved {
        margin_account: accounts.margin_account.key(),
        mint: accounts.bank.mint,
        came_atoms: amount_atoms,
        went_atoms: 0,
        total_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
