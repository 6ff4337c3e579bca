//! Accounts that a rise of volatility would cost too much: others take over options that they owe, for a price that rises.

mod refused;

use super::{Watched as _, CALLS, CASH, COIN, PARAMETERS, SPOT, USD};
use crate::{
    common::{anchor, refused, refused_by_code},
    margin::{at_risk, formula::Formula, Trading},
};
use options_vault::errors::VaultError;
use simulator::{Contract, Refusal};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, AccountRef, JudgedRef},
    HedgeOffer, Pubkey,
};
use vault_types::{
    liquidation::{AuctionPhase, Health, Hedge},
    margin::{MarginMode, Requirement},
    state::{CollateralBank, MarginAccount, OptionKind, SettlementAsset},
    surface::{flat, SignedSlice},
    threshold::Form,
};

/// What the signers say, when the market has been quiet for long.
const QUIET: u64 = 300_000_000;

/// Alice owes ten strangles that end in eight weeks. Others' ruin has left her little more than their maintenance margin: ten points more of volatility
/// would cost her more than a fifth of that. Carol has plenty.
struct Exposed {
    story: Trading,
    carol: Keypair,
    legs: [Contract; 2],
    /// An option that she owes too: a call that nobody can need.
    far: Contract,
}

fn exposed() -> Exposed {
    exposed_owing(|story| story.call_in_cash(1_000), COIN)
}

fn exposed_owing(far: fn(&Trading) -> Contract, far_atoms: u64) -> Exposed {
    let mut story = at_risk();
    story.scene.watch(SPOT, 40 * 24).unwrap();
    let (expiries, now) = (story.scene.coming_expiries(8), story.scene.world.now());
    let slices = expiries.iter().map(|ts| SignedSlice::new(*ts, &flat(QUIET, ts.abs_diff(now)))).collect();
    let post = story.scene.surface_post(slices);
    story.scene.post_surface(&post).unwrap();
    story.expiry_ts = expiries[7];
    let (legs, far) = ([story.call_in_cash(165), story.put(135)], far(&story));
    story.scene.list(&[legs[0], legs[1], far]).unwrap();
    let carol = story.scene.trader(33, 100 * COIN, 100_000 * CASH);
    story.scene.open_margin_account(&carol).unwrap();
    let cash = story.cash();
    story.scene.deposit_collateral(&carol, &cash, 50_000 * CASH).unwrap();
    story.scene.set_margin_mode(&carol, MarginMode::SCENARIO).unwrap();
    let mut exposed = Exposed { story, carol, legs, far };
    exposed.alice_writes(far_atoms);
    exposed.others_are_ruined();
    exposed
}

impl Exposed {
    fn alice_writes(&mut self, far_atoms: u64) {
        let story = &mut self.story;
        let wanted = [(self.far, far_atoms), (self.legs[0], CALLS), (self.legs[1], CALLS)];
        let held = story.account(&story.alice);
        let all = wanted.iter().fold(held, |held, (leg, atoms)| story.scene.after_writing(&held, leg, *atoms));
        let floor = Formula { scene: &story.scene, place: 0, spot_e8: SPOT }.floor(&all);
        story.alice_deposits(
            floor.or_larger(&Requirement::flat(story.chain_margin(&all).maintenance_atoms)).initial_atoms,
        );
        story.scene.set_margin_mode(&story.alice, MarginMode::PORTFOLIO).unwrap();
        for (leg, atoms) in &wanted {
            let after = story.after_writing(leg, *atoms);
            let levels = Requirement::flat(story.chain_margin(&after).maintenance_atoms);
            let address = story.scene.account_ref(&story.alice.pubkey()).address;
            let post = story.scene.threshold_post(address, &after, Form::AfterTrade, &levels);
            story.scene.write_options_signed(&story.alice, leg, &story.bob.pubkey(), *atoms, &post).unwrap();
        }
    }

    /// Everybody who bears losses has lost the same part: what Alice has is a hundredth above her maintenance margin.
    fn others_are_ruined(&mut self) {
        let (held, cash) = (self.account().amount_of(&self.story.cash()), self.story.cash());
        let wanted = self.health().requirement.maintenance_atoms * 101 / 100;
        assert!(wanted < held, "{wanted} of {held}");
        let bank = address::bank(&self.story.scene.config, &cash);
        self.story.scene.world.patch::<CollateralBank>(&bank, |bank| {
            let exposed_atoms = u128::from(bank.losses.exposed_atoms);
            bank.losses.cover((exposed_atoms * u128::from(held - wanted) / u128::from(held)) as u64);
        });
        // What was lost has gone to somebody.
        let bank = self.story.scene.bank(&cash);
        let mut custody = self.story.scene.world.svm.get_account(&bank.custody).unwrap();
        custody.data[64..72].copy_from_slice(&bank.custody_atoms().unwrap().to_le_bytes());
        self.story.scene.world.set_account(bank.custody, custody);
        self.judge();
        let carols = self.story.scene.account_ref(&self.carol.pubkey()).address;
        self.story.scene.judge_account(&carols).unwrap();
    }

    fn alice(&self) -> Pubkey {
        self.story.scene.account_ref(&self.story.alice.pubkey()).address
    }

    fn account(&self) -> MarginAccount {
        self.story.account(&self.story.alice)
    }

    fn judge(&mut self) -> AuctionPhase {
        let alice = self.alice();
        self.story.scene.judge_account(&alice).unwrap();
        self.account().auction.phase
    }

