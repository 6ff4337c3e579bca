//! The accounts of the two instructions that start a round, and what both do.

use crate::{
    errors::{ensure, refuse, VaultError},
    events::RoundStarted,
    instructions::sealed::create_book,
    oracle,
    pda::NewPda,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use vault_types::{
    premium::OptionTerms,
    price::ValidatedPrice,
    seeds,
    state::{
        AuctionMechanism, Halts, Market, PremiumAuction, Round, RoundStatus, SealedSale, Vault, VaultState, VolSurface,
        VERSION,
    },
    strike::{StrikeFacts, StrikeRule},
};

/// An open vault whose round begins.
#[derive(Accounts)]
pub struct RoundStart<'info> {
    /// Pays the rent of the round and, until it is closed, of the auction and of its book.
    #[account(mut)]
    pub keeper: Signer<'info>,
    /// Keeps the price as its last one.
    #[account(mut)]
    pub market: Box<Account<'info, Market>>,
    #[account(mut, has_one = market, has_one = share_mint, has_one = share_escrow)]
    pub vault: Box<Account<'info, Vault>>,
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

impl RoundStart<'_> {
    /// Deposits join, the whole NAV is locked, the vault enters its auction of these options. They must be those that the vault's rule
    /// picks at this price.
    pub(crate) fn start(
        &mut self,
        series: Pubkey,
        option: &OptionTerms,
        bumps: &RoundStartBumps,
        now_ts: i64,
    ) -> Result<RoundStarted> {
        let spot = oracle::read_fresh(&self.price_update, &mut self.market, now_ts)?;
        let strike = self.validate(option, &spot, now_ts)?;
        let round = self.start_round(series, option, &spot, &strike, bumps.round, now_ts)?;
        let auction = self.new_auction(bumps.auction, &round);
        self.create(&round, &auction, bumps.book)?;
        tokens::mint(
            self.share_mint.info(),
            self.share_escrow.info(),
            self.vault.info(),
            round.deposit_shares,
            Signature::Vault(&self.vault),
        )?;
        super::check_books(&self.vault)?;
        ensure(round.invariant() && auction.invariant(), VaultError::BrokenInvariant)?;
        Ok(RoundStarted {
            vault: round.vault,
            round: round.number,
            series: round.series,
            spot_e8: round.spot_e8,
            strike_e8: round.strike_e8,
            expiry_ts: round.expiry_ts,
            delta_e9: round.delta_e9,
            volatility_e9: round.volatility_e9,
            size_atoms: round.size_atoms,
            max_leverage_bps: round.max_leverage_bps,
            deposited_atoms: round.deposited_atoms,
            pps_e9: round.start_pps_e9,
        })
    }

    /// Returns the strike's delta and volatility.
    fn validate(&self, option: &OptionTerms, spot: &ValidatedPrice, now_ts: i64) -> Result<StrikeFacts> {
        let halts = self.market.halts.with(self.vault.halts);
        ensure(!halts.include(Halts::ROUNDS), VaultError::RoundsHalted)?;
        ensure(self.vault.state == VaultState::OPEN, VaultError::NotOpen)?;
        let ledger = &self.vault.ledger;
        ensure(ledger.nav_atoms > 0 || ledger.pending_deposit_atoms > 0, VaultError::NothingToSell)?;
        let expiry_ts =
            self.market.calendar.round_end_ts(now_ts, self.vault.params.periods).map_err(VaultError::from)?;
        ensure(option.expiry_ts == expiry_ts, VaultError::WrongExpiry)?;
        let policy = &self.vault.params.strike_policy;
        let smile = self.surface.live_smile(expiry_ts, now_ts).map_err(VaultError::from)?;
        let rule = StrikeRule::new(self.vault.kind, &self.market, policy, spot, &smile).map_err(VaultError::from)?;
        rule.verify(option.strike_e8).map_err(VaultError::from)?.ok_or_else(|| refuse(VaultError::WrongStrike))
    }

    /// Returns the round's record.
    fn start_round(
        &mut self,
        series: Pubkey,
        option: &OptionTerms,
        spot: &ValidatedPrice,
        strike: &StrikeFacts,
        bump: u8,
        now_ts: i64,
    ) -> Result<Round> {
        let vault = &mut self.vault;
        let pps_e9 = vault.pps_e9;
        let (deposited_atoms, deposit_shares) = vault.ledger.join_deposits(pps_e9).map_err(VaultError::from)?;
        let start_nav_atoms = vault.ledger.lock_all();
        vault.state = VaultState::AUCTION;
        vault.round = vault.next_round();
        vault.expiry_ts = option.expiry_ts;
        Ok(Round {
            version: VERSION,
            bump,
            status: RoundStatus::RUNNING,
            padding: 0,
            fees: vault.params.fees,
            vault: vault.key(),
            number: vault.round,
            series,
            started_ts: now_ts,
            expiry_ts: option.expiry_ts,
            closed_ts: 0,
            spot_e8: spot.price_e8,
            strike_e8: option.strike_e8,
            delta_e9: strike.delta_e9,
            volatility_e9: strike.vol_e9,
            start_pps_e9: pps_e9,
            start_nav_atoms,
            deposited_atoms,
            deposit_shares,
            size_atoms: vault.params.offered_atoms(start_nav_atoms).ok_or(VaultError::Overflow)?,
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
            max_leverage_bps: vault.params.max_leverage_bps,
            padding_of_leverage: [0; 6],
            surplus_atoms: 0,
            reserved: [0; 8],
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
