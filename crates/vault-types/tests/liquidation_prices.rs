//! What an auction asks and offers, and its clock.

mod common;
mod liquidation_common;

use bytemuck::Zeroable;
use common::{cases, exact::*, magnitude};
use liquidation_common::*;
use num_rational::BigRational;
use proptest::prelude::*;
use vault_types::liquidation::{AuctionPhase, LiquidationParameters, RunningAuction};

const HOUR: u64 = 3_600 * SECOND;

#[test]
fn the_default_is_within_all_bounds() {
    assert!(DEFAULT.is_valid());
    assert!(!LiquidationParameters::zeroed().is_valid());
    assert!(!LiquidationParameters { padding: [0, 0, 0, 0, 0, 1], ..DEFAULT }.is_valid());
}

/// Of every field the first and the last good value, and one step beyond each.
#[test]
fn every_bound_is_where_it_is_said_to_be() {
    type Set = fn(&mut LiquidationParameters, u32);
    let bounds: [(&str, u32, u32, Set); 14] = [
        ("fast", 300, 4_320, |p, value| p.fast_secs = value),
        ("whole", 9_000, 86_400, |p, value| p.whole_secs = value),
        ("whole, with the shortest fast part", 3_600, 86_400, |p, value| (p.fast_secs, p.whole_secs) = (300, value)),
        ("insolvent", 300, 21_600, |p, value| p.insolvent_secs = value),
        ("hedge", 300, 21_600, |p, value| p.hedge_secs = value),
        ("step", 1, 60, |p, value| p.step_secs = value),
        ("unstake", 259_200, 2_592_000, |p, value| p.unstake_secs = value),
        ("forsaken", 3_600, 604_800, |p, value| p.forsaken_secs = value),
        ("first", 7_001, 9_999, |p, value| p.first_bps = value as u16),
        ("knee", 5_000, 9_499, |p, value| p.knee_bps = value as u16),
        ("buffer", 500, 10_000, |p, value| p.buffer_bps = value as u16),
        ("vega limit", 500, 10_000, |p, value| p.vega_limit_bps = value as u16),
        ("hedge at most", 500, 10_000, |p, value| p.hedge_most_bps = value as u16),
        ("usual volatility", 1_000, 40_000, |p, value| p.usual_vol_bps = value as u16),
    ];
    let with = |set: Set, value: u32| {
        let mut parameters = DEFAULT;
        set(&mut parameters, value);
        parameters.is_valid()
    };
    for (name, least, most, set) in bounds {
        let outcomes = [least - 1, least, most, most + 1].map(|value| with(set, value));
        assert_eq!(outcomes, [false, true, true, false], "{name}");
    }
    let penalties = [0, 1_000, 1_001].map(|value| with(|p, value| p.penalty_bps = value as u16, value));
    assert_eq!(penalties, [true, true, false]);
}

#[test]
fn a_price_falls_fast_to_its_knee_and_slowly_to_nothing() {
    let at = |secs: u64| DEFAULT.asked_e9(secs * SECOND);
    assert_eq!([at(0), at(450), at(900)], [950_000_000, 825_000_000, 700_000_000]);
    assert_eq!([at(22_050), at(43_199), at(43_200), at(u64::MAX >> 20)], [350_000_000, 16_549, 0, 0]);
    assert_eq!(DEFAULT.asked_e9(1), 949_999_973, "rounded up: 27.8 are gone");
    assert_eq!([43_200 * SECOND - 1, 43_200 * SECOND].map(|elapsed| DEFAULT.is_over(elapsed)), [false, true]);
}

#[test]
fn offers_rise_to_all_and_hedges_to_their_most() {
    let offers = [0, HOUR / 2, HOUR, u64::MAX].map(|elapsed| DEFAULT.offered_e9(elapsed));
    assert_eq!(offers, [0, ONE_E9 / 2, ONE_E9, ONE_E9]);
    let hedges = [0, HOUR / 4, HOUR / 2, u64::MAX].map(|elapsed| DEFAULT.hedge_e9(elapsed));
    assert_eq!(hedges, [0, 250_000_000, 500_000_000, 500_000_000]);
    assert_eq!([DEFAULT.offered_e9(1), DEFAULT.hedge_e9(1)], [27, 27], "rounded down");
}

/// Straight lines through the four corners.
fn exact_asked(p: &LiquidationParameters, elapsed: u64) -> BigRational {
    let [fast, whole] = [p.fast_secs, p.whole_secs].map(|secs| exact(secs) * exact(SECOND));
    let [first, knee] = [p.first_bps, p.knee_bps].map(bps);
    let elapsed = exact(elapsed).min(whole.clone());
    match elapsed < fast {
        true => &first - (&first - &knee) * elapsed / fast,
        false => &knee * (&whole - elapsed) / (&whole - fast),
    }
}

