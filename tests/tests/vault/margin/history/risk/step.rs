//! What can happen next in a history of accounts that are not covered in kind.

use super::super::step::{any_asset, Asset, Step, CONTRACTS, PEOPLE};
use proptest::prelude::*;
use vault_types::margin::MarginMode;

/// One thing that somebody tries, possible or not.
#[derive(Clone, Copy, Debug)]
pub enum RiskStep {
    /// One of the steps of accounts that are covered.
    Plain(Step),
    /// Options of the running week. In portfolio mode signers who are asked sign so many hundredths of what the chain would ask for.
    Write {
        who: usize,
        contract: usize,
        to: usize,
        atoms: u64,
        percent: Option<u64>,
    },
    /// All the cash that the account does not need, or an atom more.
    TakeExcess {
        who: usize,
        is_too_much: bool,
    },
    Mode {
        who: usize,
        mode: MarginMode,
    },
    /// Time passes, and everybody is shown the new price.
    MovePrice {
        permille: u64,
        secs: i64,
    },
    /// A price that nobody believes, until the next one.
    Print {
        permille: u64,
    },
    /// A day passes, prices are shown, and no signer says anything.
    SilentDay,
    /// Every other day somebody shows the price; then the week is over, at another one.
    Expire {
        permille: u64,
    },
    /// The same until whoever could not pay for the last week pays what it has.
    Abandon,
}

fn any_mode() -> impl Strategy<Value = MarginMode> {
    prop_oneof![
        2 => Just(MarginMode::MAX_LOSS),
        2 => Just(MarginMode::STANDARD),
        2 => Just(MarginMode::SCENARIO),
        3 => Just(MarginMode::PORTFOLIO),
    ]
}

fn any_who() -> std::ops::Range<usize> {
    0..PEOPLE
}

/// A third of a coin to ten coins' options.
fn any_write() -> impl Strategy<Value = RiskStep> {
    let percent = prop_oneof![1 => Just(None), 4 => (100..151u64).prop_map(Some)];
    let atoms = prop_oneof![20 => 300_000_000..10_000_000_000u64, 1 => 0..4u64];
    (any_who(), 0..CONTRACTS, any_who(), atoms, percent)
        .prop_map(|(who, contract, to, atoms, percent)| RiskStep::Write { who, contract, to, atoms, percent })
}

/// Ten to five hundred of the quote, or a tenth of a coin to three.
fn any_deposit() -> impl Strategy<Value = RiskStep> {
    let amount = prop_oneof![
        3 => (10_000_000..500_000_000u64).prop_map(|atoms| (Asset::Cash, atoms)),
        1 => (100_000_000..3_000_000_000u64).prop_map(|atoms| (Asset::Coin, atoms)),
    ];
    (any_who(), amount).prop_map(|(who, (asset, atoms))| RiskStep::Plain(Step::Deposit { who, asset, atoms }))
}

fn any_plain() -> impl Strategy<Value = Step> {
    let permille = || prop_oneof![4 => 1..1_000u64, 4 => Just(1_000), 1 => Just(1_001)];
    prop_oneof![
        5 => (any_who(), any_asset(), prop_oneof![4 => 1..300u64, 1 => permille()])
            .prop_map(|(who, asset, permille)| Step::Withdraw { who, asset, permille }),
        5 => (any_who(), 0..CONTRACTS, permille())
            .prop_map(|(who, contract, permille)| Step::BringIn { who, contract, permille }),
        2 => (any_who(), 0..CONTRACTS, any_who(), permille())
            .prop_map(|(who, contract, to, permille)| Step::Send { who, contract, to, permille }),
        1 => (any_who(), any_asset(), any::<bool>(), 1..1_000_000u64)
            .prop_map(|(who, asset, to_pool, atoms)| Step::Donate { who, asset, to_pool, atoms }),
        2 => (any_who(), any_asset(), 0..3u64, prop::bool::weighted(0.2))
            .prop_map(|(who, asset, weeks_ago, for_less)| Step::Settle { who, asset, weeks_ago, for_less }),
        3 => (any_who(), 0..CONTRACTS, 0..3u64, permille())
            .prop_map(|(who, contract, weeks_ago, permille)| Step::Redeem { who, contract, weeks_ago, permille }),
    ]
}

