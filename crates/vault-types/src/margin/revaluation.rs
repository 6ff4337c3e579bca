//! What every option is worth in every scenario, added up exactly.

use super::grid::{Move, VolMove, SCENARIOS};
use super::strikes::{StrikeQuantities, StrikesOf};
use super::{Holding, MarginError, MarketInputs, ScenarioGrid, MAX_POSITIONS};
use fixed::types::{U24F40, U28F36};
use options_math::{
    MathError, OptionType, RelativePrices, ScenarioPricer, SpotMove, Weight, WeightedSum, MAX_PRICE_E8, MIN_VOL_E9,
};

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
    /// The sum of quantity and delta, in atoms of the underlying times 2^36.
    pub delta_q36: i128,
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
    let mut sums = Sums::EMPTY;
    sums.set_moves(grid)?;
    market.check_spot(sums.slots[SCENARIOS - 2].moves.spot.factor_bps())?;
    for strike in StrikesOf::new(holdings) {
        let strike = strike?;
        if !(1..=MAX_PRICE_E8).contains(&strike.strike_e8) {
            return Err(MathError::Strike.into());
        }
        let pricer = ScenarioPricer::new(market.spot_e8, strike.strike_e8, market.seconds_to(strike.expiry_ts))?;
        match market.seconds_to(strike.expiry_ts) {
            0 => sums.add_expired(&strike, &pricer)?,
            _ => {
                let vols_e9 = grid.vols_e9(market.vol_e9(strike.expiry_ts, &pricer));
                sums.add_live(&strike, &pricer, &vols_e9)?;
            }
        }
    }
    Ok(sums.finish(market.spot_e8))
}

/// One scenario: what is in it for every strike lies together, since the chain pays for every address.
#[derive(Clone, Copy)]
struct Slot {
    moves: Move,
    /// What the strike's prices are that was added last.
    prices: RelativePrices,
    /// The options' direct values, over the moved spot.
    parts: WeightedSum,
    /// What is worth the moved spot less the strike on top: calls that are priced by their puts, and, owed, puts priced by their calls.
    forwards: i64,
    /// The strikes of those, USD times 10^12.
    strikes: ValueE12,
}

/// Running sums over the strikes.
struct Sums {
    /// The scenarios and, last, today.
    slots: [Slot; SCENARIOS + 1],
    /// Of call deltas, as if every put were a call.
    delta: WeightedSum,
    /// How much less every put's delta is than its call's: one for each.
    puts: i64,
    /// Over spot.
    vega: WeightedSum,
}

/// A strike's quantities, prepared.
struct Prepared<'a> {
    strike: &'a StrikeQuantities,
    both: Weight,
    calls_times_strike: i128,
    puts_times_strike: i128,
}

impl<'a> Prepared<'a> {
    fn new(strike: &'a StrikeQuantities) -> Self {
        let times_strike = |quantity: i64| match quantity {
            0 => 0,
            _ => i128::from(quantity).wrapping_mul((strike.strike_e8 * 10_000).into()), // < 2^62.3
        };
        Self {
            strike,
            // At most 24 * 2^57 together.
            both: Weight::new(strike.calls.saturating_add(strike.puts)),
            calls_times_strike: times_strike(strike.calls),
            puts_times_strike: times_strike(strike.puts),
        }
    }
}

impl Slot {
    const EMPTY: Self = Self {
        moves: Move { spot: SpotMove::NONE, vol: VolMove::Same },
        prices: RelativePrices { direct: OptionType::Call, value: U28F36::ZERO, call_delta: U24F40::ZERO },
        parts: WeightedSum::ZERO,
        forwards: 0,
        strikes: 0,
    };

    #[inline(always)]
    fn add(&mut self, strike: &Prepared<'_>, prices: &RelativePrices) {
        self.prices = *prices;
        self.parts.add(prices.value, &strike.both);
        match prices.direct {
            OptionType::Put if strike.strike.calls != 0 => {
                self.forwards = self.forwards.wrapping_add(strike.strike.calls); // all sums of quantities < 2^62
                self.strikes = self.strikes.wrapping_add(strike.calls_times_strike);
            }
            OptionType::Call if strike.strike.puts != 0 => {
                self.forwards = self.forwards.wrapping_sub(strike.strike.puts);
                self.strikes = self.strikes.wrapping_sub(strike.puts_times_strike);
            }
            _ => {}
        }
    }