fn exact_risen(of_secs: u32, elapsed: u64) -> BigRational {
    (exact(elapsed) / (exact(of_secs) * exact(SECOND))).min(exact(1))
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn prices_are_the_exact_ones_rounded_once(p in any_parameters(), elapsed in 0..100_000 * SECOND, far in magnitude()) {
        let one = exact(ONE_E9);
        for elapsed in [elapsed, far, elapsed % (u64::from(p.fast_secs) * SECOND), u64::from(p.fast_secs) * SECOND] {
            prop_assert_eq!(Some(p.asked_e9(elapsed)), ceil(&(exact_asked(&p, elapsed) * &one)));
            prop_assert_eq!(Some(p.offered_e9(elapsed)), floor(&(exact_risen(p.insolvent_secs, elapsed) * &one)));
            // The part of the time that has passed is rounded down as well, and at most all of it is paid.
            let most = floor(&(bps(p.hedge_most_bps) * exact_risen(p.hedge_secs, elapsed) * &one)).unwrap();
            prop_assert!((most.saturating_sub(1)..=most).contains(&p.hedge_e9(elapsed)));
        }
    }

    /// Whoever waits never sells for less, and never buys for more.
    #[test]
    fn prices_only_go_one_way(p in any_parameters(), elapsed in 0..100_000 * SECOND, more in 0..1_000 * SECOND) {
        let later = elapsed + more;
        prop_assert!(p.asked_e9(later) <= p.asked_e9(elapsed));
        prop_assert!(p.offered_e9(later) >= p.offered_e9(elapsed) && p.offered_e9(later) <= ONE_E9);
        prop_assert!(p.hedge_e9(later) >= p.hedge_e9(elapsed));
        prop_assert!(p.hedge_e9(later) <= u64::from(p.hedge_most_bps) * ONE_E9 / 10_000);
        prop_assert_eq!(p.is_over(elapsed), p.asked_e9(elapsed) == 0);
    }

    #[test]
    fn the_pace_follows_the_volatility_between_its_bounds(p in any_parameters(), vol_e9 in 0..20_000_000_000_u64) {
        let exact_pace = ratio(vol_e9, u64::from(p.usual_vol_bps) * (ONE_E9 / 10_000)) * exact(10_000);
        let expected = floor(&exact_pace).map(|pace| pace.clamp(5_000, 40_000));
        prop_assert_eq!(Some(u64::from(p.pace_bps(vol_e9))), expected);
    }

    /// A bid that is made at the beginning of a step still finds its price at the end of it, however fast the auction's clock is.
    #[test]
    fn a_price_stands_still_for_a_step_of_the_worlds_time(
        p in any_parameters(), pace_bps in 5_000..=40_000_u32, looks in prop::collection::vec(1..=600_i64, 1..20),
    ) {
        let mut auction = RunningAuction::zeroed();
        auction.begin(AuctionPhase::SOLVENT, pace_bps, 0);
        let step = i64::from(p.step_secs);
        for look in looks {
            let (now_ts, previous) = (auction.seen_ts + look, auction.priced_at(&p, auction.seen_ts));
            let start_ts = now_ts - now_ts % step;
            let priced_at = auction.priced_at(&p, now_ts);
            prop_assert!(priced_at >= previous);
            prop_assert_eq!(priced_at, start_ts.unsigned_abs() * u64::from(pace_bps));
            auction.look(now_ts);
            for second in 0..step {
                prop_assert_eq!(auction.priced_at(&p, now_ts.max(start_ts + second)), priced_at);
            }
            prop_assert!(auction.priced_at(&p, start_ts + step) > priced_at);
        }
    }

    /// However often somebody looks, and also if the world's clock is set back.
    #[test]
    fn looking_often_or_seldom_is_the_same_clock(
        pace_bps in 5_000..=40_000_u32, steps in prop::collection::vec(-50..=600_i64, 0..30), last in 0..=600_i64,
    ) {
        let mut auction = RunningAuction::zeroed();
        auction.begin(AuctionPhase::SOLVENT, pace_bps, 1_000_000);
        let (mut latest_ts, mut elapsed) = (1_000_000, 0);
        for step in steps {
            let now_ts = latest_ts + step;
            auction.look(now_ts);
            latest_ts = latest_ts.max(now_ts);
            prop_assert!(auction.elapsed_e4 >= elapsed, "it went back");
            prop_assert!(auction.invariant());
            elapsed = auction.elapsed_e4;
        }
        let passed = (latest_ts + last - 1_000_000).unsigned_abs();
        prop_assert_eq!(auction.elapsed(latest_ts + last), passed * u64::from(pace_bps));
    }
}

