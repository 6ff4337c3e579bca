//! The operations whose compute units are measured.
//!
//! The program for the SVM and the host that drives it share this crate, so that both know an operation by the same number and
//! run the same code on the same inputs: what they return must agree bit for bit.
//!
//! To measure something else, write a function like those in `pricing.rs` and give it a line in [`OPERATIONS`].
#![no_std]
#![forbid(unsafe_code)]

mod functions;
mod margin;
mod measure;
mod portfolio;
mod pricing;
mod surface;
mod wire;

pub use measure::{Measured, Meter, measure};
pub use wire::{CALL_BYTES, MEASURED_BYTES, OPERATION_BYTES};
pub use wire::{CALLS_PER_INSTRUCTION, decode_call, decode_measured, encode_call, encode_measured};

use options_math::OptionInputs;

/// Prepares an operation's arguments, meters the call alone, and makes a digest of what it returned.
pub type Run = fn(&OptionInputs, Meter) -> Measured;

/// Something to measure.
pub struct Operation {
    pub name: &'static str,
    pub bars: Option<Bars>,
    pub run: Run,
}

/// What an operation should stay within.
#[derive(Clone, Copy)]
pub struct Bars {
    /// Compute units on average over the weekly inputs.
    pub average: u64,
    /// Compute units of the dearest call of the domain, where there is a bar for that.
    pub most: Option<u64>,
}

/// The project's own operations. The place in the list is the number in instructions.
pub const OPERATIONS: &[Operation] = &[
    Operation { name: "price", bars: None, run: pricing::price },
    Operation { name: "price with Greeks", bars: bars(400, 500), run: pricing::greeks },
    Operation { name: "price with Greeks and a rate", bars: bars(600, 700), run: pricing::greeks_at_rate },
    Operation { name: "Black-76 with Greeks", bars: None, run: pricing::black76 },
    Operation { name: "implied vol", bars: bar(2_500), run: surface::implied_vol },
    Operation { name: "SVI slice from parameters", bars: None, run: surface::svi_slice },
    Operation { name: "SVI vol", bars: bar(400), run: surface::svi_vol },
    Operation { name: "strike for delta on a smile", bars: bar(3_000), run: surface::strike_on_smile },
    Operation { name: "strike for delta, flat vol", bars: None, run: surface::strike_under_flat_vol },
    Operation { name: "max loss of 8 legs", bars: None, run: portfolio::largest_loss::<8> },
    Operation { name: "max loss of 24 legs", bars: bar(6_000), run: portfolio::largest_loss::<24> },
    Operation { name: "max loss of 24 legs, reversed", bars: bar(6_000), run: portfolio::largest_loss_reversed },
    Operation { name: "16 scenarios of one option", bars: bar(3_200), run: portfolio::sixteen_scenarios },
    Operation {
        name: "scenario margin of 8 positions",
        bars: bars(45_000, 45_000),
        run: margin::scenario_margin_of::<8>,
    },
    Operation {
        name: "scenario margin of 24 positions",
        bars: bars(120_000, 120_000),
        run: margin::scenario_margin_of::<24>,
    },
    Operation { name: "ln", bars: None, run: functions::ln },
    Operation { name: "exp", bars: None, run: functions::exp },
    Operation { name: "sqrt", bars: None, run: functions::sqrt },
    Operation { name: "norm_cdf", bars: None, run: functions::norm_cdf },
    Operation { name: "norm_pdf", bars: None, run: functions::norm_pdf },
    Operation { name: "norm_inv", bars: None, run: functions::norm_inv },
];

/// Operations of other crates, which only the program has. Their numbers follow on.
pub const COMPARISONS: &[&str] = &["solmath bs_full"];

const fn bars(average: u64, most: u64) -> Option<Bars> {
    Some(Bars { average, most: Some(most) })
}

const fn bar(average: u64) -> Option<Bars> {
    Some(Bars { average, most: None })
}
