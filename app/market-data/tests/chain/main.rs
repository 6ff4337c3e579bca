//! Option chains from CSV files: what is read, and what is refused.

mod bad_files;
mod good_files;

const EXCHANGE_HEADER: &str = "option_type,strike,expiration_timestamp,timestamp,underlying_price,bid_iv,ask_iv";
const SLICES_HEADER: &str = "slice,ttm_years,forward,strike,type,bid_iv,ask_iv";
/// A call quoted on 2020-05-21, expiring the day after.
const EXCHANGE_ROW: &str = "call,9000,1590134400000,1590103193000,9085.5,81.5,98";
const SLICES_ROW: &str = "1w,0.02,67000,60000,P,0.86,0.88";
