//! What a hedge takes away, what it costs, and when it is refused.

mod common;
mod liquidation_common;
mod margin_common;

use common::{cases, exact::*};
use liquidation_common::{bps, e9, DEFAULT, ONE_E9};
use margin_common::*;
use proptest::prelude::*;
use vault_types::{
    liquidation::{FairPrice, Health, Hedge, HedgeError, LiquidationParameters},
    margin::{MarginError, Units},
};

const UNITS: Units = Units { underlying_decimals: 9, quote_decimals: 6 };
const USD_E12: u64 = 1_000_000_000_000;

/// A hundred options on a coin, at so many USD today and with ten points more.
fn hundred(today_usd: u64, with_vega_usd: u64) -> Hedge {
    let price = FairPrice { today_e12: today_usd * USD_E12, with_vega_e12: with_vega_usd * USD_E12 };
    Hedge { owed_atoms: 100 * COIN, price, units: UNITS }
}

/// 1,000 USD may lose 200 USD by ten points of volatility; this one loses so many.
fn losing(usd: u64) -> Health {
    Health { counted_atoms: 1_000 * DOLLAR, vega_loss_atoms: usd * DOLLAR, ..Health::default() }
}

/// After taking so many options and paying for them.
fn after(health: &Health, hedge: &Hedge, quantity: u64, paid: u64) -> Health {
    let lost = exact(hedge.price.vega_e12()) * exact(quantity) * ratio(1, 10_u64.pow(15));
    Health {
        counted_atoms: health.counted_atoms.saturating_sub(paid),
        vega_loss_atoms: health.vega_loss_atoms - floor(&lost).unwrap().min(health.vega_loss_atoms),
        ..*health
    }
}

fn excess(health: &Health) -> u64 {
    let limit = floor(&(exact(health.counted_atoms) * bps(DEFAULT.vega_limit_bps))).unwrap();
    health.vega_loss_atoms.saturating_sub(limit)
}

proptest! {
    #![proptest_config(cases(1_000))]

    /// As many as may be taken end the excess that there was, and no more than that takes.
    #[test]
    fn as_many_may_be_taken_as_end_the_excess(
        owed_atoms in 1..1_u64 << 40, today_e12 in 1..1_u64 << 50, vega_e12 in 1..1_u64 << 47,
        counted in 0..1_u64 << 40, others in 0..1_u64 << 37,
    ) {
        let price = FairPrice { today_e12, with_vega_e12: today_e12 + vega_e12 };
        let hedge = Hedge { owed_atoms, price, units: UNITS };
        // In atoms of the quote for an atom of the coin: prices times 10^12, nine decimals and six.
        let of_one = ratio(vega_e12, 10_u64.pow(15));
        let vega_loss = &of_one * exact(owed_atoms) + exact(others);
        let health = Health { counted_atoms: counted, vega_loss_atoms: ceil(&vega_loss).unwrap(), ..Health::default() };
        let most = hedge.most_atoms(&health, &DEFAULT).unwrap();
        prop_assert!(most <= owed_atoms);
        if floor(&(&of_one * exact(owed_atoms))) == Some(0) {
            prop_assert_eq!(most, 0, "it would take nothing away");
        } else if most < owed_atoms {
            let too_much = vega_loss - exact(counted) * bps(DEFAULT.vega_limit_bps);
            prop_assert!(&too_much - &of_one * exact(most) <= exact(0), "it is gone");
            // Loss, limit and what all of them lose are whole atoms.
            let slack = exact(4) / &of_one + exact(1);
            let is_large = &of_one * exact(owed_atoms) >= exact(4);
            prop_assert!(!is_large || exact(most) <= too_much.max(exact(0)) / &of_one + slack);
        }
        let too_much = hedge.price_atoms(most + 1, &health, &DEFAULT, 0);
        prop_assert_eq!(too_much, Err(if most < owed_atoms { HedgeError::TooMuch } else { HedgeError::NotOwed }));
    }

    /// The model's price and a part of the vega, and never for nothing: whoever is paid has brought the account nearer to its limit.
    #[test]
    fn what_is_paid_is_the_exact_price_and_brings_the_account_nearer_to_its_limit(
        owed_atoms in 1..1_u64 << 40, (today_e12, vega_e12) in (0..1_u64 << 48, 1..1_u64 << 48),
        counted in 0..1_u64 << 42, beyond in 1..1_u64 << 38, part_e9 in 0..=ONE_E9, quantity in 0..=1_000_u64,
    ) {
        let price = FairPrice { today_e12, with_vega_e12: today_e12 + vega_e12 };
        let hedge = Hedge { owed_atoms, price, units: UNITS };
        let limit = floor(&(exact(counted) * bps(DEFAULT.vega_limit_bps))).unwrap();
        let health = Health { counted_atoms: counted, vega_loss_atoms: limit + beyond, ..Health::default() };
        prop_assert_eq!(health.vega_excess_atoms(&DEFAULT), beyond);
        let quantity = (u128::from(hedge.most_atoms(&health, &DEFAULT).unwrap()) * u128::from(quantity) / 1_000) as u64;
        let above_e12 = floor(&(exact(vega_e12) * e9(part_e9).min(bps(DEFAULT.hedge_most_bps)))).unwrap();
        let expected = floor(&(exact(today_e12 + above_e12) * exact(quantity) * ratio(1, 10_u64.pow(15)))).unwrap();
        let helps = excess(&after(&health, &hedge, quantity, expected)) < beyond;
        let outcome = hedge.price_atoms(quantity, &health, &DEFAULT, part_e9);
        prop_assert_eq!(outcome, if helps { Ok(expected) } else { Err(HedgeError::NoHelp) });
        // What it costs above the model is at most half of what ten points would have cost, and an atom.
        let vega_atoms = exact(vega_e12) * exact(quantity) * ratio(1, 10_u64.pow(15));
        let model_atoms = exact(today_e12) * exact(quantity) * ratio(1, 10_u64.pow(15));
        prop_assert!(exact(expected) <= model_atoms + vega_atoms * ratio(1, 2));
    }
}

