//! What options are worth where they are sold, in prices and in atoms, and what is left of a signed threshold.

mod common;
mod liquidation_common;
mod margin_common;
mod margin_risk_common;

use bytemuck::Zeroable;
use common::{cases, exact::*};
use liquidation_common::{e9, ONE_E9};
use margin_common::*;
use margin_risk_common::*;
use options_math::{
    price, MathError, OptionInputs, OptionType, Prices, SviSlice, MAX_PRICE_E8, MAX_QUANTITY, MAX_VOL_E9, MIN_VOL_E9,
};
use proptest::prelude::*;
use vault_types::{
    liquidation::{FairAtoms, FairPrice, FairValue},
    margin::{ExpirySmile, Holding, MarginError, MarketInputs, Requirement, Units, MAX_POSITIONS},
    surface::flat,
    threshold::{Source, StoredThreshold, ThresholdParameters},
    LedgerError,
};

const TEN_POINTS_E9: u64 = 100_000_000;

/// What the model says of an option on a coin at 100 USD.
fn priced(holding: &Holding, vol_e9: u64) -> u64 {
    let seconds_to_expiry = (holding.expiry_ts - NOW).clamp(0, 2 * 365 * DAY).unsigned_abs();
    let vol_e9 = vol_e9.clamp(MIN_VOL_E9, MAX_VOL_E9);
    let inputs = OptionInputs { spot_e8: SPOT_E8, strike_e8: holding.strike_e8, seconds_to_expiry, vol_e9 };
    let Prices { call_e12, put_e12, .. } = price(&inputs).unwrap();
    if holding.option_type == OptionType::Call {
        call_e12
    } else {
        put_e12
    }
}

/// The smile's volatility, or the fallback: no floor, but the ceiling.
fn vol_e9(holding: &Holding, market: &MarketInputs<'_>) -> u64 {
    let of_expiry = market.smiles.iter().find(|smile| smile.expiry_ts == holding.expiry_ts);
    let signed = of_expiry.and_then(|of_expiry| of_expiry.smile).map(|smile| {
        // The smiles here leave the range in which there are prices only upwards.
        smile.vol_e9(market.spot_e8, holding.strike_e8).unwrap_or(MAX_VOL_E9)
    });
    signed.unwrap_or(market.fallback_vol_e9).min(market.ceiling_vol_e9)
}

/// Of every size, up to far more than all the money there is.
fn any_value() -> impl Strategy<Value = i128> {
    (any::<i128>(), 1..127_u32).prop_map(|(value, shift)| value >> shift)
}

/// Exactly, when it fits in atoms of either sign.
fn whole(value: &num_rational::BigRational) -> Option<i64> {
    i64::try_from(value.floor().to_integer()).ok().filter(|atoms| *atoms > i64::MIN)
}

