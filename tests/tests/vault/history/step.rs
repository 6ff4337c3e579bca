//! What can happen next in a history.

use proptest::prelude::*;
use vault_types::state::OptionKind;

pub const PEOPLE: usize = 3;

/// One thing that somebody tries, possible or not.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Deposit {
        who: usize,
        atoms: u64,
    },
    /// Between rounds, for shares at once.
    DepositNow {
        who: usize,
        atoms: u64,
    },
    CancelDeposit {
        who: usize,
    },
    /// By the owner or by somebody else.
    ClaimShares {
        who: usize,
        by: usize,
    },
    /// A part of what the person holds, in thousandths; above 1,000 it is more than that.
    Request {
        who: usize,
        permille: u64,
    },
    CancelWithdrawal {
        who: usize,
    },
    ClaimWithdrawal {
        who: usize,
        by: usize,
    },
    Roll,
    /// A part of what is unsold.
    Bid {
        who: usize,
        permille: u64,
    },
    CloseAuction,
    /// A price published this long after expiry; the one before it was published `gap_secs` earlier.
    Post {
        late_secs: i64,
        gap_secs: i64,
    },
    Settle,
    CloseRound,
    CollectFees,
    /// Options of one of the last rounds.
    Redeem {
        who: usize,
        rounds_ago: u64,
        permille: u64,
    },
    Donate {
        who: usize,
        to: Gift,
        atoms: u64,
    },
    Wait {
        secs: i64,
    },
    WaitForAuctionEnd,
    WaitForExpiry,
    MovePrice {
        permille: u64,
    },
    /// Shows the market the price of now.
    Observe,
    /// A bid or roll with a price that is a minute and a second old.
    StalePrice {
        who: usize,
    },
}

#[derive(Clone, Copy, Debug)]
pub enum Gift {
    Custody,
    Pool,
    Escrow,
}

/// What a history's vault sells and asks.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub kind: OptionKind,
    pub withdrawal_fee_bps: u32,
    pub max_outflow_bps: u16,
}

pub fn any_terms() -> impl Strategy<Value = Terms> {
    let kind = prop_oneof![Just(OptionKind::CALL), Just(OptionKind::PUT)];
    let outflow = prop_oneof![2 => Just(10_000), 2 => Just(1_000), 1 => 1_000..10_000u16];
    (kind, prop_oneof![Just(0), Just(37)], outflow).prop_map(|(kind, withdrawal_fee_bps, max_outflow_bps)| Terms {
        kind,
        withdrawal_fee_bps,
        max_outflow_bps,
    })
}

pub fn any_step() -> impl Strategy<Value = Step> {
    let who = || 0..PEOPLE;
    let atoms = || prop_oneof![8 => 1_000_000..100_000_000_000u64, 1 => 999_990..1_000_010u64, 1 => 0..3u64];
    let permille = || prop_oneof![4 => 1..1_000u64, 4 => Just(1_000), 1 => Just(1_001)];
    prop_oneof![
        4 => (who(), atoms()).prop_map(|(who, atoms)| Step::Deposit { who, atoms }),
        4 => (who(), atoms()).prop_map(|(who, atoms)| Step::DepositNow { who, atoms }),
        2 => who().prop_map(|who| Step::CancelDeposit { who }),
        8 => (who(), who()).prop_map(|(who, by)| Step::ClaimShares { who, by }),
        8 => (who(), permille()).prop_map(|(who, permille)| Step::Request { who, permille }),
        4 => who().prop_map(|who| Step::CancelWithdrawal { who }),
        8 => (who(), who()).prop_map(|(who, by)| Step::ClaimWithdrawal { who, by }),
        1 => Just(Step::Roll),
        3 => (who(), permille()).prop_map(|(who, permille)| Step::Bid { who, permille }),
        1 => Just(Step::CloseAuction),
        2 => (0..200i64, 0..300i64).prop_map(|(late_secs, gap_secs)| Step::Post { late_secs, gap_secs }),
        1 => Just(Step::Settle),
        1 => Just(Step::CloseRound),
        2 => Just(Step::CollectFees),
        8 => (who(), 0..3u64, permille())
            .prop_map(|(who, rounds_ago, permille)| Step::Redeem { who, rounds_ago, permille }),
        2 => (who(), prop_oneof![Just(Gift::Custody), Just(Gift::Pool), Just(Gift::Escrow)], 1..1_000_000_000u64)
            .prop_map(|(who, to, atoms)| Step::Donate { who, to, atoms }),
        1 => prop_oneof![1..7_200i64, Just(86_400), Just(86_399), Just(172_800)].prop_map(|secs| Step::Wait { secs }),
        1 => Just(Step::WaitForAuctionEnd),
        1 => Just(Step::WaitForExpiry),
        1 => Just(Step::Observe),
        4 => (500..2_000u64).prop_map(|permille| Step::MovePrice { permille }),
        1 => (900..1_101u64).prop_map(|permille| Step::MovePrice { permille }),
        1 => who().prop_map(|who| Step::StalePrice { who }),
    ]
}

