//! Nothing but benchmarks: `cargo bench -p risk-models-peers`. They are not in the risk engine itself, so that nobody who builds it
//! compiles its peers. docs/PRICING.md has the figures.