/// Options at 1 USD that gain 2 USD with ten points: each lowers the loss by 2 USD, and the limit by a fifth of its price.
#[test]
fn as_many_are_taken_as_bring_the_account_back_and_no_more() {
    let hedge = hundred(1, 3);
    let most = [0, 200, 220, 400, 500].map(|usd| hedge.most_atoms(&losing(usd), &DEFAULT));
    assert_eq!(most, [0, 0, 10, 100, 100].map(|coins| Ok(coins * COIN)));
    let price = |coins: u64, part_e9: u64| hedge.price_atoms(coins * COIN, &losing(220), &DEFAULT, part_e9);
    assert_eq!([price(10, 0), price(10, 250_000_000)], [Ok(10 * DOLLAR), Ok(15 * DOLLAR)]);
    assert_eq!([price(10, 500_000_000), price(10, u64::MAX)], [Ok(20 * DOLLAR); 2], "capped");
    assert_eq!([price(11, 0), price(101, 0)], [Err(HedgeError::TooMuch), Err(HedgeError::NotOwed)]);
    // An atom of the quote too much is a third of a thousand atoms of an option that gains three.
    let an_atom = Health { vega_loss_atoms: 200 * DOLLAR + 1, ..losing(0) };
    let steep = Hedge { owed_atoms: COIN, ..hundred(10, 13) };
    assert_eq!(steep.most_atoms(&an_atom, &DEFAULT), Ok(334), "rounded up");
    let wide = LiquidationParameters { vega_limit_bps: 10_000, ..DEFAULT };
    assert_eq!(hedge.most_atoms(&losing(1_000), &wide), Ok(0));
    let units = Units { underlying_decimals: 13, quote_decimals: 6 };
    let refused = Hedge { units, ..hedge }.most_atoms(&losing(220), &DEFAULT);
    assert_eq!(refused, Err(HedgeError::Margin(MarginError::Decimals)));
}

/// A million of collateral may lose 200,000 and loses 210,000. Of it a dollar is that of a thousand calls deep in the money, at 500 each. Whoever took
/// those would be paid 500,000, and afterwards the account would be further beyond its limit than before.
#[test]
fn options_that_cost_more_than_they_take_away_are_refused() {
    let price = FairPrice { today_e12: 500_000_000_000_000, with_vega_e12: 500_001_000_000_000 };
    let hedge = Hedge { owed_atoms: 1_000 * COIN, price, units: UNITS };
    let before = Health { counted_atoms: 1_000_000 * DOLLAR, vega_loss_atoms: 210_000 * DOLLAR, ..Health::default() };
    let most = hedge.most_atoms(&before, &DEFAULT).unwrap();
    assert_eq!(most, 1_000 * COIN);
    for (quantity, part_e9) in [(most, 0), (most, DEFAULT.hedge_e9(u64::MAX)), (COIN, 0), (1_000, ONE_E9)] {
        assert_eq!(hedge.price_atoms(quantity, &before, &DEFAULT, part_e9), Err(HedgeError::NoHelp));
    }
    // Even so many would have cost half of their vega above the model, and not a part of their price: half a dollar.
    let cheap = Hedge { price: FairPrice { today_e12: 0, with_vega_e12: 1_000_000_000 }, ..hedge };
    assert_eq!(cheap.price_atoms(most, &before, &DEFAULT, u64::MAX), Ok(DOLLAR / 2));
}

/// A price of five times the vega lowers the limit of a fifth by all that it takes away.
#[test]
fn a_hedge_helps_while_it_costs_less_than_five_times_its_vega() {
    let price = |today_usd: u64, part_e9: u64| {
        hundred(today_usd, today_usd + 2).price_atoms(10 * COIN, &losing(220), &DEFAULT, part_e9)
    };
    assert_eq!([price(9, 0), price(9, 499_000_000)], [Ok(90 * DOLLAR), Ok(99_980_000)]);
    assert_eq!([price(9, 500_000_000), price(10, 0)], [Err(HedgeError::NoHelp); 2]);
    assert_eq!(hundred(1, 3).price_atoms(0, &losing(220), &DEFAULT, 0), Err(HedgeError::NoHelp), "nothing is taken");
    assert_eq!(hundred(1, 1).price_atoms(1, &losing(220), &DEFAULT, 0), Err(HedgeError::TooMuch), "they have no vega");
}
