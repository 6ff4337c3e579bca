//! Starts a round. Anyone may call it as soon as the vault is open.

use crate::{
    clock::now_ts,
    errors::{ensure, refuse, VaultError},
    events::{record, RoundStarted},
    instructions::sealed::create_book,
    oracle,
    pda::NewPda,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::{
    price::ValidatedPrice,
    seeds,
    state::{
        AuctionMechanism, Halts, Market, PremiumAuction, Round, RoundStatus, SealedSale, Series, Vault, VaultState,
        VolSurface, VERSION,
    },
    strike::{StrikeFacts, StrikeRule},
};

#[event_cpi]
#[derive(Accounts)]
pub struct Roll<'info> {
    /// Pays the rent of the round and, until it is closed, of the auction and of its book.
    #[account(mut)]
    pub keeper: Signer<'info>,
    /// Keeps the price as its last one.
    #[account(mut)]
    pub market: Box<Account<'info, Market>>,
    #[account(mut, has_one = market, has_one = share_mint, has_one = share_escrow)]
    pub vault: Box<Account<'info, Vault>>,
    /// The series that the vault's strike policy picks; list it first with `create_series`.
    #[account(has_one = market, constraint = series.settlement_mint == vault.asset_mint)]
    pub series: Box<Account<'info, Series>>,
    /// CHECK: created by the handler.
    #[account(
        mut,
        seeds = [seeds::ROUND, vault.key().as_ref(), &vault.next_round().to_le_bytes()],
        bump
    )]
    pub round: UncheckedAccount<'info>,
    /// CHECK: created by the handler.
    #[account(
        mut,
        seeds = [seeds::AUCTION, vault.key().as_ref(), &vault.next_round().to_le_bytes()],
        bump
    )]
    pub auction: UncheckedAccount<'info>,
    /// CHECK: created by the handler if the vault sells by sealed bids.
    #[account(mut, seeds = [seeds::BOOK, auction.key().as_ref()], bump)]
    pub book: UncheckedAccount<'info>,
    /// CHECK: the vault names it (`has_one`) and made it.
    #[account(mut)]
    pub share_mint: UncheckedAccount<'info>,
    /// CHECK: the vault names it (`has_one`) and made it.
    #[account(mut)]
    pub share_escrow: UncheckedAccount<'info>,
    /// Its slice of the series' expiry gives the volatilities.
    #[account(has_one = market)]
    pub surface: Box<Account<'info, VolSurface>>,
    /// The market's oracle account.
    /// CHECK: owner, address or feed, format, verification or status in [`oracle::read_fresh`], in the adapter of the market's source.
    pub price_update: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
    pub system_program: Program<'info, System>,
}

