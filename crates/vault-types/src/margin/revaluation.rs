//! What every option is worth in every scenario, added up exactly.

use super::grid::{Move, SCENARIOS};
use super::strikes::{StrikeQuantities, StrikesOf};
use super::{Holding, MarginError, MarketInputs, ScenarioGrid, MAX_POSITIONS};
use options_math::{MathError, Prices, Scenario, ScenarioPricer, Weight, WeightedSum, MAX_PRICE_E8};

/// An amount of money: USD times 10^12, times atoms of the underlying. Below 2^126: a price is below 2^63.3, and 24 quantities of at most
/// 2^57 add up to less than 2^62.
pub type ValueE12 = i128;

/// A portfolio's value in every scenario, and how it changes from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revaluation {
    /// At today's spot and volatilities.
    pub today: ValueE12,
    /// In the order of the scenarios, the extremes in full.
    pub scenarios: [ValueE12; SCENARIOS],
    /// The sum of quantity and delta, in atoms of the underlying times 2^40.
    pub delta_q40: i128,
    /// By how much the value rises per 1.00 of volatility, on average between the volatilities up and down.
    pub vega: ValueE12,
}

/// Values every option of a portfolio at its volatility and that moved up and down, and at spot and its moves. Options of one strike and
/// expiry share their pricing.
///
/// Errors: [`MarginError::Parameters`] for a grid that is not valid, [`MarginError::TooManyPositions`], [`MarginError::Quantity`], and
/// [`MarginError::Math`] for a spot price of zero or one that scenarios move above [`MAX_PRICE_E8`], a strike of zero or above
/// it, and for more than two years to expiry.
#[inline(never)] // a frame of its own: a caller's and this one's together would be too large for the chain
pub fn revalue(
    holdings: &[Holding],
    market: &MarketInputs<'_>,
    grid: &ScenarioGrid,
) -> Result<Revaluation, MarginError> {
    if holdings.len() > MAX_POSITIONS {
        return Err(MarginError::TooManyPositions);
    }
    if !grid.is_valid() {
        return Err(MarginError::Parameters);
    }
    let moves = grid.moves()?;
    market.check_spot(moves[SCENARIOS - 2].spot.factor_bps())?;
    let mut sums = Sums::new(&moves);
    for strike in StrikesOf::new(holdings) {
        let strike = strike?;
        if !(1..=MAX_PRICE_E8).contains(&strike.strike_e8) {
            return Err(MathError::Strike.into());
        }
        match market.seconds_to(strike.expiry_ts) {
            0 => sums.add_expired(&strike, market.spot_e8),
            seconds => {
                let pricer = ScenarioPricer::new(market.spot_e8, strike.strike_e8, seconds)?;
                let vols_e9 = grid.vols_e9(market.vol_e9(strike.expiry_ts, &pricer));
                sums.add_live(&strike, &pricer, &vols_e9)?;
            }
        }
    }
    Ok(sums.finish())
}

/// One scenario: what is in it for every strike lies together, since the chain pays for every address.
#[derive(Clone, Copy)]
struct Slot {
    moves: Move,
    /// What the strike's call is worth that was added last.
    call_e12: u64,
    /// What all options are worth.
    value: WeightedSum,
}

/// Running sums over the strikes.
struct Sums {
    /// The scenarios and, last, today.
    slots: [Slot; SCENARIOS + 1],
    /// Of call deltas in Q40, as if every put were a call.
    delta: WeightedSum,
    /// How much less every put's delta is than its call's: one for each.
    puts: i64,
    vega: WeightedSum,
}

/// A strike's quantities, prepared.
struct Weights {
    calls: Weight,
    puts: Weight,
    both: Weight,
}

impl Weights {
    fn new(strike: &StrikeQuantities) -> Self {
        // At most 24 * 2^57 together.
        let both = strike.calls.saturating_add(strike.puts);
        Self { calls: Weight::new(strike.calls), puts: Weight::new(strike.puts), both: Weight::new(both) }
    }
}

impl Sums {
    fn new(moves: &[Move; SCENARIOS + 1]) -> Self {
        let slot = |moves: &Move| Slot { moves: *moves, call_e12: 0, value: WeightedSum::ZERO };
        Self { slots: moves.each_ref().map(slot), delta: WeightedSum::ZERO, puts: 0, vega: WeightedSum::ZERO }
    }

    #[inline(always)]
    fn add_live(
        &mut self,
        strike: &StrikeQuantities,
        pricer: &ScenarioPricer,
        vols_e9: &[u64; 3],
    ) -> Result<(), MarginError> {
        let weights = Weights::new(strike);
        let mut today_delta_q40 = 0;
        for slot in &mut self.slots {
            let Prices { call_e12, put_e12, call_delta } =
                pricer.price(&Scenario { spot: slot.moves.spot, vol_e9: vols_e9[slot.moves.vol as usize] })?;
            slot.call_e12 = call_e12;
            if strike.calls != 0 {
                slot.value.add(call_e12, &weights.calls);
            }
            if strike.puts != 0 {
                slot.value.add(put_e12, &weights.puts);
            }
            today_delta_q40 = call_delta.to_bits();
        }
        self.delta.add(today_delta_q40, &weights.both);
        self.puts = self.puts.saturating_add(strike.puts);
        // The first two scenarios are those without a move of spot.
        let [up, down, ..] = &self.slots;
        let [up_e9, down_e9, _] = *vols_e9;
        let vega_e12 = per_unit(up.call_e12.saturating_sub(down.call_e12), up_e9.saturating_sub(down_e9));
        self.vega.add(vega_e12, &weights.both);
        Ok(())
    }

    /// At expiry and until the settlement price is known, an option is worth what it would be settled for at the scenario's spot.
    fn add_expired(&mut self, strike: &StrikeQuantities, spot_e8: u64) {
        let weights = Weights::new(strike);
        let strike_e12 = strike.strike_e8 * 10_000; // < 2^62.3
        for slot in &mut self.slots {
            let moved_e12 = spot_e8 * u64::from(slot.moves.spot.factor_bps()); // at most the largest price: < 2^62.3
            slot.value.add(moved_e12.saturating_sub(strike_e12), &weights.calls);
            slot.value.add(strike_e12.saturating_sub(moved_e12), &weights.puts);
        }
        let call_delta_q40 = if spot_e8 > strike.strike_e8 { ONE_Q40 } else { 0 };
        self.delta.add(call_delta_q40, &weights.both);
        self.puts = self.puts.saturating_add(strike.puts);
    }

    fn finish(&self) -> Revaluation {
        let mut scenarios = [0; SCENARIOS];
        for (value, slot) in scenarios.iter_mut().zip(&self.slots) {
            *value = slot.value.total();
        }
        let puts_q40 = i128::from(self.puts) << 40;
        Revaluation {
            today: self.slots[SCENARIOS].value.total(),
            scenarios,
            delta_q40: self.delta.total().saturating_sub(puts_q40),
            vega: self.vega.total(),
        }
    }
}

const ONE_Q40: u64 = 1 << 40;

/// `gained / distance` of a distance of at most 4 * 10^9 in units of 10^-9, rounded down; zero for a distance of zero.
#[inline(always)]
fn per_unit(gained: u64, distance_e9: u64) -> u64 {
    const UNIT_E9: u64 = 1_000_000_000;
    let (Some(whole), Some(rest)) = (gained.checked_div(distance_e9), gained.checked_rem(distance_e9)) else {
        return 0;
    };
    // No vega is above 0.57 of spot.
    whole.saturating_mul(UNIT_E9).saturating_add(rest * UNIT_E9 / distance_e9)
}
