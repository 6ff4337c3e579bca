//! All contingencies of a case.

use super::{
    basis_factor, basis_loss, collateral_value, confidence_contingency, haircuts, market_confidence,
    naked_short_contingency, naked_shorts, perp_contingency, perp_notional, Contingency,
};
use crate::derive_pmrm2::expiry::Expiry;
use crate::derive_pmrm2::input::Case;

/// What is asked for beside the worst scenario, USD.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contingencies {
    /// Zero or below, as the scenarios' losses are: the worst of them and this one counts.
    pub basis: f64,
    pub perps: Contingency,
    pub naked_shorts: Contingency,
    pub collateral: Contingency,
    /// In initial margin only.
    pub confidence: f64,
}

impl Contingencies {
    pub(crate) fn of(case: &Case, expiries: &[Expiry]) -> Self {
        let mut all = Self::default();
        all.add_perps(case);
        for expiry in expiries {
            all.add_expiry(case, expiry);
        }
        all.add_collaterals(case);
        all
    }

    /// Without the basis contingency, which is a loss.
    pub(crate) fn total(&self) -> Contingency {
        let Self { perps, naked_shorts, collateral, confidence, .. } = self;
        Contingency {
            maintenance: perps.maintenance + naked_shorts.maintenance + collateral.maintenance,
            initial: perps.initial + naked_shorts.initial + collateral.initial + confidence,
        }
    }

    fn add_perps(&mut self, case: &Case) {
        let (portfolio, parameters) = (&case.portfolio, &case.parameters.other);
        let notional = perp_notional(portfolio);
        self.perps = perp_contingency(parameters, notional);
        self.confidence += confidence_contingency(parameters, market_confidence(portfolio), notional);
    }

    fn add_expiry(&mut self, case: &Case, expiry: &Expiry) {
        let (basis, other) = (&case.parameters.basis, &case.parameters.other);
        let spot_price = case.portfolio.spot_price;
        let (value_up, value_down) = (expiry.value_at_spot(basis.spot_up), expiry.value_at_spot(basis.spot_down));
        self.basis += basis_loss(expiry.mark_value, value_up, value_down) * basis_factor(basis, expiry.years);
        self.naked_shorts.add(naked_short_contingency(other, naked_shorts(&expiry.options), spot_price));
        let confidence = expiry.confidence().min(market_confidence(&case.portfolio));
        self.confidence += confidence_contingency(other, confidence, expiry.gross_options() * spot_price);
    }

    fn add_collaterals(&mut self, case: &Case) {
        let (portfolio, parameters) = (&case.portfolio, &case.parameters.other);
        for held in &portfolio.collaterals {
            let value = collateral_value(held, portfolio.stable_price);
            self.collateral.add(haircuts(held, value));
            let confidence = held.confidence.min(portfolio.spot_confidence);
            self.confidence += confidence_contingency(parameters, confidence, value);
        }
    }
}
