//! Positions, scaling and ratios.

use super::*;

/// `density * mills`, the kernel's tightest product: too large where both arguments are zero, but not where one is not.
#[test]
fn density_times_mills_fits_but_for_both_at_zero() {
    let (density, ratio) = (TAIL_AND_DENSITY[0][5], MILLS[0][0]);
    assert!(i128::from(density - 1) * i128::from(ratio) < 1 << 63);
    assert!(i128::from(density) * i128::from(ratio - 1) < 1 << 63);
    // One step from zero both are below that, and so they are all the way.
    assert_eq!((tail_and_density(0).unwrap().density, mills(0).unwrap()), (density, ratio));
    for x in random().map(|mut random| random.of_any_size(1, 6 << 35)).chain(1..1_000) {
        assert!(tail_and_density(x).unwrap().density < density, "{x}");
        assert!(mills(x).unwrap() < ratio, "{x}");
    }
}

/// |d1| + |d2| is at least w, so they are not both zero even for the smallest w there is.
#[test]
fn the_least_deviation_is_not_zero() {
    let Deviation { scaled, scale, .. } = Deviation::new(MIN_VOL_E9, time_root(1));
    assert!(scaled >> (1 + scale) > 1 << 15);
}

/// A distance that does not fit with its scale is too far for the largest deviation there is.
#[test]
fn distances_that_do_not_fit_have_no_time_value() {
    for scale in 0..=13 {
        let deviation = Deviation::from_scaled((8 << 35) - 1, scale);
        let most = u64::MAX >> 1 >> scale;
        for distance in [most - 1, most, most + 1, u64::MAX >> 1, u64::MAX].map(|size| Distance::new(size, scale)) {
            let (above, below) = (position::<true>(distance, deviation), position::<false>(distance, deviation));
            assert_eq!((above.value, above.call_delta), (0, ONE_Q40), "{scale}");
            assert_eq!((below.value, below.call_delta), (0, 0), "{scale}");
        }
    }
}

struct Case {
    distance: u64,
    deviation: Deviation,
    is_above: bool,
}

impl Case {
    fn random(random: &mut Random) -> Self {
        let vol_e9 = random.of_any_size(MIN_VOL_E9, MAX_VOL_E9);
        let deviation = Deviation::new(vol_e9, time_root(random.of_any_size(1, MAX_SECONDS_TO_EXPIRY)));
        // Up to eight deviations from the money, in Q48, but for one in sixteen.
        let unit = (deviation.scaled << 13) >> deviation.scale;
        let distance = match random.word() % 16 {
            0 => random.of_any_size(0, 41 << 48),
            _ => ((u128::from(unit) * u128::from(random.within(0, 8 << 32))) >> 32) as u64,
        };
        Self { distance, deviation, is_above: random.word().is_multiple_of(2) }
    }

    fn position(&self) -> Position {
        let distance = Distance::new(self.distance, self.deviation.scale);
        match self.is_above {
            true => position::<true>(distance, self.deviation),
            false => position::<false>(distance, self.deviation),
        }
    }

    fn d1_d2(&self) -> (f64, f64) {
        let w = self.deviation.scaled as f64 / Q35 / 2f64.powi(self.deviation.scale as i32);
        let centre = self.distance as f64 / Q48 / w * if self.is_above { 1.0 } else { -1.0 };
        (centre + w / 2.0, centre - w / 2.0)
    }
}

#[test]
fn position_is_that_of_the_formula() {
    let mut worst = [(); 5].map(|()| Worst::default());
    for (seed, mut random) in random().enumerate() {
        let case = Case::random(&mut random);
        let position = case.position();
        let (d1, d2) = case.d1_d2();
        let strike_over_spot = libm::exp(-(case.distance as f64 / Q48) * if case.is_above { 1.0 } else { -1.0 });
        let (leg, value) = match position.direct {
            Direct::Call => (strike_over_spot * tail(-d2), tail(-d1) - strike_over_spot * tail(-d2)),
            Direct::Put => (strike_over_spot * tail(d2), strike_over_spot * tail(d2) - tail(d1)),
        };
        assert!(position.value >= 0 && position.direct == Direct::Call || case.is_above);
        let at = (seed as u64, case.distance);
        let [of_value, of_delta, of_leg, of_density, of_d1_d2] = &mut worst;
        of_value.see(position.value as f64 / Q40 - value, at);
        of_delta.see(position.call_delta as f64 / Q40 - tail(-d1), at);
        // Without time value neither is computed.
        if position.density > 0 {
            of_leg.see(position.strike_leg as f64 / Q40 - leg, at);
            of_density.see(position.density as f64 / Q33 - density(d1), at);
            let error = (position.d1_d2 as f64 / (1 << 20) as f64 - d1 * d2).abs();
            of_d1_d2.see(error / (d1 * d2).abs().max(1.0), at);
        }
    }
    let bounds = [
        ("value", 4e-10),
        ("call_delta", 6e-11),
        ("strike_leg", 4e-10),
        ("density", 2e-10),
        ("d1_d2, over itself or one", 1.0 / 64.0),
    ];
    worst.iter().zip(bounds).for_each(|(worst, (name, bound))| worst.assert_within(name, bound));
}

