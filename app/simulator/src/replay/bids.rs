//! What a maker does with an account that is cheap enough for it: buys a part, takes all of it, or takes over options.

use super::{
    liquidators::{has_to_spare, Auctioned, Bidder},
    moment::Moment,
    Replay, Watched,
};
use crate::Refusal;
use anyhow::Result;
use options_vault::errors::VaultError;
use vault_client::{AccountBid, HedgeOffer};
use vault_types::{
    liquidation::{price_path::ONE_E9, AuctionPhase, Hedge, Payment, LEAST_PART_E9},
    state::{HeldOptions, MarginAccount},
};

/// Parts of what is for sale that a maker considers, in per cent.
const PARTS_PERCENT: [u64; 4] = [100, 50, 25, 10];

/// What a taker's bid comes to.
struct Offer {
    part_e9: u64,
    payment: Payment,
    price_atoms: u64,
}

impl Replay<'_> {
    /// Returns whether the program took what the maker sent.
    pub(super) fn maker_bids(&mut self, bidder: &Bidder, auctioned: &Auctioned, moment: &Moment) -> Result<bool> {
        let maker = self.scene.account_at(&self.watched[bidder.index].address);
        match auctioned.account.auction.phase {
            AuctionPhase::SOLVENT => self.buy(bidder, &maker, auctioned, moment),
            AuctionPhase::INSOLVENT => self.take(bidder, &maker, auctioned, moment),
            AuctionPhase::HEDGE => self.hedge(bidder, auctioned, moment),
            _ => Ok(false),
        }
    }

    /// As much as the maker can bear, once what is asked leaves its edge.
    fn buy(&mut self, bidder: &Bidder, maker: &MarginAccount, auctioned: &Auctioned, moment: &Moment) -> Result<bool> {
        let (parameters, account) = (&moment.parameters, &auctioned.account);
        let asked_e9 = parameters.asked_e9(account.auction.priced_at(parameters, moment.now_ts));
        let sale = auctioned.health.sale(&account.auction, parameters, asked_e9);
        for percent in PARTS_PERCENT {
            let least_e9 = LEAST_PART_E9.min(sale.most_part_e9);
            let part_e9 = (sale.most_part_e9 * percent).div_ceil(100).max(least_e9);
            let price_atoms = sale.price_atoms(part_e9);
            let payment = Payment::in_quote(price_atoms, parameters, account.quote_mint);
            let offer = Offer { part_e9, payment, price_atoms };
            if part_e9 == 0 || !can_bear(maker, account, &offer, moment)? {
                continue;
            }
            let for_sale = auctioned.health.value() - i128::from(account.auction.reserved_atoms);
            let value_atoms = (for_sale * i128::from(part_e9) / i128::from(ONE_E9)) as i64;
            let bid = AccountBid {
                step_id: account.auction.step_id,
                most_part_e9: part_e9,
                least_part_e9: part_e9,
                limit_atoms: i64::try_from(price_atoms)?,
            };
            let fund_before = self.fund_atoms();
            if !self.send_bid(bidder, auctioned, bid)? {
                return Ok(false);
            }
            let penalty_atoms = self.fund_atoms() - fund_before;
            self.recorder.note_sale(value_atoms, price_atoms, penalty_atoms, payment.penalty_atoms);
            let left = self.scene.account_at(&self.watched[auctioned.index].address);
            self.watched[auctioned.index].story.note_sale(!left.has_options());
            return Ok(true);
        }
        Ok(false)
    }

    /// The whole account, once what the fund pays leaves the maker its edge of what it lacks.
    fn take(&mut self, bidder: &Bidder, maker: &MarginAccount, auctioned: &Auctioned, moment: &Moment) -> Result<bool> {
        let (parameters, account, health) = (&moment.parameters, &auctioned.account, &auctioned.health);
        let offered_e9 = parameters.offered_e9(account.auction.priced_at(parameters, moment.now_ts));
        let offer_atoms = health.offer_atoms(parameters, offered_e9);
        let (mut bank, mut leaving) = (self.scene.bank(&account.quote_mint), *account);
        leaving.leave_losses(&mut bank)?;
        let covered = bank.losses.cover(offer_atoms);
        let mut paid = *maker;
        if covered.atoms()? > 0 {
            paid.deposit(account.quote_mint, covered.atoms()?)?;
        }
        let payment = Payment { mint: account.quote_mint, paid_atoms: 0, penalty_atoms: 0 };
        if !can_bear(&paid, account, &Offer { part_e9: ONE_E9, payment, price_atoms: 0 }, moment)? {
            return Ok(false);
        }
        let least_atoms = i64::try_from(covered.atoms()?)?;
        let bid = AccountBid {
            step_id: account.auction.step_id,
            most_part_e9: ONE_E9,
            least_part_e9: 0,
            limit_atoms: -least_atoms,
        };
        let before = self.scene.bank(&self.scene.quote_mint).losses;
        if !self.send_bid(bidder, auctioned, bid)? {
            return Ok(false);
        }
        let after = self.scene.bank(&self.scene.quote_mint).losses;
        self.recorder.note_given_away(&covered, &before, &after);
        self.watched[auctioned.index].story.note_given_away();
        Ok(true)
    }

    /// The options with the most vega, once the account pays as many points of volatility as the maker wants.
    fn hedge(&mut self, bidder: &Bidder, auctioned: &Auctioned, moment: &Moment) -> Result<bool> {
        let (parameters, account) = (&moment.parameters, &auctioned.account);
        let part_e9 = parameters.hedge_e9(account.auction.priced_at(parameters, moment.now_ts));
        let Some((held, hedge)) = most_vega(account, moment)? else { return Ok(false) };
        let quantity_atoms = hedge.most_atoms(&auctioned.health, parameters)?;
        if quantity_atoms == 0 || hedge.price_atoms(quantity_atoms, &auctioned.health, parameters, part_e9).is_err() {
            return Ok(false);
        }
        let step_id = account.auction.step_id;
        let offer = HedgeOffer { step_id, series: held.series, quantity_atoms, least_atoms: 0 };
        let maker = self.watched[bidder.index].key.insecure_clone();
        let address = self.watched[auctioned.index].address;
        let sent = self.scene.hedge_account(&maker, &address, offer);
        self.watched[bidder.index].looked = None;
        self.watched[auctioned.index].looked = None;
        let is_done = self.was_taken(sent)?;
        self.recorder.note_hedge(is_done);
        if is_done {
            self.scene.judge_account(&address)?;
        }
        Ok(is_done)
    }

    fn send_bid(&mut self, bidder: &Bidder, auctioned: &Auctioned, bid: AccountBid) -> Result<bool> {
        let Watched { key, .. } = &self.watched[bidder.index];
        let (maker, address) = (key.insecure_clone(), self.watched[auctioned.index].address);
        let sent = self.scene.bid_on_account(&maker, &address, bid);
        self.watched[bidder.index].looked = None;
        self.watched[auctioned.index].looked = None;
        self.was_taken(sent)
    }

    /// A bid may be refused for its maker's margin, which is computed here without what losses have left of its quote; for nothing else.
    fn was_taken(&mut self, sent: Result<u64, Refusal>) -> Result<bool> {
        match sent {
            Ok(_) => Ok(true),
            Err(refusal) if refusal.is(VaultError::BelowInitialMargin) => {
                self.recorder.note_refused();
                Ok(false)
            }
            Err(refusal) => Err(refusal.into()),
        }
    }

    fn fund_atoms(&self) -> u64 {
        self.scene.bank(&self.scene.quote_mint).losses.fund_atoms
    }
}

