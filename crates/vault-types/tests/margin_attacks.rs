//! Attacks on the scenario margin, and what holds against each. An account that has just met a level, at the larger of the scenarios and the
//! standard margin with half of its buffers, must be worth something after a day in which spot moves by no more than the scanned range.

mod common;
mod margin_common;
mod margin_risk_common;

use margin_common::*;
use margin_risk_common::*;
use options_math::{price, OptionInputs, OptionType, SviSlice};
use vault_types::{
    margin::{Contract, ExpirySmile, Holding, Requirement, RiskParameters},
    state::{MarginAccount, VolSurface},
    surface::{flat, SurfaceError},
};

const COINS: i64 = COIN as i64;
const HOUR: i64 = 3_600;
/// Of the three levels.
const INITIAL: usize = 0;
const MAINTENANCE: usize = 1;

/// What the chain believes, and what options are really worth.
struct Market {
    signed_vol_e9: u64,
    realised_vol_e9: u64,
    true_vol_e9: u64,
}

/// Signers, estimate and market agree.
const HONEST: Market = Market { signed_vol_e9: 800_000_000, realised_vol_e9: 800_000_000, true_vol_e9: 800_000_000 };

impl Market {
    /// With a fresh flat smile for every expiry.
    fn scene(&self, account: &MarginAccount) -> Scene {
        let smiles = account.holdings_on(0, |_| true).into_iter().map(|Holding { expiry_ts, .. }| {
            let secs = (expiry_ts - NOW).unsigned_abs();
            ExpirySmile { expiry_ts, smile: SviSlice::new(flat(self.signed_vol_e9, secs), secs).ok() }
        });
        Scene {
            smiles: smiles.collect(),
            fallback_vol_e9: RiskParameters::DEFAULT.fallback_vol_e9,
            floor_vol_e9: self.realised_vol_e9,
            ceiling_vol_e9: RiskParameters::DEFAULT.ceiling_vol_e9(self.realised_vol_e9),
        }
    }

    /// In USD, of all of the account's options.
    fn worth(&self, account: &MarginAccount, spot_e8: u64, now_ts: i64) -> f64 {
        let of_one = |holding: Holding| {
            let seconds_to_expiry = (holding.expiry_ts - now_ts).max(0).unsigned_abs();
            let inputs =
                OptionInputs { spot_e8, strike_e8: holding.strike_e8, seconds_to_expiry, vol_e9: self.true_vol_e9 };
            let prices = price(&inputs).unwrap();
            let e12 = if holding.option_type == OptionType::Call { prices.call_e12 } else { prices.put_e12 };
            e12 as f64 / 1e12 * holding.quantity as f64 / COIN as f64
        };
        account.holdings_on(0, |_| true).into_iter().map(of_one).sum()
    }

    fn required(&self, account: &MarginAccount) -> Requirement {
        let (scene, risk) = (self.scene(account), RiskParameters::DEFAULT);
        let market = scene.inputs();
        assert_eq!(market.check_smiles(&account.holdings_on(0, |_| true)), Ok::<(), SurfaceError>(()));
        let by_standard = account.by_standard(0, &market, &risk, 5_000).unwrap();
        account.by_scenarios(0, &market, &risk).unwrap().or_larger(&by_standard)
    }

    /// The account holds exactly the larger of the two; then a day passes.
    fn assert_survives_a_day(&self, level: usize, positions: &[(Contract, i64)]) {
        let account = account_with(positions);
        let holds = levels(&self.required(&account))[level] as f64 / 1e6;
        let moves = (-60..=60).map(|step| SPOT_E8.saturating_add_signed(step * SPOT_E8 as i64 / 400));
        let left = moves.map(|spot_e8| (holds + self.worth(&account, spot_e8, NOW + DAY), spot_e8));
        let (left, spot_e8) = left.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        let cost: Vec<_> = positions.iter().filter(|(_, quantity)| *quantity > 0).copied().collect();
        let cost = self.worth(&account_with(&cost), SPOT_E8, NOW);
        assert!(
            left >= -1e-6,
            "of {holds:.2} USD {left:.2} are left at {} USD; what it owns costs {cost:.4}",
            spot_e8 as f64 / 1e8
        );
    }
}

