//! How a scenario changes what options are worth.

mod skew;
mod static_discount;
mod volatility;

pub use skew::{cap, factor, width, Skew};
pub use static_discount::StaticDiscount;
pub(crate) use volatility::floored_seconds;
pub use volatility::VolatilityFactors;
