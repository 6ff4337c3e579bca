//! Single steps of histories of auctions.

use super::{
    super::step::{any_asset, Asset, CONTRACTS},
    model::PEOPLE,
    step::{Limit, Step},
};
use proptest::prelude::*;
use vault_types::margin::MarginMode;

/// These write; the others bid, hedge and insure.
pub const WRITERS: usize = 4;

pub fn any_writer() -> std::ops::Range<usize> {
    0..WRITERS
}

pub fn any_taker() -> impl Strategy<Value = usize> {
    prop_oneof![8 => WRITERS..PEOPLE, 1 => 0..PEOPLE]
}

pub fn any_permille() -> impl Strategy<Value = u64> {
    prop_oneof![3 => 1..1_000u64, 4 => Just(1_000)]
}

pub fn any_mode() -> impl Strategy<Value = MarginMode> {
    prop_oneof![
        1 => Just(MarginMode::STANDARD),
        3 => Just(MarginMode::SCENARIO),
        2 => Just(MarginMode::PORTFOLIO),
    ]
}

pub fn any_limit() -> impl Strategy<Value = Limit> {
    prop_oneof![8 => Just(Limit::Exact), 2 => Just(Limit::Generous), 1 => Just(Limit::Short)]
}

pub fn any_write() -> impl Strategy<Value = Step> {
    (any_writer(), 0..CONTRACTS, 0..PEOPLE, 300_000_000..10_000_000_000u64, 60..151u64)
        .prop_map(|(who, contract, to, atoms, percent)| Step::Write { who, contract, to, atoms, percent })
}

pub fn any_bid() -> impl Strategy<Value = Step> {
    let rarely = || prop_oneof![7 => Just(false), 1 => Just(true)];
    let permille = prop_oneof![2 => 1..1_000u64, 5 => Just(1_000)];
    let beyond = prop_oneof![12 => Just(0), 1 => Just(1_u64)];
    (any_taker(), 0..PEOPLE, permille, any_limit(), rarely(), beyond).prop_map(
        |(taker, place, permille, limit, is_stale, beyond)| Step::Bid {
            taker,
            place,
            permille,
            limit,
            is_stale,
            beyond,
        },
    )
}

pub fn any_hedge() -> impl Strategy<Value = Step> {
    let permille = prop_oneof![2 => 1..200u64, 1 => 200..1_001u64];
    let rarely = prop_oneof![12 => Just(false), 1 => Just(true)];
    (any_taker(), 0..PEOPLE, 0..CONTRACTS, permille, any_limit(), rarely).prop_map(
        |(taker, place, contract, permille, limit, is_stale)| Step::Hedge {
            taker,
            place,
            contract,
            permille,
            limit,
            is_stale,
        },
    )
}

pub fn any_wait() -> impl Strategy<Value = Step> {
    let secs = prop_oneof![6 => 15..900i64, 2 => 900..7_200i64, 1 => 7_200..86_401i64];
    (secs, prop_oneof![9 => Just(true), 1 => Just(false)]).prop_map(|(secs, is_shown)| Step::Wait { secs, is_shown })
}

pub fn any_own() -> impl Strategy<Value = Step> {
    let deposit = prop_oneof![
        3 => (10_000_000..300_000_000u64).prop_map(|atoms| (Asset::Cash, atoms)),
        1 => (100_000_000..3_000_000_000u64).prop_map(|atoms| (Asset::Coin, atoms)),
    ];
    prop_oneof![
        3 => (0..PEOPLE, deposit).prop_map(|(who, (asset, atoms))| Step::Deposit { who, asset, atoms }),
        3 => (0..PEOPLE, any_asset(), any_permille()).prop_map(|(who, asset, permille)| Step::Withdraw { who, asset, permille }),
        2 => any_writer().prop_map(|who| Step::TakeExcess { who }),
        4 => any_write(),
        2 => (0..PEOPLE, 0..CONTRACTS, any_permille())
            .prop_map(|(who, contract, permille)| Step::BringIn { who, contract, permille }),
        1 => (0..PEOPLE, prop_oneof![3 => any_mode(), 1 => Just(MarginMode::MAX_LOSS)])
            .prop_map(|(who, mode)| Step::Mode { who, mode }),
        1 => (any_writer(), 80..151u64).prop_map(|(who, percent)| Step::Sign { who, percent }),
        1 => any_writer().prop_map(|who| Step::WindDown { who }),
    ]
}

pub fn any_insurance() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..PEOPLE, prop_oneof![4 => 1_000_000..200_000_000u64, 1 => 0..3u64])
            .prop_map(|(who, atoms)| Step::Stake { who, atoms }),
        2 => (0..PEOPLE, prop_oneof![4 => any_permille(), 1 => Just(1_001)]).prop_map(|(who, permille)| Step::Ask { who, permille }),
        2 => (0..PEOPLE).prop_map(|who| Step::Unstake { who }),
    ]
}

/// What happens around an auction.
pub fn any_at_auction() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => any_bid(),
        5 => any_hedge(),
        5 => any_wait(),
        3 => Just(Step::JudgeAll),
        1 => (0..PEOPLE).prop_map(|who| Step::Judge { who }),
        1 => (0..PEOPLE, prop_oneof![1 => 1_000_000..50_000_000u64, 2 => 500_000_000..2_000_000_000u64])
            .prop_map(|(place, atoms)| Step::TopUp { place, atoms }),
        1 => (0..PEOPLE).prop_map(|place| Step::Flee { place }),
        1 => prop_oneof![600..900u64, 1_110..1_900u64].prop_map(|permille| Step::Print { permille }),
        2 => any_own(),
        1 => any_insurance(),
    ]
}