fn holdings(positions: &[(vault_types::margin::Contract, i64)]) -> Vec<Holding> {
    account_with(positions).options.iter().filter_map(|held| held.holding()).collect()
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn options_are_worth_what_the_model_says_at_the_markets_own_volatility(
        positions in any_positions(24), scene in any_scene(),
    ) {
        let (market, holdings) = (scene.inputs(), holdings(&positions));
        let mut expected = FairValue::default();
        for holding in &holdings {
            let vol_e9 = vol_e9(holding, &market);
            let fair = market.fair_price(holding).unwrap();
            prop_assert_eq!(fair.today_e12, priced(holding, vol_e9));
            prop_assert_eq!(fair.with_vega_e12, priced(holding, vol_e9 + TEN_POINTS_E9).max(fair.today_e12));
            prop_assert_eq!(fair.vega_e12(), fair.with_vega_e12 - fair.today_e12);
            expected.today += i128::from(fair.today_e12) * i128::from(holding.quantity);
            expected.gain_by_vega += i128::from(fair.vega_e12()) * i128::from(holding.quantity);
        }
        prop_assert_eq!(FairValue::of(&holdings, &market), Ok(expected));
        // Whoever owns gains by volatility, whoever owes loses.
        let turned: Vec<_> = holdings.iter().map(|held| Holding { quantity: -held.quantity, ..*held }).collect();
        prop_assert_eq!(FairValue::of(&turned, &market).map(|value| -value.gain_by_vega), Ok(expected.gain_by_vega));
        for holding in &holdings {
            let gain = FairValue::of(&[*holding], &market).unwrap().gain_by_vega;
            prop_assert!(gain == 0 || (gain > 0) == (holding.quantity > 0));
        }
    }

    /// A value has twelve decimals and those of the underlying; of a quote that has more than it less four, the last ones are zero.
    #[test]
    fn values_in_atoms_are_the_exact_ones_rounded_down(
        today in any_value(), gain_by_vega in any_value(), underlying_decimals in 0..=12_u8, quote_decimals in 0..=12_u8,
    ) {
        let units = Units { underlying_decimals, quote_decimals };
        let atoms = |value: i128| {
            let power = |decimals: u8| exact(10).pow(i32::from(decimals));
            let exact_atoms = exact(value) / power(12 + underlying_decimals) * power(quote_decimals);
            let e8 = exact(value.div_euclid(10_000)) / power(8 + underlying_decimals) * power(quote_decimals);
            let is_coarse = quote_decimals > underlying_decimals + 8;
            whole(if is_coarse { &e8 } else { &exact_atoms })
        };
        let expected = atoms(today).zip(atoms(gain_by_vega)).map(|(today, gain_by_vega)| FairAtoms { today, gain_by_vega });
        let outcome = FairValue { today, gain_by_vega }.in_atoms(&units);
        prop_assert_eq!(outcome, expected.ok_or(MarginError::Ledger(LedgerError::Overflow)));
    }

    /// What is looked at in parts is never taken for better than as a whole.
    #[test]
    fn the_sum_of_two_is_exact_or_refused(a: (i64, i64), b: (i64, i64), today in -1_i128 << 90..1 << 90, more in -1_i128 << 90..1 << 90) {
        let of = |(today, gain_by_vega): (i64, i64)| FairAtoms { today, gain_by_vega };
        let sum = a.0.checked_add(b.0).zip(a.1.checked_add(b.1)).map(of);
        prop_assert_eq!(of(a).plus(&of(b)), sum.ok_or(LedgerError::Overflow));
        let [first, second, both] = [today, more, today + more]
            .map(|today| FairValue { today, gain_by_vega: -today }.in_atoms(&UNITS).unwrap());
        let parts = first.plus(&second).unwrap();
        prop_assert!([both.today - parts.today, both.gain_by_vega - parts.gain_by_vega].iter().all(|off| [0, 1].contains(off)));
    }

    #[test]
    fn a_part_of_a_threshold_is_never_below_its_part(
        mut levels in prop::array::uniform3(common::magnitude()), kept_e9 in 0..=ONE_E9, position_seq in any::<u64>(),
        (net_delta_atoms, vega_atoms) in (-i64::MAX..=i64::MAX, -i64::MAX..=i64::MAX),
    ) {
        levels.sort_unstable();
        let [liquidation_threshold_atoms, maintenance_margin_atoms, initial_margin_atoms] = levels;
        let signed = StoredThreshold {
            initial_margin_atoms, maintenance_margin_atoms, liquidation_threshold_atoms, net_delta_atoms, vega_atoms,
            ..signed_at(1_000)
        };
        let part = signed.scaled(kept_e9, position_seq);
        let kept = |atoms: u64| ceil(&(exact(atoms) * e9(kept_e9))).unwrap();
        // Away from zero, whichever side of it they are on.
        let sensitivity = |atoms: i64| kept(atoms.unsigned_abs()).cast_signed() * atoms.signum();
        let expected = StoredThreshold {
            net_delta_atoms: sensitivity(net_delta_atoms),
            vega_atoms: sensitivity(vega_atoms),
            initial_margin_atoms: kept(initial_margin_atoms),
            maintenance_margin_atoms: kept(maintenance_margin_atoms),
            liquidation_threshold_atoms: kept(liquidation_threshold_atoms),
            position_seq,
            ..signed
        };
        prop_assert_eq!(part, expected);
        prop_assert!(part.invariant());
        prop_assert_eq!(signed.scaled(ONE_E9 + kept_e9, signed.position_seq), signed, "never more than all");
    }
}