/// What a price and a margin decide about.
fn any_risk() -> impl Strategy<Value = RiskStep> {
    prop_oneof![
        8 => any_write(),
        4 => (any_who(), 1..300u64).prop_map(|(who, permille)| {
            RiskStep::Plain(Step::Withdraw { who, asset: Asset::Cash, permille })
        }),
        4 => (any_who(), any::<bool>()).prop_map(|(who, is_too_much)| RiskStep::TakeExcess { who, is_too_much }),
        4 => (any_who(), any_mode()).prop_map(|(who, mode)| RiskStep::Mode { who, mode }),
    ]
}

fn any_step() -> impl Strategy<Value = RiskStep> {
    prop_oneof![
        20 => any_risk(),
        5 => any_deposit(),
        10 => any_plain().prop_map(RiskStep::Plain),
        6 => any_move(),
    ]
}

/// Somebody writes, somebody else brings some of it in, and writes on it.
fn trade() -> impl Strategy<Value = Vec<RiskStep>> {
    (any_write(), any_write(), 1..1_001u64).prop_map(|(first, second, permille)| {
        let RiskStep::Write { contract, to, atoms, .. } = first else { unreachable!() };
        let RiskStep::Write { contract: other, to: last, percent, .. } = second else { unreachable!() };
        let second = RiskStep::Write { who: to, contract: other, to: last, atoms: atoms / 2, percent };
        let send = Step::Send { who: to, contract, to: last, permille: permille / 3 };
        vec![first, RiskStep::Plain(send), RiskStep::Plain(Step::BringIn { who: to, contract, permille }), second]
    })
}

/// Somebody has exactly what is needed, goes to another mode, and takes an atom more.
fn edge() -> impl Strategy<Value = Vec<RiskStep>> {
    (any_who(), any_mode(), any_mode()).prop_map(|(who, first, second)| {
        let take = |is_too_much| RiskStep::TakeExcess { who, is_too_much };
        vec![take(false), RiskStep::Mode { who, mode: first }, RiskStep::Mode { who, mode: second }, take(true)]
    })
}

/// At most a twentieth, within two hours: at any spacing that is no jump.
fn any_move() -> impl Strategy<Value = RiskStep> {
    (950..1_051u64, 60..7_200i64).prop_map(|(permille, secs)| RiskStep::MovePrice { permille, secs })
}

/// For two steps there is no price to trade at, or one that is too old, or no smile.
fn disturbance() -> impl Strategy<Value = Vec<RiskStep>> {
    let trouble = prop_oneof![
        2 => prop_oneof![600..850u64, 1_150..1_900u64].prop_map(|permille| RiskStep::Print { permille }),
        1 => (61..86_401i64).prop_map(|secs| RiskStep::Plain(Step::Wait { secs })),
        1 => Just(RiskStep::SilentDay),
    ];
    (trouble, prop::collection::vec(any_risk(), 2), any_move())
        .prop_map(|(trouble, steps, after)| [trouble].into_iter().chain(steps).chain([after]).collect())
}

