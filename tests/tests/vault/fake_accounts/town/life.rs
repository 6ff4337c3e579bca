//! What happens in every place, up to a stage.

use super::{sealed_bid, Place, Stage, Town, START_TS};
use crate::common::{ANY_PREMIUM, COIN, SPOT};
use simulator::{PriceUpdate, Scene};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_types::state::AuctionMechanism;

impl Town {
    pub(super) fn live_until(&mut self, place: Place, stage: Stage) {
        self.scene.world.set_time(START_TS);
        if stage >= Stage::OnMargin {
            return self.live_on_a_vaults_margin(place, stage);
        }
        if stage >= Stage::Founded {
            return self.live_on_margin(place, stage);
        }
        let propose = self.propose(place);
        let admin = self.keypair(&self.house(place).admin).unwrap();
        self.scene.world.send("propose_change", propose, &[&admin]).unwrap();
        let scene = &mut self.scene;
        live_through_the_first_round(scene, &self.maker);
        scene.set_price(SPOT);
        for person in &self.people {
            scene.deposit(person, 100 * COIN).unwrap();
        }
        if stage == Stage::Queued {
            scene.renew_surface().unwrap();
            let (strike_e8, expiry_ts) = scene.next_strike(SPOT).unwrap();
            let series = scene.series_address(strike_e8, expiry_ts);
            if scene.world.svm.get_account(&series).is_none() {
                scene.create_series(strike_e8, expiry_ts).unwrap();
            }
            return;
        }
        scene.roll(SPOT).unwrap();
        if stage.is_sealed() {
            return self.sell_sealed(stage);
        }
        scene.bid(&self.maker, 50 * COIN, ANY_PREMIUM).unwrap();
        scene.bid(&self.people[0], 50 * COIN, ANY_PREMIUM).unwrap();
        if stage == Stage::Auction {
            return;
        }
        for person in &self.people {
            scene.claim_shares(person).unwrap();
            scene.request_withdrawal(person, 10 * COIN).unwrap();
        }
        let end_ts = scene.auction().unwrap().end_ts;
        scene.world.set_time(end_ts);
        if stage > Stage::AuctionOver {
            scene.close_auction().unwrap();
            self.end_the_round(stage);
        }
    }

    /// From the start of the second round on.
    fn sell_sealed(&mut self, stage: Stage) {
        let scene = &mut self.scene;
        if stage == Stage::Commitments {
            return;
        }
        for (who, person) in self.people.iter().enumerate() {
            scene.commit_bid(person, &sealed_bid(who)).unwrap();
        }
        let auction = scene.auction().unwrap();
        scene.world.set_time(auction.end_ts);
        if stage == Stage::Reveals {
            return;
        }
        for (who, person) in self.people.iter().enumerate() {
            scene.reveal_bid(&person.pubkey(), &sealed_bid(who)).unwrap();
        }
        scene.world.set_time(if stage == Stage::TooLate { auction.void_ts() } else { auction.close_ts });
        scene.set_price(SPOT);
        if stage == Stage::Claims {
            scene.clear_auction().unwrap();
            let option_mint = scene.series().unwrap().1.option_mint;
            for person in &self.people {
                scene.world.create_wallet(&person.pubkey(), &option_mint).unwrap();
            }
        }
    }

    fn end_the_round(&mut self, stage: Stage) {
        let scene = &mut self.scene;
        let (expiry_ts, strike_e8) = (scene.vault().expiry_ts, scene.round(2).unwrap().strike_e8);
        scene.world.set_time(expiry_ts);
        let price_e8 = if stage == Stage::Gained { SPOT } else { strike_e8 + strike_e8 / 4 };
        scene.post(&PriceUpdate::new(scene.feed_id, price_e8, expiry_ts));
        if stage == Stage::Silent {
            let unwind_ts = scene.series().unwrap().1.unwind_ts(&scene.market().oracle_limits);
            return scene.world.set_time(unwind_ts + 1);
        }
        let is_priced = scene.series().unwrap().1.settlement.price_e8 > 0;
        if stage >= Stage::Priced && !is_priced {
            scene.post_settlement_price().unwrap();
        }
        if stage >= Stage::Settled {
            scene.settle().unwrap();
        }
        if stage >= Stage::Closed {
            scene.close_round().unwrap();
        }
    }
}

/// The maker's own 50 coins, for which nobody bids.
fn live_through_the_first_round(scene: &mut Scene, maker: &Keypair) {
    scene.deposit(maker, 50 * COIN).unwrap();
    scene.roll(SPOT).unwrap();
    scene.claim_shares(maker).unwrap();
    let auction = scene.auction().unwrap();
    scene.world.set_time(auction.close_ts);
    if auction.mechanism == AuctionMechanism::SEALED_BID {
        scene.set_price(SPOT);
        scene.clear_auction().unwrap();
    } else {
        scene.close_auction().unwrap();
    }
    let expiry_ts = scene.vault().expiry_ts;
    scene.world.set_time(expiry_ts);
    scene.settle().unwrap();
    scene.close_round().unwrap();
}
