//! On this machine.

use super::*;

#[test]
fn every_account_gets_what_a_snapshot_with_it_says() {
    let folder = folder();
    let output = run(folder.path(), &BATCH);
    assert_eq!((out(&output), error(&output)), ("2450 thresholds, 50 accounts left out: thresholds.parquet\n", ""));
    let (rows, snapshot) = (rows(&folder.path().join("thresholds.parquet")), Snapshot::new(&snapshot()).unwrap());
    let text = |name: &str| rows.column_by_name(name).unwrap().as_string::<i32>().clone();
    let (accounts, forms, left_out) = (text("margin_account"), text("form"), text("left_out"));
    let messages = rows.column_by_name("message").unwrap().as_binary::<i32>();
    assert_eq!(rows.num_rows(), ACCOUNTS as usize);
    for row in 0..rows.num_rows() {
        assert!(row == 0 || accounts.value(row - 1) < accounts.value(row), "rows rise by account");
        assert_eq!(forms.value(row), "current");
        match snapshot.message(Form::Current, &accounts.value(row).parse().unwrap()) {
            Ok(message) => assert!(left_out.is_null(row) && messages.value(row) == message, "{row}"),
            Err(reason) => assert!(messages.is_null(row) && left_out.value(row) == reason.to_string(), "{row}"),
        }
    }
}

/// Each number stands in its message too, and there is none without one.
#[test]
fn the_numbers_in_columns_are_those_of_the_messages() {
    let folder = folder();
    assert_eq!(error(&run(folder.path(), &BATCH)), "");
    let rows = rows(&folder.path().join("thresholds.parquet"));
    let messages = rows.column_by_name("message").unwrap().as_binary::<i32>();
    let bodies: Vec<_> =
        messages.iter().map(|message| message.map(|message| Payload::read(message).unwrap().body)).collect();
    assert!(bodies.iter().any(Option::is_none) && bodies.iter().any(Option::is_some));
    let column = |name: &str| rows.column_by_name(name).unwrap().clone();
    type Number = fn(&ThresholdBody) -> i128;
    let numbers: [(&str, Number); 8] = [
        ("initial_margin_atoms", |body| body.initial_margin_atoms.into()),
        ("maintenance_margin_atoms", |body| body.maintenance_margin_atoms.into()),
        ("liquidation_threshold_atoms", |body| body.liquidation_threshold_atoms.into()),
        ("net_delta_atoms", |body| body.net_delta_atoms.into()),
        ("gamma_atoms", |body| body.gamma_atoms.into()),
        ("vega_atoms", |body| body.vega_atoms.into()),
        ("theta_atoms", |body| body.theta_atoms.into()),
        ("worst_scenario", |body| body.worst_scenario.into()),
    ];
    for (name, number) in numbers {
        let written = cast(&column(name), &DataType::Decimal128(38, 0)).unwrap();
        let expected = bodies.iter().map(|body| body.as_ref().map(number));
        assert!(written.as_primitive::<Decimal128Type>().iter().eq(expected), "{name}");
    }
}

#[test]
fn the_bytes_do_not_depend_on_how_the_accounts_were_cut_into_files() {
    let (folder, input) = (folder(), snapshot());
    run(folder.path(), &BATCH);
    fs::create_dir(folder.path().join("parts")).unwrap();
    for (number, part) in input.accounts.chunks(277).rev().enumerate() {
        ::fleet::write_accounts(&folder.path().join(format!("parts/{number}.parquet")), part).unwrap();
    }
    let output = run(folder.path(), &["batch", "--snapshot", "snapshot.json", "--accounts", "parts", "--out", "again"]);
    assert_eq!(error(&output), "");
    let [once, again] = ["thresholds.parquet", "again"].map(|file| fs::read(folder.path().join(file)).unwrap());
    assert!(once == again);
}

#[test]
fn the_document_shows_what_the_example_gives() {
    let folder = tempfile::tempdir().unwrap();
    let example = root().join("app/threshold-model/examples/snapshot.json");
    let example = example.to_str().unwrap();
    assert_shown_in("docs/FLEET.md", &run(folder.path(), &["accounts", example, "--out", "accounts.parquet"]));
    let batch = ["batch", "--snapshot", example, "--accounts", "accounts.parquet", "--out", "thresholds.parquet"];
    assert_shown_in("docs/FLEET.md", &run(folder.path(), &batch));
}
