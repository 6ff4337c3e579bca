//! What can happen next in a history.

use proptest::prelude::*;

pub const PEOPLE: usize = 3;

/// One thing that somebody tries, possible or not.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Deposit {
        who: usize,
        atoms: u64,
    },
    CancelDeposit {
        who: usize,
    },
    ClaimShares {
        who: usize,
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

pub fn any_step() -> impl Strategy<Value = Step> {
    let who = || 0..PEOPLE;
    let atoms = || prop_oneof![8 => 1_000_000..100_000_000_000u64, 1 => 999_990..1_000_010u64, 1 => 0..3u64];
    let permille = || prop_oneof![4 => 1..1_000u64, 4 => Just(1_000), 1 => Just(1_001)];
    prop_oneof![
        4 => (who(), atoms()).prop_map(|(who, atoms)| Step::Deposit { who, atoms }),
        2 => who().prop_map(|who| Step::CancelDeposit { who }),
        8 => who().prop_map(|who| Step::ClaimShares { who }),
        8 => (who(), permille()).prop_map(|(who, permille)| Step::Request { who, permille }),
        4 => who().prop_map(|who| Step::CancelWithdrawal { who }),
        8 => who().prop_map(|who| Step::ClaimWithdrawal { who }),
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
        1 => prop_oneof![1..7_200i64, Just(86_400)].prop_map(|secs| Step::Wait { secs }),
        1 => Just(Step::WaitForAuctionEnd),
        1 => Just(Step::WaitForExpiry),
        1 => Just(Step::Observe),
        4 => (500..2_000u64).prop_map(|permille| Step::MovePrice { permille }),
        1 => (900..1_101u64).prop_map(|permille| Step::MovePrice { permille }),
        1 => who().prop_map(|who| Step::StalePrice { who }),
    ]
}

/// The steps of a round in the order that works, so that histories get far.
fn week(who: usize, permille: u64) -> [Step; 8] {
    [
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

/// Some people deposit, then weeks go by, and before each of their steps other things happen or are tried.
pub fn any_history(length: usize) -> impl Strategy<Value = Vec<Step>> {
    let first = prop::collection::vec(1_000_000..100_000_000_000u64, 1..=PEOPLE)
        .prop_map(|atoms| atoms.into_iter().enumerate().map(|(who, atoms)| Step::Deposit { who, atoms }));
    let interlude = || prop::collection::vec(any_step(), 0..4);
    let eventful_week =
        (0..PEOPLE, 1..1_001u64, prop::collection::vec(interlude(), 8)).prop_map(|(who, part, between)| {
            let steps = between.into_iter().zip(week(who, part));
            steps.flat_map(|(interlude, step)| interlude.into_iter().chain([step])).collect::<Vec<_>>()
        });
    let piece = prop_oneof![
        3 => eventful_week,
        2 => prop::collection::vec(any_step(), 1..8),
    ];
    (first, prop::collection::vec(piece, 1..8))
        .prop_map(move |(first, pieces)| first.chain(pieces.into_iter().flatten()).take(length).collect())
}
