//! A program that runs one operation on a list of inputs, and returns what each call cost and a digest of its result.

mod comparisons;

use bench_cu_operations::{
    CALL_BYTES, CALLS_PER_INSTRUCTION, MEASURED_BYTES, OPERATION_BYTES, OPERATIONS, Run, decode_call, encode_measured,
};
use solana_account_info::AccountInfo;
use solana_address::Address;
use solana_program_entrypoint::{ProgramResult, entrypoint};
use solana_program_error::ProgramError;

entrypoint!(process);

unsafe extern "C" {
    fn sol_remaining_compute_units() -> u64;
    fn sol_set_return_data(data: *const u8, length: u64);
}

fn process(_program: &Address, _accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    let (number, calls) = data.split_first_chunk::<OPERATION_BYTES>().ok_or(ProgramError::InvalidInstructionData)?;
    let run = operation(u64::from_le_bytes(*number) as usize).ok_or(ProgramError::InvalidInstructionData)?;
    let (calls, rest) = calls.as_chunks::<CALL_BYTES>();
    if !rest.is_empty() || calls.len() > CALLS_PER_INSTRUCTION {
        return Err(ProgramError::InvalidInstructionData);
    }
    let mut measured = [[0; MEASURED_BYTES]; CALLS_PER_INSTRUCTION];
    for (place, call) in measured.iter_mut().zip(calls) {
        *place = encode_measured(&run(&decode_call(call), remaining_compute_units));
    }
    let bytes = &measured.as_flattened()[..calls.len() * MEASURED_BYTES];
    unsafe { sol_set_return_data(bytes.as_ptr(), bytes.len() as u64) };
    Ok(())
}

/// Own operations first, then those of other crates.
fn operation(number: usize) -> Option<Run> {
    match number.checked_sub(OPERATIONS.len()) {
        None => Some(OPERATIONS[number].run),
        Some(comparison) => comparisons::RUNS.get(comparison).copied(),
    }
}

fn remaining_compute_units() -> u64 {
    unsafe { sol_remaining_compute_units() }
}
