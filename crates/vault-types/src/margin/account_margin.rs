//! What the chain itself asks of an account for its options on one of its markets. Markets add up: a gain on one pays for nothing owed on another.
//!
//! In the standard margin each token is judged by itself too: an option that is paid in coins covers none that is paid in the quote, however well
//! their payoffs match. By scenarios they do count together: what either brings becomes collateral when it is settled.

use super::{
    expiry::by_expiry, in_kind::cover_in_quote, initial_with_delta, revaluation::StrikeMark,
    scenario::scenario_margin_and_marks, standard_floor, Holding, MarginError, Marked, MarketInputs, Requirement,
    RiskParameters, ScenarioMargin, Units,
};
use crate::{
    state::{HeldOptions, MarginAccount, SettlementAsset},
    LedgerError,
};
use options_math::{price, OptionInputs, OptionType, ScenarioPricer};

impl MarginAccount {
    /// By scenarios, with the rise of initial margin for net delta: for the options on the market in this place. Where every option owed is covered
    /// by an owned one of its kind and expiry, never more than can be lost on those of each token. Errors: those of [`scenario_margin`](super::scenario_margin()).
    pub fn by_scenarios(
        &self,
        place: usize,
        market: &MarketInputs<'_>,
        risk: &RiskParameters,
    ) -> Result<Requirement, MarginError> {
        self.by_scenarios_and_marks(place, market, risk, None)
    }

    /// By the standard margin with a part of its buffers, in bps: 10,000 is the standard margin itself.
    pub fn by_standard(
        &self,
        place: usize,
        market: &MarketInputs<'_>,
        risk: &RiskParameters,
        buffer_bps: u16,
    ) -> Result<Requirement, MarginError> {
        self.by_standard_at(place, market, risk, buffer_bps, |holding| market.mark_e12(holding))
    }

    /// How many options on the market in this place are owed beyond those owned, of each kind and expiry, at spot: in atoms of the quote, rounded
    /// up. What a net delta that signers have signed is compared with.
    pub fn uncovered_atoms(&self, place: usize, market: &MarketInputs<'_>) -> Result<u64, MarginError> {
        let holdings = self.holdings_on(place, |_| true);
        let mut uncovered = 0_u64;
        for of_expiry in by_expiry(&holdings, |holding| holding.expiry_ts) {
            for option_type in [OptionType::Call, OptionType::Put] {
                let of_kind = of_expiry.clone().filter(|holding| holding.option_type == option_type);
                let net = of_kind.fold(0_i64, |net, holding| net.saturating_add(holding.quantity));
                uncovered = uncovered.saturating_add(net.min(0).unsigned_abs());
            }
        }
        market.units.quote_atoms_up(i128::from(uncovered).wrapping_mul(market.spot_e8.into()))
    }

    /// How many options on the market in this place are owed, at spot: in atoms of the quote, rounded up.
    pub fn owed_atoms(&self, place: usize, market: &MarketInputs<'_>) -> Result<u64, MarginError> {
        let on_market = self.options.iter().filter(|held| held.is_used() && usize::from(held.market) == place);
        let owed = on_market.fold(0_i64, |owed, held| owed.saturating_add(held.quantity_atoms.min(0))).unsigned_abs();
        market.units.quote_atoms_up(i128::from(owed).wrapping_mul(market.spot_e8.into()))
    }

    /// By scenarios, and at least the standard margin with a part of its buffers. Every option is priced once for both.
    pub fn by_scenarios_over_floor(
        &self,
        place: usize,
        market: &MarketInputs<'_>,
        risk: &RiskParameters,
        floor_bps: u16,
    ) -> Result<Requirement, MarginError> {
        let mut marks =
            Vec::with_capacity(self.options.iter().filter(|held| usize::from(held.market) == place).count());
        let by_scenarios = self.by_scenarios_and_marks(place, market, risk, Some(&mut marks))?;
        let mark_of = |holding: &Holding| {
            let is_its =
                |mark: &&StrikeMark| (mark.strike_e8, mark.expiry_ts) == (holding.strike_e8, holding.expiry_ts);
            match (marks.iter().find(is_its), holding.option_type) {
                (Some(mark), OptionType::Call) => Ok(mark.call_e12),
                (Some(mark), OptionType::Put) => Ok(mark.put_e12),
                // Owed in one token and owned in the other: they cancel out in the scenarios.
                (None, _) => market.mark_e12(holding),
            }
        };
        let floor = self.by_standard_at(place, market, risk, floor_bps, mark_of)?;
        Ok(by_scenarios.or_larger(&floor))
    }

