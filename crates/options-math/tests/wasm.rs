//! In WebAssembly, run by Node, every function gives the native results bit for bit.
//!
//! The native results are written to files, and `wasm/compare.mjs` repeats the calls on the module that `cargo xtask wasm` builds.

#[path = "wasm/cases.rs"]
mod cases;
#[path = "wasm/module.rs"]
mod module;

use cases::{Case, ACCEPTED_CASES, LONG_PRICE_E8};
use options_math::{greeks, greeks_at_rate, price, Greeks, MathError, Prices};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output};

const RESULT_WORDS: usize = 10;
/// What `compare.mjs` fills the result area with before a call.
const UNTOUCHED: u64 = 0x5555_5555_5555_5555;

/// An exported function and what it is natively.
struct Function {
    name: &'static str,
    arguments: usize,
    words: fn(&Case) -> Result<Vec<u64>, MathError>,
}

const FUNCTIONS: [Function; 3] = [
    Function { name: "price", arguments: 4, words: |case| price(&case.inputs).map(|prices| price_words(&prices)) },
    Function {
        name: "greeks",
        arguments: 4,
        words: |case| greeks(&case.inputs).map(|greeks| greek_words(&greeks, &Case { rate_e9: 0, ..*case })),
    },
    Function {
        name: "greeks_at_rate",
        arguments: 5,
        words: |case| greeks_at_rate(&case.inputs, case.rate_e9).map(|greeks| greek_words(&greeks, case)),
    },
];

fn price_words(prices: &Prices) -> Vec<u64> {
    vec![prices.call_e12, prices.put_e12, prices.call_delta.to_bits(), prices.put_delta().to_bits() as u64]
}

fn greek_words(greeks: &Greeks, case: &Case) -> Vec<u64> {
    let mut words = price_words(&greeks.prices);
    words.extend([
        greeks.gamma_times_spot.to_bits(),
        greeks.vega_over_spot.to_bits(),
        greeks.call_theta_over_spot.to_bits() as u64,
        greeks.put_theta_over_spot(&case.inputs, case.rate_e9).to_bits() as u64,
        greeks.call_rho_over_spot.to_bits(),
        greeks.put_rho_over_spot(&case.inputs).to_bits() as u64,
    ]);
    words
}

impl Function {
    /// Arguments, return value and result area of a native call.
    fn record(&self, case: &Case) -> Vec<u64> {
        let mut record = case.arguments()[..self.arguments].to_vec();
        let (returned, words) = match (self.words)(case) {
            Ok(words) => (0, words),
            Err(error) => (u64::from(error.code()), vec![]),
        };
        record.push(returned);
        record.extend(&words);
        record.resize(self.arguments + 1 + RESULT_WORDS, UNTOUCHED);
        record
    }

    fn records(&self) -> Vec<u64> {
        cases::all().iter().flat_map(|case| self.record(case)).collect()
    }

    fn write(&self, words: &[u64], folder: &Path) {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        fs::write(folder.join(self.name).with_extension("bin"), bytes).unwrap();
    }
}

/// A folder of this run; a test that fails leaves it for inspection.
fn work_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn compare<'a>(module: &Path, folder: &Path, functions: impl IntoIterator<Item = &'a Function>) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wasm/compare.mjs");
    let names = functions.into_iter().map(|function| function.name);
    Command::new("node").arg(script).arg(module).arg(folder).args(names).output().unwrap()
}

#[test]
fn results_in_webassembly_are_the_native_ones() {
    let Some(module) = module::find() else { return };
    let folder = work_folder("wasm");
    FUNCTIONS.iter().for_each(|function| function.write(&function.records(), &folder));
    let output = compare(&module, &folder, &FUNCTIONS);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let calls = cases::all().len() * FUNCTIONS.len();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), format!("{calls} calls agree"));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn one_wrong_bit_is_found() {
    let Some(module) = module::find() else { return };
    let folder = work_folder("wasm-wrong-bit");
    for function in &FUNCTIONS {
        let mut words = function.records();
        *words.last_mut().unwrap() ^= 1;
        function.write(&words, &folder);
        let output = compare(&module, &folder, [function]);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && message.contains("word 9 is"), "{message}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_cases_reach_every_branch() {
    let cases = cases::all();
    let (accepted, others) = cases.split_at(ACCEPTED_CASES);
    let results: Vec<_> = accepted.iter().map(|case| greeks_at_rate(&case.inputs, case.rate_e9).unwrap()).collect();
    assert!(results.iter().filter(|greeks| greeks.gamma_times_spot > 0).count() > ACCEPTED_CASES / 2);
    assert!(accepted.iter().filter(|case| case.inputs.spot_e8 >= LONG_PRICE_E8).count() > ACCEPTED_CASES / 20);
    let mut refusals = [0; 6];
    for case in others {
        refusals[greeks_at_rate(&case.inputs, case.rate_e9).map_or_else(|error| error.code(), |_| 0) as usize] += 1;
    }
    assert!(refusals.iter().all(|&count| count > others.len() / 50), "{refusals:?}");
}
