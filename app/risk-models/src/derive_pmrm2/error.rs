//! What can be wrong with a case, one line each. The command puts the file's name in front.

use crate::numbers::OutOfRange;

/// Why a case has no margin.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),

    #[error("is not a case of this model: {0}; docs/PMRM2.md lists the fields")]
    Json(#[from] serde_json::Error),

    #[error(transparent)]
    Number(#[from] OutOfRange),

    #[error("{list} is empty; give at least one")]
    Empty { list: &'static str },

    #[error("Options[{index}] expires in {seconds} s; add an entry with that FeedExpiry to OptionFeeds")]
    NoFeed { index: usize, seconds: u64 },

    #[error("{list}[{index}] is the same as an entry before it; put both into one")]
    Twice { list: &'static str, index: usize },

    #[error("the expiry in {seconds} s gives the skew no width; set MIN_K_STAR above zero")]
    NoSkewWidth { seconds: u64 },

    #[error("the expiry in {seconds} s has no time left for the volatility shock; set DTE_FLOOR above zero")]
    NoShockTime { seconds: u64 },

    #[error("its numbers are too large: a margin is not finite; look for a wrong decimal point")]
    NotFinite,
}
