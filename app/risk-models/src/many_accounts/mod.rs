//! Margins of many accounts at once, by the [grid](crate::deribit_grid): everything that can be held is priced once, and an account is a sum of rows.
//!
//! ```text
//! listing   what can be held, numbered
//! accounts  who holds what: columns, as Apache Arrow has them
//! table     what one of each gains under each move of the grid: every series is priced once, however many hold it
//! margins   of every account: its rows times its amounts, the worst of the sums, contingencies
//! ```
//!
//! The results are those of [`deribit_grid::margin`](crate::deribit_grid::margin) for [`Listing::portfolio`] of the same account, bit for bit, with any number
//! of threads. That follows from one order of additions, which both have, by the same functions:
//!
//! - profit of a move: what moves with spot; then, expiry after expiry as listed, its future and its options as listed
//! - worth: cash, then the coins of the markets as listed; and by itself the options of each market as listed, then the markets
//! - requirement: the markets as listed
//! - contingencies: strikes from below, of one strike as listed; futures as listed, then the perpetuals
//!
//! So an account's rows must come as listed, each thing once; other rows are refused rather than sorted.
//!
//! Time is linear in the rows of the accounts and in what is listed; `docs/SCALE.md` has formulas and figures.

mod accounts;
mod error;
mod listing;
mod margins;
mod table;

pub use accounts::{Account, Accounts};
pub use error::{AccountsError, ListingError};
pub use listing::{Instrument, Listing};
pub use margins::{margins, AccountMargin};
pub use table::GridTable;
