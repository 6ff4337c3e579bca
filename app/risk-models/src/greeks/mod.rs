//! How the value of an account answers to spot, volatility, time and rate: closed forms for every position, and their sums.
//!
//! With S the spot, F the forward, K the strike, t the years to expiry, v the volatility, r the rate, `D = e^(-r t)`, `c = ln(F/S) / t` the
//! carry, `s = v sqrt(t)`, `d1 = ln(F/K) / s + s/2`, `d2 = d1 - s`, N the normal distribution and n its density, for a call:
//!
//! | | formula | of what by what |
//! |---|---|---|
//! | value | `D (F N(d1) - K N(d2))` | |
//! | delta | `D (F/S) N(d1)` | value by spot |
//! | gamma | `D (F/S)^2 n(d1) / (F s)` | delta by spot |
//! | vega | `D F n(d1) sqrt(t)` | value by volatility |
//! | theta | `r value - c S delta - vega v / (2 t)` | value by time that passes, spot held |
//! | rho | `t D K N(d2)` | value by rate, spot and `c - r` held |
//! | vanna | `-D (F/S) n(d1) d2 / v` | delta by volatility |
//! | volga | `vega d1 d2 / v` | vega by volatility |
//!
//! A put has `N(d1) - 1` for `N(d1)` and `N(d2) - 1` for `N(d2)`. A future has the delta F/S, theta `-c F` and rho `t F`; coins and perpetuals have
//! delta 1. [`AllGreeks`] holds these plain derivatives: for 1.0 of volatility or rate, and for a year. The [table](table()) has usual units.
//!
//! Without time or volatility: value and delta as in [`batch_pricing`](crate::batch_pricing), gamma, vanna and volga zero.
//!
//! Source: F. Black (1976) with `F = S e^(c t)`; E. G. Haug, "The Complete Guide to Option Pricing Formulas" (2nd edition, 2007), chapter 2:
//! the generalised formula and its derivatives.

mod account;
mod all_greeks;
mod option;
mod table;
mod triggers;

pub use account::{AccountGreeks, MarketGreeks, PositionGreeks, PositionKind};
pub use all_greeks::AllGreeks;
pub use option::EuropeanOption;
pub use table::table;
pub use triggers::{Trigger, Triggers};
