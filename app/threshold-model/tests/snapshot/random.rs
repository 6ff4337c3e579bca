//! Random markets with smiles and floors, and portfolios over them.

use super::*;
use options_math::Fix;
use proptest::prelude::*;

const DAYS: [i64; 4] = [1, 3, 9, 60];
const SPOTS_E8: [u64; 3] = [100 * USD, 2_500 * USD, 40_000 * USD];

/// One to three markets, the second and third with other prices and decimals, and up to 24 options over all of them.
pub fn any_input() -> impl Strategy<Value = SnapshotInput> {
    (1..=3_usize).prop_flat_map(|count| {
        let markets: Vec<_> = (0..count).map(any_market).collect();
        (markets, prop::collection::vec(any_option(count), 1..=24)).prop_map(|(markets, mut options)| {
            options.sort_by_key(terms);
            options.dedup_by_key(|option| terms(option));
            // Not in the order of the encoding.
            options.reverse();
            input(markets, options)
        })
    })
}

fn terms(option: &OptionInput) -> (String, u64, i64, bool, bool) {
    let (is_call, is_in_quote) = (option.kind == KindInput::Call, option.settlement == SettlementInput::Quote);
    (option.market.clone(), option.strike_e8, option.expiry_ts, is_call, is_in_quote)
}

fn any_market(number: usize) -> impl Strategy<Value = MarketInput> {
    let vol = || 200_000_000..2_000_000_000_u64;
    let smiles: Vec<_> = DAYS.map(|days| any_smile(NOW_TS + days * DAY)).into();
    let numbers = (vol(), vol(), 10_000..=40_000_u64, smiles, 100..=10_000_u16, 1_000..3_000_u16);
    numbers.prop_map(move |(fallback_vol_e9, floor_vol_e9, ceiling_bps, smiles, delta_limit_bps, price_range_bps)| {
        let surface = SurfaceInput {
            fallback_vol_e9,
            floor_vol_e9,
            ceiling_vol_e9: floor_vol_e9 * ceiling_bps / 10_000,
            smiles: smiles.into_iter().flatten().collect(),
        };
        let (byte, decimals) = (0x31 + 0x10 * number as u8, 9 - number as u8);
        let mut known = market(byte, SPOTS_E8[number], decimals, VolatilityInput::Surface(surface));
        (known.delta_limit_bps, known.grid[0]) = (delta_limit_bps, price_range_bps);
        known
    })
}

/// From 20 % to 250 % at the money; posted now, hours ago, or too long ago.
fn any_smile(expiry_ts: i64) -> impl Strategy<Value = Option<SmileInput>> {
    let posted = prop::sample::select(vec![Some(0), Some(3_600), Some(20 * 3_600), Some(30 * 3_600), None]);
    (0.2..2.5_f64, -0.8..0.8_f64, 0.0..1.0_f64, posted).prop_map(move |(vol, rho, steepness, age_secs)| {
        let posted_ts = NOW_TS - age_secs?;
        let variance = vol * vol * (expiry_ts - posted_ts) as f64 / 31_536_000.0;
        let bits = |number: f64| Fix::from_num(number).to_bits();
        Some(SmileInput {
            expiry_ts,
            a_q48: bits(variance * 0.7),
            b_q48: bits(steepness * variance.sqrt()),
            rho_q48: bits(rho),
            m_q48: bits(0.02 * rho),
            sigma_q48: bits(0.05 + variance),
            issued_ts: posted_ts,
            posted_ts,
        })
    })
}

fn any_option(markets: usize) -> impl Strategy<Value = OptionInput> {
    let kind = prop::sample::select(vec![
        (KindInput::Call, SettlementInput::Underlying),
        (KindInput::Call, SettlementInput::Quote),
        (KindInput::Put, SettlementInput::Quote),
    ]);
    let quantity = prop_oneof![-20 * COIN..-1, 1..20 * COIN];
    (0..markets, kind, 10..30_u64, prop::sample::select(DAYS.to_vec()), quantity).prop_map(
        |(number, (kind, settlement), twentieths, days, quantity_atoms)| {
            let strike_e8 = SPOTS_E8[number] / 20 * twentieths;
            let smaller = quantity_atoms / [1, 100, 10_000][number];
            let quantity_atoms = if smaller == 0 { 1 } else { smaller };
            let known = option(0x31 + 0x10 * number as u8, kind, strike_e8, days, quantity_atoms);
            OptionInput { settlement, ..known }
        },
    )
}
