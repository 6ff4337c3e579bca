//! Vaults on margin that fall short: sold like anybody, paid in what their depositors came with, and borne by all of them alike.

mod sold;

use super::{health_of, Watched as _, CASH, COIN, PARAMETERS, SPOT, USD};
use crate::{
    common::{refused, ANY_PREMIUM},
    margin::vaults::{leveraged, Leveraged},
};
use options_vault::errors::VaultError;
use simulator::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{address, AccountBid, Pubkey};
use vault_types::{
    liquidation::{price_path::ONE_E9, AuctionPhase, Health},
    margin::{MarginMode, Units},
    state::{MarginAccount, OptionKind},
};

const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };

/// A vault that has sold all that it may, of Alice's and Dave's deposits, three to two. Carol has plenty of both tokens.
struct Sold {
    story: Leveraged,
    dave: Keypair,
    carol: Keypair,
}

fn sold(kind: OptionKind, leverage_bps: u16, atoms: u64, options: u64) -> Sold {
    let mut story = leveraged(kind, leverage_bps, MarginMode::SCENARIO, atoms / 5 * 3);
    let dave = story.scene.person(3, atoms / 5 * 2);
    story.scene.deposit(&dave, atoms / 5 * 2).unwrap();
    story.roll().unwrap();
    let buyer = story.scene.person(5, 100 * atoms);
    story.scene.bid_on_margin(&buyer, options, ANY_PREMIUM).unwrap();
    assert_eq!(story.scene.auction().unwrap().unsold_atoms(), 0);
    for who in [&story.alice, &dave] {
        story.scene.claim_shares(who).unwrap();
    }
    let carol = story.scene.trader(33, 1_000 * COIN, 200_000 * CASH);
    story.scene.open_margin_account(&carol).unwrap();
    for (mint, amount) in [(story.scene.underlying_mint, 1_000 * COIN), (story.scene.quote_mint, 200_000 * CASH)] {
        story.scene.deposit_collateral(&carol, &mint, amount).unwrap();
    }
    story.scene.set_margin_mode(&carol, MarginMode::SCENARIO).unwrap();
    Sold { story, dave, carol }
}

impl Sold {
    fn address(&self) -> Pubkey {
        address::vault_margin_account(&self.story.scene.config, &self.story.scene.vault)
    }

    fn account(&self) -> MarginAccount {
        self.story.scene.vault_account().unwrap()
    }

    fn carols(&self) -> MarginAccount {
        self.story.scene.margin_account(&self.carol.pubkey()).unwrap()
    }

    /// How the vault's account stands, computed off the chain.
    fn health(&self) -> Health {
        let scene = &self.story.scene;
        health_of(scene, &self.account(), scene.market().last_price_e8)
    }

    /// The price goes there by steps of this until the vault's account is in an auction, and no sooner than the formula says.
    fn falls_short(&mut self, step: i64) {
        let mut price_e8 = SPOT;
        while !self.account().auction.is_running() {
            price_e8 = price_e8.checked_add_signed(step).unwrap();
            self.story.scene.show(price_e8);
            let coin = self.story.scene.underlying_mint;
            // The first of an hour.
            let _ = self.story.scene.observe_collateral_price(&coin);
            let address = self.address();
            self.story.scene.judge_account(&address).unwrap();
            assert_eq!(self.account().auction.is_running(), self.health().maintenance_balance() < 0, "at {price_e8}");
        }
    }

    fn carol_bids(&mut self, bid: AccountBid) -> Result<u64, Refusal> {
        let address = self.address();
        self.story.scene.bid_on_account(&self.carol, &address, bid)
    }

    /// Carol buys what is for sale at its first price. Returns what all of it costs in the quote, and the part.
    fn is_sold(&mut self) -> (u64, u64) {
        let sale = self.health().sale(&self.account().auction, &PARAMETERS, 950_000_000);
        let (part_e9, cost) = (sale.most_part_e9, sale.price_atoms(sale.most_part_e9));
        let address = self.address();
        let bid = self.story.scene.whole_bid(&address, cost as i64);
        refused(self.carol_bids(AccountBid { limit_atoms: cost as i64 - 1, ..bid }), VaultError::BeyondLimit);
        self.carol_bids(bid).unwrap();
        (part_e9, cost)
    }

    /// Both leave, Dave by the request that he has made already. Shares are worth the same, whoever asked first.
    fn both_leave_with_the_same(&mut self) -> u64 {
        let scene = &mut self.story.scene;
        let before = [&self.story.alice, &self.dave].map(|who| scene.coins(&who.pubkey()));
        scene.claim_withdrawal(&self.dave).unwrap();
        let shares = scene.shares(&self.story.alice.pubkey());
        scene.request_withdrawal(&self.story.alice, shares).unwrap();
        scene.claim_withdrawal(&self.story.alice).unwrap();
        let [alices, daves] =
            [0, 1].map(|index| scene.coins(&[&self.story.alice, &self.dave][index].pubkey()) - before[index]);
        // Three to two, but for an atom of rounding each.
        assert!((alices * 2).abs_diff(daves * 3) <= 5, "{alices} and {daves}");
        alices + daves
    }

    /// The auction is closed, the expiry has its price, and whoever has options of it pays.
    fn ends(&mut self, price_e8: u64) {
        let (expiry_ts, vault) = (self.story.scene.vault().expiry_ts, self.story.scene.vault);
        let close_ts = self.story.scene.auction().unwrap().close_ts;
        self.story.scene.world.set_time(close_ts.max(self.story.scene.world.now()));
        self.story.scene.close_auction().unwrap();
        self.story.scene.world.set_time(expiry_ts);
        self.story.scene.set_price(price_e8);
        self.story.scene.post_expiry_price(expiry_ts).unwrap();
        let settlement = self.story.scene.vault_settlement();
        for (owner, account) in [(vault, self.account()), (self.carol.pubkey(), self.carols())] {
            if account.has_options() {
                self.story.scene.settle_margin_account(&owner, expiry_ts, settlement).unwrap();
            }
        }
        self.story.scene.settle_on_margin().unwrap();
        self.story.scene.close_round().unwrap();
    }

    fn dave_asks_to_leave(&mut self) {
        let shares = self.story.scene.shares(&self.dave.pubkey());
        self.story.scene.request_withdrawal(&self.dave, shares).unwrap();
    }
}
