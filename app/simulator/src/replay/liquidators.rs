//! Makers with limited capital who take over what is auctioned.
//!
//! Each wants a part of the value to stay with it, its edge, and keeps more than the initial margin that the program asks for. It has what it brought and
//! what it earned here: capital that somebody with a risk like that would get back by hedging elsewhere is not modelled.

use super::{moment::Moment, Replay};
use anyhow::Result;
use vault_types::{
    liquidation::{price_path::ONE_E9, AuctionPhase, Health},
    state::MarginAccount,
};

/// How many makers there are.
pub const MAKERS: usize = 10;
/// What the first one wants of the value of what it takes over, and what the last one wants, in per cent.
pub const EDGES_PERCENT: [u64; 2] = [5, 25];
/// What a maker keeps, in per cent of its initial margin.
const KEPT_PERCENT: u64 = 120;
/// How many accounts that are cheap enough for it a maker looks at in a minute.
const LOOKS_A_MINUTE: usize = 5;

/// The part of the value that a maker wants, times 10^9.
pub fn edge_e9(maker: usize) -> u64 {
    let [least, most] = EDGES_PERCENT.map(|percent| percent * ONE_E9 / 100);
    least + (most - least) * maker as u64 / (MAKERS as u64 - 1)
}

/// A maker at a moment.
pub struct Bidder {
    /// Its place among those who are watched.
    pub index: usize,
    edge_e9: u64,
    looks_left: usize,
}

/// An account in an auction.
#[derive(Clone, Copy)]
pub struct Auctioned {
    pub index: usize,
    pub account: MarginAccount,
    pub health: Health,
}

impl Replay<'_> {
    /// Makers bid on what is auctioned: those who want least come first, and each looks at a few accounts, at others in the next minute.
    pub(super) fn makers_bid(&mut self, mut auctioned: Vec<Auctioned>, moment: &mut Moment) -> Result<()> {
        let minute = moment.now_ts.unsigned_abs() / 60;
        let first = minute as usize * LOOKS_A_MINUTE % auctioned.len().max(1);
        auctioned.rotate_left(first);
        let mut bidders = self.bidders(moment)?;
        for auctioned in auctioned {
            for bidder in bidders.iter_mut().filter(|bidder| bidder.looks_left > 0 && bidder.index != auctioned.index) {
                let Some(now) = self.still_auctioned(auctioned.index, moment)? else { break };
                if !wants(bidder, &now, moment) {
                    continue;
                }
                bidder.looks_left -= 1;
                if self.maker_bids(bidder, &now, moment)? {
                    moment.quote_bank = self.scene.bank(&self.scene.quote_mint);
                }
            }
        }
        Ok(())
    }

    /// Makers who are not in an auction themselves and have something to spare.
    fn bidders(&self, moment: &Moment) -> Result<Vec<Bidder>> {
        let mut bidders = vec![];
        for (index, maker) in self.watched.iter().enumerate() {
            let Some(edge_e9) = maker.edge_e9 else { continue };
            let account = self.scene.account_at(&maker.address);
            if !account.auction.is_running() && has_to_spare(&account, moment)? {
                bidders.push(Bidder { index, edge_e9, looks_left: LOOKS_A_MINUTE });
            }
        }
        Ok(bidders)
    }

    /// The account as a bid would find it now; `None` if its auction is over, or must change its phase first.
    fn still_auctioned(&self, index: usize, moment: &Moment) -> Result<Option<Auctioned>> {
        let mut account = self.scene.account_at(&self.watched[index].address);
        if !account.auction.is_running() {
            return Ok(None);
        }
        account.cap_reserved();
        let Some(health) = moment.health(&account)? else { return Ok(None) };
        account.auction.offer_what_nobody_would_take(&health);
        let judgement = health.judge(&account.auction, &moment.parameters, moment.now_ts);
        account.auction.is_full = judgement.is_full.into();
        Ok((judgement.phase == account.auction.phase).then_some(Auctioned { index, account, health }))
    }
}

/// Does the price of now leave a maker its edge? Of the value of what is sold; of what an account lacks that is given away; of an option's vega where
/// one is hedged.
fn wants(bidder: &Bidder, auctioned: &Auctioned, moment: &Moment) -> bool {
    let (parameters, health, auction) = (&moment.parameters, &auctioned.health, &auctioned.account.auction);
    let elapsed = auction.priced_at(parameters, moment.now_ts);
    match auction.phase {
        AuctionPhase::SOLVENT => parameters.asked_e9(elapsed) <= ONE_E9 - bidder.edge_e9,
        AuctionPhase::INSOLVENT => {
            let offer_atoms = health.offer_atoms(parameters, parameters.offered_e9(elapsed));
            let wanted = i128::from(health.claim_atoms(parameters)) * i128::from(bidder.edge_e9) / i128::from(ONE_E9);
            health.value() + i128::from(offer_atoms) >= wanted
        }
        _ => parameters.hedge_e9(elapsed) >= bidder.edge_e9,
    }
}

/// Has a maker more than it keeps?
pub fn has_to_spare(maker: &MarginAccount, moment: &Moment) -> Result<bool> {
    Ok(match moment.health(maker)? {
        Some(health) => health.counted_atoms > kept_atoms(&health),
        None => true,
    })
}

fn kept_atoms(health: &Health) -> u64 {
    health.requirement.initial_atoms.saturating_mul(KEPT_PERCENT) / 100
}
