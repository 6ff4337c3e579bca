//! What commands have in common: how they end, and the files that they read and write.
//!
//! ```text
//! ending      a text or one line of error, and what exit codes mean
//! in_file     errors that name their file, and files of JSON
//! whole_file  files that are there when they are whole
//! ```

mod ending;
mod in_file;
mod whole_file;

pub use ending::{finish, judge, one_line, Code, Failure, Verdict};
pub use in_file::{json, named, InFile};
pub use whole_file::{write_whole, Unwritten, WholeFile};
