//! A node with the accounts of a dump, which do not change, and what is special about it.

use super::{
    node::{is_for_program, passes, Node, Seen},
    world::Dump,
};

/// What anybody may have made: an account of the program that the program has never written.
const STRANGERS_LEN: usize = 1 << 20;

#[derive(Clone, Copy, Default)]
pub struct Habits {
    /// So many slots pass while it sends accounts of the program.
    pub passing: u64,
    /// And so many before it looks for them, when it has shown others.
    pub waiting: u64,
    /// So many accounts of the program are strangers', a megabyte each.
    pub strangers: usize,
    /// It forgets so many slots before it looks for accounts of the program when it has shown others, and does not say so.
    pub forgotten: u64,
}

impl Habits {
    /// Starts such a node.
    pub fn start(self, dump: &Dump) -> Node {
        let Dump { mut slot, accounts, .. } = dump.clone();
        let mut has_shown = false;
        Node::seeing(move |question| {
            let is_program = is_for_program(question);
            let of_house = is_program && has_shown;
            slot += if of_house { self.waiting } else { 0 };
            slot -= if of_house { self.forgotten } else { 0 };
            let are_shown = is_program && passes(question, &vec![0; STRANGERS_LEN]);
            let unsent_len = if are_shown { self.strangers * STRANGERS_LEN / 3 * 4 } else { 0 };
            let seen = Seen { slot, accounts: accounts.clone(), unsent_len, is_forgetful: self.forgotten > 0 };
            slot += if is_program { self.passing } else { 0 };
            has_shown |= !is_program;
            seen
        })
    }
}