/// A call at 150 on a coin at 100, in a week.
fn call(quantity: i64) -> Holding {
    Holding { option_type: OptionType::Call, strike_e8: 150 * USD, expiry_ts: NOW + 7 * DAY, quantity }
}

/// A third of a call, and two thirds of an atom.
#[test]
fn a_part_of_a_threshold_has_a_part_of_its_sensitivities() {
    let signed = StoredThreshold { net_delta_atoms: -9, vega_atoms: 2, ..signed_at(0) };
    let part = signed.scaled(ONE_E9 / 3, 8);
    assert_eq!((part.net_delta_atoms, part.vega_atoms), (-3, 1));
    let nothing = signed.scaled(0, 8);
    assert_eq!((nothing.net_delta_atoms, nothing.vega_atoms), (0, 0));
    let lowest = StoredThreshold { net_delta_atoms: i64::MIN, ..signed }.scaled(ONE_E9, 8);
    assert_eq!(lowest.net_delta_atoms, i64::MIN, "no panic");
}

/// Whatever was signed, and where nobody signs the fallback: accounts must not be worth less than nothing by it. The ten points come on top.
#[test]
fn no_volatility_is_above_the_ceiling() {
    let at = |fallback_vol_e9: u64, ceiling_vol_e9: u64| {
        let scene = Scene { fallback_vol_e9, ceiling_vol_e9, ..Scene::flat(0) };
        let fair = scene.inputs().fair_price(&call(-1)).unwrap();
        [fair.today_e12, fair.with_vega_e12]
    };
    let expected = |tenths: u64| [tenths, tenths + 1].map(|tenths| priced(&call(-1), tenths * TEN_POINTS_E9));
    assert_eq!(at(800_000_000, 799_999_999), at(799_999_999, u64::MAX));
    assert_eq!(at(800_000_000, 800_000_000), expected(8));
    assert_eq!(at(3_000_000_000, 800_000_000), expected(8));
    let secs = (call(-1).expiry_ts - NOW).unsigned_abs();
    let smile = SviSlice::new(flat(2_000_000_000, secs), secs).ok();
    let smiles = vec![ExpirySmile { expiry_ts: call(-1).expiry_ts, smile }];
    let signed = Scene { smiles, ceiling_vol_e9: 900_000_000, ..Scene::flat(100_000_000) };
    let fair = signed.inputs().fair_price(&call(-1)).unwrap();
    assert_eq!([fair.today_e12, fair.with_vega_e12], expected(9));
}

/// Nobody signs for an expiry: the fallback stands in, whatever the floor is.
#[test]
fn without_a_smile_the_fallback_is_the_volatility() {
    let scene = Scene { floor_vol_e9: 3_000_000_000, ..Scene::flat(800_000_000) };
    let fair = scene.inputs().fair_price(&call(1)).unwrap();
    assert_eq!([fair.today_e12, fair.with_vega_e12], [8, 9].map(|tenths| priced(&call(1), tenths * TEN_POINTS_E9)));
    assert!(fair.vega_e12() > 0);
    let highest = Scene::flat(MAX_VOL_E9).inputs().fair_price(&call(1)).unwrap();
    assert_eq!(highest.vega_e12(), 0, "no volatility is higher");
    assert!(
        Scene::flat(u64::MAX).inputs().fair_price(&call(1)).is_ok()
            && Scene::flat(0).inputs().fair_price(&call(1)).is_ok()
    );
}

#[test]
fn expired_options_are_worth_what_they_pay_at_the_spot() {
    let scene = Scene::flat(800_000_000);
    for (option_type, strike_usd, worth_usd) in
        [(OptionType::Call, 60, 40), (OptionType::Put, 60, 0), (OptionType::Put, 130, 30), (OptionType::Call, 130, 0)]
    {
        for expiry_ts in [NOW, NOW - 1, i64::MIN] {
            let holding = Holding { option_type, strike_e8: strike_usd * USD, expiry_ts, quantity: -1 };
            let worth_e12 = worth_usd * 1_000_000_000_000;
            let expected = FairPrice { today_e12: worth_e12, with_vega_e12: worth_e12 };
            assert_eq!(scene.inputs().fair_price(&holding), Ok(expected));
        }
    }
}

