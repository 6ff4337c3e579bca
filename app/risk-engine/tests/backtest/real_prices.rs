//! The models on the prices of SOL, ETH and BTC, where they are present.

use risk_engine::backtest::study::{bar, model_table, result_table};
use risk_engine::backtest::{run, Backtest, Period, VarModel};
use risk_engine::Coin;
use std::path::PathBuf;

#[test]
fn the_default_model_meets_the_bar_and_the_document_says_so() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let paths = ["sol", "eth", "btc"].map(|coin| root.join(format!("../shared/data/{coin}_usd_1h.csv")));
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        eprintln!("skipped: {} is not there", missing.display());
        return;
    }
    let coin = |path: &PathBuf| run(&Coin::from_path(path).unwrap(), &VarModel::ALL, &Period::ALL).unwrap();
    let coins: Vec<Backtest> = paths.iter().map(coin).collect();
    assert!(bar(&coins).is_met, "{}", bar(&coins).text);

    let models = model_table(&coins);
    let loss = |cells: &[String]| cells[1].parse::<f64>().unwrap();
    let best = models.rows.iter().min_by(|one, other| loss(&one.cells).total_cmp(&loss(&other.cells))).unwrap();
    assert_eq!(best.cells[0], VarModel::DEFAULT.name(), "the least quantile loss is the default's");

    let document = std::fs::read_to_string(root.join("docs/BACKTEST.md")).unwrap();
    let results = result_table(&coins);
    let of_default =
        results.rows.iter().filter(|row| row.is_marked).map(|row| [&row.cells[..2], &row.cells[3..]].concat());
    for cells in models.rows.iter().map(|row| row.cells.clone()).chain(of_default) {
        let line = format!("| {} |", cells.join(" | "));
        assert!(document.contains(&line), "put this into docs/BACKTEST.md: {line}");
    }
}
