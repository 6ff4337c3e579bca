//! The models on the prices of SOL, ETH and BTC, where they are present.

use risk_models::forecast::comparison::{Choices, Comparison};
use risk_models::forecast::study::score_table;
use risk_models::forecast::{days_of, ForecastModel, Weights};
use risk_models::Coin;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// `None`, and a word about it, where the files are not there.
fn coins() -> Option<Vec<Coin>> {
    let paths = ["sol", "eth", "btc"].map(|coin| root().join(format!("../shared/data/{coin}_usd_1h.csv")));
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        eprintln!("skipped: {} is not there", missing.display());
        return None;
    }
    Some(paths.iter().map(|path| Coin::from_path(path).unwrap()).collect())
}

#[test]
fn the_default_model_has_the_least_losses_and_the_document_says_so() {
    let Some(coins) = coins() else { return };
    let compared: Vec<Comparison> = coins.iter().map(|coin| Comparison::of(coin, &Choices::all()).unwrap()).collect();
    let table = score_table(&compared);
    for row in table.rows.iter().filter(|row| row.cells[1] == ForecastModel::DEFAULT.name()) {
        assert!(row.cells[2].starts_with('*') && row.cells[3].starts_with('*'), "{:?}", row.cells);
    }
    let document = std::fs::read_to_string(root().join("docs/VOLATILITY.md")).unwrap();
    for row in &table.rows {
        let losses: Vec<&str> = row.cells.iter().map(|cell| cell.trim_start_matches('*')).collect();
        let line = format!("| {} |", losses.join(" | ")).replace("|  |", "| |").replace("|  |", "| |");
        assert!(document.contains(&line), "put this into docs/VOLATILITY.md: {line}");
    }
}

#[test]
fn the_project_s_weights_are_what_the_prices_until_2022_teach() {
    let Some(coins) = coins() else { return };
    let days: Vec<_> = coins.iter().map(|coin| days_of(&coin.prices)).collect();
    let committed = include_str!("../../weights/volatility.json");
    assert_eq!(Weights::learn(&days, 1_640_995_200).unwrap().to_json().unwrap(), committed);
}