impl Roll<'_> {
    /// The series is the one that the vault's rule picks at this price. Returns the strike's delta and volatility.
    fn validate(&self, spot: &ValidatedPrice, now_ts: i64) -> Result<StrikeFacts> {
        let halts = self.market.halts.with(self.vault.halts);
        ensure(!halts.include(Halts::ROUNDS), VaultError::RoundsHalted)?;
        ensure(self.vault.state == VaultState::OPEN, VaultError::NotOpen)?;
        let ledger = &self.vault.ledger;
        ensure(ledger.nav_atoms > 0 || ledger.pending_deposit_atoms > 0, VaultError::NothingToSell)?;
        let expiry_ts =
            self.market.calendar.round_end_ts(now_ts, self.vault.params.periods).map_err(VaultError::from)?;
        ensure(self.series.expiry_ts == expiry_ts, VaultError::WrongExpiry)?;
        let policy = &self.vault.params.strike_policy;
        let smile = self.surface.live_smile(expiry_ts, now_ts).map_err(VaultError::from)?;
        let rule = StrikeRule::new(self.vault.kind, &self.market, policy, spot, &smile).map_err(VaultError::from)?;
        rule.verify(self.series.strike_e8).map_err(VaultError::from)?.ok_or_else(|| refuse(VaultError::WrongStrike))
    }

    /// Deposits join, the whole NAV is locked, the vault enters its auction. Returns the round's record.
    fn start_round(&mut self, bump: u8, spot: &ValidatedPrice, strike: &StrikeFacts, now_ts: i64) -> Result<Round> {
        let vault = &mut self.vault;
        let pps_e9 = vault.pps_e9;
        let (deposited_atoms, deposit_shares) = vault.ledger.join_deposits(pps_e9).map_err(VaultError::from)?;
        let size_atoms = vault.ledger.lock_all();
        vault.state = VaultState::AUCTION;
        vault.round = vault.next_round();
        vault.expiry_ts = self.series.expiry_ts;
        Ok(Round {
            version: VERSION,
            bump,
            status: RoundStatus::RUNNING,
            padding: 0,
            fees: vault.params.fees,
            vault: vault.key(),
            number: vault.round,
            series: self.series.key(),
            started_ts: now_ts,
            expiry_ts: self.series.expiry_ts,
            closed_ts: 0,
            spot_e8: spot.price_e8,
            strike_e8: self.series.strike_e8,
            delta_e9: strike.delta_e9,
            volatility_e9: strike.vol_e9,
            start_pps_e9: pps_e9,
            start_nav_atoms: size_atoms,
            deposited_atoms,
            deposit_shares,
            size_atoms,
            sold_atoms: 0,
            premium_atoms: 0,
            settlement_e8: 0,
            settlement_publish_ts: 0,
            payoff_atoms: 0,
            performance_fee_atoms: 0,
            management_fee_atoms: 0,
            end_pps_e9: 0,
            withdrawal_pps_e9: 0,
            withdrawn_shares: 0,
            withdrawn_atoms: 0,
            withdrawal_fee_atoms: 0,
            end_nav_atoms: 0,
            sale: SealedSale::PENDING,
            reserved: [0; 24],
        })
    }

    fn new_auction(&self, bump: u8, round: &Round) -> PremiumAuction {
        let params = self.vault.params.auction;
        PremiumAuction {
            version: VERSION,
            bump,
            extension_secs: params.extension_secs,
            mechanism: params.mechanism,
            padding: [0; 3],
            vault: round.vault,
            series: round.series,
            round: round.number,
            rent_payer: self.keeper.key(),
            start_ts: round.started_ts,
            end_ts: round.started_ts.saturating_add(i64::from(params.commit_secs())),
            close_ts: round.started_ts.saturating_add(i64::from(params.duration_secs)),
            start_premium_bps: params.start_premium_bps,
            end_discount_bps: params.end_discount_bps,
            min_bid_atoms: params.min_bid_atoms,
            size_atoms: round.size_atoms,
            sold_atoms: 0,
            premium_atoms: 0,
            bids: 0,
            committed_atoms: 0,
            revealed_atoms: 0,
            reserved: [0; 32],
        }
    }

    fn create(&self, round: &Round, auction: &PremiumAuction, book_bump: u8) -> Result<()> {
        let number = round.number.to_le_bytes();
        let vault = round.vault.as_ref();
        NewPda { payer: &self.keeper, account: &self.round, seeds: &[seeds::ROUND, vault, &number, &[round.bump]] }
            .create_state(round)?;
        NewPda {
            payer: &self.keeper,
            account: &self.auction,
            seeds: &[seeds::AUCTION, vault, &number, &[auction.bump]],
        }
        .create_state(auction)?;
        if auction.mechanism == AuctionMechanism::SEALED_BID {
            create_book(&self.keeper, &self.book, self.auction.key(), book_bump)?;
        }
        Ok(())
    }
}

pub(crate) fn handler(ctx: Context<Roll>) -> Result<()> {
    let now_ts = now_ts()?;
    let accounts = &mut *ctx.accounts;
    let spot = oracle::read_fresh(&accounts.price_update, &mut accounts.market, now_ts)?;
    let strike = accounts.validate(&spot, now_ts)?;
    let round = accounts.start_round(ctx.bumps.round, &spot, &strike, now_ts)?;
    let auction = accounts.new_auction(ctx.bumps.auction, &round);
    accounts.create(&round, &auction, ctx.bumps.book)?;

    tokens::mint(
        accounts.share_mint.info(),
        accounts.share_escrow.info(),
        accounts.vault.info(),
        round.deposit_shares,
        Signature::Vault(&accounts.vault),
    )?;
    super::check_books(&accounts.vault)?;
    ensure(round.invariant() && auction.invariant(), VaultError::BrokenInvariant)?;
    let event = RoundStarted {
        vault: round.vault,
        round: round.number,
        series: round.series,
        spot_e8: round.spot_e8,
        strike_e8: round.strike_e8,
        expiry_ts: round.expiry_ts,
        delta_e9: round.delta_e9,
        volatility_e9: round.volatility_e9,
        size_atoms: round.size_atoms,
        deposited_atoms: round.deposited_atoms,
        pps_e9: round.start_pps_e9,
    };
    record(&event, &ctx.accounts.event_authority)
}
