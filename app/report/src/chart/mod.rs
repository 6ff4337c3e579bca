//! The graphics of the page, as inline SVG.
//!
//! Colours and text sizes come from the page's style sheet by class, so that a graphic follows
//! the light, dark and print appearance of the page. Lengths are in units of the view box,
//! which is [`WIDTH`] wide and scales with the page.

mod compute;
pub(crate) mod frame;
mod growth;
pub(crate) mod path;
mod premium;
mod price;
pub(crate) mod scale;
mod ticks;

pub(crate) use compute::compute_chart;
pub(crate) use growth::{coin_chart, usd_chart};
pub(crate) use premium::premium_chart;
pub(crate) use price::price_chart;

/// Width of every view box.
const WIDTH: f64 = 960.0;
