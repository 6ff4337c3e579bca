//! Takes over a part of an account that is auctioned, or all of it, into another margin account. No token moves: what both have lies in the same
//! banks.
//!
//! A solvent account is paid for: the price is a part of its value that falls as the auction goes on, and the insurance fund has its share of it. For
//! one that is worth nothing the fund pays, more as the auction goes on; what it does not have is taken from everybody who bears losses.

use super::sold::*;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, AccountSold},
    instructions::margin::{books::*, evidence::*, named::*},
};
use anchor_lang::prelude::*;
use vault_types::{
    liquidation::{
        price_path::ONE_E9, AuctionPhase, Covered, HandedOver, LiquidationParameters, Payment, LEAST_PART_E9,
    },
    state::{AccountHolder, CollateralBank, MarginAccount},
};

/// What a bidder is ready to do.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy)]
pub struct AccountBid {
    /// The auction's state that the bid is for.
    pub step_id: u32,
    /// The part of the account that is wanted, times 10^9, and the least that is taken. An account that is worth nothing is taken whole.
    pub most_part_e9: u64,
    pub least_part_e9: u64,
    /// The most that is paid, in atoms of the quote; below zero the least that is received.
    pub limit_atoms: i64,
}

#[event_cpi]
#[derive(Accounts)]
pub struct BidOnAccount<'info> {
    pub bidder: Signer<'info>,
    #[account(mut, constraint = margin_account.load()?.config == evidence.config.key())]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    /// Where it goes.
    #[account(
        mut,
        constraint = taker.key() != margin_account.key() @ VaultError::OwnAccount,
        constraint = taker.load()?.owner == bidder.key(),
        constraint = taker.load()?.config == evidence.config.key()
    )]
    pub taker: AccountLoader<'info, MarginAccount>,
    pub evidence: Evidence<'info>,
    #[account(
        mut,
        constraint = quote_bank.config == evidence.config.key(),
        constraint = quote_bank.mint == margin_account.load()?.quote_mint
    )]
    pub quote_bank: Box<Account<'info, CollateralBank>>,
    /// Of what a vault came with, if that is not the quote: its account is paid in it.
    #[account(
        mut,
        constraint = vault_bank.config == evidence.config.key(),
        constraint = margin_account.load()?.is_vault_with(&vault_bank.mint) @ VaultError::VaultBankMissing
    )]
    pub vault_bank: Option<Box<Account<'info, CollateralBank>>>,
}

/// What happened.
struct Sold {
    part_e9: u64,
    payment: Payment,
    covered: Covered,
}

impl BidOnAccount<'_> {
    fn apply(&mut self, bid: &AccountBid, named: &[AccountInfo<'_>], now_ts: i64) -> Result<AccountSold> {
        let keys = (self.margin_account.key(), self.taker.key());
        let (parameters, floor_bps) = {
            let config = self.evidence.config()?;
            (config.liquidation, config.thresholds.floor_bps)
        };
        let (account, taker) = (&mut *self.margin_account.load_mut()?, &mut *self.taker.load_mut()?);
        check_version(account)?;
        check_version(taker)?;
        ensure(account.owner != taker.owner, VaultError::OwnAccount)?;
        ensure(!taker.auction.is_running(), VaultError::InAuction)?;
        let named = &mut Named::new(named, Purpose::Liquidate, floor_bps, now_ts);
        account.leave_losses(&mut self.quote_bank).map_err(VaultError::from)?;
        let standing = judge_again(&self.evidence, account, &parameters, named, bid.step_id, now_ts)?;
        let banks = &mut Banks { quote: &mut self.quote_bank, vault: self.vault_bank.as_deref_mut() };
        let phase = account.auction.phase;
        let sold = match phase {
            AuctionPhase::SOLVENT => sell(account, taker, &standing, bid, &parameters, banks, now_ts)?,
            AuctionPhase::INSOLVENT => give_away(account, taker, &standing, bid, &parameters, banks, now_ts)?,
            _ => return Err(VaultError::NoAuctionRuns.into()),
        };
        account.join_losses(banks.quote).map_err(VaultError::from)?;
        taker.join_losses(banks.quote).map_err(VaultError::from)?;
        self.evidence.check_taker(taker, named)?;
        check_account(account)?;
        check_account(taker)?;
        Ok(AccountSold {
            margin_account: keys.0,
            taker: keys.1,
            phase,
            step_id: bid.step_id,
            part_e9: sold.part_e9,
            mint: sold.payment.mint,
            paid_atoms: sold.payment.paid_atoms,
            penalty_atoms: sold.payment.penalty_atoms,
            by_fund_atoms: sold.covered.by_fund_atoms,
            by_accounts_atoms: sold.covered.by_accounts_atoms,
            fund_atoms: self.quote_bank.losses.fund_atoms,
            index_e18: self.quote_bank.losses.index_e18,
            is_over: !account.auction.is_running(),
        })
    }
}

/// The banks whose books a bid changes.
struct Banks<'a, 'info> {
    quote: &'a mut CollateralBank,
    vault: Option<&'a mut Account<'info, CollateralBank>>,
}

