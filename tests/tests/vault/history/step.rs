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
    let atoms = || prop_oneof![1_000_000..100_000_000_000u64, 999_990..1_000_010u64, 0..3u64];
    let permille = || prop_oneof![4 => 1..1_000u64, 4 => Just(1_000), 1 => Just(1_001)];
    prop_oneof![
        4 => (who(), atoms()).prop_map(|(who, atoms)| Step::Deposit { who, atoms }),
        1 => who().prop_map(|who| Step::CancelDeposit { who }),
        3 => who().prop_map(|who| Step::ClaimShares { who }),
        3 => (who(), permille()).prop_map(|(who, permille)| Step::Request { who, permille }),
        1 => who().prop_map(|who| Step::CancelWithdrawal { who }),
        3 => who().prop_map(|who| Step::ClaimWithdrawal { who }),
        4 => Just(Step::Roll),
        4 => (who(), permille()).prop_map(|(who, permille)| Step::Bid { who, permille }),
        4 => Just(Step::CloseAuction),
        4 => (0..200i64, 0..300i64).prop_map(|(late_secs, gap_secs)| Step::Post { late_secs, gap_secs }),
        4 => Just(Step::Settle),
        4 => Just(Step::CloseRound),
        1 => Just(Step::CollectFees),
        3 => (who(), 0..3u64, permille())
            .prop_map(|(who, rounds_ago, permille)| Step::Redeem { who, rounds_ago, permille }),
        1 => (who(), prop_oneof![Just(Gift::Custody), Just(Gift::Pool), Just(Gift::Escrow)], 1..1_000_000_000u64)
            .prop_map(|(who, to, atoms)| Step::Donate { who, to, atoms }),
        1 => prop_oneof![1..7_200i64, Just(86_400)].prop_map(|secs| Step::Wait { secs }),
        3 => Just(Step::WaitForAuctionEnd),
        3 => Just(Step::WaitForExpiry),
        2 => (500..2_000u64).prop_map(|permille| Step::MovePrice { permille }),
        1 => who().prop_map(|who| Step::StalePrice { who }),
    ]
}

/// A whole round in the order that works, so that histories get far; random steps go in between.
pub fn any_history(length: usize) -> impl Strategy<Value = Vec<Step>> {
    let week = |who: usize, permille: u64| {
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
    };
    let piece = prop_oneof![
        12 => any_step().prop_map(|step| vec![step]),
        1 => (0..PEOPLE, 1..1_001u64).prop_map(move |(who, permille)| week(who, permille)),
    ];
    prop::collection::vec(piece, length).prop_map(move |pieces| {
        let mut steps: Vec<Step> = pieces.into_iter().flatten().collect();
        steps.truncate(length);
        steps
    })
}
