//! What options cost and pay: premium and payoff.

mod common;

use bytemuck::Zeroable;
use common::{exact::*, *};
use options_math::Prices;
use proptest::prelude::*;
use vault_types::{
    payoff::{payoff_from_writer, payoff_to_holder},
    premium::{ask_atoms, ask_multiplier_bps, premium_atoms, ModelPrice, OptionTerms},
    state::{OptionKind, PremiumAuction},
    LedgerError,
};

const CALL: OptionKind = OptionKind::CALL;
const PUT: OptionKind = OptionKind::PUT;

/// What the model would say about an option of this value.
fn model(kind: OptionKind, spot_e8: u64, option_e12: u64) -> ModelPrice {
    let prices = Prices { call_e12: option_e12, put_e12: option_e12, call_delta: Default::default() };
    ModelPrice::new(kind, spot_e8, &prices).unwrap()
}

fn auction(start_ts: i64, end_ts: i64, start_premium_bps: u16, end_discount_bps: u16) -> PremiumAuction {
    PremiumAuction { start_ts, end_ts, start_premium_bps, end_discount_bps, ..PremiumAuction::zeroed() }
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn payoffs_of_calls_are_the_formula(quantity in magnitude(), strike in magnitude(), price in magnitude()) {
        let holder = payoff_to_holder(CALL, quantity, strike, price);
        let writer = payoff_from_writer(CALL, quantity, strike, price);
        if price == 0 {
            prop_assert_eq!((holder, writer), (Err(LedgerError::Overflow), Err(LedgerError::Overflow)));
            return Ok(());
        }
        let formula = exact(quantity) * ratio(price.saturating_sub(strike), price);
        prop_assert_eq!(Ok(floor(&formula).unwrap()), holder);
        prop_assert_eq!(Ok(ceil(&formula).unwrap()), writer);
        prop_assert!(writer.unwrap() <= quantity, "one atom of underlying covers one atom of option");
        prop_assert!(strike == 0 || quantity == 0 || holder.unwrap() < quantity);
    }

    #[test]
    fn payoffs_of_puts_are_the_formula(quantity in magnitude(), strike in magnitude(), price in magnitude()) {
        let holder = payoff_to_holder(PUT, quantity, strike, price);
        let writer = payoff_from_writer(PUT, quantity, strike, price);
        if strike == 0 {
            prop_assert_eq!((holder, writer), (Err(LedgerError::Overflow), Err(LedgerError::Overflow)));
            return Ok(());
        }
        let formula = exact(quantity) * ratio(strike.saturating_sub(price), strike);
        prop_assert_eq!(Ok(floor(&formula).unwrap()), holder);
        prop_assert_eq!(Ok(ceil(&formula).unwrap()), writer);
        prop_assert!(writer.unwrap() <= quantity, "one atom of the quote covers one atom of option");
        prop_assert!(price == 0 || quantity == 0 || holder.unwrap() < quantity);
    }

    /// However many writers and holders there are, what is paid in covers what is paid out.
    #[test]
    fn the_pool_covers_any_split(
        writers in prop::collection::vec(0..1u64 << 58, 1..20),
        cuts in prop::collection::vec(any::<u64>(), 0..20),
        strike in 1u64..,
        price in 1u64..,
        is_put: bool,
    ) {
        let kind = if is_put { PUT } else { CALL };
        let paid_in: u64 = writers.iter().map(|&sold| payoff_from_writer(kind, sold, strike, price).unwrap()).sum();
        let mut left: u64 = writers.iter().sum();
        let mut paid_out = 0;
        for cut in cuts {
            let quantity = cut % (left + 1);
            left -= quantity;
            paid_out += payoff_to_holder(kind, quantity, strike, price).unwrap();
        }
        paid_out += payoff_to_holder(kind, left, strike, price).unwrap();
        prop_assert!(paid_out <= paid_in);
    }

    #[test]
    fn payoff_rises_with_the_price(quantity in magnitude(), strike in magnitude(), a in 1u64.., b in 1u64..) {
        let at = |price| payoff_to_holder(CALL, quantity, strike, price).unwrap();
        prop_assert!(at(a.min(b)) <= at(a.max(b)));
    }

    /// From `10,000 + premium` to `10,000 - discount`, never rising, never below the straight line.
    #[test]
    fn the_ask_falls_in_a_straight_line(
        start_ts in -1_000_000i64..2_000_000_000,
        secs in 1i64..3 * 86_400,
        premium in 0u16..=10_000,
        discount in 0u16..=5_000,
        a in 0i64..3 * 86_400,
        b in 0i64..3 * 86_400,
    ) {
        let auction = auction(start_ts, start_ts + secs, premium, discount);
        let ask = |at| ask_multiplier_bps(&auction, start_ts + at).unwrap();
        prop_assert_eq!(ask(0), 10_000 + u64::from(premium));
        prop_assert_eq!(ask(-1), ask(0));
        prop_assert_eq!(ask(secs), 10_000 - u64::from(discount));
        prop_assert_eq!(ask(secs + 1), ask(secs));
        prop_assert!(ask(a.max(b)) <= ask(a.min(b)));
        let line = exact(10_000 - u64::from(discount))
            + ratio((u64::from(premium) + u64::from(discount)) as i64 * (secs - a).max(0), secs);
        prop_assert_eq!(ceil(&line).unwrap(), ask(a));
    }

    /// A bid leaves the others at least the extension to answer, as long as the auction is not twice its length.
    #[test]
    fn bids_extend_the_auction(
        secs in 1i64..3 * 86_400,
        extension_secs in 0u16..=3_600,
        bids in prop::collection::vec(0i64..7 * 86_400, 1..20),
    ) {
        let mut auction = PremiumAuction { extension_secs, close_ts: secs, ..auction(0, secs, 0, 0) };
        for now_ts in bids {
            let before_ts = auction.close_ts;
            if now_ts >= before_ts {
                continue;
            }
            auction.close_ts = auction.close_after_bid_ts(now_ts);
            prop_assert!(auction.close_ts >= before_ts && auction.invariant());
            let left_secs = auction.close_ts - now_ts;
            prop_assert!(left_secs >= i64::from(extension_secs) || auction.close_ts == 2 * secs);
            prop_assert!(auction.close_ts == before_ts || left_secs <= i64::from(extension_secs));
        }
    }

    /// `ceil(ceil(quantity * (model + error) / unit) * multiplier)`, at least one atom; the unit is spot for calls, the strike for puts.
    #[test]
    fn premiums_are_the_formula(
        quantity in magnitude(),
        (spot_e8, strike_e8) in (1..1u64 << 49, 1..1u64 << 49),
        part in 0..=1u64 << 20,
        multiplier in 0u64..=20_000,
        is_put: bool,
    ) {
        let kind = if is_put { PUT } else { CALL };
        let unit_e8 = if is_put { strike_e8 } else { spot_e8 };
        let option_e12 = (unit_e8 >> 20).max(1) * 10_000 / 2 * part;
        let model_error_e12 = spot_e8.div_ceil(100_000) + 2;
        let at_model = ceil(&(exact(quantity) * ratio(option_e12 + model_error_e12, unit_e8 * 10_000)));
        let asked = at_model.and_then(|atoms| ceil(&(exact(atoms) * ratio(multiplier, 10_000))));
        let expected = asked.map(|atoms| atoms.max(1)).ok_or(LedgerError::Overflow);
        let option = OptionTerms { kind, strike_e8, expiry_ts: 0 };
        prop_assert_eq!(premium_atoms(&option, quantity, &model(kind, spot_e8, option_e12), multiplier), expected);
    }

    /// Later, with the same spot, is never dearer; and buying in parts is never cheaper.
    #[test]
    fn premium_falls_with_time_and_not_by_splitting(
        quantity in 1u64..1 << 60,
        part in 1u64..1 << 60,
        option_e12 in 0..=150 * USD * 10_000,
        a in 0i64..=3_600,
        b in 0i64..=3_600,
        is_put: bool,
    ) {
        let kind = if is_put { PUT } else { CALL };
        let option = OptionTerms { kind, strike_e8: 150 * USD, expiry_ts: 0 };
        let auction = auction(0, 3_600, 2_000, 1_000);
        let cost = |quantity, at| {
            let model = model(kind, 150 * USD, option_e12);
            premium_atoms(&option, quantity, &model, ask_multiplier_bps(&auction, at).unwrap()).unwrap()
        };
        prop_assert!(1 <= cost(quantity, a.max(b)) && cost(quantity, a.max(b)) <= cost(quantity, a.min(b)));
        let part = part % quantity;
        if part > 0 {
            prop_assert!(cost(part, a) + cost(quantity - part, a) >= cost(quantity, a));
        }
    }

    #[test]
    fn no_input_panics(
        (start_ts, end_ts, now_ts) in any::<(i64, i64, i64)>(),
        (premium, discount) in any::<(u16, u16)>(),
        (quantity, multiplier, spot_e8, option_e12) in any::<(u64, u64, u64, u64)>(),
    ) {
        let ask = ask_multiplier_bps(&auction(start_ts, end_ts, premium, discount), now_ts).unwrap();
        prop_assert!(ask <= 10_000 + u64::from(premium) && ask >= 10_000u64.saturating_sub(discount.into()));
        for kind in [CALL, PUT] {
            let option = OptionTerms { kind, strike_e8: spot_e8, expiry_ts: 0 };
            let premium = premium_atoms(&option, quantity, &model(kind, spot_e8, option_e12), multiplier);
            prop_assert!(premium.is_err() || premium.unwrap() > 0);
            let nothing = OptionTerms { strike_e8: 0, ..option };
            let at_no_price = premium_atoms(&nothing, quantity, &model(kind, 0, option_e12), multiplier);
            prop_assert_eq!(at_no_price, Err(LedgerError::Overflow));
        }
    }
}

