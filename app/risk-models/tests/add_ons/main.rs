//! Add-ons by hand-computed numbers, and what must not happen when something grows: a smaller margin.

mod across_markets;
#[path = "../shared/held.rs"]
mod held;
mod liquidation;
mod losses;
mod schedule;
