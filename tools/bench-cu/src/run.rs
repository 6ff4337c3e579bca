//! Runs every operation on every input.

use crate::inputs;
use crate::statistics::Statistics;
use crate::svm::Svm;
use anyhow::{Context as _, Result, ensure};
use bench_cu_operations::{Bars, COMPARISONS, Measured, OPERATIONS, Run};
use options_math::OptionInputs;

/// What an operation cost.
pub struct Row {
    pub name: &'static str,
    pub bars: Option<Bars>,
    pub weekly: Statistics,
    pub domain: Statistics,
}

/// Something the program can do.
struct Subject {
    name: &'static str,
    bars: Option<Bars>,
    /// Absent for what only the program has.
    native: Option<Run>,
}

/// Measures everything; fails if a result differs from the native one.
pub fn run(svm: &mut Svm) -> Result<Vec<Row>> {
    let (weekly, domain) = (inputs::weekly(), inputs::domain());
    let row = |(number, subject): (usize, Subject)| {
        let mut measure = |calls: &[OptionInputs]| {
            let measured = svm.measure(number, calls)?;
            agree_with_native(subject.native, calls, &measured)?;
            Ok::<_, anyhow::Error>(Statistics::of(&measured))
        };
        let weekly = measure(&weekly).with_context(|| format!("{}, weekly inputs", subject.name))?;
        let domain = measure(&domain).with_context(|| format!("{}, domain inputs", subject.name))?;
        Ok(Row { name: subject.name, bars: subject.bars, weekly, domain })
    };
    subjects().enumerate().map(row).collect()
}

/// In the order of the program's numbers.
fn subjects() -> impl Iterator<Item = Subject> {
    let own = OPERATIONS.iter().map(|own| Subject { name: own.name, bars: own.bars, native: Some(own.run) });
    own.chain(COMPARISONS.iter().map(|name| Subject { name, bars: None, native: None }))
}

fn agree_with_native(native: Option<Run>, calls: &[OptionInputs], measured: &[Measured]) -> Result<()> {
    let Some(native) = native else { return Ok(()) };
    for (inputs, on_chain) in calls.iter().zip(measured) {
        let native = native(inputs, || 0);
        ensure!(
            (native.is_refused, native.digest) == (on_chain.is_refused, on_chain.digest),
            "the SVM returns something else than this machine for {inputs:?}:\nSVM:    {on_chain:?}\nnative: {native:?}"
        );
    }
    Ok(())
}
