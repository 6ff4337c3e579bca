//! The list of mutants.

use anyhow::{Context as _, Result};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The list's place in the checkout.
pub const FILE: &str = "tests/mutants.toml";
/// Where the tests are.
const TESTS: &str = "tests/tests/vault";

/// One defence taken away, and the test that must notice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutant {
    /// The row of docs/ATTACKS.md.
    pub row: u8,
    /// The test's function, `attack_<row>_...`.
    pub test: String,
    /// What is changed, from the checkout's root.
    pub file: String,
    /// Stands in the file exactly once.
    pub find: String,
    pub replace: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    mutant: Vec<Mutant>,
}

/// All mutants, in the list's order.
pub fn load(checkout: &Path) -> Result<Vec<Mutant>> {
    let file = checkout.join(FILE);
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let list: List = toml::from_str(&text).with_context(|| format!("{} is not a list of mutants", file.display()))?;
    Ok(list.mutant)
}

/// What is wrong with the list, one line each: texts that do not stand in their file exactly once, tests that do not exist or are named
/// for another row.
pub fn problems(checkout: &Path, mutants: &[Mutant]) -> Result<Vec<String>> {
    let tests = test_names(&checkout.join(TESTS))?;
    let mut problems = vec![];
    for mutant in mutants {
        let Mutant { row, test, file, find, replace } = mutant;
        let text = fs::read_to_string(checkout.join(file)).with_context(|| format!("cannot read {file}"))?;
        let times = text.matches(find.as_str()).count();
        if times != 1 {
            problems.push(format!("{file}: stands there {times} times instead of once: {find}"));
        }
        if find == replace {
            problems.push(format!("{file}: is replaced by itself: {find}"));
        }
        if !tests.contains(test) {
            problems.push(format!("no test is called {test}"));
        }
        if !test.starts_with(&format!("attack_{row:02}_")) {
            problems.push(format!("{test} is not named for row {row}"));
        }
    }
    Ok(problems)
}

/// The functions below `folder` that are marked as tests.
fn test_names(folder: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            names.extend(test_names(&path)?);
        } else {
            names.extend(tests_in(&fs::read_to_string(&path)?));
        }
    }
    Ok(names)
}

fn tests_in(source: &str) -> impl Iterator<Item = String> + '_ {
    let functions = source.split("#[test]\n").skip(1);
    functions.filter_map(|rest| Some(rest.trim_start().strip_prefix("fn ")?.split_once('(')?.0.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeMap, path::PathBuf};

    fn checkout() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    #[test]
    fn every_text_stands_in_its_file_once_and_every_test_exists() {
        let mutants = load(&checkout()).unwrap();
        assert_eq!(problems(&checkout(), &mutants).unwrap(), Vec::<String>::new());
    }

    /// The rows as far as they are built.
    #[test]
    fn every_row_has_a_mutant() {
        let mutants = load(&checkout()).unwrap();
        for row in [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 24] {
            assert!(mutants.iter().any(|mutant| mutant.row == row), "row {row}");
        }
    }

    /// The table at the end of docs/ATTACKS.md: one line for each row, and how many mutants each of its tests has.
    #[test]
    fn the_document_counts_these_mutants() {
        let mut lines: BTreeMap<u8, Vec<(String, usize)>> = BTreeMap::new();
        for Mutant { row, test, .. } in load(&checkout()).unwrap() {
            let tests = lines.entry(row).or_default();
            let name = test.trim_start_matches(&format!("attack_{row:02}_")).to_string();
            match tests.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => *count += 1,
                None => tests.push((name, 1)),
            }
        }
        let text = |(row, tests): (u8, Vec<(String, usize)>)| {
            let tests: Vec<String> = tests.into_iter().map(|(name, count)| format!("`{name}` ({count})")).collect();
            format!("| {row} | {} |", tests.join(", "))
        };
        let expected: Vec<String> = lines.into_iter().map(text).collect();
        let document = fs::read_to_string(checkout().join("docs/ATTACKS.md")).unwrap();
        let (_, table) = document.split_once("| # | tests |\n|---|---|\n").unwrap();
        assert_eq!(table.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_kind_of_error_is_named() {
        let good = load(&checkout()).unwrap().remove(0);
        let broken = [
            Mutant { find: "no such text".into(), ..good.clone() },
            Mutant { find: "\n".into(), ..good.clone() },
            Mutant { replace: good.find.clone(), ..good.clone() },
            Mutant { test: good.test.clone() + "_of_another_time", ..good.clone() },
            Mutant { row: 99, ..good },
        ];
        for mutant in broken {
            assert_eq!(problems(&checkout(), std::slice::from_ref(&mutant)).unwrap().len(), 1, "{mutant:?}");
        }
    }

    #[test]
    fn functions_marked_as_tests_are_tests() {
        let source = "fn helper() {}\n#[test]\nfn first() {}\n\n#[test]\nfn second() {\n}\n";
        assert_eq!(tests_in(source).collect::<Vec<_>>(), ["first", "second"]);
    }
}
