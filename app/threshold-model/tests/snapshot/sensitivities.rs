//! Sensitivities and scenarios against formulas of their own.

use super::*;

/// Black-Scholes without rates, in floating point, of one option owned on a coin.
struct Reference {
    spot: f64,
    strike: f64,
    vol: f64,
    years: f64,
}

fn density(x: f64) -> f64 {
    (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// Of the normal distribution, by the middles of 100,000 steps.
fn below(x: f64) -> f64 {
    (0..100_000).map(|step| density(x - 10.0 + (f64::from(step) + 0.5) * 1e-4)).sum::<f64>() * 1e-4
}

impl Reference {
    fn d1(&self) -> f64 {
        let deviation = self.vol * self.years.sqrt();
        (self.spot / self.strike).ln() / deviation + deviation / 2.0
    }

    fn call_delta(&self) -> f64 {
        self.spot * below(self.d1())
    }

    fn vega(&self) -> f64 {
        self.spot * self.years.sqrt() * density(self.d1()) * 0.01
    }
}

fn near(found: i64, expected: f64, share: f64) {
    let found = found as f64 / 1e6;
    assert!((found / expected - 1.0).abs() < share, "{found} instead of {expected}");
}

/// Two calls at 105 and a put at 95 owed, 8 days at 80 %.
#[test]
fn sensitivities_have_the_size_and_sign_of_black_scholes() {
    let body = body_of(&straddle());
    let (spot, vol, years) = (100.0, 0.8, 8.0_f64 / 365.0);
    let [call, put] = [105.0, 95.0].map(|strike| Reference { spot, strike, vol, years });
    let densities = 2.0 * density(call.d1()) + density(put.d1());
    let delta = -2.0 * call.call_delta() + spot - put.call_delta();
    near(body.net_delta_atoms, delta, 1e-6);
    near(body.vega_atoms, -2.0 * call.vega() - put.vega(), 0.02);
    near(body.theta_atoms, spot * vol * densities / (2.0 * years.sqrt()) / 365.0, 0.1);
    near(body.gamma_atoms, -spot * densities / (vol * years.sqrt()) / 100.0 + delta / 100.0, 0.05);
    assert_eq!(body.worst_scenario, 14, "the extreme rise");
}

/// Of a kind and expiry the chain's scenarios count no more options owned than owed. What is signed is the value's own change: each option counts in
/// full, so what is owned beyond that adds to the delta what it adds alone.
#[test]
fn options_owned_beyond_those_owed_count_in_full() {
    let owed = option(0x31, KindInput::Put, 95 * USD, 8, -COIN);
    let owned = option(0x31, KindInput::Put, 60 * USD, 8, 40 * COIN);
    let of = |options: &[&OptionInput]| body_of(&input(vec![flat()], options.iter().copied().cloned().collect()));
    let delta = |options: &[&OptionInput]| of(options).net_delta_atoms;
    let [owed_alone, owned_alone, both] = [&[&owed][..], &[&owned], &[&owed, &owned]].map(delta);
    assert!(owed_alone > 0 && owned_alone < 0, "{owed_alone} {owned_alone}");
    assert!((both - owed_alone - owned_alone).abs() <= 1, "{both}");
    let one_of_them = OptionInput { quantity_atoms: COIN, ..owned.clone() };
    assert_ne!(both, delta(&[&owed, &one_of_them]));
}

/// A smile of the chain's integers, and the same formula in floating point at two strikes.
#[test]
fn each_strike_has_the_volatility_of_its_smile() {
    let (a, b, rho, m, sigma) = (0.02, 0.1, -0.4, 0.01, 0.15);
    let (expiry_ts, posted_ts) = (NOW_TS + 40 * DAY, NOW_TS - 3_600);
    let q48 = |number: f64| (number * 2f64.powi(48)) as i64;
    let smile = SmileInput {
        expiry_ts,
        a_q48: q48(a),
        b_q48: q48(b),
        rho_q48: q48(rho),
        m_q48: q48(m),
        sigma_q48: q48(sigma),
        issued_ts: posted_ts,
        posted_ts,
    };
    let (fallback_vol_e9, floor_vol_e9, ceiling_vol_e9) = (900_000_000, 100_000_000, 300_000_000);
    let surface = |smiles| SurfaceInput { fallback_vol_e9, floor_vol_e9, ceiling_vol_e9, smiles };
    let owed = |strike: u64, smiles| {
        let volatility = VolatilityInput::Surface(surface(smiles));
        body_of(&input(
            vec![market(0x31, 100 * USD, 9, volatility)],
            vec![option(0x31, KindInput::Call, strike * USD, 40, -COIN)],
        ))
    };
    let signed_years = (40.0 * DAY as f64 + 3_600.0) / 31_536_000.0;
    for strike in [80_u32, 130] {
        let x = (f64::from(strike) / 100.0).ln() - m;
        let variance: f64 = a + b * (rho * x + (x * x + sigma * sigma).sqrt());
        let vol = (variance / signed_years).sqrt();
        let reference = Reference { spot: 100.0, strike: f64::from(strike), vol, years: 40.0 / 365.0 };
        let body = owed(strike.into(), vec![smile]);
        near(body.net_delta_atoms, -reference.call_delta(), 1e-5);
        near(body.vega_atoms, -reference.vega(), 0.05);
        let without = Reference { vol: 0.9, ..reference };
        near(owed(strike.into(), vec![]).net_delta_atoms, -without.call_delta(), 1e-5);
    }
}

/// A smile that was posted now lasts the day, one that was posted earlier does not: theta is that of the same smile.
#[test]
fn theta_is_of_a_day_in_which_nothing_else_changes() {
    let theta_of = |posted_ts: i64| {
        let mut input = example();
        let VolatilityInput::Surface(surface) = &mut input.markets[0].volatility else { panic!("a surface") };
        surface.smiles.iter_mut().for_each(|smile| smile.posted_ts = posted_ts);
        body_of(&input).theta_atoms
    };
    assert_eq!(theta_of(NOW_TS - 1_795), theta_of(NOW_TS));
}
