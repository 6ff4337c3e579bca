//! Markets and their volatility surfaces.

pub mod create_market;
pub mod create_surface;
pub mod post_surface;

pub use {create_market::*, create_surface::*, post_surface::*};
