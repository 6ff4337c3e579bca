//! Runs the program in an SVM.

use agave_feature_set::{FeatureSet, remaining_compute_units_syscall_enabled};
use anyhow::{Context as _, Result, anyhow, ensure};
use bench_cu_operations::{CALLS_PER_INSTRUCTION, MEASURED_BYTES, Measured, decode_measured, encode_call};
use litesvm::LiteSVM;
use options_math::OptionInputs;
use solana_address::Address;
use solana_compute_budget::compute_budget::ComputeBudget;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_signer::Signer;
use solana_transaction::Transaction;
use std::path::Path;

/// An SVM with the program.
pub struct Svm {
    svm: LiteSVM,
    payer: Keypair,
    program: Address,
}

impl Svm {
    /// Loads the program in `file`, with more compute units than a transaction has on chain: a batch of calls may need them.
    pub fn with_program(file: &Path) -> Result<Self> {
        let mut budget = ComputeBudget::new_with_defaults(true);
        budget.compute_unit_limit = 1_000_000_000;
        let mut svm = LiteSVM::new().with_feature_set(features()).with_builtins().with_compute_budget(budget);
        let (payer, program) = (Keypair::new(), Address::new_unique());
        svm.airdrop(&payer.pubkey(), 1_000_000_000_000).map_err(|failed| anyhow!("no airdrop: {}", failed.err))?;
        let loaded = svm.add_program_from_file(program, file);
        loaded.with_context(|| format!("the SVM does not take {}", file.display()))?;
        Ok(Self { svm, payer, program })
    }

    /// Measures the operation with this number on each of `calls`.
    pub fn measure(&mut self, operation: usize, calls: &[OptionInputs]) -> Result<Vec<Measured>> {
        let mut measured = Vec::with_capacity(calls.len());
        for batch in calls.chunks(CALLS_PER_INSTRUCTION) {
            let mut data = (operation as u64).to_le_bytes().to_vec();
            data.extend(batch.iter().flat_map(encode_call));
            let result = self.send(data).with_context(|| format!("in one of the calls {batch:?}"))?;
            let (words, rest) = result.as_chunks::<MEASURED_BYTES>();
            ensure!(words.len() == batch.len() && rest.is_empty(), "the program returned {} bytes", result.len());
            measured.extend(words.iter().map(decode_measured));
        }
        Ok(measured)
    }

    /// Runs one instruction; its return data.
    fn send(&mut self, data: Vec<u8>) -> Result<Vec<u8>> {
        self.svm.expire_blockhash();
        let instruction = Instruction { program_id: self.program, accounts: vec![], data };
        let message = Message::new(&[instruction], Some(&self.payer.pubkey()));
        let transaction = Transaction::new(&[&self.payer], message, self.svm.latest_blockhash());
        let outcome = self.svm.send_transaction(transaction);
        let metadata = outcome.map_err(|failed| anyhow!("{}\n{}", failed.err, failed.meta.logs.join("\n")))?;
        Ok(metadata.return_data.data)
    }
}

/// Those of mainnet, and the one that lets programs read the meter, which mainnet has not switched on.
fn features() -> FeatureSet {
    let mut features = LiteSVM::mainnet_feature_set();
    features.activate(&remaining_compute_units_syscall_enabled::ID, 0);
    features
}
