//! Settles what a margin account has of one expiry in one token: all those options at once, as one payment into the expiry's pool or out of it.
//! Anyone may call it. Whoever owes comes first: the pool pays what others have paid in.
//!
//! A pool that has less waits for those who owe, and with it everything in the account that covers these options. Its owner can end that by signing:
//! then the account receives what the pool has, and gives up the rest.
//!
//! An account that has too little is left as it is for a week: its owner may help it, and after two days it is auctioned for what it has of other
//! tokens. Then one that has nothing else, or that nobody took for days although it is given away, pays what it has. What it lacks of its quote comes
//! out of the insurance fund, and from all who bear losses.
//!
//! An account that has no options left afterwards is in no auction any more, if what was settled is its quote.

use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, MarginAccountSettled},
    instructions::margin::books::{change, check_account, check_bank, check_expiry, check_version},
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::{
    liquidation::Covered,
    margin::{NetPayment, SettleTerms, Settled},
    state::{CollateralBank, Expiry, MarginAccount, SettlementAsset},
};

#[event_cpi]
#[derive(Accounts)]
#[instruction(settlement: SettlementAsset)]
pub struct SettleMarginAccount<'info> {
    #[account(mut)]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    /// Signs only to take less than the account should receive.
    #[account(address = margin_account.load()?.owner)]
    pub owner: Option<Signer<'info>>,
    #[account(mut)]
    pub expiry: Box<Account<'info, Expiry>>,
    #[account(
        mut,
        has_one = custody,
        constraint = bank.config == margin_account.load()?.config,
        constraint = bank.mint == expiry.mint(settlement)
    )]
    pub bank: Box<Account<'info, CollateralBank>>,
    /// CHECK: the bank names it (`has_one`) and made it.
    #[account(mut)]
    pub custody: UncheckedAccount<'info>,
    /// CHECK: the expiry names it and made it.
    #[account(mut, address = expiry.pool(settlement))]
    pub pool: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

impl SettleMarginAccount<'_> {
    /// Takes the options out of the books and moves what they pay; returns that, and who pays what on top.
    fn apply(&mut self, settlement: SettlementAsset, price_e8: u64, now_ts: i64) -> Result<(Settled, Covered)> {
        let account = &mut *self.margin_account.load_mut()?;
        check_version(account)?;
        let terms = SettleTerms {
            most_atoms: self.owner.as_ref().map_or(u64::MAX, |_| self.expiry.pool_atoms(settlement)),
            pays_what_it_has: self.expiry.is_abandoned(now_ts),
            is_unwanted: account.auction.is_unwanted(now_ts),
        };
        let expiry = &mut self.expiry;
        change(account, &mut self.bank, |account, bank| {
            let settled = account.settle_on(&terms, expiry, settlement, price_e8).map_err(VaultError::from)?;
            account.note_change();
            account.auction.note_change();
            account.end_auction_of_nothing(bank);
            check_account(account)?;
            bank.settle(account.holder, &settled.payment).map_err(VaultError::from)?;
            // Whoever is owed is owed by all who bear losses, once the account has paid what it has.
            let covered = match account.bears_losses() && bank.mint == account.quote_mint {
                true => bank.losses.cover(settled.unpaid_atoms),
                false => Covered::default(),
            };
            expiry.fund(settlement, &settled.payment).ok_or(VaultError::MarginPoolShort)?;
            let covered_atoms = covered.atoms().map_err(VaultError::from)?;
            let from_others = NetPayment { from_account_atoms: covered_atoms, to_account_atoms: 0 };
            expiry.fund(settlement, &from_others).ok_or(VaultError::Overflow)?;
            Ok((settled, covered))
        })
    }

    fn transfer(&self, payment: &NetPayment, covered_atoms: u64) -> Result<()> {
        let (custody, pool) = (self.custody.info(), self.pool.info());
        if payment.from_account_atoms > 0 || covered_atoms > 0 {
            let paid_atoms = payment.from_account_atoms.checked_add(covered_atoms).ok_or(VaultError::Overflow)?;
            return tokens::transfer(custody, pool, self.bank.info(), paid_atoms, Signature::Bank(&self.bank));
        }
        let signature = Signature::Expiry(&self.expiry);
        tokens::transfer(pool, custody, self.expiry.info(), payment.to_account_atoms, signature)
    }
}

pub(crate) fn handler(ctx: Context<SettleMarginAccount>, settlement: SettlementAsset) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    ensure(settlement.is_known(), VaultError::KindNotListed)?;
    let now_ts = now_ts()?;
    let price = accounts.expiry.settlement.final_price(now_ts);
    let (price_e8, _) = price.ok_or(VaultError::NoSettlementPrice)?;
    let (Settled { payment, unpaid_atoms }, covered) = accounts.apply(settlement, price_e8, now_ts)?;

    accounts.transfer(&payment, covered.atoms().map_err(VaultError::from)?)?;
    check_bank(&accounts.bank, &accounts.custody)?;
    check_expiry(&accounts.expiry, settlement, &accounts.pool)?;
    let event = MarginAccountSettled {
        margin_account: accounts.margin_account.key(),
        expiry: accounts.expiry.key(),
        settlement,
        came_atoms: payment.to_account_atoms,
        went_atoms: payment.from_account_atoms,
        unpaid_atoms,
        by_fund_atoms: covered.by_fund_atoms,
        by_accounts_atoms: covered.by_accounts_atoms,
        fund_atoms: accounts.bank.losses.fund_atoms,
        index_e18: accounts.bank.losses.index_e18,
    };
    record(&event, &ctx.accounts.event_authority)
}