#[test]
fn the_ends_of_time() {
    let auction = auction(i64::MIN, i64::MAX, 2_000, 1_000);
    assert_eq!(ask_multiplier_bps(&auction, i64::MIN), Ok(12_000));
    assert_eq!(ask_multiplier_bps(&auction, i64::MAX), Ok(9_000));
}

/// An auction without length sells at its lowest price, it does not divide by zero.
#[test]
fn an_auction_without_length() {
    for now_ts in [i64::MIN, 4, 5, 6, i64::MAX] {
        assert_eq!(ask_multiplier_bps(&auction(5, 5, 2_000, 1_000), now_ts), Ok(9_000));
        assert_eq!(ask_multiplier_bps(&auction(6, 5, 2_000, 1_000), now_ts), Ok(9_000));
    }
}

/// The model's price with its discount, or what exercising would pay, whichever is more.
#[test]
fn the_ask_is_never_below_the_payoff() {
    let option = OptionTerms { kind: CALL, strike_e8: 100 * USD, expiry_ts: 0 };
    let ask = |spot_e8, per_mille: u64| {
        ask_atoms(&option, COIN, &model(CALL, spot_e8, spot_e8 * 10 * per_mille), 5_000).unwrap()
    };
    assert_eq!(ask(125 * USD, 250), COIN / 5, "half the model is 0.125, the payoff 0.2");
    // 0.25 * 10^9 atoms, and half of a billionth for the model's error, rounded up twice.
    assert_eq!(ask(125 * USD, 500), COIN / 4 + 1, "half the model is more than the payoff");
    assert_eq!(ask(100 * USD, 0), 1, "never for nothing");
}

/// A kind that does not exist is refused, it does not pay like a call.
#[test]
fn an_unknown_kind_pays_nothing() {
    let unknown: OptionKind = bytemuck::cast(2u8);
    assert_eq!(payoff_to_holder(unknown, COIN, USD, 2 * USD), Err(LedgerError::BrokenInvariant));
    assert_eq!(payoff_from_writer(unknown, COIN, USD, 2 * USD), Err(LedgerError::BrokenInvariant));
}
