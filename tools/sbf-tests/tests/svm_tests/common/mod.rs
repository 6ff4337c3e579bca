//! Builds the fixture programs and runs them.

mod build;
mod svm;

pub use build::{fixture, output_folder, Tool};
pub use svm::Svm;
