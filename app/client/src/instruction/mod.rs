//! The program's instructions, by the area that they belong to. Token accounts of users are their associated ones.

mod admin;
mod auction;
mod margin;
mod market;
mod queue;
mod sealed;
mod series;
mod signed;
mod vault;

pub use {admin::*, auction::*, margin::*, market::*, queue::*, sealed::*, series::*, signed::*, vault::*};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, InstructionData, ToAccountMetas};
use options_vault::ID;
use vault_types::state::{Series, Vault};

const TOKEN: Pubkey = spl_token_interface::ID;

/// A house and its admin, who signs for it.
#[derive(Clone, Copy)]
pub struct House {
    pub config: Pubkey,
    pub admin: Pubkey,
}

/// A vault with its address: what most instructions need to know.
#[derive(Clone, Copy)]
pub struct VaultRef<'a> {
    pub address: Pubkey,
    pub state: &'a Vault,
}

/// A series with its address.
#[derive(Clone, Copy)]
pub struct SeriesRef<'a> {
    pub address: Pubkey,
    pub state: &'a Series,
}

fn build(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction { program_id: ID, accounts: accounts.to_account_metas(None), data: data.data() }
}
