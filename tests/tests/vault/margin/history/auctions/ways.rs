//! How histories of auctions go: accounts that hold what they must and no more, prices that run away from them, and those who take them over.

use super::{
    super::step::{Asset, CONTRACTS},
    any::{
        any_at_auction, any_bid, any_hedge, any_insurance, any_mode, any_own, any_permille, any_wait, any_writer,
        WRITERS,
    },
    model::PEOPLE,
    step::{Limit, Step},
};
use proptest::prelude::*;
use vault_types::margin::MarginMode;

fn any_most() -> impl Strategy<Value = Step> {
    let permille = prop_oneof![2 => 900..1_001u64, 1 => 300..900u64];
    (any_writer(), 0..CONTRACTS, 0..PEOPLE, permille, 60..131u64)
        .prop_map(|(who, contract, to, permille, percent)| Step::WriteMost { who, contract, to, permille, percent })
}

/// Two people write what they have margin for; a bit of it comes back, or covers something else.
fn trade() -> impl Strategy<Value = Vec<Step>> {
    (any_most(), any_most(), any_permille()).prop_map(|(first, second, permille)| {
        let Step::WriteMost { contract, to, .. } = first else { unreachable!() };
        vec![first, second, Step::BringIn { who: to, contract, permille: permille / 2 }]
    })
}

/// While volatility is low somebody sells a call and a put near the price, for which signers ask as little as they may: much vega for it. Others take
/// options over.
fn straddle() -> impl Strategy<Value = Vec<Step>> {
    let hedges = prop::collection::vec(prop_oneof![4 => any_hedge(), 1 => any_wait()], 1..4);
    let hedges = (prop_oneof![1 => Just(vec![]), 2 => uncovered_hedge()], hedges)
        .prop_map(|(first, hedges)| first.into_iter().chain(hedges).collect::<Vec<_>>());
    let volatility = prop_oneof![3 => 300..500u64, 1 => 500..1_000u64];
    (any_writer(), 0..PEOPLE, 400..600u64, prop_oneof![2 => Just(0), 1 => Just(4)], volatility, hedges).prop_map(
        |(who, to, permille, call, volatility, hedges)| {
            let percent = 50;
            let write = |contract, permille| Step::WriteMost { who, contract, to, permille, percent };
            let mode = Step::Mode { who, mode: MarginMode::PORTFOLIO };
            let calm = Step::Volatility { permille: volatility };
            // A hedge is paid in cash.
            let cash = Step::Deposit { who, asset: Asset::Cash, atoms: 100_000_000 };
            [calm, cash, mode, write(call, permille), write(2, 1_000), Step::JudgeAll]
                .into_iter()
                .chain(hedges)
                .collect()
        },
    )
}

/// By somebody at their maximum loss, who can take only what is covered.
fn uncovered_hedge() -> impl Strategy<Value = Vec<Step>> {
    (WRITERS..PEOPLE, 0..PEOPLE, 0..2_usize, 10..40_u64).prop_map(|(taker, place, contract, permille)| {
        let (limit, is_stale) = (Limit::Exact, false);
        let mode = |mode| Step::Mode { who: taker, mode };
        let hedge = Step::Hedge { taker, place, contract, permille, limit, is_stale };
        vec![mode(MarginMode::MAX_LOSS), hedge, mode(MarginMode::SCENARIO)]
    })
}

/// The price runs away, a tenth or three fifths; accounts are judged and bid on, and perhaps it comes back.
fn fall() -> impl Strategy<Value = Vec<Step>> {
    let jump = || prop_oneof![3 => 850..1_180u64, 3 => 1_180..1_600u64, 2 => 600..850u64];
    let back = prop_oneof![2 => Just(None), 1 => (jump(), any_bid()).prop_map(Some)];
    (jump(), prop::collection::vec(any_at_auction(), 3..9), back, prop::collection::vec(any_at_auction(), 1..4))
        .prop_map(|(permille, at_auction, back, after)| {
            let mut steps = vec![Step::Jump { permille }, Step::JudgeAll];
            steps.extend(at_auction);
            steps.extend(back.into_iter().flat_map(|(permille, bid)| [Step::Jump { permille }, bid, Step::JudgeAll]));
            steps.extend(after);
            steps
        })
}

