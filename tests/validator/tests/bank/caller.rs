//! A program that passes on whatever it is asked to: the first account is the program to call, the rest are its accounts.

use solana_program::{
    account_info::AccountInfo,
    entrypoint::ProgramResult,
    instruction::{AccountMeta, Instruction as Call},
    program::invoke,
    pubkey::Pubkey as Address,
};
use vault_client::{Instruction, Pubkey, PROGRAM_ID};

pub const CALLER: Pubkey = Pubkey::new_from_array([77; 32]);

/// The entry point.
pub fn pass_on(_program: &Address, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    let (program, accounts) = accounts.split_first().expect("the program to call");
    let metas = accounts.iter().map(|account| AccountMeta {
        pubkey: *account.key,
        is_signer: account.is_signer,
        is_writable: account.is_writable,
    });
    let call = Call { program_id: *program.key, accounts: metas.collect(), data: data.to_vec() };
    invoke(&call, accounts)
}

/// The same instruction, but through this program.
pub fn through_another_program(instruction: &Instruction) -> Instruction {
    let mut accounts = instruction.accounts.clone();
    let program = instruction.accounts.last().expect("the program, which every instruction names").clone();
    assert_eq!(program.pubkey, PROGRAM_ID);
    accounts.insert(0, program);
    Instruction { program_id: CALLER, accounts, data: instruction.data.clone() }
}