#[test]
fn the_pace_of_an_ordinary_market_is_the_worlds() {
    let paces = [0, 300, 400, 800, 1_000, 1_600, 3_200, 9_000].map(|vol| DEFAULT.pace_bps(vol * 1_000_000));
    assert_eq!(paces, [5_000, 5_000, 5_000, 10_000, 12_500, 20_000, 40_000, 40_000]);
    assert_eq!(DEFAULT.pace_bps(u64::MAX), 40_000);
    assert_eq!(LiquidationParameters { usual_vol_bps: 0, ..DEFAULT }.pace_bps(1), 40_000, "no panic");
}

/// Keepers who are away for a day cost an account ten minutes.
#[test]
fn unseen_time_counts_for_ten_minutes_at_most() {
    let mut auction = RunningAuction::zeroed();
    auction.begin(AuctionPhase::SOLVENT, 20_000, 0);
    let seen = [599, 600, 601, 86_400, i64::MAX].map(|now_ts| auction.elapsed(now_ts) / 20_000);
    assert_eq!(seen, [599, 600, 600, 600, 600]);
    assert_eq!([0, -1, i64::MIN].map(|now_ts| auction.elapsed(now_ts)), [0; 3]);
    auction.look(86_400);
    assert_eq!((auction.elapsed(86_400), auction.elapsed(86_401)), (600 * 20_000, 601 * 20_000));
    let ended = RunningAuction { elapsed_e4: u64::MAX, ..auction };
    assert_eq!(ended.elapsed(i64::MAX), u64::MAX, "no panic");
}

/// What was paid in stays reserved, and the time of the beginning stays, as long as one phase follows another. A bid names the step that it is for,
/// so its number never comes again.
#[test]
fn a_new_phase_starts_its_clock_and_its_claim_anew() {
    let mut auction = RunningAuction::zeroed();
    assert!(auction.invariant() && !auction.is_running());
    auction.begin(AuctionPhase::SOLVENT, 20_000, 100);
    auction.look(400);
    (auction.is_full, auction.reserved_atoms) = (1, 7);
    auction.note_change();
    assert!(auction.invariant() && auction.is_running());
    let sold = RunningAuction { elapsed_e4: 300 * 20_000, seen_ts: 400, step_id: 2, reserved_atoms: 7, ..auction };
    assert_eq!((auction, auction.is_full), (sold, 1));
    auction.begin(AuctionPhase::INSOLVENT, 5_000, 500);
    auction.claim_atoms = 9;
    let given_away = RunningAuction {
        phase: AuctionPhase::INSOLVENT,
        step_id: 3,
        seen_ts: 500,
        started_ts: 100,
        reserved_atoms: 7,
        claim_atoms: 9,
        pace_bps: 5_000,
        ..RunningAuction::zeroed()
    };
    assert_eq!(auction, given_away);
    assert!(auction.invariant());
    auction.end();
    assert_eq!(auction, RunningAuction { step_id: 4, ..RunningAuction::zeroed() });
    assert!(auction.invariant());
    auction.begin(AuctionPhase::HEDGE, 10_000, 900);
    assert_eq!((auction.started_ts, auction.reserved_atoms, auction.step_id), (900, 0, 5));
}

/// While an account is hedged, what a sale brought in is ordinary collateral again: a sale that begins then sells it too.
#[test]
fn a_reserve_is_carried_only_from_one_sale_to_the_next() {
    let after = |from: AuctionPhase, to: AuctionPhase| {
        let mut auction = RunningAuction { phase: from, reserved_atoms: 7, ..RunningAuction::zeroed() };
        auction.begin(to, 10_000, 0);
        assert_eq!(auction.phase, to);
        auction.reserved_atoms
    };
    let (sold, given_away, hedged) = (AuctionPhase::SOLVENT, AuctionPhase::INSOLVENT, AuctionPhase::HEDGE);
    assert_eq!([after(sold, given_away), after(given_away, sold)], [7, 7]);
    assert_eq!([after(hedged, sold), after(hedged, given_away), after(AuctionPhase::NONE, sold)], [0; 3]);
}

#[test]
fn only_known_auctions_are_sound() {
    let idle = RunningAuction { step_id: 9, ..RunningAuction::zeroed() };
    let sold = RunningAuction { phase: AuctionPhase::SOLVENT, ..idle };
    let is_sound = |auction: RunningAuction| auction.invariant();
    assert!(is_sound(idle) && is_sound(sold) && is_sound(RunningAuction { phase: AuctionPhase::HEDGE, ..idle }));
    assert!(is_sound(RunningAuction { claim_atoms: 1, phase: AuctionPhase::INSOLVENT, ..idle }));
    assert!(!is_sound(RunningAuction { claim_atoms: 1, ..sold }) && !is_sound(RunningAuction { is_full: 2, ..sold }));
    assert!(
        !is_sound(RunningAuction { reserved_atoms: 1, ..idle }) && !is_sound(RunningAuction { pace_bps: 1, ..idle })
    );
    let unknown: AuctionPhase = bytemuck::cast(4_u8);
    assert!(!is_sound(RunningAuction { phase: unknown, ..idle }));
}
