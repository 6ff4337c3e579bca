//! The comparison of margin models: what it says about well-known strategies, and that the documents say the same.

use market_data::PriceSeries;
use options_math::OptionType;
use risk_models::efficiency::{needs, table, FlatMarket, Leg, Needs, Strategy};
use std::{fs, path::PathBuf};

const FOUR_WEEKS_SECS: i64 = 28 * 86_400;
/// A coin of 100 USD.
const SPOT_ATOMS: u64 = 100_000_000;

fn market() -> FlatMarket {
    FlatMarket { now_ts: 1_700_000_000, spot_e8: 100_0000_0000, vol_e9: 800_000_000 }
}

fn of(name: &str) -> Needs {
    let strategy = Strategy::ALL.into_iter().find(|strategy| strategy.name == name).unwrap();
    needs(&strategy, &market()).unwrap()
}

#[test]
fn an_iron_condor_needs_its_maximum_loss() {
    let condor = of("iron condor");
    assert_eq!(condor.max_loss_atoms, SPOT_ATOMS / 10, "both wings are ten per cent wide");
    assert!(condor.scenario_atoms <= condor.max_loss_atoms && condor.portfolio_atoms <= condor.max_loss_atoms);
    assert_eq!(condor.isolated_atoms, SPOT_ATOMS * 190 / 100, "a coin and a strike of 90");
}

#[test]
fn single_options_are_backed_in_full_without_a_model() {
    let call = of("covered call");
    assert_eq!((call.isolated_atoms, call.max_loss_atoms), (SPOT_ATOMS, SPOT_ATOMS));
    let put = of("cash-secured put");
    assert_eq!((put.isolated_atoms, put.max_loss_atoms), (SPOT_ATOMS * 90 / 100, SPOT_ATOMS * 90 / 100));
    assert!(put.standard_atoms < put.isolated_atoms / 4, "{put:?}");
}

#[test]
fn no_model_asks_for_more_than_options_that_are_backed_one_by_one() {
    for strategy in &Strategy::ALL {
        let Needs { isolated_atoms, max_loss_atoms, standard_atoms, scenario_atoms, portfolio_atoms, .. } =
            needs(strategy, &market()).unwrap();
        assert!(standard_atoms <= isolated_atoms && max_loss_atoms <= isolated_atoms, "{}", strategy.name);
        assert!(scenario_atoms <= max_loss_atoms && portfolio_atoms <= max_loss_atoms, "{}", strategy.name);
        assert!(portfolio_atoms * 2 >= standard_atoms.min(max_loss_atoms), "{}: not below the floor", strategy.name);
    }
}

/// What is owned for a later expiry pays nothing when the earlier one is settled, by any model.
#[test]
fn a_calendar_needs_what_is_owed_alone() {
    const LEGS: [Leg; 1] = [Leg { option_type: OptionType::Call, strike_percent: 100, days: 7, coins: -1 }];
    let alone = needs(&Strategy { name: "call", legs: &LEGS }, &market()).unwrap();
    assert_eq!(of("calendar"), alone);
    assert!(alone.scenario_atoms < alone.max_loss_atoms / 2, "{alone:?}");
}

#[test]
fn the_documents_table_is_what_the_tool_prints() {
    let document = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/MARGIN.md");
    let document = fs::read_to_string(document).unwrap();
    let between = document.split("written by cargo xtask efficiency -->\n").nth(1).unwrap();
    let market = FlatMarket::at_the_end_of(&PriceSeries::bundled(), FOUR_WEEKS_SECS).unwrap();
    assert!(between.contains(&table(&market).unwrap()), "run `cargo xtask efficiency` and put its table there");
}
