//! Builds the fixture programs and runs them.

mod build;
mod svm;

pub use build::{Tool, fixture, output_folder};
pub use svm::Svm;