/// Beyond the tables of the normal distribution the direct option is worth less than 2e-10 of spot.
#[test]
fn what_is_left_out_is_small() {
    let mut worst = Worst::default();
    for mut random in random() {
        let case = Case::random(&mut random);
        let (d1, d2) = case.d1_d2();
        if d1.abs() >= 6.46875 {
            let position = case.position();
            assert_eq!((position.value, position.density, position.strike_leg), (0, 0, 0));
            let strike_over_spot = libm::exp((d2 * d2 - d1 * d1) / 2.0);
            let value = match case.is_above {
                true => strike_over_spot * tail(d2) - tail(d1),
                false => tail(-d1) - strike_over_spot * tail(-d2),
            };
            worst.see(value, (case.distance, case.deviation.scaled));
        }
    }
    worst.assert_within("time value left out", 2e-10);
}

#[test]
fn scaled_prices_are_low_by_less_than_stated() {
    let check = |price: u64, factor: u64, ratio: u64| {
        let exact = u128::from(price) * u128::from(factor) * u128::from(ratio); // Q40
        let scaled = u128::from(scale(price, factor, ratio as i64)) << 40;
        assert!(scaled <= exact, "{price} {factor} {ratio}");
        assert!(exact - scaled < (u128::from(price) << 16) + (2 << 40), "{price} {factor} {ratio}");
    };
    const LARGEST: u64 = (1 << 44) - 1;
    for mut random in random() {
        let price = random.of_any_size(0, LARGEST);
        check(price, random.of_any_size(1, 100_000), random.of_any_size(0, 1 << 40));
        check(price, 10_000, random.within(0, 1 << 40));
    }
    for price in [0, 1, (1 << 22) - 1, 1 << 22, LARGEST - 1, LARGEST] {
        for factor in [0, 1, 9_999, 10_000, 99_999, 100_000] {
            for ratio in [0, 1, 0xffff, 0x1_0000, (1 << 40) - 1, 1 << 40] {
                check(price, factor, ratio);
            }
        }
    }
}

#[test]
fn ratios_are_rounded_down_to_multiples_of_eight_units() {
    let check = |a: u64, b: u64| {
        let exact = ((u128::from(a) << 37) / u128::from(b)) << 3;
        assert_eq!(u128::from(ratio_q40(a, b)), exact, "{a} {b}");
    };
    const LARGEST: u64 = (1 << 44) - 1;
    for mut random in random() {
        let b = random.of_any_size(1, LARGEST);
        check(random.within(0, 8 * b - 1), b);
        check(random.of_any_size(0, 8 * b - 1), b);
    }
    for b in [1, 2, 3, 1 << 20, LARGEST - 1, LARGEST] {
        [0, 1, b - 1, b, b + 1, 8 * b - 1].into_iter().for_each(|a| check(a, b));
    }
}

#[test]
fn shortened_prices_keep_their_leading_44_bits() {
    for mut random in random() {
        let inputs = OptionInputs {
            spot_e8: random.of_any_size(1, MAX_PRICE_E8),
            strike_e8: random.of_any_size(1, MAX_PRICE_E8),
            seconds_to_expiry: 1,
            vol_e9: MIN_VOL_E9,
        };
        let Shortened { spot, strike, bits } = Shortened::new(&inputs);
        assert_eq!((spot, strike), (inputs.spot_e8 >> bits, inputs.strike_e8 >> bits));
        assert!(spot < 1 << 44, "{inputs:?}");
        assert!(bits == 0 || spot >= 1 << 43, "{inputs:?}: not more than needed");
    }
}
