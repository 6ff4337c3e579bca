//! Margins from simulation: the engine, and its command.

mod by_model;
mod engine;
mod files;
mod groups;
mod moment;
mod refused;