    fn value(&self, spot_e8: u64) -> ValueE12 {
        let moved_e12 = spot_e8 * u64::from(self.moves.spot.factor_bps()); // at most the largest price: < 2^62.3
        self.parts.times(self.forwards, moved_e12).wrapping_sub(self.strikes)
    }
}

impl Sums {
    /// Filled where it is: copies of it would be too much for a frame.
    const EMPTY: Self =
        Self { slots: [Slot::EMPTY; SCENARIOS + 1], delta: WeightedSum::ZERO, puts: 0, vega: WeightedSum::ZERO };

    #[inline(never)]
    fn set_moves(&mut self, grid: &ScenarioGrid) -> Result<(), MathError> {
        for (slot, moves) in self.slots.iter_mut().zip(grid.moves()?) {
            slot.moves = moves;
        }
        Ok(())
    }

    /// Today's.
    fn today(&self) -> &Slot {
        &self.slots[SCENARIOS]
    }

    #[inline(always)]
    fn add_live(
        &mut self,
        strike: &StrikeQuantities,
        pricer: &ScenarioPricer,
        vols_e9: &[u64; 3],
    ) -> Result<(), MarginError> {
        let prepared = Prepared::new(strike);
        let [up_e9, down_e9, same_e9] = *vols_e9;
        let vols = [pricer.volatility(up_e9)?, pricer.volatility(down_e9)?, pricer.volatility(same_e9)?];
        for slot in &mut self.slots {
            let prices = pricer.relative(&slot.moves.spot, &vols[slot.moves.vol as usize])?;
            slot.add(&prepared, &prices);
        }
        self.add_delta(&prepared);
        // The first two scenarios are those without a move of spot.
        let gained = pricer.gained(&self.slots[0].prices, &self.slots[1].prices);
        self.vega.add(per_unit(gained, up_e9.saturating_sub(down_e9)), &prepared.both);
        Ok(())
    }

    /// At expiry and until the settlement price is known, an option is worth what it would be settled for at the scenario's spot.
    #[inline(never)]
    fn add_expired(&mut self, strike: &StrikeQuantities, pricer: &ScenarioPricer) -> Result<(), MarginError> {
        let prepared = Prepared::new(strike);
        let any_vol = pricer.volatility(MIN_VOL_E9)?;
        for slot in &mut self.slots {
            slot.add(&prepared, &pricer.relative(&slot.moves.spot, &any_vol)?);
        }
        self.add_delta(&prepared);
        Ok(())
    }

    /// Today's, which was added last.
    fn add_delta(&mut self, strike: &Prepared<'_>) {
        self.delta.add(U28F36::from_num(self.today().prices.call_delta), &strike.both);
        self.puts = self.puts.saturating_add(strike.strike.puts);
    }

    #[inline(never)]
    fn finish(&self, spot_e8: u64) -> Revaluation {
        let mut scenarios = [0; SCENARIOS];
        for (value, slot) in scenarios.iter_mut().zip(&self.slots) {
            *value = slot.value(spot_e8);
        }
        Revaluation {
            today: self.today().value(spot_e8),
            scenarios,
            delta_q36: self.delta.total().saturating_sub(i128::from(self.puts) << 36),
            vega: self.vega.times(0, spot_e8 * 10_000), // of the largest price: < 2^62.3
        }
    }
}

/// `gained / distance` of a distance of at most 4 * 10^9 in units of 10^-9, rounded down; zero for a distance of zero.
#[inline(always)]
fn per_unit(gained: U28F36, distance_e9: u64) -> U28F36 {
    const UNIT_E9: u64 = 1_000_000_000;
    let gained = gained.to_bits();
    let (Some(whole), Some(rest)) = (gained.checked_div(distance_e9), gained.checked_rem(distance_e9)) else {
        return U28F36::ZERO;
    };
    // No vega is above 0.57 of spot.
    U28F36::from_bits(whole.saturating_mul(UNIT_E9).saturating_add(rest * UNIT_E9 / distance_e9))
}
