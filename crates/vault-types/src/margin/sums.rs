//! The sums over a group's options, one for each scenario.

use super::{
    grid::SCENARIOS,
    revaluation::{Revaluation, StrikeMark, ValueE12},
    strikes::StrikeQuantities,
    MarginError, ScenarioGrid, ValueE8,
};
use fixed::types::U28F36;
use options_math::{DirectValue, MathError, OptionType, RelativePrices, ScenarioPricer, SpotMove, Weight, WeightedSum};

/// One scenario: what is in it for every strike lies together, since the chain pays for every address.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub spot: SpotMove,
    /// The options' direct values, over the moved spot.
    parts: WeightedSum,
    /// What is worth the moved spot less the strike on top.
    forwards: Forwards,
}

/// Forwards: their number, and that times their strikes, USD times 10^12.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Forwards {
    quantity: i64,
    strikes: ValueE12,
}

/// Running sums over the strikes.
pub(super) struct Sums {
    /// The scenarios and, last, today.
    pub slots: [Slot; SCENARIOS + 1],
    /// No strike of this group has been added: what is in the slots is of another one.
    is_empty: bool,
    /// Today's prices of the strike that was added last.
    today: RelativePrices,
    /// Of call deltas, as if every put were a call.
    delta: WeightedSum,
    /// How much less every put's delta is than its call's: one for each.
    puts: i64,
}

/// A strike's quantities, prepared.
struct Prepared {
    /// Is it the group's first one? Then what the slots hold is of another group.
    is_first: bool,
    both: Weight,
    /// What comes on top where the puts are direct: the calls, which are priced by them.
    on_puts: Forwards,
    /// What comes on top where the calls are direct: the puts, owed.
    on_calls: Forwards,
}

impl Forwards {
    const NONE: Self = Self { quantity: 0, strikes: 0 };

    fn new(quantity: i64, strike_e8: u64) -> Self {
        match quantity {
            0 => Self::NONE,
            _ => Self { quantity, strikes: i128::from(quantity).wrapping_mul(strike_e8.wrapping_mul(10_000).into()) }, // < 2^62.3
        }
    }
}

impl Prepared {
    fn new(strike: &StrikeQuantities, is_first: bool) -> Self {
        Self {
            is_first,
            // At most 24 * 2^57 together.
            both: Weight::new(strike.calls.saturating_add(strike.puts)),
            on_puts: Forwards::new(strike.calls, strike.strike_e8),
            on_calls: Forwards::new(strike.puts.wrapping_neg(), strike.strike_e8),
        }
    }
}

impl Slot {
    const EMPTY: Self = Self { spot: SpotMove::NONE, parts: WeightedSum::ZERO, forwards: Forwards::NONE };

    #[inline(never)] // for the registers: a call costs the chain little
    fn add(&mut self, strike: &Prepared, value: DirectValue) {
        let forwards = match value.direct() {
            OptionType::Put => &strike.on_puts,
            OptionType::Call => &strike.on_calls,
        };
        if strike.is_first {
            (self.parts, self.forwards) = (WeightedSum::of(value.part(), &strike.both), *forwards);
            return;
        }
        self.parts.add(value.part(), &strike.both);
        let Forwards { quantity, strikes } = forwards;
        if *quantity != 0 {
            self.forwards.quantity = self.forwards.quantity.wrapping_add(*quantity); // all sums of quantities < 2^62
            self.forwards.strikes = self.forwards.strikes.wrapping_add(*strikes);
        }
    }

    #[inline(never)]
    pub fn value(&self, spot_e8: u64) -> ValueE12 {
        let moved_e12 = spot_e8.wrapping_mul(self.spot.factor_bps().into()); // at most the largest price: < 2^62.3
        self.parts.times(self.forwards.quantity, moved_e12).wrapping_sub(self.forwards.strikes)
    }

    /// The lower value of two slots with the same spot. One product is enough where both have the same forwards.
    pub fn lower_value(&self, other: &Self, spot_e8: u64) -> ValueE12 {
        if self.forwards != other.forwards {
            return self.value(spot_e8).min(other.value(spot_e8));
        }
        let lower = if self.parts.is_below(&other.parts) { self } else { other };
        lower.value(spot_e8)
    }
}

impl Sums {
    /// Filled where it is: copies of it would be too much for a frame.
    pub const EMPTY: Self = Self {
        slots: [Slot::EMPTY; SCENARIOS + 1],
        is_empty: true,
        today: RelativePrices::NOTHING,
        delta: WeightedSum::ZERO,
        puts: 0,
    };

