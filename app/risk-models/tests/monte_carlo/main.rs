//! Monte Carlo: random numbers against published ones, models against closed forms, the same bytes with any number of threads.

mod book;
mod convergence;
mod correlation;
#[path = "../shared/held.rs"]
mod held;
mod heston;
mod heston_reference;
mod jumps;
mod measure;
mod normal_reference;
mod parameters;
mod random;
mod same_bytes;
mod sample;
mod sobol_points;
mod sobol_reference;
