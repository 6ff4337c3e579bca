//! One file per instruction: arguments, accounts, checks in account order, then the handler
//! (validate, compute, apply, transfer, check the books, emit).

mod admin;
mod auction;
mod market;
mod queue;
mod sealed;
mod series;
mod vault;

pub use {admin::*, auction::*, market::*, queue::*, sealed::*, series::*, vault::*};
