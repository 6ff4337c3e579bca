//! The four instructions of the system program that creating an account needs, and its rent.
//!
//! Encoded by hand: the library's encoder can fail in theory, and the text of that failure drags formatting code
//! into the program. The layout is part of the runtime's interface: a `u32` tag, then the fields, little endian.

use crate::errors::VaultError;
use anchor_lang::{prelude::*, solana_program::instruction::Instruction, system_program};

/// Bytes of every account that are charged on top of its data.
const ACCOUNT_OVERHEAD_BYTES: u64 = 128;

pub(super) fn create_account(
    payer: &Pubkey,
    account: &Pubkey,
    lamports: u64,
    space: u64,
    owner: &Pubkey,
) -> Instruction {
    let fields: [&[u8]; 4] = [&0u32.to_le_bytes(), &lamports.to_le_bytes(), &space.to_le_bytes(), owner.as_ref()];
    instruction(&fields, vec![AccountMeta::new(*payer, true), AccountMeta::new(*account, true)])
}

pub(super) fn assign(account: &Pubkey, owner: &Pubkey) -> Instruction {
    let fields: [&[u8]; 2] = [&1u32.to_le_bytes(), owner.as_ref()];
    instruction(&fields, vec![AccountMeta::new(*account, true)])
}

pub(super) fn transfer(payer: &Pubkey, account: &Pubkey, lamports: u64) -> Instruction {
    let fields: [&[u8]; 2] = [&2u32.to_le_bytes(), &lamports.to_le_bytes()];
    instruction(&fields, vec![AccountMeta::new(*payer, true), AccountMeta::new(*account, false)])
}

pub(super) fn allocate(account: &Pubkey, space: u64) -> Instruction {
    let fields: [&[u8]; 2] = [&8u32.to_le_bytes(), &space.to_le_bytes()];
    instruction(&fields, vec![AccountMeta::new(*account, true)])
}

fn instruction(fields: &[&[u8]], accounts: Vec<AccountMeta>) -> Instruction {
    Instruction { program_id: system_program::ID, accounts, data: fields.concat() }
}

/// Lamports that make an account of this many bytes exempt from rent, as `Rent::minimum_balance`, without floats.
#[allow(deprecated)] // The fields are the sysvar's; their replacement is not on every cluster yet.
pub(super) fn rent_lamports(rent: &Rent, space: u64) -> Result<u64> {
    let per_year = ACCOUNT_OVERHEAD_BYTES
        .checked_add(space)
        .and_then(|bytes| bytes.checked_mul(rent.lamports_per_byte_year))
        .ok_or(VaultError::Overflow)?;
    // The threshold is a double of one or two years: 53 bits of fraction, times 2^(exponent - 1075).
    let bits = rent.exemption_threshold.to_bits();
    let fraction = (bits & ((1 << 52) - 1)) | (1 << 52);
    let exponent = (bits >> 52) as u32; // 12 bits
    let product = u128::from(per_year).checked_mul(u128::from(fraction));
    let lamports = product
        .zip(1_075u32.checked_sub(exponent))
        .and_then(|(product, shift)| product.checked_shr(shift))
        .and_then(|lamports| u64::try_from(lamports).ok());
    Ok(lamports.ok_or(VaultError::Overflow)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::solana_program::system_instruction;

    #[test]
    fn encodes_as_the_library_does() {
        let (a, b, owner) = (Pubkey::new_unique(), Pubkey::new_unique(), Pubkey::new_unique());
        let (lamports, space) = (0x0102_0304_0506_0708, 0x1112_1314);
        assert_eq!(
            create_account(&a, &b, lamports, space, &owner),
            system_instruction::create_account(&a, &b, lamports, space, &owner)
        );
        assert_eq!(assign(&a, &owner), system_instruction::assign(&a, &owner));
        assert_eq!(transfer(&a, &b, lamports), system_instruction::transfer(&a, &b, lamports));
        assert_eq!(allocate(&a, space), system_instruction::allocate(&a, space));
    }

    #[test]
    #[allow(deprecated)]
    fn rent_is_what_the_library_says() {
        for threshold in [1.0, 1.5, 2.0, 3.25] {
            for lamports_per_byte_year in [1, 3_480, 6_960] {
                let rent = Rent { lamports_per_byte_year, exemption_threshold: threshold, burn_percent: 50 };
                for space in [0, 1, 82, 165, 600, 10 * 1024 * 1024] {
                    assert_eq!(rent_lamports(&rent, space as u64).unwrap(), rent.minimum_balance(space));
                }
            }
        }
    }
}
