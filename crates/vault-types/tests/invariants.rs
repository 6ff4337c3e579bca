//! The invariants that the program checks after its instructions: each line of them refuses something. And the ledger
//! at the ends of its numbers.

mod common;

use bytemuck::Zeroable;
use common::*;
use proptest::prelude::*;
use vault_types::{
    ledger::{Burned, Ledger},
    shares,
    state::*,
    LedgerError,
};

const LEDGER: Ledger = Ledger {
    nav_atoms: 100,
    locked_atoms: 0,
    margined_atoms: 0,
    pending_deposit_atoms: 30,
    withdrawal_payable_atoms: 20,
    fee_payable_atoms: 10,
    bid_escrow_atoms: 0,
    share_supply: 100,
    unclaimed_shares: 40,
    queued_shares: 0,
};

fn vault(state: VaultState, change: fn(&mut Vault)) -> bool {
    let mut vault = Vault { state, round: 1, ledger: LEDGER, ..new_vault() };
    if state == VaultState::AUCTION || state == VaultState::LIVE {
        vault.ledger.locked_atoms = 100;
    }
    change(&mut vault);
    vault.invariant()
}

const STATES: [VaultState; 4] = [VaultState::OPEN, VaultState::AUCTION, VaultState::LIVE, VaultState::SETTLING];

/// The states in which a vault with this change is sound.
fn sound_in(change: fn(&mut Vault)) -> Vec<VaultState> {
    STATES.into_iter().filter(|state| vault(*state, change)).collect()
}

#[test]
fn vaults() {
    let [open, auction, live, settling] = STATES;
    assert_eq!(sound_in(|_| {}), STATES);
    assert_eq!(sound_in(|vault| vault.state = bytemuck::cast(4u8)), [], "a state that does not exist");
    assert_eq!(sound_in(|vault| vault.ledger.locked_atoms = 1), [auction, live]);
    assert_eq!(sound_in(|vault| vault.ledger.locked_atoms = 101), []);
    assert_eq!(sound_in(|vault| vault.ledger.queued_shares = 1), [auction, live, settling]);
    assert_eq!(sound_in(|vault| vault.ledger.queued_shares = 61), [], "more in escrow than there are shares");
    assert_eq!(sound_in(|vault| vault.round = 0), [open]);
    // One share more than the NAV covers; after the payoff the last price no longer holds.
    assert_eq!(sound_in(|vault| vault.ledger.share_supply = 101), [settling]);
    assert_eq!(sound_in(|vault| vault.high_water_mark_e9 -= 1), []);
    assert_eq!(sound_in(|vault| vault.ledger.fee_payable_atoms = u64::MAX - 149), []);
    assert_eq!(sound_in(|vault| vault.ledger.fee_payable_atoms = u64::MAX - 150), STATES);
}

fn running_round() -> Round {
    Round {
        status: RoundStatus::RUNNING,
        expiry_ts: 1_000,
        start_nav_atoms: 100,
        deposited_atoms: 100,
        size_atoms: 100,
        ..Round::zeroed()
    }
}

fn closed_round() -> Round {
    Round {
        status: RoundStatus::CLOSED,
        closed_ts: 1_000,
        sold_atoms: 50,
        premium_atoms: 7,
        settlement_e8: 1,
        payoff_atoms: 20,
        performance_fee_atoms: 1,
        management_fee_atoms: 2,
        withdrawn_atoms: 30,
        end_nav_atoms: 54,
        ..running_round()
    }
}

#[test]
fn rounds() {
    let holds = |mut round: Round, change: fn(&mut Round)| {
        change(&mut round);
        round.invariant()
    };
    let changes: [fn(&mut Round); 6] = [
        |round| round.status = bytemuck::cast(2u8),
        |round| round.size_atoms = 101,
        |round| round.sold_atoms = 101,
        |round| round.deposited_atoms = 101,
        |round| round.payoff_atoms = round.sold_atoms + 1,
        |round| round.premium_atoms = if round.sold_atoms == 0 { 1 } else { 0 },
    ];
    for round in [running_round(), closed_round()] {
        assert!(round.invariant());
        changes.iter().for_each(|change| assert!(!holds(round, *change)));
    }
    let offered = |max_leverage_bps, size_atoms| Round { max_leverage_bps, size_atoms, ..running_round() };
    assert!(offered(20_000, 200).invariant() && !offered(20_000, 201).invariant());
    assert!(!holds(running_round(), |round| round.surplus_atoms = 1), "without margin nothing comes back on top");
    let results: [fn(&mut Round); 9] = [
        |round| (round.end_pps_e9, round.withdrawal_pps_e9) = (1, 1),
        |round| round.withdrawal_fee_atoms = 1,
        |round| round.closed_ts = 1,
        |round| round.performance_fee_atoms = 1,
        |round| round.management_fee_atoms = 1,
        |round| round.end_pps_e9 = 1,
        |round| round.withdrawn_shares = 1,
        |round| round.withdrawn_atoms = 1,
        |round| round.end_nav_atoms = 1,
    ];
    results.iter().for_each(|change| assert!(!holds(running_round(), *change), "a result before the end"));
    let ends: [fn(&mut Round); 6] = [
        |round| round.closed_ts = 999,
        |round| (round.settlement_e8, round.payoff_atoms, round.end_nav_atoms) = (0, 0, 74), // neither a price nor a refund
        |round| round.end_nav_atoms += 1,
        |round| round.withdrawn_atoms -= 1,
        |round| round.management_fee_atoms += 1,
        |round| round.end_nav_atoms = u64::MAX,
    ];
    ends.iter().for_each(|change| assert!(!holds(closed_round(), *change), "an end that does not add up"));
}