/// Would the maker have room for it, the cash to pay, and more than it keeps?
fn can_bear(maker: &MarginAccount, account: &MarginAccount, offer: &Offer, moment: &Moment) -> Result<bool> {
    let (mut taker, mut giver) = (*maker, *account);
    let has_taken = match offer.price_atoms {
        0 => giver.give_away(&mut taker),
        _ => giver.sell(offer.part_e9, &offer.payment, &mut taker),
    };
    Ok(has_taken.is_ok() && has_to_spare(&taker, moment)?)
}

/// Of the options that an account owes, those that lose most by a rise of volatility.
fn most_vega(account: &MarginAccount, moment: &Moment) -> Result<Option<(HeldOptions, Hedge)>> {
    let mut best: Option<(u128, HeldOptions, Hedge)> = None;
    for held in account.options.iter().filter(|held| held.quantity_atoms < 0) {
        let Some(holding) = held.holding() else { continue };
        let hedge = moment.on_market(account, usize::from(held.market), |market| {
            let price = market.fair_price(&holding)?;
            let owed_atoms = held.quantity_atoms.unsigned_abs();
            Ok::<_, vault_types::margin::MarginError>(Hedge { owed_atoms, price, units: market.units })
        })??;
        let vega = u128::from(hedge.price.vega_e12()) * u128::from(hedge.owed_atoms);
        if vega > 0 && best.as_ref().is_none_or(|(most, ..)| vega > *most) {
            best = Some((vega, *held, hedge));
        }
    }
    Ok(best.map(|(_, held, hedge)| (held, hedge)))
}
