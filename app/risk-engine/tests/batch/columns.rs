//! Files that are no accounts, and accounts that no chain can have: one line each.

use super::*;

/// The batch with another argument in one place.
fn refused(folder: &Path, changed: usize, to: &str, said: &str) {
    let mut arguments = BATCH;
    arguments[changed] = to;
    assert_refused(&run(folder, &arguments), said);
    assert!(!folder.join("thresholds.parquet").exists());
}

#[test]
fn a_file_that_cannot_be_read_or_written_is_named() {
    let folder = folder();
    let folder = folder.path();
    refused(folder, 4, "nowhere.parquet", "error: nowhere.parquet: No such file");
    fs::write(folder.join("text.parquet"), "account,form").unwrap();
    refused(folder, 4, "text.parquet", "error: text.parquet: ");
    fs::create_dir(folder.join("empty")).unwrap();
    refused(folder, 4, "empty", "error: empty: ");
    refused(folder, 2, "accounts.parquet", "error: accounts.parquet: neither a snapshot in JSON");
    let nowhere = run(folder, &[&BATCH[..6], &["nowhere/thresholds.parquet"]].concat());
    assert_of_a_machine(
        &nowhere,
        "error: nowhere/thresholds.parquet: cannot be written: No such file or directory (os error 2)\n",
    );
    assert!(!folder.join("nowhere").exists());
    let output = run(folder, &["accounts", "accounts.parquet", "--out", "again.parquet"]);
    assert_refused(&output, "error: accounts.parquet: ");
}

/// Nothing is left beside it either.
#[test]
fn a_file_of_accounts_stays_until_the_next_one_is_whole() {
    let folder = folder();
    let folder = folder.path();
    let again = |out: &str| run(folder, &["accounts", "snapshot.json", "--out", out]);
    fs::write(folder.join("old.parquet"), "old").unwrap();
    fs::create_dir(folder.join("taken")).unwrap();
    let entries = || fs::read_dir(folder).unwrap().count();
    let (count, mut old) = (entries(), File::open(folder.join("old.parquet")).unwrap());
    assert_eq!(error(&again("old.parquet")), "");
    // Whoever has the old one open still reads it: the new one is another file.
    let mut text = String::new();
    old.read_to_string(&mut text).unwrap();
    assert_eq!(text, "old");
    assert!(fs::read(folder.join("old.parquet")).unwrap() == fs::read(folder.join("accounts.parquet")).unwrap());
    assert_of_a_machine(&again("taken"), "error: taken: ");
    assert_eq!(entries(), count);
}

/// The accounts in columns, with one of these changed; nothing takes it away.
fn with_column(folder: &Path, name: &str, changed: Option<ArrayRef>) {
    let batch = rows(&folder.join("accounts.parquet"));
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns()).filter_map(|(field, column)| {
        let column = if field.name() == name { changed.clone()? } else { column.clone() };
        Some((field.name().clone(), column))
    });
    let batch = RecordBatch::try_from_iter(columns.collect::<Vec<_>>()).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(folder.join("changed.parquet")).unwrap(), batch.schema(), None);
    writer.as_mut().unwrap().write(&batch).unwrap();
    writer.unwrap().close().unwrap();
}

#[test]
fn columns_that_are_no_accounts_are_named() {
    let folder = folder();
    let folder = folder.path();
    for name in ["margin_account", "form", "position_seq", "options", "collaterals"] {
        with_column(folder, name, None);
        let said = format!("error: changed.parquet: no column {name}; docs/FLEET.md lists the columns");
        refused(folder, 4, "changed.parquet", &said);
    }
    let count = ACCOUNTS as usize;
    let no_address = StringArray::from_iter((0..count).map(|row| (row != 7).then(|| address(row as u32).to_string())));
    let cases: [(&str, ArrayRef); 5] = [
        ("position_seq", Arc::new(StringArray::from_iter_values((0..count).map(|_| "seven")))),
        ("position_seq", Arc::new(Int64Array::from_iter_values((0..count).map(|row| 7 - row as i64)))),
        ("options", Arc::new(StringArray::from_iter_values((0..count).map(|_| "none")))),
        ("form", Arc::new(StringArray::from_iter_values((0..count).map(|_| "later")))),
        ("margin_account", Arc::new(no_address)),
    ];
    for (name, column) in cases {
        with_column(folder, name, Some(column));
        refused(folder, 4, "changed.parquet", &format!("error: changed.parquet: column {name}"));
    }
    // Numbers as other tools write them.
    let numbers = Int64Array::from_iter_values(snapshot().accounts.iter().map(|account| account.position_seq as i64));
    with_column(folder, "position_seq", Some(Arc::new(numbers)));
    assert_eq!(error(&run(folder, &BATCH)), "");
    let whole = fs::read(folder.join("thresholds.parquet")).unwrap();
    let output = run(folder, &[&BATCH[..4], &["changed.parquet", "--out", "again.parquet"]].concat());
    assert_eq!(error(&output), "");
    assert!(fs::read(folder.join("again.parquet")).unwrap() == whole);
}

