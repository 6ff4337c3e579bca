//! What the instructions of the vault program cost: compute units, heap and stack of each, the program's size, and the lamports
//! that one round takes from a keeper. The figures stand in docs/COMPUTE.md, between two markers.

mod check;
mod document;
mod entries;
mod keeper;
mod life;
mod liquidation;
mod margin;
mod memory;
mod names;
mod rare;
mod table;

use anyhow::{Result, bail};
use litesvm::LiteSVM;
use memory::Watch;
use simulator::{ProgramVersion, World};
use std::path::Path;
use table::Table;

/// Measures, and writes the tables into the document.
pub fn write(document: &Path) -> Result<()> {
    let tables = measure()?;
    document::replace(document, &table::markdown(&tables))?;
    println!("Wrote the figures of {} instructions to {}", tables[0].rows.len(), document.display());
    let exceeded = check::over_limits(&tables);
    if exceeded.is_empty() { Ok(()) } else { bail!(exceeded.join("\n")) }
}

/// Measures, and compares with the tables in the document.
pub fn check(document: &Path) -> Result<()> {
    let measured = measure()?;
    let written = table::parse(&document::read(document)?)?;
    let complaints = check::complaints(&measured, &written);
    if complaints.is_empty() {
        println!("Nothing costs noticeably more than {} says", document.display());
        return Ok(());
    }
    let name = document.display();
    bail!("{}\nIf that is meant, write {name} anew with `cargo xtask bench-cu`", complaints.join("\n"))
}

/// All tables, in the document's order; the first one is that of the instructions.
fn measure() -> Result<Vec<Table>> {
    let watch = Watch::default();
    let calls = life::live(&|start_ts| watched_world(&watch, start_ts))?;
    let instructions = entries::instructions(&names::of_the_program()?, &calls, &watch.seen())?;
    let largest =
        entries::largest_account(&life::with_the_largest_account(&|start_ts| watched_world(&watch, start_ts))?)?;
    Ok(vec![instructions, largest, entries::sizes()?, keeper::one_round()?])
}

/// A chain on which every register of the program is looked at.
fn watched_world(watch: &Watch, start_ts: i64) -> Result<World> {
    let mut svm = LiteSVM::new_debuggable(true);
    svm.set_invocation_inspect_callback(watch.clone());
    Ok(World::on(svm, ProgramVersion::V0, start_ts)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// So that no instruction of the future is forgotten: neither in the script of a vault's life nor in the document.
    #[test]
    fn every_instruction_is_measured_and_in_the_document() {
        let names: BTreeSet<String> =
            names::of_the_program().unwrap().into_iter().map(|instruction| instruction.name).collect();
        let measured = measure().unwrap();
        let lived: BTreeSet<String> = measured[0].rows.iter().map(|row| row.name.clone()).collect();
        assert_eq!(names, lived);
        let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/COMPUTE.md");
        let written = table::parse(&document::read(&document).unwrap()).unwrap();
        for name in &names {
            let is_written = written.keys().any(|(row, _)| row == name);
            assert!(is_written, "{name} is missing in docs/COMPUTE.md: run `cargo xtask bench-cu`");
        }
        assert_eq!(check::over_limits(&measured), Vec::<String>::new());
    }
}
