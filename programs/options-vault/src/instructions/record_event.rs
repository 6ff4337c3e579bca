//! Where the program's events go: it calls itself with each, and nobody else can.

use anchor_lang::prelude::*;

#[derive(Accounts)]
pub struct RecordEvent<'info> {
    /// An address of the program's own, which signs for no one else.
    #[account(address = crate::EVENT_AUTHORITY_AND_BUMP.0)]
    pub event_authority: Signer<'info>,
}