    #[inline(never)]
    pub fn set_moves(&mut self, grid: &ScenarioGrid) -> Result<(), MathError> {
        for (slot, spot) in self.slots.iter_mut().zip(grid.spot_moves()?) {
            slot.spot = spot;
        }
        Ok(())
    }

    /// Begins a group.
    pub fn start(&mut self) {
        (self.is_empty, self.delta, self.puts) = (true, WeightedSum::ZERO, 0);
    }

    /// Ends a group: one whose options cancel out is worth nothing.
    pub fn end(&mut self) {
        if self.is_empty {
            for slot in &mut self.slots {
                (slot.parts, slot.forwards) = (WeightedSum::ZERO, Forwards::NONE);
            }
        }
    }

    /// Today's.
    fn today(&self) -> &Slot {
        &self.slots[SCENARIOS]
    }

    #[inline(never)]
    pub fn add_live(
        &mut self,
        strike: &StrikeQuantities,
        pricer: &ScenarioPricer,
        vols_e9: &[u64; 3],
    ) -> Result<(), MarginError> {
        let prepared = self.prepare(strike);
        let [up_e9, down_e9, same_e9] = *vols_e9;
        let (up, down, same) = (pricer.volatility(up_e9)?, pricer.volatility(down_e9)?, pricer.volatility(same_e9)?);
        let [first, second, moved @ .., extreme_up, extreme_down, today] = &mut self.slots;
        // Where spot stays.
        let unmoved = pricer.at(&SpotMove::NONE)?;
        self.today = unmoved.prices(&same);
        first.add(&prepared, unmoved.value(&up));
        second.add(&prepared, unmoved.value(&down));
        today.add(&prepared, self.today.value);
        for [slot_up, slot_down] in moved.as_chunks_mut().0 {
            let spot = pricer.at(&slot_up.spot)?;
            slot_up.add(&prepared, spot.value(&up));
            slot_down.add(&prepared, spot.value(&down));
        }
        for slot in [extreme_up, extreme_down] {
            slot.add(&prepared, pricer.at(&slot.spot)?.value(&same));
        }
        self.add_delta(strike, &prepared);
        Ok(())
    }

    /// At expiry and until the settlement price is known, an option is worth what it would be settled for at the scenario's spot.
    #[inline(never)]
    pub fn add_expired(&mut self, strike: &StrikeQuantities, pricer: &ScenarioPricer) -> Result<(), MarginError> {
        let prepared = self.prepare(strike);
        for slot in &mut self.slots {
            self.today = pricer.at(&slot.spot)?.intrinsic();
            slot.add(&prepared, self.today.value);
        }
        self.add_delta(strike, &prepared);
        Ok(())
    }

    fn prepare(&mut self, strike: &StrikeQuantities) -> Prepared {
        let is_first = core::mem::replace(&mut self.is_empty, false);
        Prepared::new(strike, is_first)
    }

    /// Today's, which was added last.
    fn add_delta(&mut self, strike: &StrikeQuantities, prepared: &Prepared) {
        self.delta.add(U28F36::from_num(self.today.call_delta), &prepared.both);
        self.puts = self.puts.saturating_add(strike.puts);
    }

    /// Of the strike that was added last.
    pub fn mark(&self, strike: &StrikeQuantities, spot_e8: u64) -> StrikeMark {
        let (spot_e12, strike_e12) = (spot_e8 * 10_000, strike.strike_e8 * 10_000); // of the largest price: < 2^62.3
        let value_e12 = (u128::from(self.today.value.part().to_bits()).wrapping_mul(spot_e12.into()) >> 36) as u64;
        let (call_e12, put_e12) = match self.today.value.direct() {
            OptionType::Call => (value_e12, (value_e12 + strike_e12).saturating_sub(spot_e12)),
            OptionType::Put => ((value_e12 + spot_e12).saturating_sub(strike_e12), value_e12),
        };
        StrikeMark { strike_e8: strike.strike_e8, expiry_ts: strike.expiry_ts, call_e12, put_e12 }
    }

    #[inline(never)]
    pub fn finish(&self, spot_e8: u64) -> Revaluation {
        let mut scenarios = [0; SCENARIOS];
        for (value, slot) in scenarios.iter_mut().zip(&self.slots) {
            *value = slot.value(spot_e8);
        }
        Revaluation { today: self.today().value(spot_e8), scenarios, delta_q36: self.delta_q36() }
    }

    fn delta_q36(&self) -> i128 {
        self.delta.total().wrapping_sub(i128::from(self.puts) << 36)
    }

    /// Delta times spot.
    pub fn net_delta(&self, spot_e8: u64) -> ValueE8 {
        self.delta.times(self.puts.wrapping_neg(), spot_e8)
    }
}