/// What signers say of volatility changes, and what gains by it is bought back.
fn storm() -> impl Strategy<Value = Vec<Step>> {
    (1_050..1_500u64, prop::collection::vec(prop_oneof![2 => any_hedge(), 1 => any_wait()], 2..6)).prop_map(
        |(permille, steps)| {
            let steps = [Step::Volatility { permille }, Step::JudgeAll].into_iter().chain(steps);
            steps.chain([Step::Volatility { permille: 1_000 }, Step::JudgeAll]).collect()
        },
    )
}

/// The signers fall silent.
fn silence() -> impl Strategy<Value = Vec<Step>> {
    (any_writer(), 900..1_100u64, any_at_auction()).prop_map(|(who, permille, step)| {
        vec![
            Step::Sign { who, percent: 100 },
            Step::Move { permille, secs: 1_800 },
            Step::JudgeAll,
            Step::Wait { secs: 90_001, is_shown: true },
            Step::WindDown { who },
            Step::JudgeAll,
            step,
        ]
    })
}

fn insurance() -> impl Strategy<Value = Vec<Step>> {
    (
        prop::collection::vec(any_insurance(), 1..4),
        0..PEOPLE,
        any_permille(),
        prop_oneof![3 => Just(604_800), 1 => 500_000..900_000i64],
    )
        .prop_map(|(steps, who, permille, secs)| {
            let stake = Step::Stake { who, atoms: 50_000_000 };
            let leave = [Step::Ask { who, permille }, Step::Wait { secs, is_shown: true }, Step::Unstake { who }];
            steps.into_iter().chain([stake]).chain(leave).collect()
        })
}

/// Two days later whoever owes a token is sold, whatever else they have; perhaps nobody brings a price.
fn overdue() -> impl Strategy<Value = Vec<Step>> {
    let secs = prop_oneof![1 => 3_600..172_800i64, 3 => Just(172_800)];
    let is_shown = prop_oneof![3 => Just(true), 1 => Just(false)];
    (secs, is_shown, prop::collection::vec(prop_oneof![3 => any_bid(), 1 => any_at_auction()], 1..4)).prop_map(
        |(secs, is_shown, steps)| {
            let steps = [Step::Wait { secs, is_shown }, Step::JudgeAll].into_iter().chain(steps);
            steps.chain([Step::SettleAll { weeks_ago: 1 }]).collect()
        },
    )
}

/// Not everybody can pay; some are auctioned with what they owe, and in the end others pay.
fn end_of_week() -> impl Strategy<Value = Vec<Step>> {
    let permille = prop_oneof![2 => 950..1_051u64, 3 => 600..1_600u64];
    let steps = prop::collection::vec(any_at_auction(), 0..4);
    let overdue = prop_oneof![1 => Just(vec![]), 2 => overdue()];
    let waits = prop_oneof![3 => Just(true), 1 => Just(false)];
    let who = (0..PEOPLE, any::<bool>());
    (permille, steps, overdue, waits, who).prop_map(|(permille, steps, overdue, waits, (who, for_less))| {
        let mut all = vec![Step::Expire { permille }, Step::JudgeAll, Step::Post { weeks_ago: 1 }, Step::JudgeAll];
        all.extend(steps);
        all.push(Step::SettleAll { weeks_ago: 1 });
        all.extend(overdue);
        if waits {
            // By then the next week is over too.
            let next = [Step::Post { weeks_ago: 1 }, Step::SettleAll { weeks_ago: 1 }];
            all.extend([Step::Abandon, Step::SettleAll { weeks_ago: 2 }, Step::JudgeAll].into_iter().chain(next));
        }
        let weeks_ago = if waits { 2 } else { 1 };
        all.extend([Asset::Coin, Asset::Cash].map(|asset| Step::Settle { who, asset, weeks_ago, for_less }));
        all.extend((0..CONTRACTS).map(|contract| Step::Redeem {
            who: (who + contract) % PEOPLE,
            contract,
            weeks_ago,
            permille: 1_000,
        }));
        all
    })
}

