//! The validator's bank: clock, accounts, transactions, and the events that they record.

use crate::caller::{pass_on, CALLER};
use anchor_lang::{event::EVENT_IX_TAG_LE, AccountDeserialize, Event};
use simulator::{program_file, ProgramVersion, Refusal};
use solana_account::Account;
use solana_clock::Clock;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_program_test::{processor, ProgramTest, ProgramTestContext};
use solana_signer::Signer;
use solana_transaction::Transaction;
use spl_token_interface::state as token;
use std::{path::Path, sync::Once};
use vault_client::{Instruction, Pubkey, PROGRAM_ID};

/// Slots of 0.4 s.
const SLOTS_IN_TWO_SECS: u64 = 5;

/// A bank with the program on it.
pub struct Bank {
    context: ProgramTestContext,
}

/// What a transaction did.
pub struct Outcome {
    /// Data of the program's calls to itself, without the tag that marks them as events.
    events: Vec<Vec<u8>>,
}

impl Outcome {
    /// The transaction's only event, which is a `T`.
    pub fn event<T: Event>(&self) -> T {
        let [data] = self.events.as_slice() else { panic!("{} events instead of one", self.events.len()) };
        let fields = data.strip_prefix(T::DISCRIMINATOR).expect("an event of this type");
        T::try_from_slice(fields).expect("the event's fields")
    }
}

impl Bank {
    /// A bank at `unix_ts` with the built program, the SPL programs, and every feature of the validator switched on.
    pub async fn start(version: ProgramVersion, unix_ts: i64) -> Self {
        let name = match version {
            ProgramVersion::V0 => "options_vault",
            ProgramVersion::V3 => "options_vault.v3",
        };
        let file = program_file(version);
        assert!(file.exists(), "{} is missing. Build it with `cargo xtask build`", file.display());
        set_environment(file.parent().expect("a file in a folder"));

        let mut genesis = ProgramTest::default();
        genesis.prefer_bpf(true);
        genesis.add_program(name, PROGRAM_ID, None);
        genesis.prefer_bpf(false);
        genesis.add_program("caller", CALLER, processor!(pass_on));
        let mut bank = Self { context: genesis.start_with_context().await };
        bank.set_time(unix_ts).await;
        bank
    }

    /// Who pays transaction fees and rent.
    pub fn payer(&self) -> Pubkey {
        self.context.payer.pubkey()
    }

    pub async fn clock(&self) -> Clock {
        self.context.banks_client.get_sysvar().await.expect("every bank has a clock")
    }

    /// Moves on by as many slots as the time takes, through all epochs on the way, then sets the clock.
    pub async fn set_time(&mut self, unix_ts: i64) {
        let before = self.clock().await;
        let elapsed_secs = u64::try_from(unix_ts.saturating_sub(before.unix_timestamp)).unwrap_or(0);
        let slots = (elapsed_secs * SLOTS_IN_TWO_SECS / 2).max(1);
        self.context.warp_to_slot(before.slot + slots).expect("a later slot");
        // The bank estimates time from votes, and nobody votes here.
        let clock = Clock { unix_timestamp: unix_ts, ..self.clock().await };
        self.context.set_sysvar(&clock);
    }

    /// Runs instructions in one transaction. Signers may be missing: then the bank refuses it.
    pub async fn send(
        &mut self,
        label: &'static str,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<Outcome, Refusal> {
        let blockhash = self.context.get_new_latest_blockhash().await.expect("blockhashes keep coming");
        let mut keys = vec![&self.context.payer];
        keys.extend(signers);
        let mut transaction = Transaction::new_unsigned(Message::new(instructions, Some(&self.payer())));
        transaction.partial_sign(&keys, blockhash);
        self.process(label, transaction).await
    }

    /// Runs the transaction twice: a simulation, for only that reports inner instructions, then in earnest.
    async fn process(&mut self, label: &'static str, transaction: Transaction) -> Result<Outcome, Refusal> {
        let keys = transaction.message.account_keys.clone();
        let client = &self.context.banks_client;
        let simulation = client.simulate_transaction(transaction.clone()).await.expect("the bank answers");
        let details = simulation.simulation_details.expect("a transaction of the right form");
        client.process_transaction(transaction).await.map_err(|error| Refusal {
            label,
            error: error.unwrap(),
            logs: details.logs,
        })?;
        let calls = details.inner_instructions.into_iter().flatten().flatten().map(|call| call.instruction);
        let own_calls = calls.filter(|call| keys[usize::from(call.program_id_index)] == PROGRAM_ID);
        let events = own_calls.filter_map(|call| call.data.strip_prefix(EVENT_IX_TAG_LE).map(<[u8]>::to_vec));
        Ok(Outcome { events: events.collect() })
    }

    /// Puts an account at an address, whatever was there.
    pub fn set_account(&mut self, address: &Pubkey, account: Account) {
        self.context.set_account(address, &account.into());
    }

    /// An account of the program; `None` if there is none at the address.
    pub async fn read<T: AccountDeserialize>(&self, address: &Pubkey) -> Option<T> {
        let account = self.context.banks_client.get_account(*address).await.expect("the bank answers")?;
        T::try_deserialize(&mut account.data.as_slice()).ok()
    }

    /// A token account's balance.
    pub async fn balance(&self, token_account: &Pubkey) -> u64 {
        let client = &self.context.banks_client;
        client.get_packed_account_data::<token::Account>(*token_account).await.expect("a token account").amount
    }
}

/// The bank looks for programs where the environment says, and logs every instruction unless told otherwise.
fn set_environment(program_folder: &Path) {
    static SET: Once = Once::new();
    SET.call_once(|| {
        std::env::set_var("BPF_OUT_DIR", program_folder);
        if std::env::var_os("RUST_LOG").is_none() {
            std::env::set_var("RUST_LOG", "error");
        }
    });
}
