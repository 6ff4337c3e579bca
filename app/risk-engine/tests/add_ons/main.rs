//! Add-ons by hand-computed numbers, and what must not happen when something grows: a smaller margin.

mod across_markets;
mod liquidation;
mod margin;
mod schedule;