/// An auction of its account can cost a vault on margin all that it has, also more than the options that it sold cover, and can bring in more.
#[test]
fn attack_16_rounds_on_margin_end_whatever_their_account_was_sold_for() {
    let on_margin = Round { max_leverage_bps: 10_000, ..closed_round() };
    let ruined =
        Round { payoff_atoms: 107, end_nav_atoms: 0, performance_fee_atoms: 0, management_fee_atoms: 0, ..on_margin };
    let ruined = Round { withdrawn_atoms: 0, ..ruined };
    assert!(ruined.payoff_atoms > ruined.sold_atoms && ruined.invariant());
    assert!(!Round { payoff_atoms: 108, ..ruined }.invariant(), "more than there was");
    let gained = Round { payoff_atoms: 0, surplus_atoms: 3, end_nav_atoms: 77, ..on_margin };
    assert!(gained.invariant());
    assert!(!Round { surplus_atoms: 4, ..gained }.invariant(), "it is accounted for");
}

#[test]
fn auctions() {
    let sound = PremiumAuction { end_ts: 1, close_ts: 1, size_atoms: 10, ..PremiumAuction::zeroed() };
    let sold = PremiumAuction { bids: 3, sold_atoms: 10, premium_atoms: 3, ..sound };
    assert!(sound.invariant() && sold.invariant());
    assert!(!PremiumAuction { sold_atoms: 11, ..sold }.invariant());
    assert!(!PremiumAuction { start_ts: 2, ..sound }.invariant());
    assert!(!PremiumAuction { close_ts: 0, ..sound }.invariant(), "closed before its price path ends");
    assert!(PremiumAuction { close_ts: 2, ..sound }.invariant());
    assert!(!PremiumAuction { close_ts: 3, ..sound }.invariant(), "open for more than twice its length");
    assert!(!PremiumAuction { premium_atoms: 2, ..sold }.invariant(), "a bid that paid nothing");
    assert!(!PremiumAuction { sold_atoms: 2, ..sold }.invariant(), "a bid that bought nothing");
    assert!(!PremiumAuction { bids: 0, premium_atoms: 0, ..sold }.invariant(), "sold for nothing");
    assert_eq!((sound.unsold_atoms(), sold.unsold_atoms()), (10, 0));
    assert_eq!(PremiumAuction { min_bid_atoms: 4, ..sound }.smallest_bid_atoms(), 4);
    assert_eq!(PremiumAuction { min_bid_atoms: 11, ..sound }.smallest_bid_atoms(), 10);
}

#[test]
fn parameters() {
    let good = vault_params();
    assert!(good.is_valid());
    let bad: [fn(&mut VaultParams); 15] = [
        |params| params.min_deposit_atoms = 999,
        |params| params.fees.performance_fee_bps = 3_001,
        |params| params.fees.management_fee_e8 = 5_000_001,
        |params| params.auction.min_bid_atoms = 0,
        |params| params.auction.duration_secs = 0,
        |params| params.auction.duration_secs = 3 * 86_400 + 1,
        |params| params.auction.start_premium_bps = 10_001,
        |params| params.auction.end_discount_bps = 5_001,
        |params| params.auction.extension_secs = 3_601,
        |params| params.auction.padding[0] = 1,
        |params| params.auction.reveal_secs = 600,
        |params| params.auction.mechanism = bytemuck::cast(2u8),
        |params| params.strike_policy.target_delta_bps = 99,
        |params| params.strike_policy.target_delta_bps = 5_001,
        |params| params.strike_policy.max_distance_bps = u32::from(params.strike_policy.min_distance_bps),
    ];
    for change in bad {
        let mut params = good;
        change(&mut params);
        assert!(!params.is_valid(), "{params:?}");
    }
}

