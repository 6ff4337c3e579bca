//! One file per instruction: arguments, accounts, checks in account order, then the handler
//! (validate, compute, apply, transfer, check the books, emit).

mod admin;
mod auction;
mod margin;
mod market;
mod queue;
mod record_event;
mod sealed;
mod series;
mod vault;

pub use {admin::*, auction::*, margin::*, market::*, queue::*, record_event::*, sealed::*, series::*, vault::*};
