//! Buys options of a vault that sells more than it covers, at the auction's price of this moment. The vault writes them out of its margin
//! account, which must then have what its mode asks for; the premium is collateral from the next bid on, so that signers know what a threshold
//! for after this one is about.

use super::collateral::*;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, OptionsSold, PositionChanged},
    instructions::{
        auction::sale::*,
        margin::{
            books::{check_account, contract},
            evidence::*,
            named::Purpose,
        },
        vault::check_books,
    },
    oracle,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::{
    margin::{MarginError, MarginMode, PositionChange},
    premium::OptionTerms,
    state::{Expiry, MarginSeries, Market, PremiumAuction, Vault, VolSurface},
    threshold::Form,
};

#[event_cpi]
#[derive(Accounts)]
pub struct BidOnMargin<'info> {
    pub bidder: Signer<'info>,
    /// Keeps the price as its last one.
    #[account(mut)]
    pub market: Box<Account<'info, Market>>,
    #[account(mut, has_one = market)]
    pub vault: Box<Account<'info, Vault>>,
    #[account(mut, has_one = vault, has_one = series, constraint = auction.round == vault.round)]
    pub auction: Box<Account<'info, PremiumAuction>>,
    #[account(constraint = collateral.is_of(&vault)?)]
    pub collateral: VaultCollateral<'info>,
    #[account(constraint = evidence.config.key() == vault.config)]
    pub evidence: Evidence<'info>,
    pub expiry: Box<Account<'info, Expiry>>,
    #[account(mut, has_one = expiry, has_one = option_mint)]
    pub series: Box<Account<'info, MarginSeries>>,
    /// CHECK: the series names it (`has_one`) and made it.
    #[account(mut)]
    pub option_mint: UncheckedAccount<'info>,
    /// Pays the premium.
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub bidder_assets: UncheckedAccount<'info>,
    /// Receives the options; may belong to anyone the bidder names.
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub bidder_options: UncheckedAccount<'info>,
    /// Stale, it stops the sale.
    #[account(has_one = market)]
    pub surface: Box<Account<'info, VolSurface>>,
    /// The market's oracle account.
    /// CHECK: owner, address or feed, format, verification or status in [`oracle::read_fresh`], in the adapter of the market's source.
    pub price_update: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
}

impl BidOnMargin<'_> {
    /// What covers so many options is sold. Of the last ones no fewer need be bought than there are whole atoms of.
    fn sale(&self, option: &OptionTerms, options_atoms: u64, now_ts: i64) -> core::result::Result<Sale, MarginError> {
        let units = self.expiry.units();
        let left_atoms = units.options_covered_by(option, self.auction.unsold_atoms())?;
        Ok(Sale {
            cover_atoms: units.cover_of(option, options_atoms)?,
            smallest_atoms: self.auction.min_bid_atoms.min(units.cover_of(option, left_atoms)?),
            now_ts,
        })
    }

    /// Writes the options, if the account has what they ask for.
    fn write(
        &mut self,
        options_atoms: u64,
        signed_by: u8,
        named: &[AccountInfo<'_>],
        now_ts: i64,
    ) -> Result<PositionChange> {
        let address = self.collateral.margin_account.key();
        let account = &mut *self.collateral.margin_account.load_mut()?;
        let change = account.write(&contract(&self.series, &self.expiry), options_atoms).map_err(VaultError::from)?;
        account.note_change();
        let mode = account.mode;
        match signed_by {
            // Somebody else's bid may have ended what was signed: the chain's own scenarios are always enough.
            0 => account.mode = MarginMode::SCENARIO,
            _ => self.evidence.take_threshold(account, &address, Form::AfterTrade, signed_by, now_ts)?,
        }
        self.evidence.check_margin(account, Purpose::Write, named, now_ts)?;
        account.mode = mode;
        check_account(account)?;
        self.series.note(&change).map_err(VaultError::from)?;
        Ok(change)
    }
}

pub(crate) fn handler(
    ctx: Context<BidOnMargin>,
    options_atoms: u64,
    max_premium_atoms: u64,
    signed_by: u8,
) -> Result<()> {
    let now_ts = now_ts()?;
    let accounts = &mut *ctx.accounts;
    let option = accounts.series.terms();
    let sale = accounts.sale(&option, options_atoms, now_ts).map_err(VaultError::from)?;
    sale.validate(&accounts.vault, &accounts.market, &accounts.auction)?;
    let spot = oracle::read_fresh(&accounts.price_update, &mut accounts.market, now_ts)?;
    let premium_atoms = sale.premium(&accounts.auction, &option, spot.price_e8, &accounts.surface)?;
    ensure(premium_atoms <= max_premium_atoms, VaultError::PremiumAboveLimit)?;
    sale.note(&mut accounts.auction, premium_atoms)?;
    accounts.vault.ledger.receive_margin_premium(premium_atoms).map_err(VaultError::from)?;
    let change = accounts.write(options_atoms, signed_by, ctx.remaining_accounts, now_ts)?;
    accounts.collateral.come_in(premium_atoms)?;

    tokens::transfer(
        accounts.bidder_assets.info(),
        accounts.collateral.custody.info(),
        accounts.bidder.info(),
        premium_atoms,
        Signature::User,
    )?;
    tokens::mint(
        accounts.option_mint.info(),
        accounts.bidder_options.info(),
        accounts.series.info(),
        options_atoms,
        Signature::MarginSeries(&accounts.series),
    )?;
    check_books(&accounts.vault)?;
    accounts.collateral.check()?;
    let is_sound = accounts.auction.invariant() && accounts.series.invariant();
    ensure(is_sound, VaultError::BrokenInvariant)?;
    let written = PositionChanged {
        margin_account: accounts.collateral.margin_account.key(),
        series: accounts.series.key(),
        before_atoms: change.before,
        after_atoms: change.after,
    };
    let sold = OptionsSold {
        vault: accounts.vault.key(),
        round: accounts.auction.round,
        bidder: accounts.bidder.key(),
        quantity_atoms: sale.cover_atoms,
        premium_atoms,
        spot_e8: spot.price_e8,
        close_ts: accounts.auction.close_ts,
    };
    record(&accounts.collateral.moved(premium_atoms, 0)?, &ctx.accounts.event_authority)?;
    record(&written, &ctx.accounts.event_authority)?;
    record(&sold, &ctx.accounts.event_authority)
}
