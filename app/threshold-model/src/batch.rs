//! A batch: one leaf for every account as it is, but for those that cannot be signed for.
//!
//! An account has a leaf if and only if a message about it with the same header could be made. So which ones are left out follows from the snapshot and
//! the header alone: all signers leave out the same, and what stands in one account stops nobody else's threshold. docs/SNAPSHOT.md lists the reasons, and
//! what somebody could gain by one.

use super::{Snapshot, SnapshotError};
use vault_types::{
    signed::message::MessageHeader,
    threshold::{batch::Leaf, Form},
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

impl Snapshot {
    /// The leaves of a batch with this header. Refuses a header that no account could take, of another time for one.
    pub fn leaves(&self, header: &MessageHeader) -> Result<BatchLeaves, SnapshotError> {
        let mut batch = BatchLeaves::default();
        for account in self.accounts.iter().filter(|account| account.form() == Form::Current) {
            let margin_account = account.terms.address;
            match self.body(account, header) {
                Ok(body) => batch.leaves.push(Leaf { margin_account, body }),
                Err(reason) if reason.is_about_the_header() => return Err(reason),
                Err(reason) => batch.left_out.push(LeftOut { margin_account, reason }),
            }
        }
        Ok(batch)
    }
}
