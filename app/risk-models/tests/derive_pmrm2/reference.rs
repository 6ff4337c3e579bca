//! The published cases: initial and maintenance margin, every scenario's P&L, every contingency.
//!
//! They are not part of the project; without them these tests say so and pass.

use crate::assert_near;
use risk_models::derive_pmrm2::{margin, Case, Margin, Worst};
use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// From the root of the checkout.
const FOLDER: &str = "../shared/reference/pm2_cases";
const PUBLISHED_CASES: usize = 69;
/// Below this many USD no scenario is said to be the worst.
const NO_LOSS: f64 = 1e-6;

pub struct Published {
    pub name: String,
    pub json: Value,
    pub case: Case,
}

impl Published {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let case = Case::from_json(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        Self { json: serde_json::from_str(&text).unwrap(), name, case }
    }

    pub fn result(&self, field: &str) -> f64 {
        self.json["Result"][field].as_f64().unwrap_or_else(|| panic!("{}: no {field}", self.name))
    }

    fn margin(&self) -> Margin {
        margin(&self.case).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// The P&L of the scenarios in the order of the parameters: the last entry of each row, a number written as text.
    fn profits(&self, field: &str) -> Vec<f64> {
        let rows = self.json["Result"][field].as_array().unwrap();
        rows.iter().map(|row| row.as_array().unwrap().last().unwrap().as_str().unwrap().parse().unwrap()).collect()
    }
}

/// The published cases, or `None` and a line on the error output if they are not there.
pub fn published() -> Option<Vec<Published>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(FOLDER);
    let Ok(entries) = fs::read_dir(&folder) else {
        // Past the test harness, which keeps the output of tests that pass.
        let _ = writeln!(io::stderr(), "skipped: no published cases in {FOLDER}");
        return None;
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    assert!(paths.len() >= PUBLISHED_CASES, "only {} cases in {FOLDER}", paths.len());
    Some(paths.iter().map(|path| Published::read(path)).collect())
}

#[test]
fn both_margins_are_the_published_ones() {
    for published in published().into_iter().flatten() {
        let margin = published.margin();
        for (field, computed) in [
            ("IM", margin.initial),
            ("IMHand", margin.initial),
            ("MM", margin.maintenance),
            ("MMHand", margin.maintenance),
        ] {
            assert_near(computed, published.result(field), &format!("{} {field}", published.name));
        }
    }
}

#[test]
fn every_scenario_has_the_published_profit() {
    for published in published().into_iter().flatten() {
        let expected = ["reg_losses", "tail_losses", "skew_losses"].map(|field| published.profits(field)).concat();
        let computed = published.margin().scenario_profits;
        assert_eq!(computed.len(), expected.len(), "{}", published.name);
        for (index, (computed, expected)) in computed.iter().zip(&expected).enumerate() {
            assert_near(*computed, *expected, &format!("{} scenario {index}", published.name));
        }
    }
}

/// What is asked for on top is published with a minus.
#[test]
fn every_contingency_is_the_published_one() {
    for published in published().into_iter().flatten() {
        let margin = published.margin();
        let contingencies = margin.contingencies;
        for (field, computed) in [
            ("PortfolioMTM", margin.mark_value),
            ("ForwardContingency", contingencies.basis),
            ("MMPerpCont", -contingencies.perps.maintenance),
            ("IMPerpCont", -contingencies.perps.initial),
            ("MMOptionCont", -contingencies.naked_shorts.maintenance),
            ("IMOptionCont", -contingencies.naked_shorts.initial),
            ("MMBaseCont", -contingencies.collateral.maintenance),
            ("IMBaseCont", -contingencies.collateral.initial),
            ("OracleCont", -contingencies.confidence),
            ("im_loss_factor", margin.initial_loss_factor),
        ] {
            assert_near(computed, published.result(field), &format!("{} {field}", published.name));
        }
    }
}

#[test]
fn the_worst_scenario_is_of_the_published_kind() {
    for published in published().into_iter().flatten() {
        let margin = published.margin();
        if margin.worst_loss > -NO_LOSS {
            continue;
        }
        let regular = published.profits("reg_losses").len();
        let tails = regular + published.profits("tail_losses").len();
        let kind = match margin.worst {
            Worst::Basis => "fwd_contingency",
            Worst::Scenario(index) if index < regular => "regular",
            Worst::Scenario(index) if index < tails => "tail",
            Worst::Scenario(_) => "skew",
        };
        assert_eq!(published.json["Result"]["worst_all_scenarios"], kind, "{}", published.name);
    }
}