/// An option can be held on a market that has no risk parameters, or whose price was stale when the snapshot was taken.
#[test]
fn an_account_on_a_market_that_the_snapshot_does_not_have_is_a_row_that_says_why() {
    let folder = folder();
    let folder = folder.path();
    assert_eq!(error(&run(folder, &BATCH)), "");
    let (third, elsewhere) = (address(3).to_string(), Pubkey::new_from_array([0x77; 32]));
    with_accounts(folder, |accounts| accounts[3].options[0].market = elsewhere.to_string());
    let output = run(folder, &[&BATCH[..4], &["changed.parquet", "--out", "elsewhere.parquet"]].concat());
    assert_eq!((out(&output), error(&output)), ("2449 thresholds, 51 accounts left out: elsewhere.parquet\n", ""));
    let [before, after] = ["thresholds.parquet", "elsewhere.parquet"].map(|file| rows(&folder.join(file)));
    let text = |rows: &RecordBatch, name: &str| rows.column_by_name(name).unwrap().as_string::<i32>().clone();
    let row = text(&after, "margin_account").iter().position(|account| account == Some(&third)).unwrap();
    let said = format!("account {third}, options[0].market: the snapshot has no market {elsewhere}: add it");
    assert!(text(&after, "left_out").value(row).starts_with(&said));
    for (first, count) in [(0, row), (row + 1, ACCOUNTS as usize - row - 1)] {
        assert!(before.slice(first, count) == after.slice(first, count), "the others have what they had");
    }
}

#[test]
fn an_account_that_no_chain_can_have_is_named() {
    let folder = folder();
    let (folder, third) = (folder.path(), address(3));
    with_accounts(folder, |accounts| accounts[3].options[0].market = "nowhere".to_owned());
    refused(
        folder,
        4,
        "changed.parquet",
        &format!("error: changed.parquet: account {third}, options[0].market: give 32 bytes"),
    );
    with_accounts(folder, |accounts| accounts[3].options[0].quantity_atoms = 0);
    refused(
        folder,
        4,
        "changed.parquet",
        &format!("error: changed.parquet: account {third}, current, call of strike_e8 6000000000"),
    );
    with_accounts(folder, |accounts| accounts[2_490] = accounts[3].clone());
    refused(folder, 4, "changed.parquet", &format!("error: changed.parquet: {third}, current, is there twice"));
    // The two portfolios of one account are not the same.
    with_accounts(folder, |accounts| {
        accounts[2_490] = AccountInput { form: FormInput::AfterTrade, ..accounts[3].clone() };
    });
    let output = run(folder, &[&BATCH[..4], &["changed.parquet", "--out", "forms.parquet"]].concat());
    assert_eq!(error(&output), "");
    let rows = rows(&folder.join("forms.parquet"));
    let text = |name: &str| rows.column_by_name(name).unwrap().as_string::<i32>().clone();
    let (accounts, forms) = (text("margin_account"), text("form"));
    let third = third.to_string();
    let of_third: Vec<_> = accounts.iter().zip(&forms).filter(|(account, _)| *account == Some(&third)).collect();
    assert_eq!(of_third.iter().map(|(_, form)| form.unwrap()).collect::<Vec<_>>(), ["after_trade", "current"]);
    let messages = rows.column_by_name("message").unwrap().as_binary::<i32>();
    let payloads = accounts.iter().zip(messages).filter(|(account, _)| *account == Some(&third));
    let payloads: Vec<_> = payloads.map(|(_, message)| Payload::read(message.unwrap()).unwrap()).collect();
    assert_eq!([payloads[0].form, payloads[1].form], [Form::AfterTrade, Form::Current]);
}
