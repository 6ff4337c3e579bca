//! Ends a Dutch auction whose time is over or which is sold out. Anyone may call it.

use super::ending_sale::*;
use crate::{
    clock::now_ts,
    errors::{ensure, VaultError},
    events::{record, AuctionClosed},
};
use anchor_lang::prelude::*;
use vault_types::state::{AuctionMechanism, VaultState};

#[event_cpi]
#[derive(Accounts)]
pub struct CloseAuction<'info> {
    pub sale: EndingSale<'info>,
}

pub(crate) fn handler(ctx: Context<CloseAuction>) -> Result<()> {
    let sale = &mut ctx.accounts.sale;
    let (vault, round, auction) = (&mut sale.vault, &mut sale.round, &sale.auction);
    ensure(vault.state == VaultState::AUCTION, VaultError::NotInAuction)?;
    ensure(auction.mechanism == AuctionMechanism::DUTCH, VaultError::NotADutchAuction)?;
    let unsold_atoms = auction.unsold_atoms();
    let is_over = now_ts()? >= auction.close_ts;
    ensure(is_over || unsold_atoms == 0, VaultError::AuctionRunning)?;

    round.sold_atoms = auction.sold_atoms;
    round.premium_atoms = auction.premium_atoms;
    vault.state = VaultState::LIVE;
    vault.ledger.unlock(unsold_atoms).map_err(VaultError::from)?;

    sale.check()?;
    let round = &sale.round;
    let event = AuctionClosed {
        vault: round.vault,
        round: round.number,
        sold_atoms: round.sold_atoms,
        unsold_atoms,
        premium_atoms: round.premium_atoms,
    };
    record(&event, &ctx.accounts.event_authority)
}
