//! Puts a stake into the insurance fund of a quote. Its shares grow by the penalties of auctions and are the first to pay where an account is worth
//! less than nothing. No stake comes in while auctions may ask for more than the fund has: it would pay for them at once.

use crate::{
    errors::{ensure, VaultError},
    events::{record, InsuranceStaked},
    instructions::margin::books::check_bank,
    pda::NewPda,
    tokens::{self, Info as _, Signature},
};
use anchor_lang::prelude::*;
use vault_types::{
    seeds,
    state::{CollateralBank, InsuranceStake, VERSION},
};

#[event_cpi]
#[derive(Accounts)]
pub struct StakeInsurance<'info> {
    /// Pays the rent of the first stake, and the tokens.
    #[account(mut)]
    pub owner: Signer<'info>,
    /// Of a token that counts as a dollar.
    #[account(mut, has_one = custody, has_one = token_program, constraint = bank.class.is_a_dollar() @ VaultError::QuoteIsNoDollar)]
    pub bank: Box<Account<'info, CollateralBank>>,
    /// CHECK: the bank names it (`has_one`) and made it.
    #[account(mut)]
    pub custody: UncheckedAccount<'info>,
    /// CHECK: created by the handler if it is not there yet, and read by it if it is.
    #[account(mut, seeds = [seeds::STAKE, bank.key().as_ref(), owner.key().as_ref()], bump)]
    pub stake: UncheckedAccount<'info>,
    /// CHECK: the token program refuses any other mint or owner in the transfer.
    #[account(mut)]
    pub owner_tokens: UncheckedAccount<'info>,
    /// CHECK: the bank names it (`has_one`).
    pub token_program: UncheckedAccount<'info>,
    pub system_program: Program<'info, System>,
}

impl StakeInsurance<'_> {
    /// The stake that there is, or a new one.
    fn current(&self, bump: u8) -> Result<InsuranceStake> {
        if *self.stake.owner == crate::ID {
            return InsuranceStake::try_deserialize(&mut &**self.stake.try_borrow_data()?);
        }
        Ok(InsuranceStake {
            version: VERSION,
            bump,
            padding: [0; 6],
            bank: self.bank.key(),
            owner: self.owner.key(),
            shares: 0,
            leaving_shares: 0,
            asked_ts: 0,
            fund_number: self.bank.losses.fund_number,
            reserved: [0; 24],
        })
    }

    fn keep(&self, stake: &InsuranceStake) -> Result<()> {
        if *self.stake.owner == crate::ID {
            return stake.try_serialize(&mut &mut **self.stake.try_borrow_mut_data()?);
        }
        let (bank, owner) = (self.bank.key(), self.owner.key());
        let seeds: &[&[u8]] = &[seeds::STAKE, bank.as_ref(), owner.as_ref(), &[stake.bump]];
        NewPda { payer: &self.owner, account: &self.stake, seeds }.create_state(stake)
    }
}

pub(crate) fn handler(ctx: Context<StakeInsurance>, amount_atoms: u64) -> Result<()> {
    ensure(amount_atoms > 0, VaultError::ZeroAmount)?;
    let accounts = &mut *ctx.accounts;
    ensure(!accounts.bank.losses.is_exhausted(), VaultError::InsuranceExhausted)?;
    let mut stake = accounts.current(ctx.bumps.stake)?;
    let shares = accounts.bank.losses.stake(amount_atoms).map_err(VaultError::from)?;
    stake.add(&accounts.bank.losses, shares).map_err(VaultError::from)?;
    ensure(stake.invariant(), VaultError::BrokenInvariant)?;
    accounts.keep(&stake)?;

    tokens::transfer_by(
        &accounts.bank.token_program,
        accounts.owner_tokens.info(),
        accounts.custody.info(),
        accounts.owner.info(),
        amount_atoms,
        Signature::User,
    )?;
    check_bank(&accounts.bank, &accounts.custody)?;
    let event = InsuranceStaked {
        bank: accounts.bank.key(),
        owner: accounts.owner.key(),
        amount_atoms,
        shares,
        fund_atoms: accounts.bank.losses.fund_atoms,
        fund_shares: accounts.bank.losses.fund_shares,
        fund_number: accounts.bank.losses.fund_number,
    };
    record(&event, &ctx.accounts.event_authority)
}
