//! Pays out a bid of a finished sale: options, refund, and the account's rent. Anyone may call it, since all of it goes to
//! associated accounts of the bidder, who alone may name others; and at any time, also rounds later and after the series has been settled.

use crate::{
    errors::{ensure, refuse, VaultError},
    events::{record, BidClaimed},
    instructions::{queue::is_associated, vault::check_custody},
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use vault_types::state::{Round, SealedBid, Series, Vault};

#[event_cpi]
#[derive(Accounts)]
pub struct ClaimBid<'info> {
    #[account(mut, has_one = custody)]
    pub vault: Box<Account<'info, Vault>>,
    /// The round that the bid was made in.
    #[account(has_one = vault, has_one = series, constraint = round.number == bid.round)]
    pub round: Box<Account<'info, Round>>,
    #[account(mut, has_one = vault, has_one = bidder, close = bidder)]
    pub bid: Box<Account<'info, SealedBid>>,
    /// CHECK: only receives the bid's rent; it is the account that paid it (`has_one` above).
    #[account(mut)]
    pub bidder: UncheckedAccount<'info>,
    #[account(mut, has_one = option_mint)]
    pub series: Box<Account<'info, Series>>,
    /// CHECK: the series names it (`has_one`) and made it.
    #[account(mut)]
    pub option_mint: UncheckedAccount<'info>,
    #[account(mut)]
    pub custody: Box<Account<'info, TokenAccount>>,
    /// Receives the refund.
    #[account(mut, token::mint = vault.asset_mint, token::authority = bidder)]
    pub bidder_assets: Box<Account<'info, TokenAccount>>,
    /// Receives the options; need not exist if the bid has bought none.
    /// CHECK: its owner in [`ClaimBid::mint_options`]; the token program refuses any other mint when it mints.
    #[account(mut)]
    pub bidder_options: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

impl ClaimBid<'_> {
    /// Who claims for a bidder pays into the associated accounts: one of a program might find tokens nowhere else.
    fn check_wallet(&self, wallet: &Pubkey, mint: &Pubkey) -> Result<()> {
        let is_usual = self.bidder.is_signer || is_associated(wallet, self.bidder.key, mint);
        ensure(is_usual, VaultError::NotTheOwnersWallet)
    }

    /// To nobody but the bidder: whoever calls names the account.
    fn mint_options(&mut self, filled_atoms: u64) -> Result<()> {
        if filled_atoms == 0 {
            return Ok(());
        }
        ensure(tokens::owner(&self.bidder_options)? == self.bidder.key(), VaultError::NotTheBidders)?;
        self.check_wallet(self.bidder_options.key, self.option_mint.key)?;
        self.series.hand_over(filled_atoms).map_err(VaultError::from)?;
        tokens::mint(
            self.option_mint.info(),
            self.bidder_options.info(),
            self.series.info(),
            filled_atoms,
            Signature::Series(&self.series),
        )
    }
}

pub(crate) fn handler(ctx: Context<ClaimBid>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let result = accounts.round.sale.result(&accounts.bid).map_err(VaultError::from)?;
    let result = result.ok_or_else(|| refuse(VaultError::SaleNotOver))?;
    accounts.check_wallet(&accounts.bidder_assets.key(), &accounts.vault.asset_mint)?;
    accounts.vault.ledger.refund_bid(result.refund_atoms).map_err(VaultError::from)?;

    tokens::transfer(
        accounts.custody.info(),
        accounts.bidder_assets.info(),
        accounts.vault.info(),
        result.refund_atoms,
        Signature::Vault(&accounts.vault),
    )?;
    accounts.mint_options(result.filled_atoms)?;
    check_custody(&accounts.vault, &mut accounts.custody)?;
    ensure(accounts.series.invariant(), VaultError::BrokenInvariant)?;
    let event = BidClaimed {
        vault: accounts.vault.key(),
        round: accounts.bid.round,
        bidder: accounts.bidder.key(),
        id: accounts.bid.id,
        filled_atoms: result.filled_atoms,
        paid_atoms: result.paid_atoms,
        refund_atoms: result.refund_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
