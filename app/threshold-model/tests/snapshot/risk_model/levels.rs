//! The larger of the chain's level and the model's, by another way to both.

use super::{parameters_for, with_model};
use crate::levels::{on_chain, posted};
use crate::random::any_input;
use crate::*;
use options_math::{OptionType, ScenarioPricer};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use risk_models::simulated_margin::{Case, Engine, MarketState, Model, OptionEntry};
use std::cell::Cell;
use std::fs;
use vault_types::{
    margin::{in_kind::cover_in_quote, ExpirySmile, MarginError, MarketInputs, Requirement, Units},
    state::{MarginAccount, SettlementAsset},
};

/// Of a portfolio by the command's own engine, from a file, in USD; the options are looked at one by one.
fn by_engine(input: &SnapshotInput) -> [f64; 3] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parameters.json");
    fs::write(&path, parameters_for(input).to_string()).unwrap();
    let surfaces = input.markets.iter().map(|market| match &market.volatility {
        VolatilityInput::Surface(surface) => surface,
        VolatilityInput::FlatE9(_) => panic!("a surface"),
    });
    let state = |(market, surface): (&MarketInput, &SurfaceInput)| MarketState {
        name: market.address.clone(),
        spot: market.spot_e8 as f64 / 1e8,
        volatility: surface.floor_vol_e9 as f64 / 1e9,
    };
    let mut options: Vec<&OptionInput> = input.accounts[0].options.iter().collect();
    let place = |option: &OptionInput| input.markets.iter().position(|market| market.address == option.market).unwrap();
    options.sort_by_key(|option| {
        let (is_put, is_in_quote) = (option.kind == KindInput::Put, option.settlement == SettlementInput::Quote);
        (place(option), option.expiry_ts, option.strike_e8, is_put, is_in_quote)
    });
    let account = on_chain(input);
    let case = Case {
        markets: input.markets.iter().zip(surfaces).map(state).collect(),
        coins: vec![],
        options: options.into_iter().map(|option| entry(input, &account, place(option), option)).collect(),
        collateral: vec![],
        cash: 0.0,
        sol_price: 60.0,
    };
    let margin = Engine::from_path(Model::MonteCarlo, &path).unwrap().margin(&case).unwrap().requirement;
    [margin.initial, margin.maintenance, margin.liquidation_threshold]
}

fn inputs_of<'a>(market: &MarketInput, smiles: &'a [ExpirySmile]) -> MarketInputs<'a> {
    let VolatilityInput::Surface(surface) = &market.volatility else { panic!("a surface") };
    MarketInputs {
        spot_e8: market.spot_e8,
        now_ts: NOW_TS,
        units: Units { underlying_decimals: market.underlying_decimals, quote_decimals: 6 },
        smiles,
        fallback_vol_e9: surface.fallback_vol_e9,
        floor_vol_e9: surface.floor_vol_e9,
        ceiling_vol_e9: surface.ceiling_vol_e9,
    }
}

fn entry(input: &SnapshotInput, account: &MarginAccount, place: usize, option: &OptionInput) -> OptionEntry {
    let market = &input.markets[place];
    let place = account.markets.iter().position(|known| known.market.to_string() == market.address).unwrap();
    let VolatilityInput::Surface(surface) = &market.volatility else { panic!("a surface") };
    let smiles = posted(surface).smiles_of(&account.holdings_on(place, |_| true), NOW_TS);
    let inputs = inputs_of(market, &smiles);
    let same = |other: &&OptionInput| {
        (&other.market, other.expiry_ts, other.strike_e8) == (&option.market, option.expiry_ts, option.strike_e8)
    };
    let is_owned = input.accounts[0].options.iter().filter(same).map(|other| other.quantity_atoms).sum::<i64>() >= 0;
    let seconds = (option.expiry_ts - NOW_TS - if is_owned { DAY } else { 0 }).max(0);
    let pricer = ScenarioPricer::new(market.spot_e8, option.strike_e8, seconds as u64).unwrap();
    OptionEntry {
        market: market.address.clone(),
        option_type: if option.kind == KindInput::Call { OptionType::Call } else { OptionType::Put },
        strike: option.strike_e8 as f64 / 1e8,
        days: seconds as f64 / 86_400.0,
        volatility: inputs.vol_e9(option.expiry_ts, is_owned, &pricer) as f64 / 1e9,
        amount: option.quantity_atoms as f64 / 10f64.powi(market.underlying_decimals.into()),
    }
}

/// What the options can lose, where no more of any kind and expiry is owed than owned.
fn bound(input: &SnapshotInput) -> Option<u64> {
    let account = on_chain(input);
    let mut atoms = 0;
    for (place, known) in account.markets.iter().enumerate().filter(|(_, known)| known.is_used()) {
        let market = input.markets.iter().find(|market| market.address == known.market.to_string()).unwrap();
        let inputs = inputs_of(market, &[]);
        for settlement in [SettlementAsset::UNDERLYING, SettlementAsset::QUOTE] {
            let holdings = account.holdings_on(place, |held| held.settlement == settlement);
            match cover_in_quote(&holdings, &inputs.units) {
                Ok(loss) if account.uncovered_atoms(place, &inputs) == Ok(0) => atoms += loss,
                Ok(_) | Err(MarginError::UnboundedLoss) => return None,
                Err(error) => panic!("{error}"),
            }
        }
    }
    Some(atoms)
}

/// To the atom, on random portfolios; how often which one decides is counted.
#[test]
fn a_level_is_the_larger_of_the_chains_and_the_models() {
    let [raised, left] = [(); 2].map(|()| Cell::new(0));
    let mut runner = TestRunner::deterministic();
    let outcome = runner.run(&any_input(), |input| {
        let (chain, body) = (body_of(&input), body_of(&with_model(&input)));
        let nothing_is_owed = input.accounts[0].options.iter().all(|option| option.quantity_atoms > 0);
        let asked = if nothing_is_owed { [0.0; 3] } else { by_engine(&input) };
        let [initial_atoms, maintenance_atoms, liquidation_atoms] = asked.map(|usd| (usd * 1e6).ceil() as u64);
        let asked = Requirement { initial_atoms, maintenance_atoms, liquidation_atoms };
        let kept = bound(&input).map_or(asked, |atoms| asked.or_smaller(&Requirement::flat(atoms)));
        prop_assert_eq!(body.levels(), chain.levels().or_larger(&kept));
        prop_assert!(body.levels().is_ordered());
        prop_assert_eq!((chain.model_id, body.model_id), (MODEL_ID, RISK_MODEL_ID));
        prop_assert_ne!(body.market_data_hash, chain.market_data_hash);
        prop_assert_eq!(body.scenario_root, chain.scenario_root);
        let counted = if body.levels() == chain.levels() { &left } else { &raised };
        counted.set(counted.get() + 1);
        Ok(())
    });
    outcome.unwrap();
    let [raised, left] = [raised, left].map(Cell::into_inner);
    println!("{raised} raised, {left} left as they were");
    assert!(raised > 50 && left > 50, "{raised} raised, {left} left as they were");
}