/// The steps of a round in the order that works, so that histories get far.
fn week(who: usize, permille: u64) -> Vec<Step> {
    vec![
        Step::Roll,
        Step::Bid { who, permille },
        Step::WaitForAuctionEnd,
        Step::CloseAuction,
        Step::WaitForExpiry,
        Step::Post { late_secs: 0, gap_secs: 1 },
        Step::Settle,
        Step::CloseRound,
    ]
}

/// The same with somebody who comes in, buys, thinks better of it and leaves.
fn visit(who: usize, permille: u64) -> Vec<Step> {
    let by = (who + 1) % PEOPLE;
    let [roll, bid, rest @ ..] = &week(by, permille)[..] else { unreachable!("a week has eight steps") };
    let [before_settle @ .., settle, close] = rest else { unreachable!("a week has eight steps") };
    let request = Step::Request { who, permille };
    let mut steps = vec![*roll, Step::ClaimShares { who, by }, *bid, request, Step::CancelWithdrawal { who }];
    steps.extend(before_settle);
    steps.extend([request, *settle, Step::Redeem { who: by, rounds_ago: 0, permille: 1_000 }, *close]);
    steps.push(Step::ClaimWithdrawal { who, by });
    steps
}

/// Days between rounds, on which people come and go.
fn open_days(who: usize, atoms: u64, permille: u64) -> Vec<Step> {
    let by = (who + 1) % PEOPLE;
    vec![
        Step::ClaimShares { who, by },
        Step::ClaimShares { who: by, by },
        Step::DepositNow { who, atoms },
        Step::Request { who, permille },
        Step::ClaimWithdrawal { who, by },
        Step::Request { who: by, permille: 1_000 },
        Step::ClaimWithdrawal { who: by, by: who },
        Step::Wait { secs: 86_400 },
        Step::ClaimWithdrawal { who, by: who },
        Step::ClaimWithdrawal { who: by, by },
        Step::DepositNow { who: by, atoms },
    ]
}

/// Some people deposit, then weeks go by, and before each of their steps other things happen or are tried.
pub fn any_history(length: usize) -> impl Strategy<Value = Vec<Step>> {
    let first = prop::collection::vec(1_000_000..100_000_000_000u64, 1..=PEOPLE)
        .prop_map(|atoms| atoms.into_iter().enumerate().map(|(who, atoms)| Step::Deposit { who, atoms }));
    let interlude = || prop::collection::vec(any_step(), 0..3);
    let way = prop_oneof![
        2 => (0..PEOPLE, 1..1_001u64).prop_map(|(who, part)| week(who, part)),
        2 => (0..PEOPLE, 1..1_001u64).prop_map(|(who, part)| visit(who, part)),
        2 => (0..PEOPLE, 1_000_000..100_000_000_000u64, prop_oneof![1..1_001u64, Just(1_000)])
            .prop_map(|(who, atoms, part)| open_days(who, atoms, part)),
    ];
    let eventful_way = (way, prop::collection::vec(interlude(), 14)).prop_map(|(way, between)| {
        let steps = between.into_iter().zip(way);
        steps.flat_map(|(interlude, step)| interlude.into_iter().chain([step])).collect::<Vec<_>>()
    });
    let piece = prop_oneof![
        5 => eventful_way,
        1 => prop::collection::vec(any_step(), 1..8),
    ];
    (first, prop::collection::vec(piece, 3..8))
        .prop_map(move |(first, pieces)| first.chain(pieces.into_iter().flatten()).take(length).collect())
}
