//! Whether the numbers of a case make sense: what the contracts or their feeds refuse, this refuses too.

use super::{Case, Collateral, ExpiryFeed, OptionHolding, Scenario};
use crate::derive_pmrm2::{shock, years, CaseError};
use crate::numbers::{self, OutOfRange, Rule};

impl Case {
    /// Prices above zero, shares within 0 and 1, a feed for every expiry, nothing twice.
    pub(crate) fn check(&self) -> Result<(), CaseError> {
        self.check_prices()?;
        self.check_parameters()?;
        check_each(&self.parameters.scenarios, "Scenarios", check_scenario)?;
        check_each(&self.portfolio.collaterals, "Collaterals", check_collateral)?;
        check_each(&self.portfolio.option_feeds, "OptionFeeds", check_feed)?;
        check_each(&self.portfolio.options, "Options", check_option)?;
        self.check_expiries()?;
        self.check_no_doubles()
    }

    fn check_prices(&self) -> Result<(), OutOfRange> {
        let portfolio = &self.portfolio;
        number("SpotPrice", portfolio.spot_price, Rule::AboveZero)?;
        number("StablePrice", portfolio.stable_price, Rule::AboveZero)?;
        number("SpotConfidence", portfolio.spot_confidence, Rule::Share)?;
        number("PerpConfidence", portfolio.perp_confidence, Rule::Share)?;
        let perp_rule = if portfolio.perps == 0.0 { Rule::NotNegative } else { Rule::AboveZero };
        number("PerpPrice", portfolio.perp_price, perp_rule)
    }

    fn check_parameters(&self) -> Result<(), CaseError> {
        let (skew, volatility) = (&self.parameters.skew_shock, &self.parameters.volatility_shock);
        let (margin, basis, other) = (&self.parameters.margin, &self.parameters.basis, &self.parameters.other);
        if self.parameters.scenarios.is_empty() {
            return Err(CaseError::Empty { list: "Scenarios" });
        }
        for (field, value) in [
            ("MIN_K_STAR", skew.least_width),
            ("VOLRANGEUP", volatility.range_up),
            ("MIN_VOL_EVAL_SHOCKED", volatility.least_after_rise),
            ("VOLRANGEDOWN", volatility.range_down),
            ("DTE_FLOOR", volatility.floor_days),
            ("MM_LOSS_FACTOR", margin.maintenance_loss_factor),
            ("IM_LOSS_FACTOR", margin.initial_loss_factor),
            ("BASE_STATIC_DISCOUNT", margin.owned_base),
            ("BASE_STATIC_DISCOUNT_NEG", margin.owed_base),
            ("SCENARIO_SPOT_UP", basis.spot_up),
            ("SCENARIO_SPOT_DOWN", basis.spot_down),
            ("BASIS_CONT_ADD_FACTOR", basis.addition),
            ("BASIS_CONT_MULT_FACTOR", basis.per_year),
            ("PEG_LOSS_THRESHOLD", other.peg_threshold),
            ("PEG_LOSS_FACTOR", other.peg_factor),
            ("CONF_MARGIN", other.confidence_share),
            ("MM_PERP_PERCENT", other.maintenance_perp_share),
            ("IM_PERP_PERCENT", other.initial_perp_share),
            ("MM_OPTION_PERCENT", other.maintenance_option_share),
            ("IM_OPTION_PERCENT", other.initial_option_share),
        ] {
            number(field, value, Rule::NotNegative)?;
        }
        Ok(number("CONF_THRESHOLD", other.confidence_threshold, Rule::Share)?)
    }

    fn check_expiries(&self) -> Result<(), CaseError> {
        let feeds = &self.portfolio.option_feeds;
        for feed in feeds {
            let seconds = feed.seconds_to_expiry;
            if shock::width(&self.parameters.skew_shock, years(seconds)) == 0.0 {
                return Err(CaseError::NoSkewWidth { seconds });
            }
            if shock::floored_seconds(&self.parameters.volatility_shock, seconds) == 0.0 {
                return Err(CaseError::NoShockTime { seconds });
            }
        }
        for (index, option) in self.portfolio.options.iter().enumerate() {
            let seconds = option.seconds_to_expiry;
            if !feeds.iter().any(|feed| feed.seconds_to_expiry == seconds) {
                return Err(CaseError::NoFeed { index, seconds });
            }
        }
        Ok(())
    }

    fn check_no_doubles(&self) -> Result<(), CaseError> {
        let same_expiry = |one: &ExpiryFeed, other: &ExpiryFeed| one.seconds_to_expiry == other.seconds_to_expiry;
        check_no_twin(&self.portfolio.option_feeds, "OptionFeeds", same_expiry)?;
        let same_series = |one: &OptionHolding, other: &OptionHolding| {
            (one.seconds_to_expiry, one.strike) == (other.seconds_to_expiry, other.strike)
                && one.option_type == other.option_type
        };
        check_no_twin(&self.portfolio.options, "Options", same_series)
    }
}

fn check_scenario(scenario: &Scenario) -> Result<(), OutOfRange> {
    number("SpotShock", scenario.spot_shock, Rule::NotNegative)?;
    number("DampeningFactor", scenario.dampening_factor, Rule::NotNegative)
}

fn check_collateral(collateral: &Collateral) -> Result<(), OutOfRange> {
    number("Amount", collateral.amount, Rule::NotNegative)?;
    number("Price", collateral.price, Rule::NotNegative)?;
    number("Confidence", collateral.confidence, Rule::Share)?;
    number("IMHaircut", collateral.initial_haircut, Rule::NotNegative)?;
    number("MMHaircut", collateral.maintenance_haircut, Rule::NotNegative)
}

fn check_feed(feed: &ExpiryFeed) -> Result<(), OutOfRange> {
    number("Forward", feed.forward, Rule::AboveZero)?;
    number("ForwardConfidence", feed.forward_confidence, Rule::Share)?;
    number("RateConfidence", feed.rate_confidence, Rule::Share)?;
    number("OptionVolConfidences", feed.volatility_confidence, Rule::Share)
}

fn check_option(option: &OptionHolding) -> Result<(), OutOfRange> {
    number("Strike", option.strike, Rule::AboveZero)?;
    number("MarkVol", option.volatility, Rule::NotNegative)
}

/// Every entry; an error names the entry by its place.
fn check_each<T>(entries: &[T], list: &str, check: fn(&T) -> Result<(), OutOfRange>) -> Result<(), OutOfRange> {
    (0..).zip(entries).try_for_each(|(index, entry): (usize, &T)| {
        let placed = |error: OutOfRange| OutOfRange { field: format!("{list}[{index}].{}", error.field), ..error };
        check(entry).map_err(placed)
    })
}

fn check_no_twin<T>(entries: &[T], list: &'static str, same: impl Fn(&T, &T) -> bool) -> Result<(), CaseError> {
    let has_twin = |index: usize| entries[..index].iter().any(|before| same(before, &entries[index]));
    match (0..entries.len()).find(|index| has_twin(*index)) {
        Some(index) => Err(CaseError::Twice { list, index }),
        None => Ok(()),
    }
}

fn number(field: &str, value: f64, rule: Rule) -> Result<(), OutOfRange> {
    numbers::number(|| field.to_owned(), value, rule)
}
