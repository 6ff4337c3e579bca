//! No threshold from a snapshot is one that a challenge would void.

use super::levels::{by_chain, on_chain, room_of};
use super::random::any_input;
use super::*;
use bytemuck::Zeroable as _;
use options_math::{MathError, MAX_PRICE_E8};
use proptest::prelude::*;
use vault_types::{
    margin::MarginError,
    signed::message::Expected,
    threshold::{spared_atoms, Present, SignedThreshold, StoredThreshold, StrikeRecord, ThresholdParameters, Verdict},
};

/// The message as the chain takes it, and a challenge at a moment, with the same prices and surfaces and with this tolerance.
fn challenged(input: &SnapshotInput, at_ts: i64, tolerance_bps: u16) -> Verdict {
    challenged_on(input, input, at_ts, tolerance_bps, 0)
}

/// With what a challenge on chain tolerates and spares.
fn challenged_later(input: &SnapshotInput, later: &SnapshotInput) -> Verdict {
    let owed_atoms = later.accounts[0].options.iter().filter(|held| held.quantity_atoms < 0).map(|held| {
        let market = later.markets.iter().find(|market| market.address == held.market).unwrap();
        let value = u128::from(held.quantity_atoms.unsigned_abs()) * u128::from(market.spot_e8);
        (value / 10_u128.pow(u32::from(market.underlying_decimals) + 8 - 6)) as u64
    });
    challenged_on(input, later, NOW_TS, 500, spared_atoms(owed_atoms.sum(), 6))
}

/// The same on other markets.
fn challenged_on(
    input: &SnapshotInput,
    later: &SnapshotInput,
    at_ts: i64,
    tolerance_bps: u16,
    spared_atoms: u64,
) -> Verdict {
    let snapshot = Snapshot::new(input).unwrap();
    let message = snapshot.message(Form::Current, &address(ALICE)).unwrap();
    let expected = Expected {
        domain: Form::Current.domain(),
        cluster_genesis_hash: &[9; 32],
        config: &address(0xc0),
        target: &address(ALICE),
        generation: 3,
        last_sequence: 0,
    };
    let signed = SignedThreshold::open(&message, &expected, NOW_TS).unwrap();
    let (strikes, account) = (StrikeRecord::zeroed(), on_chain(input));
    let parameters = ThresholdParameters { tolerance_bps, ..input.house.parameters.parameters() };
    let portfolio = account.portfolio().unwrap();
    let kept = StoredThreshold::zeroed().accept(&signed, &portfolio, &strikes, &parameters, NOW_TS).unwrap();
    let present = Present { position_seq: 7, generation: 3, now_ts: at_ts };
    kept.challenge(&by_chain(later, at_ts, None), &strikes, &present, &parameters, spared_atoms).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Nothing is tolerated and nothing spared.
    #[test]
    fn a_challenge_at_the_same_prices_fails(input in any_input()) {
        prop_assert_eq!(challenged(&input, NOW_TS, 0), Verdict::Upheld);
    }

    /// With what is tolerated and spared, at any price within the room of each market.
    #[test]
    fn a_challenge_at_a_price_close_by_fails(input in any_input(), moves in prop::array::uniform3(-0.999..0.999_f64)) {
        prop_assert_eq!(challenged_later(&input, &moved(&input, &moves)), Verdict::Upheld);
    }
}

/// Each market's price further by this part of its room.
fn moved(input: &SnapshotInput, moves: &[f64]) -> SnapshotInput {
    let mut later = input.clone();
    for (market, part) in later.markets.iter_mut().zip(moves) {
        market.spot_e8 = (market.spot_e8 as f64 * (1.0 + part * room_of(market))) as u64;
    }
    later
}

/// Half a day before its expiry this butterfly risks most at a price a hundredth below, between the market's and the end of the room.
#[test]
fn what_risks_most_between_the_ends_of_the_room_stands_there_too() {
    let call = |strike_e8: u64, coins: i64| OptionInput {
        expiry_ts: NOW_TS + DAY / 2,
        ..option(0x31, KindInput::Call, strike_e8, 1, coins * COIN)
    };
    let butterfly = vec![call(10_681_250_000, -1_000), call(12_331_250_000, 2_000), call(13_981_250_000, -1_000)];
    let input = input(vec![with_flat_surface(100 * USD)], butterfly);
    let chain_atoms = |part: f64| by_chain(&moved(&input, &[part]), NOW_TS, None).maintenance_atoms;
    let tolerated_atoms = |part: f64| chain_atoms(part) * 95 / 100;
    assert!(tolerated_atoms(-0.74) > tolerated_atoms(-1.0).max(chain_atoms(0.0)), "or the ends would do");
    for hundredths in -99..100 {
        let later = moved(&input, &[f64::from(hundredths) / 100.0]);
        assert_eq!(challenged_later(&input, &later), Verdict::Upheld, "{hundredths}");
    }
}

