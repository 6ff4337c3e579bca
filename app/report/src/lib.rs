//! Turns a finished simulation into `report.json`, `rounds.csv`, one self-contained
//! `report.html` and a table for the terminal.
//!
//! [`Report`] is plain data: fill it in, then call [`write_all`] and [`render_table`]. [`replay`] is another report, with a page of its own;
//! [`study`] is a page of tables and charts of any kind.

mod chart;
mod columns;
mod error;
mod figures;
mod format;
mod html;
mod lines;
mod model;
pub mod replay;
mod rounding;
mod rounds_csv;
pub mod study;
mod table;
mod write;

pub use error::ReportError;
pub use figures::Outcome;
pub use model::{CuStat, DepositorRow, PricePoint, Report, RoundRow, Sells, SourceInfo, Totals};
pub use table::render_table;
pub use write::write_all;