/// Somebody has nothing but one token, owes more of it than that, and nobody helps: in the end others pay.
fn ruin() -> impl Strategy<Value = Vec<Step>> {
    let puts =
        (2..4_usize, 300..600_u64).prop_map(|(contract, permille)| (Asset::Coin, Asset::Cash, contract, permille));
    let calls =
        (0..2_usize, 2_000..4_000_u64).prop_map(|(contract, permille)| (Asset::Cash, Asset::Coin, contract, permille));
    (any_writer(), 0..PEOPLE, prop_oneof![1 => puts, 3 => calls], 500_000_000..3_000_000_000u64).prop_map(
        |(who, to, (other, asset, contract, permille), atoms)| {
            vec![
                Step::Withdraw { who, asset: other, permille: 1_000 },
                Step::Deposit { who, asset, atoms },
                Step::Mode { who, mode: MarginMode::SCENARIO },
                Step::WriteMost { who, contract, to, permille: 1_000, percent: 100 },
                Step::BringIn { who: to, contract, permille: 500 },
                Step::Expire { permille },
                Step::Post { weeks_ago: 1 },
                Step::SettleAll { weeks_ago: 1 },
                Step::Abandon,
                Step::SettleAll { weeks_ago: 2 },
                Step::Redeem { who: to, contract, weeks_ago: 2, permille: 1_000 },
                Step::Jump { permille: 1_000_000 / permille },
            ]
        },
    )
}

/// Writers have little of one token or the other, and takers not much more.
fn begin() -> impl Strategy<Value = Vec<Step>> {
    let little = prop_oneof![
        3 => (100_000_000..1_500_000_000u64).prop_map(|atoms| (Asset::Cash, atoms)),
        2 => (1_000_000_000..12_000_000_000u64).prop_map(|atoms| (Asset::Coin, atoms)),
    ];
    let writers = prop::collection::vec((any_mode(), little), WRITERS);
    let mode =
        prop_oneof![4 => Just(MarginMode::SCENARIO), 1 => Just(MarginMode::STANDARD), 2 => Just(MarginMode::MAX_LOSS)];
    let takers = prop::collection::vec(
        (mode, (300_000_000..6_000_000_000u64).prop_map(|atoms| (Asset::Cash, atoms))),
        PEOPLE - WRITERS,
    );
    (writers, takers, prop_oneof![1 => Just(None), 3 => (1_000_000..300_000_000u64).prop_map(Some)]).prop_map(
        |(writers, takers, stake)| {
            let people = writers.into_iter().chain(takers).enumerate();
            let begin = people.flat_map(|(who, (mode, (asset, atoms)))| {
                [Step::Deposit { who, asset, atoms }, Step::Mode { who, mode }]
            });
            begin.chain(stake.map(|atoms| Step::Stake { who: PEOPLE - 1, atoms })).collect()
        },
    )
}

pub fn any_history(length: usize) -> impl Strategy<Value = Vec<Step>> {
    let piece = prop_oneof![
        3 => prop::collection::vec(any_own(), 2..6),
        6 => trade(),
        5 => straddle(),
        9 => fall(),
        2 => storm(),
        1 => silence(),
        2 => insurance(),
        3 => end_of_week(),
        3 => ruin(),
    ];
    (begin(), trade(), trade(), prop::collection::vec(piece, 14..26)).prop_map(move |(begin, first, second, pieces)| {
        let steps = begin.into_iter().chain(first).chain(second);
        steps.chain(pieces.into_iter().flatten()).take(length).collect()
    })
}