/// The highest price at which the chain computes scenarios of the default grid: half of it more is the highest of all.
const HIGHEST_E8: u64 = MAX_PRICE_E8 * 10_000 / 15_000;

/// Where the room and the hundredth of gamma reach beyond what the chain computes, the accounts are signed for all the same, with what a challenge can
/// ask; at one unit more there is neither.
#[test]
fn a_price_at_the_end_of_what_the_chain_computes_has_thresholds() {
    let at = |spot_e8: u64| {
        let call = option(0x31, KindInput::Call, HIGHEST_E8 / 10 * 11, 8, -COIN);
        input(vec![with_flat_surface(spot_e8)], vec![call])
    };
    let highest = at(HIGHEST_E8);
    for parts in [0, 1, 5, 10, 20] {
        let below = at(HIGHEST_E8 - HIGHEST_E8 / 1_000 * parts);
        assert_eq!(challenged(&below, NOW_TS, 0), Verdict::Upheld, "{parts}");
        let body = body_of(&below);
        assert!(body.maintenance_margin_atoms > 0 && (body.gamma_atoms == 0) == (parts == 0), "{parts}");
        if parts <= 10 {
            assert_eq!(challenged_later(&below, &highest), Verdict::Upheld, "{parts}");
        }
    }
    let error = Snapshot::new(&at(HIGHEST_E8 + 1)).unwrap().message(Form::Current, &address(ALICE)).unwrap_err();
    assert_eq!(error, SnapshotError::Margin(MarginError::Math(MathError::Spot)));
}

/// At 100 % for everything.
fn with_flat_surface(spot_e8: u64) -> MarketInput {
    let surface = SurfaceInput {
        fallback_vol_e9: 1_000_000_000,
        floor_vol_e9: 1_000_000_000,
        ceiling_vol_e9: 2_500_000_000,
        smiles: vec![],
    };
    market(0x31, spot_e8, 9, VolatilityInput::Surface(surface))
}

/// A put owed on a market with a smile of 40 % that a signer posted so many seconds ago, a realised volatility of 30 %, and a fallback of 120 %.
fn with_smile_of_age(age_secs: i64) -> SnapshotInput {
    let (posted_ts, expiry_ts) = (NOW_TS - age_secs, NOW_TS + 30 * DAY);
    let flat = vault_types::surface::flat(400_000_000, (expiry_ts - posted_ts).unsigned_abs());
    let [a_q48, b_q48, rho_q48, m_q48, sigma_q48] =
        [flat.a, flat.b, flat.rho, flat.m, flat.sigma].map(|number| number.to_bits());
    let smile = SmileInput { expiry_ts, a_q48, b_q48, rho_q48, m_q48, sigma_q48, issued_ts: posted_ts, posted_ts };
    let surface = SurfaceInput {
        fallback_vol_e9: 1_200_000_000,
        floor_vol_e9: 300_000_000,
        ceiling_vol_e9: 750_000_000,
        smiles: vec![smile],
    };
    let market = market(0x31, 100 * USD, 9, VolatilityInput::Surface(surface));
    let mut input = input(vec![market], vec![option(0x31, KindInput::Put, 95 * USD, 30, -10 * COIN)]);
    input.round.expires_ts = NOW_TS + 3_600;
    input
}

/// Whoever waits for the second in which a smile is too old finds the threshold as high as the chain then computes.
#[test]
fn a_smile_that_becomes_too_old_voids_no_threshold() {
    let too_old_ts = |age_secs: i64| NOW_TS - age_secs + DAY + 1;
    let age_secs = DAY - 1_800;
    let sleeping = with_smile_of_age(age_secs);
    assert_eq!(challenged(&sleeping, too_old_ts(age_secs), 500), Verdict::Upheld);
    // One that lasts until the threshold ends costs nothing.
    let young = with_smile_of_age(DAY - 3_600);
    let signed_atoms = body_of(&young).maintenance_margin_atoms;
    assert_eq!(signed_atoms, by_chain(&young, NOW_TS, Some(5_000)).maintenance_atoms);
    // Signed for the other one, that would have been void.
    let chain_atoms = by_chain(&sleeping, too_old_ts(age_secs), None).maintenance_atoms;
    assert!(signed_atoms < chain_atoms * 95 / 100, "{signed_atoms} and {chain_atoms}");
}