#[test]
fn what_has_no_price_is_refused() {
    let scene = Scene::flat(800_000_000);
    let market = scene.inputs();
    assert_eq!(market.fair_price(&call(MAX_QUANTITY + 1)), Err(MarginError::Quantity));
    assert!([MAX_QUANTITY, -MAX_QUANTITY].iter().all(|quantity| market.fair_price(&call(*quantity)).is_ok()));
    assert_eq!(market.fair_price(&call(i64::MIN)), Err(MarginError::Quantity));
    assert_eq!(FairValue::of(&[call(1); MAX_POSITIONS + 1], &market), Err(MarginError::TooManyPositions));
    for spot_e8 in [0, MAX_PRICE_E8 + 1, u64::MAX] {
        let outcome = MarketInputs { spot_e8, ..market }.fair_price(&call(1));
        assert_eq!(outcome, Err(MarginError::Math(MathError::Spot)));
    }
    // The largest of everything fits.
    let largest = MarketInputs { spot_e8: MAX_PRICE_E8, ..market };
    let all = FairValue::of(&[Holding { strike_e8: 0, ..call(MAX_QUANTITY) }; MAX_POSITIONS], &largest).unwrap();
    assert_eq!(all.today, 24 * i128::from(MAX_PRICE_E8) * 10_000 * i128::from(MAX_QUANTITY));
}

/// A third of an atom owed is an atom owed, and one owned is none.
#[test]
fn less_than_an_atom_is_rounded_down_whatever_its_sign() {
    let third = 10_i128.pow(15) / 3;
    let atoms = |today: i128, gain_by_vega: i128| FairValue { today, gain_by_vega }.in_atoms(&UNITS);
    assert_eq!(atoms(third, -third), Ok(FairAtoms { today: 0, gain_by_vega: -1 }));
    assert_eq!(atoms(-1, 0), Ok(FairAtoms { today: -1, gain_by_vega: 0 }));
    let thirteen = Units { underlying_decimals: 13, quote_decimals: 6 };
    assert_eq!(FairValue::default().in_atoms(&thirteen), Err(MarginError::Decimals));
}

/// Good for 900 seconds by age, and by its message until 5,000.
fn signed_at(issued_ts: i64) -> StoredThreshold {
    let none = StoredThreshold::zeroed();
    let levels = Requirement::flat(10);
    let Requirement { initial_atoms, maintenance_atoms, liquidation_atoms } = levels;
    StoredThreshold {
        initial_margin_atoms: initial_atoms,
        maintenance_margin_atoms: maintenance_atoms,
        liquidation_threshold_atoms: liquidation_atoms,
        issued_ts,
        expires_ts: 5_000,
        accepted_ts: issued_ts,
        sequence: 3,
        generation: 2,
        position_seq: 7,
        source: Source::SIGNED,
        ..none
    }
}

#[test]
fn an_account_is_forsaken_so_long_after_its_threshold_became_too_old() {
    let parameters = ThresholdParameters { max_age_secs: 900, ..ThresholdParameters::DEFAULT };
    let is_forsaken = |issued_ts: i64, now_ts: i64| signed_at(issued_ts).is_forsaken(&parameters, 3_600, now_ts);
    assert_eq!([1_900, 5_500, 5_501].map(|now_ts| is_forsaken(1_000, now_ts)), [false, false, true]);
    assert_eq!([8_600, 8_601].map(|now_ts| is_forsaken(4_500, now_ts)), [false, true], "its message ended earlier");
    assert_eq!([i64::MIN, i64::MAX].map(|now_ts| is_forsaken(i64::MAX, now_ts)), [false, true]);
    let endless = StoredThreshold { issued_ts: i64::MAX, expires_ts: i64::MAX, ..signed_at(0) };
    assert!(!endless.is_forsaken(&parameters, u32::MAX, i64::MAX), "no panic");
}