    fn by_scenarios_and_marks(
        &self,
        place: usize,
        market: &MarketInputs<'_>,
        risk: &RiskParameters,
        marks: Option<&mut Vec<StrikeMark>>,
    ) -> Result<Requirement, MarginError> {
        let holdings = self.holdings_on(place, |_| true);
        let margin = scenario_margin_and_marks(&holdings, market, &risk.grid, marks)?;
        let ScenarioMargin { requirement, net_delta, uncovered_notional, .. } = margin;
        let raised =
            initial_with_delta(requirement, net_delta, uncovered_notional.unsigned_abs(), risk.delta_limit_bps)?;
        if uncovered_notional != 0 {
            return Ok(raised);
        }
        let largest_loss = self.largest_loss_on(place, &market.units)?;
        Ok(largest_loss.map_or(raised, |atoms| raised.or_smaller(&Requirement::flat(atoms))))
    }

    /// The most that the options on a market can lose at their expiries, those of each token by themselves; `None` without a bound.
    fn largest_loss_on(&self, place: usize, units: &Units) -> Result<Option<u64>, MarginError> {
        let mut total = 0_u64;
        for settlement in [SettlementAsset::UNDERLYING, SettlementAsset::QUOTE] {
            let holdings = self.holdings_on(place, |held| held.settlement == settlement);
            match cover_in_quote(&holdings, units) {
                Ok(atoms) => total = total.checked_add(atoms).ok_or(LedgerError::Overflow)?,
                Err(MarginError::UnboundedLoss) => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        Ok(Some(total))
    }

    fn by_standard_at(
        &self,
        place: usize,
        market: &MarketInputs<'_>,
        risk: &RiskParameters,
        buffer_bps: u16,
        mark_e12: impl Fn(&Holding) -> Result<u64, MarginError>,
    ) -> Result<Requirement, MarginError> {
        let mut total = Requirement::default();
        for settlement in [SettlementAsset::UNDERLYING, SettlementAsset::QUOTE] {
            let holdings = self.holdings_on(place, |held| held.settlement == settlement);
            if holdings.is_empty() {
                continue;
            }
            let mut marked: Vec<Marked> = Vec::with_capacity(holdings.len());
            for holding in &holdings {
                // Of one that is owned only its strike matters.
                let mark_e12 = if holding.quantity < 0 { mark_e12(holding)? } else { 0 };
                marked.push(Marked { holding: *holding, mark_e12 });
            }
            let of_token = standard_floor(&marked, market.spot_e8, &risk.standard, buffer_bps, &market.units)?;
            total = total.plus(&of_token)?;
        }
        Ok(total)
    }

    /// The account's options on the market in this place, those among them that are asked for.
    pub fn holdings_on(&self, place: usize, is_among: impl Fn(&HeldOptions) -> bool) -> Vec<Holding> {
        let on_market = || self.options.iter().filter(|held| usize::from(held.market) == place && is_among(held));
        let mut holdings = Vec::with_capacity(on_market().count()); // memory is scarce on chain
        holdings.extend(on_market().filter_map(HeldOptions::holding));
        holdings
    }

    /// Has any of its options expired? Then the account must be settled before it does anything for which it needs a price: at today's, they
    /// would be worth something else than they will be paid.
    pub fn has_expired_options(&self, now_ts: i64) -> bool {
        self.options.iter().any(|held| held.is_used() && held.expiry_ts <= now_ts)
    }
}

impl Requirement {
    /// The sum of two, level by level.
    pub fn plus(&self, other: &Self) -> Result<Self, LedgerError> {
        let sum = |a: u64, b: u64| a.checked_add(b).ok_or(LedgerError::Overflow);
        Ok(Self {
            initial_atoms: sum(self.initial_atoms, other.initial_atoms)?,
            maintenance_atoms: sum(self.maintenance_atoms, other.maintenance_atoms)?,
            liquidation_atoms: sum(self.liquidation_atoms, other.liquidation_atoms)?,
        })
    }
}

impl MarketInputs<'_> {
    /// What an option that is owed is worth at the market's volatility, USD times 10^12.
    fn mark_e12(&self, holding: &Holding) -> Result<u64, MarginError> {
        let seconds_to_expiry = self.seconds_to(holding.expiry_ts, false);
        let pricer = ScenarioPricer::new(self.spot_e8, holding.strike_e8, seconds_to_expiry)?;
        let vol_e9 = self.vol_e9(holding.expiry_ts, false, &pricer);
        let prices = price(&OptionInputs {
            spot_e8: self.spot_e8,
            strike_e8: holding.strike_e8,
            seconds_to_expiry,
            vol_e9: vol_e9.clamp(options_math::MIN_VOL_E9, options_math::MAX_VOL_E9),
        })?;
        Ok(match holding.option_type {
            OptionType::Call => prices.call_e12,
            OptionType::Put => prices.put_e12,
        })
    }
}
