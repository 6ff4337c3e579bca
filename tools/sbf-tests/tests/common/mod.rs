//! Builds the fixture programs and runs them.

mod build;
mod svm;

pub use build::{Tool, fixture};
pub use svm::Svm;
