//! Whole histories: weeks in the order that works, with other things in between.

use super::step::{any_act, any_end, any_own, any_volatility, Act, Crank, Own, Step, Terms, Trade, DEPOSITORS};
use proptest::prelude::*;
use vault_types::{margin::MarginMode, state::OptionKind};

/// What a week is like.
#[derive(Clone, Copy, Debug)]
struct Week {
    who: usize,
    sold_permille: u64,
    end_permille: u64,
    /// While the auction runs: of the price, and of volatility.
    move_permille: u64,
    volatility: u64,
    /// Atoms above what the margin allows.
    more: u64,
    is_watched: bool,
    /// Nobody brings a price.
    is_silent: bool,
    /// Nobody closes the auction before the account is settled.
    is_late: bool,
}

/// From roll to roll. Whoever holds shares asks for some of them while the round runs.
fn week(week: Week) -> Vec<Act> {
    let Week { who, sold_permille, end_permille, move_permille, volatility, more, .. } = week;
    let Week { is_watched, is_silent, is_late, .. } = week;
    let own = |own| Act::Own(who, own);
    let price = match is_silent {
        true => [Act::WaitForLastResort, Act::Crank(Crank::SettleAccount), Act::Crank(Crank::LastPrice)],
        false => [
            Act::WaitForExpiry(is_watched),
            Act::Crank(Crank::SettleRound),
            Act::Post { permille: end_permille, late_secs: 0, gap_secs: 1 },
        ],
    };
    let start = [Act::Volatility(1_000), Act::Crank(Crank::Roll), own(Own::ClaimShares), Act::Bid(sold_permille, 0)];
    let change = [Act::Wait(3_600), Act::MovePrice(move_permille), Act::Volatility(volatility)];
    let sale = [Act::BidMost(more), Act::Bid(1_000 - sold_permille / 2, 0), Act::Trade(Trade::Write(200))];
    let close = [Act::WaitForAuctionEnd, Act::Crank(Crank::CloseAuction)];
    let early = if is_late { &[][..] } else { &close[..] };
    let leave = [own(Own::Request(sold_permille.max(1))), own(Own::Deposit(2_000_000_000))];
    let late = if is_late { &close[1..] } else { &[] };
    let settle = [Crank::SettleRound, Crank::SettleAccount].map(Act::Crank);
    let ruin = [Act::WaitForRuin, Act::Crank(Crank::SettleAccount)];
    let end = [Act::Crank(Crank::SettleRound), Act::Crank(Crank::CloseRound), Act::RollAfterRuin];
    let after = [own(Own::ClaimWithdrawal), Act::Trade(Trade::Settle), Act::Redeem(0, 1_000), Act::Redeem(1, 1_000)];
    [&start[..], &change, &sale, early, &leave, &price, &settle, &ruin, late, &end, &after].concat()
}

fn any_week() -> impl Strategy<Value = Vec<Act>> {
    let sold = prop_oneof![Just(1_000), 500..1_001u64, 1..501u64];
    let change =
        (prop_oneof![2 => Just(1_000), 1 => 900..1_101u64], prop_oneof![Just(1_000), any_volatility()], 0..2u64);
    let [watched, silent, late] = [4, 1, 2].map(|yes| prop_oneof![yes => Just(true), 5 - yes => Just(false)]);
    (0..DEPOSITORS, sold, any_end(), change, watched, silent, late).prop_map(
        |(who, sold_permille, end_permille, (move_permille, volatility, more), is_watched, is_silent, is_late)| {
            let week_of = Week {
                who,
                sold_permille,
                end_permille,
                move_permille,
                volatility,
                more,
                is_watched,
                is_silent,
                is_late,
            };
            week(week_of)
        },
    )
}

/// Nobody buys anything, and nobody brings a price.
fn empty_week() -> Vec<Act> {
    let start = [Act::Crank(Crank::Roll), Act::WaitForAuctionEnd, Act::Crank(Crank::CloseAuction)];
    let end = [Crank::SettleRound, Crank::CloseRound].map(Act::Crank);
    [&start[..], &[Act::WaitForExpiry(true)], &end].concat()
}

/// What one depositor does between two steps of anybody else.
fn any_visit() -> impl Strategy<Value = Vec<Act>> {
    (0..DEPOSITORS, prop::collection::vec(any_own(), 2..8))
        .prop_map(|(who, steps)| steps.into_iter().map(|own| Act::Own(who, own)).collect())
}

/// Now and then in both vaults, where there are two: the second one lives through the same week.
fn in_vaults(acts: Vec<Act>, vault: usize, in_both: bool) -> Vec<Step> {
    let vaults = if in_both { vec![vault, 1 - vault] } else { vec![vault] };
    acts.into_iter()
        .flat_map(|act| vaults.iter().map(move |vault| Step { vault: *vault, act }).collect::<Vec<_>>())
        .collect()
}

/// People deposit, then weeks go by, and before each of their steps other things happen or are tried.
pub fn any_history(length: usize) -> impl Strategy<Value = Vec<Step>> {
    let first = prop::collection::vec(1_000_000_000..100_000_000_000u64, 4..=4).prop_map(|atoms| {
        let deposit = |(place, atoms)| Step { vault: place % 2, act: Act::Own(place / 2, Own::Deposit(atoms)) };
        let trader = Step { vault: 0, act: Act::Trade(Trade::Deposit(atoms[0])) };
        atoms.into_iter().enumerate().map(deposit).chain([trader]).collect::<Vec<_>>()
    });
    let any_step = || (0..2usize, any_act()).prop_map(|(vault, act)| Step { vault, act });
    let interlude = prop::collection::vec(prop_oneof![2 => Just(None), 1 => any_step().prop_map(Some)], 60);
    let way = prop_oneof![8 => any_week(), 1 => Just(empty_week()), 2 => any_visit()];
    let way = (way, 0..2usize, any::<bool>()).prop_map(|(acts, vault, in_both)| in_vaults(acts, vault, in_both));
    let eventful = (way, interlude).prop_map(|(way, between)| {
        let steps = between.into_iter().zip(way);
        steps.flat_map(|(before, step)| before.into_iter().chain([step])).collect::<Vec<_>>()
    });
    let piece = prop_oneof![6 => eventful, 1 => prop::collection::vec(any_step(), 1..8)];
    (first, prop::collection::vec(piece, 3..8))
        .prop_map(move |(first, pieces)| first.into_iter().chain(pieces.into_iter().flatten()).take(length).collect())
}

/// Leverage that usually lets a round start, and some that does not.
pub fn any_terms(kind: OptionKind) -> impl Strategy<Value = Terms> {
    let most = if kind == OptionKind::PUT { 17_000 } else { 13_000 };
    let leverage = prop_oneof![1 => Just(10_000), 4 => 10_001..=most, 4 => most - 1_000..=most, 1 => most..=20_000u16];
    let mode = prop_oneof![3 => Just(MarginMode::SCENARIO), 1 => Just(MarginMode::PORTFOLIO)];
    let outflow = prop_oneof![3 => Just(10_000), 1 => 1_000..10_000u16];
    let fee = prop_oneof![Just(0), Just(37)];
    (prop::collection::vec(leverage, 1..=2), mode, outflow, fee).prop_map(
        move |(leverages, mode, max_outflow_bps, withdrawal_fee_bps)| Terms {
            kind,
            leverages,
            mode,
            withdrawal_fee_bps,
            max_outflow_bps,
        },
    )
}
