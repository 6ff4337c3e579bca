//! The chain: clock, accounts, transactions, and what they cost.

use crate::{program_file, ProgramVersion};
use anchor_lang::{
    event::EVENT_IX_TAG_LE,
    solana_program::program_pack::{IsInitialized, Pack},
    AccountDeserialize, AccountSerialize, AnchorDeserialize, Discriminator, Event,
};
use litesvm::LiteSVM;
use options_vault::errors::VaultError;
use solana_account::Account;
use solana_clock::Clock;
use solana_instruction_error::InstructionError;
use solana_keypair::Keypair;
use solana_message::{inner_instruction::InnerInstructionsList, Message};
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction_error::TransactionError;
use spl_token_interface::state as token;
use std::collections::BTreeMap;
use std::path::PathBuf;
use vault_client::{Instruction, Pubkey, PROGRAM_ID};

/// Compute units of every call, by instruction name.
pub type ComputeLog = BTreeMap<&'static str, Vec<u64>>;

/// A local chain with the program on it.
pub struct World {
    pub svm: LiteSVM,
    /// Pays transaction fees.
    payer: Keypair,
    compute: ComputeLog,
    /// What the program recorded in the last transaction that succeeded.
    events: Vec<Vec<u8>>,
    has_most_units: bool,
}

/// Why a transaction was refused.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{label} was refused: {error:?}\n{}", logs.join("\n"))]
pub struct Refusal {
    pub label: &'static str,
    pub error: TransactionError,
    pub logs: Vec<String>,
}

impl Refusal {
    /// The custom error number, if the program gave one.
    pub fn code(&self) -> Option<u32> {
        match self.error {
            TransactionError::InstructionError(_, InstructionError::Custom(code)) => Some(code),
            _ => None,
        }
    }

    /// Was it this refusal of ours?
    pub fn is(&self, expected: VaultError) -> bool {
        self.code() == Some(expected.into())
    }
}

const COMPUTE_BUDGET: Pubkey = Pubkey::from_str_const("ComputeBudget111111111111111111111111111111");
/// `SetComputeUnitLimit` of 1.4 million, the most there is.
const MOST_UNITS: [u8; 5] = [2, 0xc0, 0x5c, 0x15, 0];

/// The program file is missing or unreadable.
#[derive(Debug, thiserror::Error)]
#[error("cannot load {path}: {reason}. Build it with `cargo xtask build`")]
pub struct NoProgram {
    path: PathBuf,
    reason: String,
}

impl World {
    /// A chain at `unix_ts` with the built program, the SPL programs and every precompile.
    pub fn new(version: ProgramVersion, unix_ts: i64) -> Result<Self, NoProgram> {
        Self::on(LiteSVM::new(), version, unix_ts)
    }

    /// The same on a chain that the caller has set up, say to watch its programs run.
    pub fn on(mut svm: LiteSVM, version: ProgramVersion, unix_ts: i64) -> Result<Self, NoProgram> {
        let path = program_file(version);
        svm.add_program_from_file(PROGRAM_ID, &path).map_err(|error| NoProgram { path, reason: error.to_string() })?;
        let payer = Keypair::new_from_array([255; 32]);
        svm.airdrop(&payer.pubkey(), 100_000_000_000_000).expect("the faucet is full");
        let mut world = Self { svm, payer, compute: ComputeLog::new(), events: vec![], has_most_units: false };
        world.set_time(unix_ts);
        Ok(world)
    }

    /// From now on transactions ask for all compute units that there are, and not for the 200,000 that each instruction has by itself. Asking costs
    /// 150.
    pub fn ask_for_most_units(&mut self) {
        self.has_most_units = true;
    }

    /// Who pays transaction fees.
    pub fn payer(&self) -> Pubkey {
        self.payer.pubkey()
    }

    /// The chain's clock, unix seconds.
    pub fn now(&self) -> i64 {
        self.svm.get_sysvar::<Clock>().unix_timestamp
    }

    /// Moves the clock; slots follow at 0.4 s.
    pub fn set_time(&mut self, unix_ts: i64) {
        let mut clock = self.svm.get_sysvar::<Clock>();
        let elapsed_secs = unix_ts.saturating_sub(clock.unix_timestamp).max(0);
        if clock.unix_timestamp > 0 {
            clock.slot += elapsed_secs.unsigned_abs() * 5 / 2;
        }
        clock.unix_timestamp = unix_ts;
        self.svm.set_sysvar(&clock);
    }

    /// Somebody with lamports to pay rent.
    pub fn fund(&mut self, who: &Pubkey) {
        self.svm.airdrop(who, 100_000_000_000).expect("the faucet is full");
    }

    /// Runs one instruction in a transaction of its own and notes its compute units under `label`.
    pub fn send(
        &mut self,
        label: &'static str,
        instruction: Instruction,
        signers: &[&Keypair],
    ) -> Result<u64, Refusal> {
        let units = self.send_all(label, &[instruction], signers)?;
        self.compute.entry(label).or_default().push(units);
        Ok(units)
    }

    /// Runs an instruction after another one in the same transaction, and notes the compute units of both under `label`.
    pub fn send_after(
        &mut self,
        label: &'static str,
        before: Instruction,
        instruction: Instruction,
    ) -> Result<u64, Refusal> {
        let units = self.send_all(label, &[before, instruction], &[])?;
        self.compute.entry(label).or_default().push(units);
        Ok(units)
    }