    fn series(&self, leg: &Contract) -> Pubkey {
        self.story.scene.margin_series_address(leg)
    }

    fn health(&self) -> Health {
        self.story.health_of(&self.account(), SPOT)
    }

    fn owed(&self, leg: &Contract) -> Hedge {
        Formula { scene: &self.story.scene, place: 0, spot_e8: SPOT }.owed(&self.account(), &self.series(leg))
    }

    /// What taking over so many must pay now.
    fn price(&self, leg: &Contract, atoms: u64) -> u64 {
        let now = self.story.scene.world.now();
        let part_e9 = PARAMETERS.hedge_e9(self.account().auction.priced_at(&PARAMETERS, now));
        self.owed(leg).price_atoms(atoms, &self.health(), &PARAMETERS, part_e9).unwrap()
    }

    fn offer(&self, leg: &Contract, quantity_atoms: u64, least_atoms: u64) -> HedgeOffer {
        let step_id = self.account().auction.step_id;
        HedgeOffer { step_id, series: self.series(leg), quantity_atoms, least_atoms }
    }

    fn carol_takes(&mut self, leg: &Contract, atoms: u64, least_atoms: u64) -> Result<u64, Refusal> {
        let (alice, carol) = (self.alice(), self.carol.insecure_clone());
        let offer = self.offer(leg, atoms, least_atoms);
        self.story.scene.hedge_account(&carol, &alice, offer)
    }

    fn taken_into(&mut self, taker: AccountRef, who: &Keypair) -> Result<u64, Refusal> {
        let (alice, account) = (self.alice(), self.account());
        let offer = self.offer(&self.legs[0].clone(), COIN, 0);
        let shown = self.story.scene.shown_after_hand_over(&account, &taker.address);
        let judged = JudgedRef { address: alice, config: account.config, quote_mint: account.quote_mint };
        let hedge = instruction::hedge_account(judged, taker, offer, shown);
        self.story.scene.world.send("hedge_account", hedge, &[who])
    }
}

/// The model's price and a part of ten points of volatility that rises for half an hour, and no further; to the atom.
#[test]
fn attack_16_options_that_cost_too_much_vega_are_taken_over_at_a_price_that_rises() {
    let mut exposed = exposed();
    let (call, cash) = (exposed.legs[0], exposed.story.cash());
    assert_eq!(exposed.judge(), AuctionPhase::HEDGE);
    refused(exposed.story.scene.withdraw_collateral(&exposed.story.alice, &cash, 1), VaultError::InAuction);
    let alice = exposed.alice();
    let parts = [(0, 0..1), (600, 1..500_000_000), (7_200, 500_000_000..500_000_001)];
    for (secs, expected) in parts {
        exposed.story.scene.wait(secs, &alice);
        let elapsed = exposed.account().auction.priced_at(&PARAMETERS, exposed.story.scene.world.now());
        assert!(expected.contains(&PARAMETERS.hedge_e9(elapsed)), "after {secs} s");
        let [before, carols] = [&exposed.story.alice, &exposed.carol].map(|who| exposed.story.account(who));
        let price = exposed.price(&call, COIN / 10);
        refused(exposed.carol_takes(&call, COIN / 10, price + 1), VaultError::BeyondLimit);
        exposed.carol_takes(&call, COIN / 10, price).unwrap();
        assert_eq!(exposed.account().amount_of(&cash), before.amount_of(&cash) - price);
        assert_eq!(exposed.story.account(&exposed.carol).amount_of(&cash), carols.amount_of(&cash) + price);
        let series = exposed.series(&call);
        let taken = [&before, &exposed.account()].map(|account| account.quantity_of(&series));
        assert_eq!(taken[1] - taken[0], (COIN / 10) as i64);
        assert_eq!(exposed.account().auction.step_id, before.auction.step_id + 1, "others look again");
        exposed.story.check_books();
    }
}

/// No more than bring the account back, and then it is over.
#[test]
fn attack_16_a_hedge_ends_where_the_loss_is_within_the_limit() {
    let mut exposed = exposed();
    let call = exposed.legs[0];
    exposed.judge();
    let most = exposed.owed(&call).most_atoms(&exposed.health(), &PARAMETERS).unwrap();
    assert!(most > 0 && most < CALLS, "{most}");
    refused(exposed.carol_takes(&call, most + 1, 0), VaultError::HedgeTooLarge);
    refused(exposed.carol_takes(&call, CALLS + 1, 0), VaultError::NotOwed);
    for too_little in [0, most.div_ceil(100) - 1] {
        refused(exposed.carol_takes(&call, too_little, 0), VaultError::PartTooSmall);
    }
    let stale = exposed.offer(&call, COIN / 10, 0);
    exposed.carol_takes(&call, most, 0).unwrap();
    let (alice, carol) = (exposed.alice(), exposed.carol.insecure_clone());
    refused(exposed.story.scene.hedge_account(&carol, &alice, stale), VaultError::WrongStep);
    // What it paid lowers the limit a little.
    for _ in 0..64 {
        if exposed.health().has_too_much_vega(&PARAMETERS) {
            let most = exposed.owed(&call).most_atoms(&exposed.health(), &PARAMETERS).unwrap();
            exposed.carol_takes(&call, most, 0).unwrap();
        }
    }
    refused(exposed.carol_takes(&call, 1, 0), VaultError::AccountHealthy);
    assert_eq!(exposed.judge(), AuctionPhase::NONE);
    refused(exposed.carol_takes(&call, 1, 0), VaultError::NoAuctionRuns);
}
