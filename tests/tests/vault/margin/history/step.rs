//! What can happen next in a history of margin accounts.

use proptest::prelude::*;

pub const PEOPLE: usize = 3;
/// The contracts of [`super::model::CONTRACTS`].
pub const CONTRACTS: usize = 6;

/// One of the two tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asset {
    Coin,
    Cash,
}

/// One thing that somebody tries, possible or not. Parts are in thousandths of what there is; above 1,000 it is more than that.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Open {
        who: usize,
    },
    Close {
        who: usize,
    },
    Deposit {
        who: usize,
        asset: Asset,
        atoms: u64,
    },
    Withdraw {
        who: usize,
        asset: Asset,
        permille: u64,
    },
    /// Options of the running week.
    Write {
        who: usize,
        contract: usize,
        to: usize,
        atoms: u64,
    },
    BringIn {
        who: usize,
        contract: usize,
        permille: u64,
    },
    /// From wallet to wallet.
    Send {
        who: usize,
        contract: usize,
        to: usize,
        permille: u64,
    },
    Donate {
        who: usize,
        asset: Asset,
        to_pool: bool,
        atoms: u64,
    },
    MovePrice {
        permille: u64,
    },
    Wait {
        secs: i64,
    },
    WaitForExpiry,
    /// Brings the price of now as that of the expiry.
    Post {
        weeks_ago: u64,
    },
    Settle {
        who: usize,
        asset: Asset,
        weeks_ago: u64,
        for_less: bool,
    },
    Redeem {
        who: usize,
        contract: usize,
        weeks_ago: u64,
        permille: u64,
    },
}

pub fn any_asset() -> impl Strategy<Value = Asset> {
    prop_oneof![Just(Asset::Coin), Just(Asset::Cash)]
}

fn any_step() -> impl Strategy<Value = Step> {
    let who = || 0..PEOPLE;
    let contract = || 0..CONTRACTS;
    let atoms = || prop_oneof![8 => 1_000_000..20_000_000_000u64, 1 => 0..4u64];
    let permille = || prop_oneof![4 => 1..1_000u64, 4 => Just(1_000), 1 => Just(1_001)];
    prop_oneof![
        1 => who().prop_map(|who| Step::Open { who }),
        1 => who().prop_map(|who| Step::Close { who }),
        4 => (who(), any_asset(), atoms()).prop_map(|(who, asset, atoms)| Step::Deposit { who, asset, atoms }),
        4 => (who(), any_asset(), permille()).prop_map(|(who, asset, permille)| Step::Withdraw { who, asset, permille }),
        10 => (who(), contract(), who(), atoms())
            .prop_map(|(who, contract, to, atoms)| Step::Write { who, contract, to, atoms }),
        8 => (who(), contract(), permille()).prop_map(|(who, contract, permille)| Step::BringIn { who, contract, permille }),
        2 => (who(), contract(), who(), permille())
            .prop_map(|(who, contract, to, permille)| Step::Send { who, contract, to, permille }),
        1 => (who(), any_asset(), any::<bool>(), 1..1_000_000u64)
            .prop_map(|(who, asset, to_pool, atoms)| Step::Donate { who, asset, to_pool, atoms }),
        3 => (500..2_000u64).prop_map(|permille| Step::MovePrice { permille }),
        1 => prop_oneof![1..7_200i64, Just(86_400)].prop_map(|secs| Step::Wait { secs }),
        1 => Just(Step::WaitForExpiry),
        1 => (0..3u64).prop_map(|weeks_ago| Step::Post { weeks_ago }),
        3 => (who(), any_asset(), 0..3u64, prop::bool::weighted(0.2))
            .prop_map(|(who, asset, weeks_ago, for_less)| Step::Settle { who, asset, weeks_ago, for_less }),
        12 => (who(), contract(), 0..3u64, permille())
            .prop_map(|(who, contract, weeks_ago, permille)| Step::Redeem { who, contract, weeks_ago, permille }),
    ]
}

/// A week's end in the order that works: whoever owes is settled before those who are owed, and then holders redeem.
fn end_of_week(first: usize, contract: usize, permille: u64) -> Vec<Step> {
    let mut steps = vec![Step::WaitForExpiry, Step::Post { weeks_ago: 1 }];
    for asset in [Asset::Coin, Asset::Cash] {
        for person in 0..PEOPLE + 1 {
            steps.push(Step::Settle { who: (first + person) % PEOPLE, asset, weeks_ago: 1, for_less: false });
        }
    }
    for person in 0..PEOPLE {
        let (who, contract) = ((first + person) % PEOPLE, (contract + person) % CONTRACTS);
        steps.push(Step::Redeem { who, contract, weeks_ago: 1, permille });
    }
    steps
}

/// Somebody covers and writes, somebody else brings some in and writes on them.
fn trade(who: usize, contract: usize, atoms: u64, permille: u64) -> Vec<Step> {
    let to = (who + 1) % PEOPLE;
    vec![
        Step::Deposit { who, asset: Asset::Coin, atoms },
        Step::Deposit { who, asset: Asset::Cash, atoms: atoms / 5 },
        Step::Write { who, contract, to, atoms },
        Step::Send { who: to, contract, to: (who + 2) % PEOPLE, permille: permille / 2 },
        Step::BringIn { who: to, contract, permille },
        Step::Write { who: to, contract: (contract + 1) % CONTRACTS, to: who, atoms: atoms / 2 },
        Step::Redeem { who: to, contract, weeks_ago: 1, permille },
    ]
}

/// Everybody opens an account; then trades and week's ends, and before each of their steps other things happen or are tried.
pub fn any_history(length: usize) -> impl Strategy<Value = Vec<Step>> {
    let way = prop_oneof![
        3 => (0..PEOPLE, 0..CONTRACTS, 1_000_000..20_000_000_000u64, 1..1_001u64)
            .prop_map(|(who, contract, atoms, part)| trade(who, contract, atoms, part)),
        1 => (0..PEOPLE, 0..CONTRACTS, prop_oneof![1..1_001u64, Just(1_000)])
            .prop_map(|(first, contract, part)| end_of_week(first, contract, part)),
    ];
    let interlude = prop::collection::vec(any_step(), 0..3);
    let eventful = (way, prop::collection::vec(interlude, 14)).prop_map(|(way, between)| {
        let steps = between.into_iter().zip(way);
        steps.flat_map(|(interlude, step)| interlude.into_iter().chain([step])).collect::<Vec<_>>()
    });
    let open = (0..PEOPLE).map(|who| Step::Open { who });
    prop::collection::vec(eventful, 4..10)
        .prop_map(move |pieces| open.clone().chain(pieces.into_iter().flatten()).take(length).collect())
}
