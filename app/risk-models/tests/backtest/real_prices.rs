//! The models on the prices of SOL, ETH and BTC, where they are present.

use market_data::parse_ts;
use risk_models::backtest::study::{bar, comparison_table, model_table, result_table};
use risk_models::backtest::{run, Backtest, Choices, Period, VarModel};
use risk_models::Coin;
use std::path::PathBuf;

/// Files of these coins; `None`, and a message, if one of them is not there.
fn coins(names: &[&str]) -> Option<Vec<Coin>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let paths = names.iter().map(|coin| root.join(format!("../shared/data/{coin}_usd_1h.csv")));
    let paths: Vec<PathBuf> = paths.collect();
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        eprintln!("skipped: {} is not there", missing.display());
        return None;
    }
    Some(paths.iter().map(|path| Coin::from_path(path).unwrap()).collect())
}

/// The document has a row with these cells.
#[track_caller]
fn assert_documented(cells: &[String]) {
    assert_documented_text(&format!("| {} |", cells.join(" | ")));
}

#[track_caller]
fn assert_documented_text(text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/BACKTEST.md");
    assert!(std::fs::read_to_string(path).unwrap().contains(text), "put this into docs/BACKTEST.md: {text}");
}

#[test]
fn the_default_model_meets_the_bar_but_for_one_portfolio_and_the_document_says_so() {
    let Some(coins) = coins(&["sol", "eth", "btc"]) else { return };
    let models = VarModel::ALL.into_iter().filter(|model| !model.is_simulated()).collect();
    let choices = Choices { models, ..Choices::all() };
    let coins: Vec<Backtest> = std::thread::scope(|scope| {
        let running: Vec<_> = coins.iter().map(|coin| scope.spawn(|| run(coin, &choices).unwrap())).collect();
        running.into_iter().map(|of_coin| of_coin.join().unwrap()).collect()
    });
    let bar = bar(&coins);
    assert!(!bar.is_met && bar.text.starts_with("half-filtered: 17 of 18 portfolios are green"), "{}", bar.text);
    let missed = "SOL covered call, 5 exceptions from 2022-04-11 to 2022-12-16";
    assert!(bar.text.ends_with(&format!("; not green: {missed}")), "{}", bar.text);
    assert_documented_text(missed);

    let models = model_table(&coins);
    let loss = |cells: &[String]| cells[1].parse::<f64>().unwrap();
    let best = models.rows.iter().min_by(|one, other| loss(&one.cells).total_cmp(&loss(&other.cells))).unwrap();
    assert_eq!(best.cells[0], VarModel::DEFAULT.name(), "the least quantile loss is the default's");

    let results = result_table(&coins);
    let of_default =
        results.rows.iter().filter(|row| row.is_marked).map(|row| [&row.cells[..2], &row.cells[3..]].concat());
    let beside = comparison_table(&coins).rows.into_iter().map(|row| row.cells);
    for cells in models.rows.iter().map(|row| row.cells.clone()).chain(of_default).chain(beside) {
        assert_documented(&cells);
    }
}

/// SOL in the two months around FTX: the simulations take too long for more here.
#[test]
fn simulations_find_what_the_document_says() {
    let Some(coins) = coins(&["sol"]) else { return };
    let ts = |day: &str| parse_ts(day).unwrap();
    let choices = Choices {
        models: vec![VarModel::MonteCarlo, VarModel::Heston],
        margins: Vec::new(),
        period: Period { from_ts: ts("2022-10-15"), until_ts: ts("2022-12-15") },
        ..Choices::all()
    };
    let backtest = run(&coins[0], &choices).unwrap();
    for row in comparison_table(&[backtest]).rows {
        assert_documented(&row.cells);
    }
}
