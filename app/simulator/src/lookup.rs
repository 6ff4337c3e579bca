//! Transactions that name most of their accounts by a lookup table: those of large margin accounts fit into a packet in no other way.

use crate::{Refusal, World};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_message::{v0, AddressLookupTableAccount, VersionedMessage};
use solana_transaction::versioned::VersionedTransaction;
use std::collections::BTreeSet;
use vault_client::{Instruction, Pubkey};

const TABLE_PROGRAM: Pubkey = Pubkey::from_str_const("AddressLookupTab1e1111111111111111111111111");
const TABLE: Pubkey = Pubkey::new_from_array([91; 32]);

/// What a transaction needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needed {
    pub bytes: usize,
    pub units: u64,
}

/// The most bytes of a transaction.
pub const PACKET_BYTES: usize = 1_232;

impl World {
    /// Runs instructions in one transaction. A lookup table stands for all accounts but programs and those who sign.
    pub fn send_by_table(
        &mut self,
        label: &'static str,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<Needed, Refusal> {
        let instructions = self.with_limit(instructions);
        let named = instructions.iter().flat_map(|instruction| &instruction.accounts).map(|account| account.pubkey);
        let addresses: Vec<Pubkey> = named.collect::<BTreeSet<_>>().into_iter().collect();
        self.set_account(TABLE, table(&addresses));
        let tables = [AddressLookupTableAccount { key: TABLE, addresses }];
        self.svm.expire_blockhash();
        let compiled = v0::Message::try_compile(&self.payer(), &instructions, &tables, self.svm.latest_blockhash());
        let message = VersionedMessage::V0(compiled.expect("at most 256 accounts"));
        let transaction = VersionedTransaction::try_new(message, &self.signing(signers)).expect("all who sign");
        // How many signatures, each of them, and the message.
        let bytes = 1 + 64 * transaction.signatures.len() + transaction.message.serialize().len();
        match self.svm.send_transaction(transaction) {
            Ok(done) => Ok(Needed { bytes, units: done.compute_units_consumed }),
            Err(failed) => Err(Refusal { label, error: failed.err, logs: failed.meta.logs }),
        }
    }
}

/// As the program of tables writes one that was made long ago and that nobody can change any more.
fn table(addresses: &[Pubkey]) -> Account {
    let mut data = 1_u32.to_le_bytes().to_vec(); // its type
    data.extend(u64::MAX.to_le_bytes()); // never closed
    data.resize(56, 0);
    data.extend(addresses.iter().flat_map(Pubkey::to_bytes));
    Account { lamports: 10_000_000_000, data, owner: TABLE_PROGRAM, executable: false, rent_epoch: u64::MAX }
}