/// Zero price per share: nothing can join or be bought, what is burned pays nothing, and cancelling still works.
#[test]
fn worthless_shares() {
    assert_eq!(shares::check_deposit(u64::MAX, 0), Err(LedgerError::WorthlessShares));
    assert_eq!(LEDGER.clone().join_deposits(0), Err(LedgerError::WorthlessShares));
    let mut ledger = LEDGER;
    ledger.queue_withdrawal(60).unwrap();
    assert_eq!(ledger.burn_queued(0, 0), Ok(Burned { shares: 60, owed_atoms: 0, fee_atoms: 0 }));
    ledger.cancel_deposit(30).unwrap();
    assert_eq!(ledger.join_deposits(0), Ok((0, 0)));
    assert!(ledger.invariant() && ledger.covers_shares(0));
}

type Change<'a> = dyn Fn(&mut Ledger) -> Result<(), LedgerError> + 'a;

fn any_ledger() -> impl Strategy<Value = Ledger> {
    prop::array::uniform10(magnitude()).prop_map(bytemuck::cast)
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// Whatever a ledger says, its methods answer.
    #[test]
    fn no_ledger_panics(ledger in any_ledger(), amount in magnitude(), pps_e9 in magnitude()) {
        type Method = fn(&mut Ledger, u64) -> Result<(), LedgerError>;
        let methods: [Method; 13] = [
            Ledger::queue_deposit, Ledger::cancel_deposit, Ledger::claim_shares, Ledger::unlock,
            Ledger::receive_premium, Ledger::pay_options, Ledger::charge_fees, Ledger::queue_withdrawal,
            Ledger::cancel_withdrawal, Ledger::pay_withdrawal, Ledger::escrow_bid, Ledger::accept_bids,
            Ledger::refund_bid,
        ];
        for method in methods {
            let mut after = ledger;
            let refused = method(&mut after, amount).is_err();
            prop_assert!(!refused || amount > 0, "zero is always possible");
        }
        let _ = ledger.clone().join_deposits(pps_e9);
        let _ = ledger.clone().burn_queued(pps_e9, amount);
        let _ = ledger.clone().join_now(amount, pps_e9);
        let (mut locked, mut paid) = (ledger, ledger);
        prop_assert_eq!(locked.lock_all(), ledger.nav_atoms);
        prop_assert_eq!(paid.pay_fees(), ledger.fee_payable_atoms);
        let _ = (ledger.invariant(), ledger.covers_shares(pps_e9), ledger.custody_atoms(), ledger.escrow_shares());
        let _ = Vault { ledger, pps_e9, ..new_vault() }.invariant();
    }

    /// Custody only changes by what really comes in or goes out.
    #[test]
    fn custody_follows_the_money(ledger in any_ledger(), amount in magnitude(), pps_e9 in magnitude()) {
        let Some(before) = ledger.custody_atoms() else { return Ok(()) };
        let after = |change: &Change| {
            let mut ledger = ledger;
            change(&mut ledger).ok().and_then(|()| ledger.custody_atoms())
        };
        let inside: [&Change; 5] = [
            &|ledger| ledger.join_deposits(pps_e9).map(drop),
            &|ledger| ledger.burn_queued(pps_e9, pps_e9 / 2).map(drop),
            &|ledger| ledger.charge_fees(amount),
            &|ledger| ledger.accept_bids(amount),
            &|ledger| ledger.queue_withdrawal(amount),
        ];
        for change in inside {
            prop_assert!(after(change).is_none_or(|custody| custody == before));
        }
        let comes = [
            after(&|ledger| ledger.queue_deposit(amount)),
            after(&|ledger| ledger.receive_premium(amount)),
            after(&|ledger| ledger.escrow_bid(amount)),
        ];
        prop_assert!(comes.iter().flatten().all(|custody| *custody == before + amount));
        let goes = [
            after(&|ledger| ledger.cancel_deposit(amount)),
            after(&|ledger| ledger.pay_options(amount)),
            after(&|ledger| ledger.pay_withdrawal(amount)),
            after(&|ledger| ledger.refund_bid(amount)),
        ];
        prop_assert!(goes.iter().flatten().all(|custody| *custody == before - amount));
    }

    /// Exchanges at the ends of their numbers: an answer or an error, never more than was put in.
    #[test]
    fn no_exchange_panics(amount in magnitude(), supply in magnitude(), pps_e9 in magnitude()) {
        let pps = shares::price_per_share_e9(amount, supply);
        prop_assert!(supply == 0 || shares::atoms_for_shares(supply, pps).unwrap() <= amount);
        let _ = shares::check_deposit(amount, pps_e9);
        if let Ok(bought) = shares::shares_for_deposit(amount, pps_e9) {
            prop_assert!(shares::atoms_for_shares(bought, pps_e9).unwrap() <= amount);
        }
    }
}
