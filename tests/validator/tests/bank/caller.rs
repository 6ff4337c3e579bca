//! A program that passes on whatever it is asked to: the first account is the program to call, the rest are its accounts.

use solana_program::{
    account_info::AccountInfo,
    entrypoint::ProgramResult,
    instruction::{AccountMeta as CallMeta, Instruction as Call},
    program::invoke,
    pubkey::Pubkey as Address,
};
use vault_client::{AccountMeta, Instruction, Pubkey, PROGRAM_ID};

pub const CALLER: Pubkey = Pubkey::new_from_array([77; 32]);

/// The entry point.
pub fn pass_on(_program: &Address, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    let (program, accounts) = accounts.split_first().expect("the program to call");
    let metas = accounts.iter().map(|account| CallMeta {
        pubkey: *account.key,
        is_signer: account.is_signer,
        is_writable: account.is_writable,
    });
    let call = Call { program_id: *program.key, accounts: metas.collect(), data: data.to_vec() };
    invoke(&call, accounts)
}

/// The same instruction, but through this program.
pub fn through_another_program(instruction: &Instruction) -> Instruction {
    let mut accounts = vec![AccountMeta::new_readonly(PROGRAM_ID, false)];
    accounts.extend(instruction.accounts.iter().cloned());
    Instruction { program_id: CALLER, accounts, data: instruction.data.clone() }
}
