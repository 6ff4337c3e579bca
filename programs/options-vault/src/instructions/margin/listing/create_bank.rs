//! Opens a bank: a kind of collateral that a house takes.
//!
//! It begins with a haircut of all: in an account whose options it covers in kind it serves at once, since there no price is asked for, but
//! nobody can owe against it. What makes it count waits out the timelock, and then it counts more and more over its ramp.

use crate::{
    clock::now_ts,
    errors::{ensure, refuse, VaultError},
    events::{record, BankCreated},
    oracle,
    pda::{read_in_place, NewPda},
    tokens,
};
use anchor_lang::prelude::*;
use vault_types::{
    liquidation::LossBook,
    margin::{ExchangeRate, PriceAverage},
    outflow::Outflow,
    seeds,
    state::{
        CollateralBank, CollateralClass, CollateralParams, Config, IssuerPower, OracleLimits, PriceSource, Vault,
        VERSION,
    },
    token_extensions::check_mint,
};

#[derive(AnchorSerialize, AnchorDeserialize, Clone)]
pub struct CreateBankArgs {
    pub class: CollateralClass,
    /// Where the token's price in USD comes from, as for markets; all zero for a token that stands on a base bank.
    pub price_source: PriceSource,
    /// As for markets; of a yield-bearing token the program of its stake pool.
    pub price_program: Pubkey,
    pub price_feed_id: [u8; 32],
    pub oracle_limits: OracleLimits,
    /// What its average price is taken over; zero for a token that stands on a base bank.
    pub average_window_secs: u32,
    /// How long until it counts in full.
    pub ramp_secs: u32,
    /// With a haircut of all.
    pub params: CollateralParams,
}

#[event_cpi]
#[derive(Accounts)]
pub struct CreateBank<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub admin: Signer<'info>,
    #[account(has_one = admin)]
    pub config: Box<Account<'info, Config>>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::BANK, config.key().as_ref(), mint.key().as_ref()], bump)]
    pub bank: UncheckedAccount<'info>,
    /// Of the classic token program or of Token-2022, without an extension that could touch what lies in the bank.
    /// CHECK: owner and data in the handler.
    pub mint: UncheckedAccount<'info>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::CUSTODY, bank.key().as_ref()], bump)]
    pub custody: UncheckedAccount<'info>,
    /// The bank of the token that this one is a claim on, if it is one.
    #[account(has_one = config)]
    pub base_bank: Option<Box<Account<'info, CollateralBank>>>,
    /// Says what it is worth in that one: the vault of a share, the stake pool of a yield-bearing token.
    /// CHECK: in the handler and in [`oracle::read_rate`].
    pub rate_source: Option<UncheckedAccount<'info>>,
    /// CHECK: the one that owns the mint.
    #[account(address = *mint.owner)]
    pub token_program: UncheckedAccount<'info>,
    pub system_program: Program<'info, System>,
}

impl CreateBank<'_> {
    fn new_bank(&self, args: &CreateBankArgs, bump: u8, now_ts: i64) -> Result<CollateralBank> {
        ensure(args.params.haircut_bps == CollateralParams::DISABLED_HAIRCUT_BPS, VaultError::Loosens)?;
        ensure(tokens::is_token_program(self.mint.owner), VaultError::MintRefused)?;
        let facts = check_mint(&self.mint.try_borrow_data()?).map_err(VaultError::from)?;
        let bank = CollateralBank {
            version: VERSION,
            bump,
            class: args.class,
            issuer_power: if facts.can_be_frozen { IssuerPower::FREEZES } else { IssuerPower::NONE },
            decimals: facts.decimals,
            price_source: args.price_source,
            padding: [0; 6],
            config: self.config.key(),
            mint: self.mint.key(),
            token_program: *self.mint.owner,
            custody: self.custody.key(),
            price_feed_id: args.price_feed_id,
            price_program: args.price_program,
            base_bank: self.base_bank.as_ref().map_or(Pubkey::default(), |bank| bank.key()),
            rate_source: self.rate_source.as_ref().map_or(Pubkey::default(), |source| source.key()),
            oracle_limits: args.oracle_limits,
            average_window_secs: args.average_window_secs,
            ramp_secs: args.ramp_secs,
            params: args.params,
            deposited_atoms: 0,
            counts_from_ts: now_ts,
            average: PriceAverage::default(),
            rate: ExchangeRate::default(),
            outflow: Outflow::default(),
            vault_atoms: 0,
            losses: LossBook::NEW,
            reserved: [0; 16],
        };
        ensure(bank.invariant(), VaultError::InvalidParameters)?;
        Ok(bank)
    }

    /// The first rate of a token that stands on another one, as its source says it now.
    fn first_rate(&self, bank: &CollateralBank, now_ts: i64) -> Result<ExchangeRate> {
        let (base, source) = match (&self.base_bank, &self.rate_source) {
            (Some(base), Some(source)) if bank.class.is_derived() => (base, source),
            (None, None) if !bank.class.is_derived() => return Ok(ExchangeRate::default()),
            _ => return Err(refuse(VaultError::WrongBase)),
        };
        if bank.class == CollateralClass::VAULT_SHARE {
            let vault = read_in_place::<Vault>(source)?;
            let is_share =
                vault.share_mint == bank.mint && vault.asset_mint == base.mint && vault.config == bank.config;
            ensure(is_share, VaultError::WrongBase)?;
        }
        // One level: what a base stands on would have to be named too.
        ensure(!base.class.is_derived(), VaultError::WrongBase)?;
        Ok(ExchangeRate { rate_e9: oracle::read_rate(source, bank)?, observed_ts: now_ts })
    }
}

pub(crate) fn handler(ctx: Context<CreateBank>, args: CreateBankArgs) -> Result<()> {
    let accounts = &*ctx.accounts;
    let now_ts = now_ts()?;
    let mut bank = Box::new(accounts.new_bank(&args, ctx.bumps.bank, now_ts)?);
    bank.rate = accounts.first_rate(&bank, now_ts)?;
    let key = accounts.bank.key();
    let (config, mint) = (bank.config, bank.mint);
    let seeds: &[&[u8]] = &[seeds::BANK, config.as_ref(), mint.as_ref(), &[bank.bump]];
    NewPda { payer: &accounts.admin, account: &accounts.bank, seeds }.create_state(&*bank)?;
    let seeds: &[&[u8]] = &[seeds::CUSTODY, key.as_ref(), &[ctx.bumps.custody]];
    NewPda { payer: &accounts.admin, account: &accounts.custody, seeds }.create_token_account_of(
        accounts.mint.owner,
        accounts.mint.to_account_info(),
        &key,
    )?;
    let event = BankCreated { bank: key, config, mint, class: bank.class };
    record(&event, &ctx.accounts.event_authority)
}
