//! A batch: one leaf for every account as it is, but for those that cannot be signed for.
//!
//! An account has a leaf if and only if a message about it with the same header could be made. So which ones are left out follows from the snapshot and
//! the header alone: all signers leave out the same, and what stands in one account stops nobody else's threshold. docs/SNAPSHOT.md lists the reasons, and
//! what somebody could gain by one.

use super::{sequence, Account, BatchPayload, Snapshot, SnapshotError};
use std::num::NonZeroUsize;
use std::sync::OnceLock;
use std::thread;
use vault_types::{
    seeds,
    signed::message::MessageHeader,
    threshold::{
        batch::{self, BatchBody, Leaf},
        tree::Tree,
        Form, ThresholdBody,
    },
    Pubkey, ID,
};

/// A header with the leaves behind the root that is signed with it.
#[derive(Clone, Debug)]
pub struct Batch {
    header: MessageHeader,
    leaves: Vec<Leaf>,
    tree: Tree,
}

impl Batch {
    /// Refuses an empty list, and an account that is there twice.
    pub fn new(header: MessageHeader, leaves: Vec<Leaf>) -> Result<Self, SnapshotError> {
        if leaves.is_empty() {
            return Err(SnapshotError::NoLeaf);
        }
        let tree = batch::build(&leaves)?;
        Ok(Self { header, leaves, tree })
    }

    /// What is signed.
    pub fn payload(&self) -> BatchPayload {
        BatchPayload { header: self.header, body: BatchBody { root: self.tree.root(), depth: self.tree.depth() } }
    }

    pub const fn header(&self) -> &MessageHeader {
        &self.header
    }

    pub fn accounts(&self) -> usize {
        self.leaves.len()
    }

    /// Each leaf with its index and its proof, the siblings from the leaf up.
    pub fn proven(&self) -> impl Iterator<Item = (u32, &Leaf, Vec<[u8; 32]>)> {
        // The tree was built from these leaves.
        (0..).zip(&self.leaves).map(|(index, leaf)| (index, leaf, self.tree.proof(index).unwrap_or_default()))
    }
}

/// The account of a house that keeps its last batch.
pub fn batch_account(config: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seeds::BATCH, config.as_ref()], &ID).0
}

/// Every account of the form "current", in one list or the other, both by rising address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchLeaves {
    pub leaves: Vec<Leaf>,
    pub left_out: Vec<LeftOut>,
}

/// An account without a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub margin_account: Pubkey,
    pub reason: SnapshotError,
}

/// What is computed of the accounts as they are, before a header is known; nothing until the first batch.
#[derive(Clone, Debug, Default)]
pub(super) struct Bodies(OnceLock<Vec<Result<ThresholdBody, SnapshotError>>>);

impl Snapshot {
    /// Of the only batch that signers sign of this snapshot. Refuses a second for which there is no sequence.
    pub fn batch_header(&self) -> Result<MessageHeader, SnapshotError> {
        let problem = "too late for a sequence: give a snapshot of now, in unix seconds";
        let sequence = sequence::of_batch(self.setting.observed_ts).try_into();
        let sequence = sequence.map_err(|_| SnapshotError::entry("observed_ts", problem))?;
        Ok(MessageHeader { sequence, ..self.header(batch::DOMAIN, &batch_account(&self.round.config)) })
    }

    /// The only batch that signers sign of this snapshot: of the accounts that can be signed for. Refuses what [`Snapshot::batch_header`] and
    /// [`Batch::new`] refuse.
    pub fn batch(&self) -> Result<Batch, SnapshotError> {
        let header = self.batch_header()?;
        Batch::new(header, self.leaves(&header)?.leaves)
    }

    /// The leaves of a batch with this header. Refuses a header that no account could take, of another time for one. What takes long is computed for
    /// the first header only.
    pub fn leaves(&self, header: &MessageHeader) -> Result<BatchLeaves, SnapshotError> {
        self.check_time(header)?;
        let mut batch = BatchLeaves::default();
        for (account, body) in self.current().zip(self.bodies()) {
            let margin_account = account.terms.address;
            match body.clone().and_then(|body| self.kept(account, body, header)) {
                Ok(body) => batch.leaves.push(Leaf { margin_account, body }),
                Err(reason) if reason.is_about_the_header() => return Err(reason),
                Err(reason) => batch.left_out.push(LeftOut { margin_account, reason }),
            }
        }
        Ok(batch)
    }

    fn current(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(|account| account.form() == Form::Current)
    }

    /// One for each of these, in their order.
    fn bodies(&self) -> &[Result<ThresholdBody, SnapshotError>] {
        self.bodies.0.get_or_init(|| self.computed_by_all_cores())
    }

    /// Each account by itself, so the cores that there are change nothing but the time.
    fn computed_by_all_cores(&self) -> Vec<Result<ThresholdBody, SnapshotError>> {
        let accounts: Vec<&Account> = self.current().collect();
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let computed = |part: &[&Account]| part.iter().map(|account| self.computed(account)).collect::<Vec<_>>();
        thread::scope(|scope| {
            let parts = accounts.chunks(accounts.len().div_ceil(cores).max(1));
            let working: Vec<_> = parts.map(|part| (part, scope.spawn(move || computed(part)))).collect();
            // What a thread has died of, this one meets again.
            working.into_iter().flat_map(|(part, work)| work.join().unwrap_or_else(|_| computed(part))).collect()
        })
    }
}
