//! Runs a fixture program in an SVM.

use litesvm::LiteSVM;
use litesvm::types::TransactionMetadata;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_signer::Signer;
use solana_transaction::Transaction;
use std::path::Path;

/// An SVM with one program.
pub struct Svm {
    svm: LiteSVM,
    payer: Keypair,
    program: Address,
}

impl Svm {
    /// Loads the program in `file`, with more compute units than a transaction has on chain.
    pub fn with_program(file: &Path) -> Self {
        let mut svm = LiteSVM::new();
        let mut budget = solana_compute_budget::compute_budget::ComputeBudget::new_with_defaults(true);
        budget.compute_unit_limit = 1_000_000_000;
        svm = svm.with_compute_budget(budget);
        let (payer, program) = (Keypair::new(), Address::new_unique());
        svm.airdrop(&payer.pubkey(), 1_000_000_000).expect("an airdrop");
        svm.add_program_from_file(program, file).expect("a program that the SVM accepts");
        Self { svm, payer, program }
    }

    /// Runs the program on three words of instruction data; the word that it returns, or the log of its failure.
    pub fn run(&mut self, words: [u64; 3]) -> Result<u64, String> {
        let result = self.call(words.iter().flat_map(|word| word.to_le_bytes()).collect());
        let outcome = result.map_err(|log| log.join("\n"))?;
        let mut bytes = outcome.return_data.data;
        bytes.resize(8, 0);
        Ok(u64::from_le_bytes(bytes.try_into().expect("eight bytes")))
    }

    fn call(&mut self, data: Vec<u8>) -> Result<TransactionMetadata, Vec<String>> {
        self.svm.expire_blockhash();
        let instruction = Instruction { program_id: self.program, accounts: vec![], data };
        let message = Message::new(&[instruction], Some(&self.payer.pubkey()));
        let transaction = Transaction::new(&[&self.payer], message, self.svm.latest_blockhash());
        self.svm.send_transaction(transaction).map_err(|failed| {
            let mut log = failed.meta.logs;
            log.push(failed.err.to_string());
            log
        })
    }
}
