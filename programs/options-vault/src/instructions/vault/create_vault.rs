//! Opens a vault on a market.

use crate::{
    errors::{ensure, VaultError},
    events::{record, VaultCreated},
    pda::NewPda,
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Mint, Token};
use vault_types::{
    change::fits,
    ledger::Ledger,
    outflow::Outflow,
    seeds,
    shares::PPS_ONE_E9,
    state::{Config, Halts, Market, OptionKind, Vault, VaultParams, VaultState, VERSION},
};

#[derive(AnchorSerialize, AnchorDeserialize, Clone)]
pub struct CreateVaultArgs {
    /// Tells the market's vaults apart.
    pub id: u16,
    /// Owner of the token accounts that fees are sent to.
    pub fee_recipient: Pubkey,
    pub params: VaultParams,
}

#[event_cpi]
#[derive(Accounts)]
#[instruction(args: CreateVaultArgs)]
pub struct CreateVault<'info> {
    /// Pays the rent.
    #[account(mut)]
    pub admin: Signer<'info>,
    #[account(has_one = admin)]
    pub config: Box<Account<'info, Config>>,
    #[account(has_one = config)]
    pub market: Box<Account<'info, Market>>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::VAULT, market.key().as_ref(), &args.id.to_le_bytes()], bump)]
    pub vault: UncheckedAccount<'info>,
    /// The market's underlying makes a vault of covered calls, its quote one of cash-secured puts.
    pub asset_mint: Box<Account<'info, Mint>>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::SHARE_MINT, vault.key().as_ref()], bump)]
    pub share_mint: UncheckedAccount<'info>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::CUSTODY, vault.key().as_ref()], bump)]
    pub custody: UncheckedAccount<'info>,
    /// CHECK: created by the handler.
    #[account(mut, seeds = [seeds::SHARE_ESCROW, vault.key().as_ref()], bump)]
    pub share_escrow: UncheckedAccount<'info>,
    pub token_program: Program<'info, Token>,
    pub system_program: Program<'info, System>,
}

impl<'info> CreateVault<'info> {
    /// Returns what the vault sells.
    fn validate(&self, args: &CreateVaultArgs) -> Result<OptionKind> {
        let kind = self.kind().ok_or(VaultError::ForeignAsset)?;
        ensure(fits(&args.params, kind, &self.market), VaultError::InvalidParameters)?;
        Ok(kind)
    }

    /// What the vault sells, by what it holds.
    fn kind(&self) -> Option<OptionKind> {
        let asset_mint = self.asset_mint.key();
        [OptionKind::CALL, OptionKind::PUT].into_iter().find(|kind| self.market.settlement_mint(*kind) == asset_mint)
    }

    fn create(&self, vault: &Vault, bumps: &CreateVaultBumps) -> Result<()> {
        let key = self.vault.key();
        let (id, bump) = (vault.id.to_le_bytes(), [vault.bump]);
        self.new_pda(&self.vault, &[seeds::VAULT, vault.market.as_ref(), &id, &bump]).create_state(vault)?;
        self.new_pda(&self.share_mint, &[seeds::SHARE_MINT, key.as_ref(), &[bumps.share_mint]])
            .create_mint(self.asset_mint.decimals, &key)?;
        self.new_pda(&self.custody, &[seeds::CUSTODY, key.as_ref(), &[bumps.custody]])
            .create_token_account(self.asset_mint.to_account_info(), &key)?;
        self.new_pda(&self.share_escrow, &[seeds::SHARE_ESCROW, key.as_ref(), &[bumps.share_escrow]])
            .create_token_account(self.share_mint.to_account_info(), &key)
    }

    fn new_pda<'a>(&'a self, account: &'a UncheckedAccount<'info>, seeds: &'a [&'a [u8]]) -> NewPda<'a, 'info> {
        NewPda { payer: &self.admin, account, seeds }
    }
}

pub(crate) fn handler(ctx: Context<CreateVault>, args: CreateVaultArgs) -> Result<()> {
    let kind = ctx.accounts.validate(&args)?;
    let accounts = &*ctx.accounts;
    let vault = Vault {
        version: VERSION,
        bump: ctx.bumps.vault,
        id: args.id,
        state: VaultState::OPEN,
        kind,
        halts: Halts::NONE,
        padding: 0,
        config: accounts.config.key(),
        market: accounts.market.key(),
        asset_mint: accounts.asset_mint.key(),
        share_mint: accounts.share_mint.key(),
        custody: accounts.custody.key(),
        share_escrow: accounts.share_escrow.key(),
        fee_recipient: args.fee_recipient,
        params: args.params,
        round: 0,
        expiry_ts: 0,
        pps_e9: PPS_ONE_E9,
        withdrawal_pps_e9: PPS_ONE_E9,
        high_water_mark_e9: PPS_ONE_E9,
        ledger: Ledger::default(),
        outflow: Outflow::default(),
        reserved: [0; 96],
    };
    accounts.create(&vault, &ctx.bumps)?;
    let event = VaultCreated {
        vault: ctx.accounts.vault.key(),
        market: ctx.accounts.market.key(),
        share_mint: ctx.accounts.share_mint.key(),
        asset_mint: ctx.accounts.asset_mint.key(),
        kind: vault.kind,
    };
    record(&event, &ctx.accounts.event_authority)
}
