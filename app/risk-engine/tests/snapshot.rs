//! The commands about snapshots: what they print, their exit codes, one line for each error.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;
use threshold_model::Snapshot;

const EXAMPLE: &str = include_str!("../../threshold-model/examples/snapshot.json");
const EXAMPLE_WITH_MODEL: &str = include_str!("../../threshold-model/examples/snapshot_with_model.json");
const ALICE: &str = "Bswb3UyeD1pUTaGiE6WvqwFpJZsQSEY1xhJePCDTHdvp";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_risk-engine")).current_dir(folder).args(arguments).output().unwrap()
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("snapshot.json"), EXAMPLE).unwrap();
    folder
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The code and what was printed; an error is one line.
fn answer(output: &Output) -> (i32, &str) {
    let code = output.status.code().unwrap();
    let (out, error) = (text(&output.stdout), text(&output.stderr));
    assert!(out.is_empty() || error.is_empty(), "{output:?}");
    assert!(code != 2 || (error.starts_with("error: ") && error.lines().count() == 1), "{output:?}");
    (code, if out.is_empty() { error } else { out })
}

fn threshold(folder: &Path) -> String {
    let output = run(folder, &["threshold", "--snapshot", "snapshot.json", "--account", ALICE, "--out", "payload"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    text(&output.stdout).to_owned()
}

#[test]
fn a_threshold_is_computed_and_verified() {
    let folder = folder();
    let printed = threshold(folder.path());
    let hex = printed.lines().next().unwrap();
    assert_eq!(hex, hex::encode(fs::read(folder.path().join("payload")).unwrap()));
    assert!(printed.contains("\ntarget                       Bswb3UyeD1pUTaGi"), "{printed}");
    for payload in [hex, "payload"] {
        let output = run(folder.path(), &["verify", payload, "--snapshot", "snapshot.json"]);
        assert_eq!(answer(&output), (0, "equal: every byte but sequence and expires_ts follows from snapshot.json\n"));
    }
    let mut other = fs::read(folder.path().join("payload")).unwrap();
    other[176 + 48] ^= 1;
    let output = run(folder.path(), &["verify", &hex::encode(other), "--snapshot", "snapshot.json"]);
    let (code, line) = answer(&output);
    assert!(code == 1 && line.starts_with("maintenance_margin_atoms differs: ") && line.lines().count() == 1, "{line}");
}

/// The only one that signers sign of the snapshot.
#[test]
fn a_batch_is_verified() {
    let folder = folder();
    let batch = Snapshot::read(EXAMPLE.as_bytes()).unwrap().batch().unwrap().payload().bytes();
    fs::write(folder.path().join("batch"), &batch).unwrap();
    for payload in [hex::encode(&batch).as_str(), "batch"] {
        let output = run(folder.path(), &["verify", payload, "--snapshot", "snapshot.json"]);
        assert_eq!(answer(&output), (0, "equal: every byte of the batch follows from snapshot.json\n"));
    }
    let mut other = batch;
    other[176] ^= 1;
    let output = run(folder.path(), &["verify", &hex::encode(other), "--snapshot", "snapshot.json"]);
    let (code, line) = answer(&output);
    assert!(code == 1 && line.starts_with("root differs: ") && line.lines().count() == 1, "{line}");
}

#[test]
fn a_snapshot_in_bytes_is_as_good_as_its_file() {
    let folder = folder();
    let output = run(folder.path(), &["snapshot", "snapshot.json", "--out", "snapshot"]);
    let (code, printed) = answer(&output);
    assert!(code == 0 && printed.contains("market_data_hash  "), "{printed}");
    assert_eq!(answer(&run(folder.path(), &["snapshot", "snapshot"])), (0, printed));
    threshold(folder.path());
    let output = run(folder.path(), &["verify", "payload", "--snapshot", "snapshot"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn a_scenario_is_proven() {
    let folder = folder();
    threshold(folder.path());
    let prove = ["prove", "--snapshot", "snapshot.json", "--account", ALICE, "--scenario", "14"];
    let output = run(folder.path(), &prove);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    fs::write(folder.path().join("proof.json"), &output.stdout).unwrap();
    let check = ["check-proof", "proof.json", "--payload", "payload"];
    let checked = run(folder.path(), &check);
    let (code, line) = answer(&checked);
    assert!(code == 0 && line.starts_with("proven: scenario 14 brings -"), "{line}");
    let changed = text(&output.stdout).replace("\"scenario\": 14", "\"scenario\": 13");
    fs::write(folder.path().join("proof.json"), changed).unwrap();
    let checked = run(folder.path(), &check);
    assert_eq!(answer(&checked), (1, "not proven: the proof does not lead to the signed root\n"));
}

#[test]
fn bad_input_has_code_2_and_a_line_that_names_it() {
    let folder = folder();
    threshold(folder.path());
    fs::write(folder.path().join("broken.json"), EXAMPLE.replacen("6000000000", "0", 1)).unwrap();
    fs::write(folder.path().join("proof.json"), "{}").unwrap();
    let cases: [(&[&str], &str); 7] = [
        (&["snapshot", "missing.json"], "missing.json: "),
        (&["snapshot", "payload"], "payload: neither a snapshot in JSON"),
        (&["snapshot", "broken.json"], "broken.json: market 4K2V1kpVycZ6qSFsNdz2FtpNxnJs17eBNzf9rdCMcKoe: spot_e8 is"),
        (
            &["threshold", "--snapshot", "snapshot.json", "--account", "4K2V1kpVycZ6qSFsNdz2FtpNxnJs17eBNzf9rdCMcKoe"],
            "snapshot.json: the snapshot has no portfolio of this form for 4K2V1kpVycZ6qSFsNdz2FtpNxnJs17eBNzf9rdCMcKoe",
        ),
        (&["verify", "nothing", "--snapshot", "snapshot.json"], "nothing: neither hex nor a file"),
        (&["verify", "00", "--snapshot", "snapshot.json"], "the payload has 1 bytes"),
        (&["check-proof", "proof.json", "--payload", "payload"], "proof.json: missing field `scenario`"),
    ];
    for (arguments, said) in cases {
        let output = run(folder.path(), arguments);
        let (code, line) = answer(&output);
        assert!(code == 2 && line.starts_with(&format!("error: {said}")), "{arguments:?}: {code} {line}");
    }
    assert_eq!(run(folder.path(), &["prove", "--snapshot", "snapshot.json"]).status.code(), Some(2));
}

/// By which whoever signs knows the model: it stands in the test of the encoding too.
#[test]
fn the_parameters_of_a_risk_model_have_a_hash() {
    let folder = folder();
    assert!(!answer(&run(folder.path(), &["snapshot", "snapshot.json"])).1.contains("parameters_hash"));
    fs::write(folder.path().join("model.json"), EXAMPLE_WITH_MODEL).unwrap();
    let output = run(folder.path(), &["snapshot", "model.json"]);
    let (code, printed) = answer(&output);
    assert!(
        code == 0
            && printed
                .ends_with("parameters_hash   256ede24bd0e4732ee2ac6c59e20b6676829c93c7c3dc6cf8d062d3c5f2971ef\n"),
        "{printed}"
    );
}

/// To the last digit that is printed: the numbers are the same on every machine. With a risk model the document shows the lines that differ.
#[test]
fn the_document_shows_what_the_examples_give() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let printed = |example: &str| {
        let example = format!("app/threshold-model/examples/{example}");
        let output = run(&root, &["threshold", "--snapshot", &example, "--account", ALICE]);
        text(&output.stdout).lines().skip(2).map(|line| format!("    {line}\n")).collect::<Vec<_>>()
    };
    let (without, with) = (printed("snapshot.json"), printed("snapshot_with_model.json"));
    let different: String = with.into_iter().filter(|line| !without.contains(line)).collect();
    assert_eq!(different.lines().count(), 5, "{different}");
    for (page, shown) in [("docs/SNAPSHOT.md", without.concat()), ("docs/RISK_MODEL.md", different)] {
        let document = fs::read_to_string(root.join(page)).unwrap();
        assert!(document.contains(&shown), "put this into {page}:\n{shown}");
    }
}
