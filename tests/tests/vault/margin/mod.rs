//! Margin accounts: collateral, options in and out, settlement.

mod accounts;
mod collateral_tokens;
mod engine;
mod forged;
mod formula;
mod history;
mod largest;
mod liquidation;
mod modes;
mod outflow;
mod prices;
mod room;
mod scenarios;
mod settlement;
mod staked;
mod story;
mod struck;
mod thresholds;
mod trust;
mod two_markets;
mod vaults;

use crate::common::{scene, COIN, SPOT, USD};
use simulator::{audit::Audit, Contract, Scene};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::Pubkey;
use vault_types::state::{MarginAccount, OptionKind, SettlementAsset};

/// Atoms of a unit of the quote.
const CASH: u64 = 1_000_000;

/// Two traders with 100 coins and 100,000 of the quote each, and an empty account each.
struct Trading {
    scene: Scene,
    alice: Keypair,
    bob: Keypair,
    expiry_ts: i64,
}

fn trading() -> Trading {
    let mut scene = scene();
    scene.set_price(SPOT);
    scene.observe_price().unwrap();
    scene.open_banks().unwrap();
    let [alice, bob] = [1, 2].map(|seed| scene.trader(seed, 100 * COIN, 100_000 * CASH));
    for who in [&alice, &bob] {
        scene.open_margin_account(who).unwrap();
    }
    let expiry_ts = scene.market().calendar.next_expiry_ts(scene.world.now()).unwrap();
    Trading { scene, alice, bob, expiry_ts }
}

/// The same on a market that takes risk, with collateral that counts in full, and fresh prices and smiles.
fn at_risk() -> Trading {
    let mut story = trading();
    story.scene.open_for_risk(SPOT).unwrap();
    story.expiry_ts = story.scene.market().calendar.next_expiry_ts(story.scene.world.now()).unwrap();
    story
}

impl Trading {
    fn call_in_coins(&self, strike: u64) -> Contract {
        self.contract(OptionKind::CALL, SettlementAsset::UNDERLYING, strike)
    }

    fn call_in_cash(&self, strike: u64) -> Contract {
        self.contract(OptionKind::CALL, SettlementAsset::QUOTE, strike)
    }

    fn put(&self, strike: u64) -> Contract {
        self.contract(OptionKind::PUT, SettlementAsset::QUOTE, strike)
    }

    fn contract(&self, kind: OptionKind, settlement: SettlementAsset, strike: u64) -> Contract {
        Contract { kind, settlement, strike_e8: strike * USD, expiry_ts: self.expiry_ts }
    }

    fn account(&self, who: &Keypair) -> MarginAccount {
        self.scene.margin_account(&who.pubkey()).expect("an open account")
    }

    fn coin(&self) -> Pubkey {
        self.scene.underlying_mint
    }

    fn cash(&self) -> Pubkey {
        self.scene.quote_mint
    }

    /// Moves to the expiry and settles it at this price, which its oracle calls the first one.
    fn expire_at(&mut self, price_e8: u64) {
        self.scene.world.set_time(self.expiry_ts);
        self.scene.set_price(price_e8);
        self.scene.post_expiry_price(self.expiry_ts).unwrap();
    }

    fn check_books(&self) {
        check_books(&self.scene);
    }
}

/// Every token is in a wallet or in the books, and every option in one account and out of another.
#[track_caller]
fn check_books(scene: &Scene) {
    let mut audit = Audit::default();
    audit.run_margin(scene);
    assert_eq!(audit.failed(), Vec::<&str>::new());
}