    /// Runs instructions in one transaction. Returns its compute units.
    pub fn send_all(
        &mut self,
        label: &'static str,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<u64, Refusal> {
        let transaction = self.transaction(instructions, signers);
        let keys = transaction.message.account_keys.clone();
        match self.svm.send_transaction(transaction) {
            Ok(done) => {
                self.events = events_in(&done.inner_instructions, &keys);
                Ok(done.compute_units_consumed)
            }
            Err(failed) => Err(Refusal { label, error: failed.err, logs: failed.meta.logs }),
        }
    }

    /// The event of this kind that the last transaction recorded.
    pub fn event<E: Event + AnchorDeserialize + Discriminator>(&self) -> Option<E> {
        let bodies = self.events.iter().filter_map(|event| event.strip_prefix(E::DISCRIMINATOR));
        bodies.filter_map(|body| E::try_from_slice(body).ok()).next()
    }

    /// Would these instructions succeed now, signed by these people? Changes nothing.
    pub fn simulate(
        &mut self,
        label: &'static str,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<(), Refusal> {
        let transaction = self.transaction(instructions, signers);
        match self.svm.simulate_transaction(transaction) {
            Ok(_) => Ok(()),
            Err(failed) => Err(Refusal { label, error: failed.err, logs: failed.meta.logs }),
        }
    }

    /// A transaction that the SVM has not seen yet.
    fn transaction(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Transaction {
        self.svm.expire_blockhash();
        let message = Message::new(&self.with_limit(instructions), Some(&self.payer.pubkey()));
        Transaction::new(&self.signing(signers), message, self.svm.latest_blockhash())
    }

    /// Instructions, and behind them what asks for compute units: each stays where its sender put it.
    pub(crate) fn with_limit(&self, instructions: &[Instruction]) -> Vec<Instruction> {
        let limit = Instruction { program_id: COMPUTE_BUDGET, accounts: vec![], data: MOST_UNITS.to_vec() };
        let mut instructions = instructions.to_vec();
        instructions.extend(self.has_most_units.then_some(limit));
        instructions
    }

    /// Everybody who signs, the payer first.
    pub(crate) fn signing<'a>(&'a self, signers: &[&'a Keypair]) -> Vec<&'a Keypair> {
        let mut keys = vec![&self.payer];
        keys.extend(signers);
        keys
    }

    /// What every instruction has cost so far.
    pub fn compute(&self) -> &ComputeLog {
        &self.compute
    }

    /// Puts an account at an address, whatever was there.
    pub fn set_account(&mut self, address: Pubkey, account: Account) {
        self.svm.set_account(address, account).expect("an account that the SVM accepts");
    }

    /// Rewrites an account of the program as no instruction would.
    pub fn patch<T: AccountDeserialize + AccountSerialize>(&mut self, address: &Pubkey, change: impl FnOnce(&mut T)) {
        let mut account = self.svm.get_account(address).expect("an account");
        let mut state = T::try_deserialize(&mut account.data.as_slice()).expect("an account of this type");
        change(&mut state);
        account.data.clear();
        state.try_serialize(&mut account.data).expect("a vector takes everything");
        self.set_account(*address, account);
    }

    /// An account of the program; `None` if there is none at the address.
    pub fn read<T: AccountDeserialize>(&self, address: &Pubkey) -> Option<T> {
        let account = self.svm.get_account(address).filter(|account| !account.data.is_empty())?;
        T::try_deserialize(&mut account.data.as_slice()).ok()
    }

    /// All accounts of one type.
    pub fn read_all<T: AccountDeserialize + Discriminator>(&self) -> Vec<(Pubkey, T)> {
        let accounts = self.svm.get_program_accounts(&PROGRAM_ID);
        let of_type = accounts.into_iter().filter(|(_, account)| account.data.starts_with(T::DISCRIMINATOR));
        of_type
            .filter_map(|(address, account)| Some((address, T::try_deserialize(&mut &account.data[..]).ok()?)))
            .collect()
    }

    /// A token account's balance; zero if it does not exist.
    pub fn balance(&self, token_account: &Pubkey) -> u64 {
        self.unpack::<token::Account>(token_account).map_or(0, |account| account.amount)
    }

    /// How many tokens a mint has issued.
    pub fn supply(&self, mint: &Pubkey) -> u64 {
        self.unpack::<token::Mint>(mint).map_or(0, |mint| mint.supply)
    }

    /// Every token account of a mint with its balance.
    pub fn holders(&self, mint: &Pubkey) -> Vec<(token::Account, u64)> {
        let accounts = self.svm.get_program_accounts(&spl_token_interface::ID);
        let accounts = accounts.into_iter().filter_map(|(_, account)| unpack::<token::Account>(&account));
        accounts.filter(|account| account.mint == *mint).map(|account| (account, account.amount)).collect()
    }

    fn unpack<T: Pack + IsInitialized>(&self, address: &Pubkey) -> Option<T> {
        unpack(&self.svm.get_account(address)?)
    }
}

fn unpack<T: Pack + IsInitialized>(account: &Account) -> Option<T> {
    (account.data.len() == T::LEN).then(|| T::unpack(&account.data).ok()).flatten()
}

/// What the program recorded, by calls of itself.
fn events_in(calls: &InnerInstructionsList, keys: &[Pubkey]) -> Vec<Vec<u8>> {
    let calls = calls.iter().flatten().map(|call| &call.instruction);
    let own_calls = calls.filter(|call| keys.get(usize::from(call.program_id_index)) == Some(&PROGRAM_ID));
    own_calls.filter_map(|call| call.data.strip_prefix(EVENT_IX_TAG_LE).map(<[u8]>::to_vec)).collect()
}
