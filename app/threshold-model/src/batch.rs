//! A batch: one leaf for every account as it is, but for those that cannot be signed for.
//!
//! An account has a leaf if and only if a message about it with the same header could be made. So which ones are left out follows from the snapshot and
//! the header alone: all signers leave out the same, and what stands in one account stops nobody else's threshold. docs/SNAPSHOT.md lists the reasons, and
//! what somebody could gain by one.

use super::{Account, Snapshot, SnapshotError};
use std::num::NonZeroUsize;
use std::sync::OnceLock;
use std::thread;
use vault_types::{
    signed::message::MessageHeader,
    threshold::{batch::Leaf, Form, ThresholdBody},
    Pubkey,
};

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
