//! What a margin account must hold against its options: pure functions of the portfolio and the market.
//!
//! Every requirement is an amount of cash in the quote: with it the portfolio is worth at least nothing in the case that the requirement
//! is about. What the options are worth today is in it already, and a portfolio that can only gain requires nothing.

pub mod account_cover;
pub mod account_margin;
mod bank_terms;
pub mod book;
pub mod collateral;
mod cover;
mod exchange_rate;
mod expiry;
pub mod grid;
pub mod holding;
pub mod in_kind;
pub mod inputs;
mod kinds;
mod price_average;
pub mod realised_vol;
pub mod requirement;
pub mod revaluation;
mod risk_parameters;
pub mod scenario;
pub mod settling;
pub mod standard;
mod strikes;
mod sums;

pub use book::{BookError, Contract, PositionChange, MAX_ACCOUNT_MARKETS};
pub use collateral::{CollateralError, CollateralPrice, CollateralTerms, MAX_COLLATERALS};
pub use exchange_rate::ExchangeRate;
pub use grid::ScenarioGrid;
pub use holding::{Holding, MarginError, Requirement, Units, ValueE8};
pub use in_kind::NetPayment;
pub use inputs::{ExpirySmile, MarketInputs};
pub use price_average::{AverageLimits, PriceAverage};
pub use realised_vol::{Observation, RealisedVolatility, RealisedVolatilityParameters};
pub use requirement::{initial_with_delta, MarginMode};
pub use revaluation::{revalue, Revaluation, StrikeMark, ValueE12};
pub use risk_parameters::RiskParameters;
pub use scenario::{scenario_margin, ScenarioMargin};
pub use settling::{SettleError, SettleTerms, Settled};
pub use standard::{standard, standard_floor, Marked, StandardParameters};

/// The most positions of an account, over all markets.
pub const MAX_POSITIONS: usize = options_math::MAX_LEGS;
