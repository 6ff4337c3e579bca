//! What a margin was computed from: whoever has the same files gets the same bits.

use crate::historical::Filtering;
use crate::monte_carlo::random::Generator;
use crate::monte_carlo::{Dynamics, MonteCarlo};
use report::study::date;
use std::fmt;

/// Hashes are SHA-256 of the bytes of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub scenarios: ScenarioOrigin,
    pub parameters: [u8; 32],
    pub case: [u8; 32],
}

/// Where scenarios come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioOrigin {
    Simulated {
        dynamics: &'static str,
        paths: u64,
        generator: Generator,
        seed: u64,
    },
    Past {
        filtering: Filtering,
        days: usize,
        /// First second of the last day that is known.
        as_of_ts: i64,
        /// Of each market's price file, in the order of the parameters.
        prices: Vec<[u8; 32]>,
    },
}

impl ScenarioOrigin {
    pub(super) fn of(parameters: &MonteCarlo) -> Self {
        let dynamics = match parameters.dynamics {
            Dynamics::Jumps(_) => "jumps",
            Dynamics::Heston(_) => "heston",
        };
        let MonteCarlo { paths, seed, generator, .. } = *parameters;
        Self::Simulated { dynamics, paths, generator, seed }
    }
}

impl fmt::Display for Origin {
    /// `model jumps, paths 16384, generator sobol of 16 replicates, seed 1, parameters HASH, case HASH`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scenarios, parameters, case } = self;
        write!(formatter, "{scenarios}, parameters {}, case {}", hex::encode(parameters), hex::encode(case))
    }
}

impl fmt::Display for ScenarioOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Simulated { dynamics, paths, generator, seed } => {
                write!(formatter, "model {dynamics}, paths {paths}, generator {generator}, seed {seed}")
            }
            Self::Past { filtering, days, as_of_ts, prices } => {
                let prices: Vec<String> = prices.iter().map(hex::encode).collect();
                let (as_of, prices) = (date(*as_of_ts), prices.join(" "));
                write!(formatter, "model past days, {filtering}, days {days}, as of {as_of}, prices {prices}")
            }
        }
    }
}
