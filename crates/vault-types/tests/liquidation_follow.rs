//! How an account's auction follows what is found of it: what it keeps back, what it claims of the insurance fund, and how it ends.

mod common;
mod liquidation_common;
mod margin_common;

use bytemuck::Zeroable;
use common::cases;
use liquidation_common::*;
use margin_common::*;
use proptest::prelude::*;
use vault_types::{
    liquidation::{AuctionPhase, Health, Judgement, LossBook, RunningAuction},
    state::MarginAccount,
};

const NONE: AuctionPhase = AuctionPhase::NONE;
const SOLVENT: AuctionPhase = AuctionPhase::SOLVENT;
const INSOLVENT: AuctionPhase = AuctionPhase::INSOLVENT;
const HEDGE: AuctionPhase = AuctionPhase::HEDGE;

/// Somebody looks: it is judged by the account's own auction, as the program does.
fn look(account: &mut MarginAccount, health: &Health, losses: &mut LossBook, now_ts: i64) -> Judgement {
    let judgement = health.judge(&account.auction, &DEFAULT, now_ts);
    account.follow(&judgement, health, &DEFAULT, 10_000, losses, now_ts);
    judgement
}

fn any_health() -> impl Strategy<Value = Health> {
    (0..200_u64, -150..250_i64, 0..200_u64, 0..60_u64).prop_map(|(counted, value, maintenance, vega_loss_atoms)| {
        let health = health(counted, value, maintenance);
        let liquidation_atoms = maintenance * 9 / 10;
        let requirement = vault_types::margin::Requirement { liquidation_atoms, ..health.requirement };
        Health { vega_loss_atoms, requirement, ..health }
    })
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// An account is looked at, some seconds later.
    Look(usize, Health, i64),
    /// Something is found of it that its auction did not lead to.
    Leap(usize, u8, bool, Health),
    /// A sale or a gift ends it at once.
    End(usize),
    /// Its quote comes and goes, by more than the reserve.
    Hold(usize, u64),
    /// A sale brought something in.
    Receive(usize, u64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let who = || 0..3_usize;
    prop_oneof![
        8 => (who(), any_health(), prop_oneof![0..100_i64, Just(600)]).prop_map(|(who, health, secs)| Step::Look(who, health, secs)),
        2 => (who(), 0..4_u8, any::<bool>(), any_health()).prop_map(|(who, phase, full, health)| Step::Leap(who, phase, full, health)),
        1 => who().prop_map(Step::End),
        2 => (who(), 0..100_u64).prop_map(|(who, atoms)| Step::Hold(who, atoms)),
        2 => (who(), 1..100_u64).prop_map(|(who, atoms)| Step::Receive(who, atoms)),
    ]
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Three accounts share a fund: what they claim of it is noted there at any time, and nothing of it stays when all their auctions are over.
    #[test]
    fn claims_are_noted_while_auctions_run_and_gone_when_they_are_over(steps in prop::collection::vec(any_step(), 1..60)) {
        let (mut accounts, mut losses, mut now_ts) = ([account(); 3], LossBook::NEW, 1_000);
        for step in steps {
            let before = accounts.map(|account| account.auction);
            match step {
                Step::Look(who, health, secs) => {
                    now_ts += secs;
                    let judgement = look(&mut accounts[who], &health, &mut losses, now_ts);
                    let auction = accounts[who].auction;
                    prop_assert_eq!((auction.phase, auction.is_full == 1), (judgement.phase, judgement.is_full));
                    prop_assert!(!auction.is_running() || auction.seen_ts == now_ts);
                    let claim = if auction.phase == INSOLVENT { health.claim_atoms(&DEFAULT) } else { 0 };
                    prop_assert_eq!(auction.claim_atoms, claim);
                    // Looking again finds the same, and changes nothing.
                    let seen = accounts[who];
                    look(&mut accounts[who], &health, &mut losses, now_ts);
                    prop_assert_eq!(accounts[who], seen);
                }
                Step::Leap(who, phase, is_full, health) => {
                    let judgement = Judgement { phase: bytemuck::cast(phase), is_full };
                    accounts[who].follow(&judgement, &health, &DEFAULT, 5_000, &mut losses, now_ts);
                }
                Step::End(who) => accounts[who].end_auction(&mut losses),
                Step::Hold(who, atoms) => accounts[who] = with_quote(accounts[who], atoms),
                Step::Receive(who, atoms) => {
                    accounts[who].deposit(QUOTE, atoms).unwrap();
                    if accounts[who].auction.phase == SOLVENT {
                        accounts[who].auction.reserved_atoms += atoms;
                    }
                }
            }
            prop_assert_eq!(losses.claims_atoms, accounts.iter().map(|account| account.auction.claim_atoms).sum::<u64>());
            prop_assert_eq!(losses, LossBook { claims_atoms: losses.claims_atoms, ..LossBook::NEW });
            for (account, before) in accounts.iter().zip(before) {
                let auction = account.auction;
                prop_assert!(auction.invariant());
                let has_changed = (auction.phase, auction.is_full) != (before.phase, before.is_full);
                prop_assert!(auction.step_id > before.step_id || !has_changed && auction.step_id == before.step_id);
                let is_judged = matches!(step, Step::Look(..) | Step::Leap(..)) && auction != before;
                prop_assert!(!is_judged || auction.reserved_atoms <= account.amount_of(&QUOTE));
            }
        }
        accounts[0].end_auction(&mut losses);
        for account in &mut accounts {
            look(account, &health(100, 100, 100), &mut losses, now_ts);
            account.end_auction(&mut losses);
            account.end_auction(&mut losses);
        }
        prop_assert_eq!(losses, LossBook::NEW);
    }
}

/// The same with so much of the quote.
fn with_quote(mut account: MarginAccount, atoms: u64) -> MarginAccount {
    let had = account.amount_of(&QUOTE);
    if had > 0 {
        account.withdraw(&QUOTE, had).unwrap();
    }
    if atoms > 0 {
        account.deposit(QUOTE, atoms).unwrap();
    }
    account
}

/// From its first price to its last, then given away with the fund's help, and back above its buffer: what happens to an account worth 10.
#[test]
fn an_auction_goes_from_its_first_price_to_its_end() {
    let (mut account, mut losses) = (account(), LossBook::NEW);
    let short = health(90, 10, 100);
    look(&mut account, &short, &mut losses, 1_000);
    let begun = RunningAuction {
        phase: SOLVENT,
        is_full: 1,
        step_id: 2,
        seen_ts: 1_000,
        started_ts: 1_000,
        pace_bps: 10_000,
        ..RunningAuction::zeroed()
    };
    assert_eq!((account.auction, losses), (begun, LossBook::NEW));
    let mut now_ts = 1_000;
    while account.auction.phase == SOLVENT {
        now_ts += 600;
        look(&mut account, &short, &mut losses, now_ts);
    }
    assert_eq!(now_ts, 1_000 + 43_200);
    // 10 are missing to maintenance margin, and a fifth of the 20 that the value is above the balance.
    let given_away = RunningAuction { phase: INSOLVENT, step_id: 4, seen_ts: now_ts, claim_atoms: 14, ..begun };
    assert_eq!((account.auction, losses.claims_atoms), (given_away, 14));
    look(&mut account, &health(92, 10, 100), &mut losses, now_ts + 15);
    assert_eq!((account.auction.phase, account.auction.elapsed_e4, account.auction.step_id), (INSOLVENT, 150_000, 4));
    assert_eq!((account.auction.claim_atoms, losses.claims_atoms), (12, 12));
    look(&mut account, &health(120, 120, 100), &mut losses, now_ts + 30);
    assert_eq!(account.auction, RunningAuction { step_id: 5, ..RunningAuction::zeroed() });
    assert_eq!(losses, LossBook::NEW);
}

/// A hundred was paid in and reserved; eighty of it have left since, by a settlement, a hedge or a loss. If the price were still that of what is beyond
/// a hundred, eighty of what is handed over would cost nothing.
#[test]
fn what_was_reserved_and_is_gone_is_not_sold_for_nothing() {
    let (mut giver, mut taker) = (with_quote(account(), 20), account());
    giver.deposit(OTHER, 180).unwrap();
    giver.auction = RunningAuction { phase: SOLVENT, is_full: 1, reserved_atoms: 100, ..RunningAuction::zeroed() };
    giver.cap_reserved();
    assert_eq!(giver.auction.reserved_atoms, 20);
    let price = health(200, 200, 300).sale(&giver.auction, &DEFAULT, ONE_E9).whole_price_atoms;
    let handed: u64 = giver.hand_over(ONE_E9, giver.auction.reserved_atoms, &mut taker).unwrap().iter().sum();
    assert_eq!((price, handed), (180, 180), "at its full value");
    assert_eq!((giver.amount_of(&QUOTE), giver.amount_of(&OTHER)), (20, 0));
}

/// What came in later was not paid by the auction, and is for sale.
#[test]
fn a_reserve_that_was_capped_does_not_come_back() {
    let reserved_after = |quote: u64, to: AuctionPhase| {
        let mut account = with_quote(account(), quote);
        account.auction = RunningAuction { phase: SOLVENT, reserved_atoms: 100, ..RunningAuction::zeroed() };
        let judgement = Judgement { phase: to, is_full: to == INSOLVENT };
        account.follow(&judgement, &health(0, 0, 1), &DEFAULT, 10_000, &mut { LossBook::NEW }, 0);
        let mut account = with_quote(account, 500);
        account.cap_reserved();
        account.auction.reserved_atoms
    };
    assert_eq!([0, 99, 100, 101].map(|quote| reserved_after(quote, SOLVENT)), [0, 99, 100, 100]);
    assert_eq!([INSOLVENT, HEDGE, NONE].map(|phase| reserved_after(30, phase)), [30, 30, 0]);
}

/// A keeper looks at an account that holds what it must, and is in no auction: the time of the look is noted in the auction that does not run, the
/// account's invariant no longer holds, and the program refuses to look.
#[test]
fn a_look_at_a_sound_account_leaves_no_trace() {
    let (before, mut losses) = (account(), LossBook::NEW);
    let mut seen = before;
    let sound = health(100, 100, 100);
    let judgement = sound.judge(&seen.auction, &DEFAULT, 1_000);
    seen.follow(&judgement, &sound, &DEFAULT, 10_000, &mut losses, 1_000);
    assert!(seen.invariant(), "{:?}", seen.auction);
    assert_eq!((seen, losses), (before, LossBook::NEW));
}

/// What was paid is kept back until the rest is worth nothing: then it is for sale with the rest.
#[test]
fn a_rest_that_is_worth_nothing_is_for_sale_with_what_was_paid() {
    for (value, kept_atoms) in [(101, 100), (100, 0), (1, 0), (-1, 0)] {
        let mut auction = RunningAuction { phase: SOLVENT, reserved_atoms: 100, ..RunningAuction::zeroed() };
        auction.offer_what_nobody_would_take(&health(150, value, 200));
        assert_eq!(auction.reserved_atoms, kept_atoms, "worth {value}");
    }
}

/// What is given away and finds nobody for three days is unwanted; what is sold is not.
#[test]
fn what_nobody_takes_for_three_days_is_unwanted() {
    let days = 86_400;
    for (phase, expected) in [(INSOLVENT, true), (SOLVENT, false), (HEDGE, false), (NONE, false)] {
        let auction = RunningAuction { phase, started_ts: 1_000, ..RunningAuction::zeroed() };
        assert_eq!(auction.is_unwanted(1_000 + 3 * days), expected, "{phase:?}");
        assert!(!auction.is_unwanted(999 + 3 * days));
    }
}