/// The price of the expiry may be far from the last one: not everybody can pay then. Some things are tried before anybody is settled.
fn end_of_week() -> impl Strategy<Value = Vec<RiskStep>> {
    let permille = prop_oneof![2 => 950..1_051u64, 3 => 600..1_500u64];
    let before_settling = prop::collection::vec(any_risk(), 0..4);
    let is_abandoned = any::<bool>();
    (permille, before_settling, any_who(), any::<bool>(), is_abandoned).prop_map(
        |(permille, steps, first, for_less, is_abandoned)| {
            let mut all = vec![RiskStep::Expire { permille }, RiskStep::Plain(Step::Post { weeks_ago: 1 })];
            all.extend(steps);
            for asset in [Asset::Coin, Asset::Cash] {
                for person in 0..PEOPLE + 1 {
                    let who = (first + person) % PEOPLE;
                    let for_less = for_less && person > 0;
                    all.push(RiskStep::Plain(Step::Settle { who, asset, weeks_ago: 1, for_less }));
                }
            }
            if is_abandoned {
                // By then the next week is over too.
                all.push(RiskStep::Abandon);
                for (asset, who) in
                    [Asset::Coin, Asset::Cash].into_iter().flat_map(|asset| (0..PEOPLE).map(move |who| (asset, who)))
                {
                    all.push(RiskStep::Plain(Step::Settle { who, asset, weeks_ago: 2, for_less }));
                }
            }
            let weeks_ago = if is_abandoned { 2 } else { 1 };
            for (contract, person) in (0..CONTRACTS).flat_map(|contract| [(contract, 0), (contract, 1)]) {
                let who = (first + contract + person) % PEOPLE;
                all.push(RiskStep::Plain(Step::Redeem { who, contract, weeks_ago, permille: 1_000 }));
            }
            all
        },
    )
}

/// Somebody has no more cash than is needed and nothing else, owes more of it at the end of the week, and a week later pays what there is.
fn ruin() -> impl Strategy<Value = Vec<RiskStep>> {
    let mode = prop_oneof![Just(MarginMode::STANDARD), Just(MarginMode::SCENARIO)];
    (any_who(), any_who(), 2..4_usize, 1_000_000_000..10_000_000_000u64, mode, 600..700u64).prop_map(
        |(who, to, contract, atoms, mode, permille)| {
            let settle = |who| RiskStep::Plain(Step::Settle { who, asset: Asset::Cash, weeks_ago: 2, for_less: false });
            let begin = [
                RiskStep::Plain(Step::Withdraw { who, asset: Asset::Coin, permille: 1_000 }),
                RiskStep::Mode { who, mode },
                RiskStep::Write { who, contract, to, atoms, percent: None },
                RiskStep::TakeExcess { who, is_too_much: false },
                RiskStep::Plain(Step::BringIn { who: to, contract, permille: 500 }),
                RiskStep::Expire { permille },
                RiskStep::Plain(Step::Post { weeks_ago: 1 }),
                RiskStep::Plain(Step::Settle { who: to, asset: Asset::Cash, weeks_ago: 1, for_less: true }),
                RiskStep::Abandon,
            ];
            let redeem = Step::Redeem { who: to, contract, weeks_ago: 2, permille: 1_000 };
            begin.into_iter().chain((0..PEOPLE).map(settle)).chain([RiskStep::Plain(redeem)]).collect()
        },
    )
}

/// Everybody opens an account, chooses a mode and puts something in; then all sorts of things happen, and now and then a week ends.
pub fn any_history(length: usize) -> impl Strategy<Value = Vec<RiskStep>> {
    let begin = prop::collection::vec((any_mode(), 100_000_000..2_000_000_000u64), PEOPLE).prop_map(|people| {
        let begin = |(who, (mode, atoms)): (usize, (MarginMode, u64))| {
            let deposit = Step::Deposit { who, asset: Asset::Cash, atoms };
            [RiskStep::Plain(Step::Open { who }), RiskStep::Plain(deposit), RiskStep::Mode { who, mode }]
        };
        people.into_iter().enumerate().flat_map(begin).collect::<Vec<_>>()
    });
    let piece = prop_oneof![
        6 => prop::collection::vec(any_step(), 3..8),
        6 => trade(),
        3 => edge(),
        2 => disturbance(),
        2 => end_of_week(),
        1 => ruin(),
    ];
    (begin, prop::collection::vec(piece, 10..20))
        .prop_map(move |(begin, pieces)| begin.into_iter().chain(pieces.into_iter().flatten()).take(length).collect())
}