/// What is owned still has all of its time now; when it is needed that has passed.
#[test]
fn time_that_has_passed_by_then_covers_nothing() {
    for left_secs in [1, 4 * HOUR, 20 * HOUR, DAY, DAY + 1, 30 * HOUR] {
        let soon = |strike_usd| at(NOW + left_secs, put(SOL_USD, strike_usd));
        HONEST.assert_survives_a_day(MAINTENANCE, &[(soon(95), -COINS), (soon(85), COINS)]);
        HONEST.assert_survives_a_day(MAINTENANCE, &[(soon(95), -COINS), (soon(85), 160 * COINS)]);
    }
}

/// After a wild week the market is calm again, and the signers say so. The floor is above what they say: it raises what is owed, and makes
/// nothing dearer that is owned.
#[test]
fn a_floor_makes_nothing_dearer_that_is_owned() {
    let calm = Market { signed_vol_e9: 700_000_000, realised_vol_e9: 1_500_000_000, true_vol_e9: 700_000_000 };
    let next_week = |strike_usd| at(NOW + 8 * DAY, quote_call(SOL_USD, strike_usd));
    for owned_usd in [105, 110, 116, 120] {
        calm.assert_survives_a_day(MAINTENANCE, &[(next_week(88), -COINS), (next_week(owned_usd), COINS)]);
    }
}

/// On a market of which nothing has been observed the floor is the initial estimate, 100 %.
#[test]
fn nor_does_the_floor_of_a_new_market() {
    let new = Market { signed_vol_e9: 500_000_000, realised_vol_e9: 1_000_000_000, true_vol_e9: 500_000_000 };
    let next_week = |strike_usd| at(NOW + 8 * DAY, put(SOL_USD, strike_usd));
    for owned_usd in [80, 84, 87, 90] {
        new.assert_survives_a_day(MAINTENANCE, &[(next_week(98), -COINS), (next_week(owned_usd), COINS)]);
    }
}

fn assert_is_taken(signed_vol_e9: u64) {
    let slice = common::smiles::flat_at(common::smiles::expiry(1), signed_vol_e9, common::smiles::NOW);
    let posted = common::smiles::posted(&[slice]);
    assert!(posted.is_ok_and(|surface: VolSurface| surface.invariant()), "a surface that is taken");
}

/// Signers who lie stay within all limits of a surface. A far call is worth thousands of times as much then, and any number of them may be
/// owned: but no more count than are owed.
#[test]
fn no_more_options_cover_than_are_owed() {
    let lie = Market { signed_vol_e9: 2_000_000_000, ..HONEST };
    assert_is_taken(lie.signed_vol_e9);
    let in_three_days = |strike_usd| at(NOW + 3 * DAY, quote_call(SOL_USD, strike_usd));
    for count in [1, 20, 100, 1_000] {
        lie.assert_survives_a_day(INITIAL, &[(in_three_days(95), -COINS), (in_three_days(150), count * COINS)]);
    }
}

/// The highest volatility that a surface may have makes what is owed dearer too, but what is owned much more.
#[test]
fn a_ceiling_holds_down_what_lying_signers_say_of_what_is_owned() {
    let lie = Market { signed_vol_e9: 3_500_000_000, ..HONEST };
    assert_is_taken(lie.signed_vol_e9);
    let in_three_days = |strike_usd| at(NOW + 3 * DAY, quote_call(SOL_USD, strike_usd));
    lie.assert_survives_a_day(MAINTENANCE, &[(in_three_days(90), -COINS), (in_three_days(125), COINS)]);
}
