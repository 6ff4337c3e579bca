//! With a risk model in the snapshot, which goes with it to whoever computes.

use super::*;
use threshold_model::RISK_MODEL_ID;

const EXAMPLE: &str = include_str!("../../../threshold-model/examples/snapshot_with_model.json");

#[test]
fn every_row_is_what_the_snapshot_with_its_model_says() {
    let folder = tempfile::tempdir().unwrap();
    let example: SnapshotInput = serde_json::from_str(EXAMPLE).unwrap();
    let input =
        SnapshotInput { accounts: snapshot().accounts[..400].to_vec(), risk_model: example.risk_model, ..snapshot() };
    fs::write(folder.path().join("snapshot.json"), serde_json::to_vec(&input).unwrap()).unwrap();
    assert_eq!(error(&run(folder.path(), &["accounts", "snapshot.json", "--out", "accounts.parquet"])), "");
    let output = run(folder.path(), &BATCH);
    assert_eq!((out(&output), error(&output)), ("392 thresholds, 8 accounts left out: thresholds.parquet\n", ""));
    let rows = rows(&folder.path().join("thresholds.parquet"));
    let accounts = rows.column_by_name("margin_account").unwrap().as_string::<i32>().clone();
    let messages = rows.column_by_name("message").unwrap().as_binary::<i32>();
    let with = Snapshot::new(&input).unwrap();
    let without = Snapshot::new(&SnapshotInput { risk_model: None, ..input }).unwrap();
    let mut raised = 0;
    for row in (0..rows.num_rows()).filter(|row| !messages.is_null(*row)) {
        let account = accounts.value(row).parse().unwrap();
        assert_eq!(messages.value(row), with.message(Form::Current, &account).unwrap());
        let [with, without] = [messages.value(row), &without.message(Form::Current, &account).unwrap()]
            .map(|message| Payload::read(message).unwrap().body);
        assert_eq!(with.model_id, RISK_MODEL_ID);
        raised += u32::from(with.maintenance_margin_atoms > without.maintenance_margin_atoms);
    }
    assert!(raised > 0, "some are asked for more than by the chain");
}
