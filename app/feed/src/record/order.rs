//! In which order entries may stand.

use super::{Entry, LineProblem};
use std::collections::BTreeMap;
use vault_types::Pubkey;

/// What the entries so far have shown. Times never fall; slots never fall for one address. Between addresses they may: nodes tell about
/// different accounts in any order.
#[derive(Clone, Debug, Default)]
pub struct Order {
    last_ms: i64,
    slots: BTreeMap<Pubkey, u64>,
}

impl Order {
    /// Takes the next entry; one that is refused changes nothing.
    pub fn accept(&mut self, entry: &Entry) -> Result<(), LineProblem> {
        let (received_ms, last_ms) = (entry.received_ms, self.last_ms);
        if received_ms < last_ms {
            return Err(LineProblem::TimeFalls { received_ms, last_ms });
        }
        if let Some(update) = &entry.update {
            let (address, slot) = (update.address, update.slot);
            match self.slots.get(&address) {
                Some(&last) if slot < last => return Err(LineProblem::SlotFalls { address, slot, last }),
                _ => self.slots.insert(address, slot),
            };
        }
        self.last_ms = received_ms;
        Ok(())
    }
}
