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
}

impl Habits {
    /// Starts such a node.
    pub fn start(self, dump: &Dump) -> Node {
        let Dump { mut slot, accounts, .. } = dump.clone();
        let mut has_shown = false;
        Node::seeing(move |question| {
            let is_program = is_for_program(question);
            slot += if is_program && has_shown { self.waiting } else { 0 };
            let are_shown = is_program && passes(question, &vec![0; STRANGERS_LEN]);
            let unsent_len = if are_shown { self.strangers * STRANGERS_LEN / 3 * 4 } else { 0 };
            let seen = Seen { slot, accounts: accounts.clone(), unsent_len };
            slot += if is_program { self.passing } else { 0 };
            has_shown |= !is_program;
            seen
        })
    }
}
