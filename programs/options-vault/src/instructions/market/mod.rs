//! Markets, their volatility surfaces and last prices.

pub mod create_market;
pub mod create_surface;
pub mod observe_price;
pub mod post_surface;

pub use {create_market::*, create_surface::*, observe_price::*, post_surface::*};
