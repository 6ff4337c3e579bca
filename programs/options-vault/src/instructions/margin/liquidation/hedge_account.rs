//! Takes over options that an account owes whose loss from a rise of volatility is above the limit, for what the account pays: a part of the model's price
//! that rises as the auction goes on.

use super::sold::*;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, AccountHedged},
    instructions::margin::{books::*, evidence::*, named::*},
};
use anchor_lang::prelude::*;
use vault_types::{
    liquidation::AuctionPhase,
    state::{AccountHolder, CollateralBank, MarginAccount},
};

/// What somebody is ready to take over.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy)]
pub struct HedgeOffer {
    /// The auction's state that the offer is for.
    pub step_id: u32,
    pub series: Pubkey,
    /// How many options, in atoms of the underlying.
    pub quantity_atoms: u64,
    /// The least that the account pays for them, in atoms of the quote.
    pub least_atoms: u64,
}

#[event_cpi]
#[derive(Accounts)]
pub struct HedgeAccount<'info> {
    pub bidder: Signer<'info>,
    #[account(mut, constraint = margin_account.load()?.config == evidence.config.key())]
    pub margin_account: AccountLoader<'info, MarginAccount>,
    /// Where the options go.
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
}

impl HedgeAccount<'_> {
    fn apply(&mut self, offer: &HedgeOffer, named: &[AccountInfo<'_>], now_ts: i64) -> Result<AccountHedged> {
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
        let named = &mut Named::for_hedge(named, offer.series, floor_bps, now_ts);
        let bank = &mut self.quote_bank;
        account.leave_losses(bank).map_err(VaultError::from)?;
        taker.leave_losses(bank).map_err(VaultError::from)?;
        let Standing { health, chain } =
            judge_again(&self.evidence, account, &parameters, named, offer.step_id, now_ts)?;
        ensure(account.auction.phase == AuctionPhase::HEDGE, VaultError::NoAuctionRuns)?;
        let part_e9 = parameters.hedge_e9(account.auction.priced_at(&parameters, now_ts));
        let hedge = chain.hedge.ok_or(VaultError::NotOwed)?;
        // As of a bid, one in a hundred of what there is to take.
        let most_atoms = hedge.most_atoms(&health, &parameters).map_err(VaultError::from)?;
        ensure(offer.quantity_atoms >= most_atoms.div_ceil(100), VaultError::PartTooSmall)?;
        let paid_atoms = hedge.price_atoms(offer.quantity_atoms, &health, &parameters, part_e9);
        let paid_atoms = paid_atoms.map_err(VaultError::from)?;
        ensure(paid_atoms >= offer.least_atoms, VaultError::BeyondLimit)?;
        account.hand_over_owed(&offer.series, offer.quantity_atoms, taker).map_err(VaultError::from)?;
        if paid_atoms > 0 {
            let mint = account.quote_mint;
            account.withdraw(&mint, paid_atoms).map_err(VaultError::from)?;
            taker.deposit(mint, paid_atoms).map_err(VaultError::from)?;
            bank.hand_over(account.holder, AccountHolder::PERSON, paid_atoms).map_err(VaultError::from)?;
        }
        account.auction.look(now_ts);
        account.auction.note_change();
        account.join_losses(bank).map_err(VaultError::from)?;
        taker.join_losses(bank).map_err(VaultError::from)?;
        self.evidence.check_taker(taker, named)?;
        check_account(account)?;
        check_account(taker)?;
        Ok(AccountHedged {
            margin_account: keys.0,
            taker: keys.1,
            series: offer.series,
            quantity_atoms: offer.quantity_atoms,
            paid_atoms,
        })
    }
}

pub(crate) fn handler(ctx: Context<HedgeAccount>, offer: HedgeOffer) -> Result<()> {
    let event = ctx.accounts.apply(&offer, ctx.remaining_accounts, now_ts()?)?;
    record(&event, &ctx.accounts.event_authority)
}