impl Banks<'_, '_> {
    /// The token of this mint goes from accounts of one kind of holder to those of another.
    fn move_between(&mut self, mint: &Pubkey, from: AccountHolder, to: AccountHolder, atoms: u64) -> Result<()> {
        if from == to || atoms == 0 {
            return Ok(());
        }
        let bank = match (self.quote.mint == *mint, &mut self.vault) {
            (true, _) => &mut *self.quote,
            (false, Some(bank)) if bank.mint == *mint => &mut **bank,
            _ => return Err(VaultError::VaultBankMissing.into()),
        };
        Ok(bank.hand_over(from, to, atoms).map_err(VaultError::from)?)
    }

    fn note_handed_over(&mut self, mints: &[Pubkey], handed: &HandedOver, from: AccountHolder) -> Result<()> {
        for (mint, atoms) in mints.iter().zip(handed) {
            self.move_between(mint, from, AccountHolder::PERSON, *atoms)?;
        }
        Ok(())
    }
}

#[inline(never)]
fn sell(
    account: &mut MarginAccount,
    taker: &mut MarginAccount,
    standing: &Standing,
    bid: &AccountBid,
    parameters: &LiquidationParameters,
    banks: &mut Banks<'_, '_>,
    now_ts: i64,
) -> Result<Sold> {
    let asked_e9 = parameters.asked_e9(account.auction.priced_at(parameters, now_ts));
    let sale = standing.health.sale(&account.auction, parameters, asked_e9);
    let part_e9 = sale.most_part_e9.min(bid.most_part_e9);
    ensure(part_e9 > 0 && part_e9 >= bid.least_part_e9, VaultError::PartTooSmall)?;
    // Each bid cancels the others, so it must be worth something.
    ensure(part_e9 >= LEAST_PART_E9.min(sale.most_part_e9), VaultError::PartTooSmall)?;
    let price_atoms = sale.price_atoms(part_e9);
    ensure(i128::from(price_atoms) <= i128::from(bid.limit_atoms), VaultError::BeyondLimit)?;
    let quote_payment = Payment::in_quote(price_atoms, parameters, account.quote_mint);
    let payment = match standing.chain.vault_coins(account) {
        Some(coins) => quote_payment.in_coins(coins.mint, coins.spot_e8, &coins.units).map_err(VaultError::from)?,
        None => quote_payment,
    };
    taker.leave_losses(banks.quote).map_err(VaultError::from)?;
    let mints = account.collaterals.each_ref().map(|held| held.mint);
    let handed = account.sell(part_e9, &payment, taker).map_err(VaultError::from)?;
    banks.note_handed_over(&mints, &handed, account.holder)?;
    banks.move_between(&payment.mint, AccountHolder::PERSON, account.holder, payment.paid_atoms)?;
    let penalty = banks.quote.receive_penalty(payment.penalty_atoms, AccountHolder::PERSON);
    penalty.map_err(VaultError::from)?;
    let after = standing.health.after_sale(part_e9, account.auction.reserved_atoms, quote_payment.paid_atoms);
    // What coins count for the next look says.
    let is_in_quote = payment.mint == account.quote_mint;
    if part_e9 == ONE_E9 || (is_in_quote && after.is_restored(parameters)) {
        account.end_auction(&mut banks.quote.losses);
    } else {
        if is_in_quote {
            let reserved_atoms = account.auction.reserved_atoms.checked_add(payment.paid_atoms);
            account.auction.reserved_atoms = reserved_atoms.ok_or(VaultError::Overflow)?;
        }
        account.auction.look(now_ts);
        account.auction.note_change();
    }
    Ok(Sold { part_e9, payment, covered: Covered::default() })
}

#[inline(never)]
fn give_away(
    account: &mut MarginAccount,
    taker: &mut MarginAccount,
    standing: &Standing,
    bid: &AccountBid,
    parameters: &LiquidationParameters,
    banks: &mut Banks<'_, '_>,
    now_ts: i64,
) -> Result<Sold> {
    ensure(bid.most_part_e9 >= ONE_E9, VaultError::PartTooSmall)?;
    let offered_e9 = parameters.offered_e9(account.auction.priced_at(parameters, now_ts));
    let offer_atoms = standing.health.offer_atoms(parameters, offered_e9);
    // Whoever takes it bears its share of the loss too: it leaves the others only now.
    let covered = banks.quote.cover_loss(offer_atoms, AccountHolder::PERSON).map_err(VaultError::from)?;
    let received_atoms = covered.atoms().map_err(VaultError::from)?;
    ensure(-i128::from(received_atoms) <= i128::from(bid.limit_atoms), VaultError::BeyondLimit)?;
    taker.leave_losses(banks.quote).map_err(VaultError::from)?;
    let mints = account.collaterals.each_ref().map(|held| held.mint);
    let handed = account.give_away(taker).map_err(VaultError::from)?;
    banks.note_handed_over(&mints, &handed, account.holder)?;
    if received_atoms > 0 {
        taker.deposit(taker.quote_mint, received_atoms).map_err(VaultError::from)?;
    }
    account.end_auction(&mut banks.quote.losses);
    let payment = Payment { mint: account.quote_mint, paid_atoms: 0, penalty_atoms: 0 };
    Ok(Sold { part_e9: ONE_E9, payment, covered })
}

pub(crate) fn handler(ctx: Context<BidOnAccount>, bid: AccountBid) -> Result<()> {
    let event = ctx.accounts.apply(&bid, ctx.remaining_accounts, now_ts()?)?;
    record(&event, &ctx.accounts.event_authority)
}
