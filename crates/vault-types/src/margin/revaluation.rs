//! What every option is worth in every scenario, added up exactly.

use super::grid::SCENARIOS;
use super::strikes::{StrikeQuantities, StrikesOf};
use super::{scenario::floor_to_e8, Holding, MarginError, MarketInputs, ScenarioGrid, MAX_POSITIONS};
use fixed::types::{U24F40, U28F36};
use options_math::{
    MathError, OptionType, RelativePrices, ScenarioPricer, SpotMove, Weight, WeightedSum, MAX_PRICE_E8, MAX_QUANTITY,
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

/// What options of one strike and expiry are worth today, USD times 10^12, rounded down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StrikeMark {
    pub strike_e8: u64,
    pub expiry_ts: i64,
    pub call_e12: u64,
    pub put_e12: u64,
}

/// Values every option of a portfolio at its volatility and that moved up and down, and at spot and its moves. Options of one strike and
/// expiry share their pricing.
///
/// Errors: [`MarginError::Parameters`] for a grid that is not valid, [`MarginError::TooManyPositions`], [`MarginError::Quantity`], and
/// [`MarginError::Math`] for a spot price of zero or one that scenarios move above [`MAX_PRICE_E8`], and a strike of zero or above it.
pub fn revalue(
    holdings: &[Holding],
    market: &MarketInputs<'_>,
    grid: &ScenarioGrid,
) -> Result<Revaluation, MarginError> {
    let mut revaluation = Revaluation::NOTHING;
    let mut keep = |all: &Valued<'_>| revaluation = all.sums.finish(market.spot_e8);
    revalue_groups(holdings, market, grid, &mut Groups { by_expiry: false, marks: None, on_group: &mut keep })?;
    Ok(revaluation)
}

/// How a portfolio is taken apart, and what is told of each part.
pub(super) struct Groups<'a> {
    /// Each expiry by itself, with as many options owned as they count: see [`limit_owned`]. Otherwise all together, as they are.
    pub by_expiry: bool,
    /// Takes what each strike is worth, but for strikes whose options cancel out.
    pub marks: Option<&'a mut Vec<StrikeMark>>,
    pub on_group: &'a mut dyn FnMut(&Valued<'_>),
}

impl Groups<'_> {
    /// Puts the holdings that go together with the first one that is not taken into `group`, and takes them: a bit for each of at most
    /// [`MAX_POSITIONS`]. False if all are taken.
    fn take_next(&self, holdings: &[Holding], taken: &mut u32, group: &mut Vec<Holding>) -> bool {
        group.clear();
        let mut bit: u32 = 1;
        for holding in holdings {
            let goes_with = |first: &Holding| !self.by_expiry || first.expiry_ts == holding.expiry_ts;
            if *taken & bit == 0 && group.first().is_none_or(goes_with) {
                *taken |= bit;
                group.push(*holding);
            }
            bit <<= 1;
        }
        !group.is_empty()
    }
}

/// A group and its values.
pub(super) struct Valued<'a> {
    /// How many options it owes and owns of each kind, before any limit.
    pub kinds: Kinds,
    sums: &'a Sums,
}

/// Quantities in atoms of the underlying: 24 of at most 2^57 each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kinds {
    calls: OwedOwned,
    puts: OwedOwned,
}

#[derive(Clone, Copy, Debug, Default)]
struct OwedOwned {
    owed: u64,
    owned: u64,
}

/// What comes of the scenarios for a group.
pub(super) struct Outcome {
    pub today: ValueE12,
    /// The lowest value of all scenarios, with the extremes weighed.
    pub lowest: ValueE12,
    pub delta_q36: i128,
    pub vega: ValueE12,
}

/// Values the groups of a portfolio one after another, as [`revalue`] does.
#[inline(never)] // a frame of its own: a caller's and this one's together would be too large for the chain
pub(super) fn revalue_groups(
    holdings: &[Holding],
    market: &MarketInputs<'_>,
    grid: &ScenarioGrid,
    groups: &mut Groups<'_>,
) -> Result<(), MarginError> {
    if holdings.len() > MAX_POSITIONS {
        return Err(MarginError::TooManyPositions);
    }
    if !grid.is_valid() {
        return Err(MarginError::Parameters);
    }
    let mut sums = Sums::EMPTY;
    sums.set_moves(grid)?;
    market.check_spot(sums.slots[SCENARIOS - 2].spot.factor_bps())?;
    let mut group = Vec::with_capacity(holdings.len());
    let mut taken = 0;
    while groups.take_next(holdings, &mut taken, &mut group) {
        let kinds = Kinds::of(&group)?;
        if groups.by_expiry {
            kinds.limit_owned(&mut group);
        }
        sums.clear();
        for strike in StrikesOf::new(&group) {
            let strike = strike?;
            if !(1..=MAX_PRICE_E8).contains(&strike.strike_e8) {
                return Err(MathError::Strike.into());
            }
            let (is_owned, seconds) = (strike.is_owned(), market.seconds_to(strike.expiry_ts, strike.is_owned()));
            let pricer = ScenarioPricer::new(market.spot_e8, strike.strike_e8, seconds)?;
            match seconds {
                0 => sums.add_expired(&strike, &pricer)?,
                _ => {
                    let vols_e9 = grid.vols_e9(market.vol_e9(strike.expiry_ts, is_owned, &pricer));
                    sums.add_live(&strike, &pricer, &vols_e9)?;
                }
            }
            if let Some(marks) = groups.marks.as_mut() {
                marks.push(sums.mark(&strike, market.spot_e8));
            }
        }
        (groups.on_group)(&Valued { kinds, sums: &sums });
    }
    Ok(())
}

/// One scenario: what is in it for every strike lies together, since the chain pays for every address.
#[derive(Clone, Copy)]
struct Slot {
    spot: SpotMove,
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
struct Sums {
    /// The scenarios and, last, today.
    slots: [Slot; SCENARIOS + 1],
    /// Today's prices of the strike that was added last.
    today: RelativePrices,
    /// Of call deltas, as if every put were a call.
    delta: WeightedSum,
    /// How much less every put's delta is than its call's: one for each.
    puts: i64,
    /// Over spot.
    vega: WeightedSum,
}

/// A strike's quantities, prepared.
struct Prepared {
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
    fn new(strike: &StrikeQuantities) -> Self {
        Self {
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
    fn add(&mut self, strike: &Prepared, prices: &RelativePrices) {
        self.parts.add(prices.value, &strike.both);
        let Forwards { quantity, strikes } = match prices.direct {
            OptionType::Put => &strike.on_puts,
            OptionType::Call => &strike.on_calls,
        };
        if *quantity != 0 {
            self.forwards.quantity = self.forwards.quantity.wrapping_add(*quantity); // all sums of quantities < 2^62
            self.forwards.strikes = self.forwards.strikes.wrapping_add(*strikes);
        }
    }

    #[inline(never)]
    fn value(&self, spot_e8: u64) -> ValueE12 {
        let moved_e12 = spot_e8.wrapping_mul(self.spot.factor_bps().into()); // at most the largest price: < 2^62.3
        self.parts.times(self.forwards.quantity, moved_e12).wrapping_sub(self.forwards.strikes)
    }

    /// The lower value of two slots with the same spot. One product is enough where both have the same forwards.
    fn lower_value(&self, other: &Self, spot_e8: u64) -> ValueE12 {
        if self.forwards != other.forwards {
            return self.value(spot_e8).min(other.value(spot_e8));
        }
        let lower = if self.parts.is_below(&other.parts) { self } else { other };
        lower.value(spot_e8)
    }
}

impl Revaluation {
    /// Of nothing.
    const NOTHING: Self = Self { today: 0, scenarios: [0; SCENARIOS], delta_q36: 0, vega: 0 };
}

impl Kinds {
    /// Refuses quantities above [`MAX_QUANTITY`].
    fn of(group: &[Holding]) -> Result<Self, MarginError> {
        let mut kinds = Self::default();
        for Holding { option_type, quantity, .. } in group {
            let size = quantity.unsigned_abs();
            if size > MAX_QUANTITY.unsigned_abs() {
                return Err(MarginError::Quantity);
            }
            let kind = match option_type {
                OptionType::Call => &mut kinds.calls,
                OptionType::Put => &mut kinds.puts,
            };
            let sum = if *quantity < 0 { &mut kind.owed } else { &mut kind.owned };
            *sum = sum.wrapping_add(size);
        }
        Ok(kinds)
    }

    /// Of every kind, what is owned of an expiry counts for as many as are owed, what is worth most first: calls with the lowest strikes, puts
    /// with the highest. An option that costs next to nothing is worth much in some scenario: without this limit any number of them would
    /// cover what is owed. What is left over pays, but covers nothing.
    fn limit_owned(&self, group: &mut [Holding]) {
        for (option_type, OwedOwned { owed, owned }) in [(OptionType::Call, self.calls), (OptionType::Put, self.puts)] {
            if owned > owed {
                limit_to(owed, option_type, group);
            }
        }
    }

    /// All options owed.
    pub fn owed(&self) -> u64 {
        self.calls.owed.wrapping_add(self.puts.owed)
    }

    /// Those owed beyond those owned of their kind.
    pub fn uncovered(&self) -> u64 {
        let of_kind = |kind: &OwedOwned| kind.owed.saturating_sub(kind.owned);
        of_kind(&self.calls).wrapping_add(of_kind(&self.puts))
    }
}

/// Leaves of what is owned of a kind the best, `most` of them.
#[inline(never)]
fn limit_to(most: u64, option_type: OptionType, group: &mut [Holding]) {
    let better_first = |strike_e8: u64| match option_type {
        OptionType::Call => strike_e8,
        OptionType::Put => u64::MAX - strike_e8,
    };
    let mut left = most.min(i64::MAX.unsigned_abs()) as i64;
    let mut counted: u32 = 0; // a bit for each holding: they are at most 24
    loop {
        let owned = group.iter_mut().enumerate().filter(|(index, holding)| {
            holding.option_type == option_type && holding.quantity > 0 && counted >> index & 1 == 0
        });
        let Some((index, best)) = owned.min_by_key(|(_, holding)| better_first(holding.strike_e8)) else {
            return;
        };
        counted |= 1 << index;
        best.quantity = best.quantity.min(left);
        left -= best.quantity; // at most what was left
    }
}

impl Valued<'_> {
    /// The extremes are the last two scenarios: of what they bring from today's value only the grid's weight counts.
    #[inline(never)]
    pub fn outcome(&self, spot_e8: u64, grid: &ScenarioGrid) -> Outcome {
        let [scanned @ .., extreme_up, extreme_down, today] = &self.sums.slots;
        let today = today.value(spot_e8);
        let mut lowest = ValueE12::MAX;
        for [up, down] in scanned.as_chunks().0 {
            lowest = lowest.min(up.lower_value(down, spot_e8));
        }
        for extreme in [extreme_up, extreme_down] {
            lowest = lowest.min(weighed(today, extreme.value(spot_e8), grid.extreme_weight_bps));
        }
        let (delta_q36, vega) = (self.sums.delta_q36(), self.sums.vega.times(0, spot_e8.wrapping_mul(10_000)));
        Outcome { today, lowest, delta_q36, vega }
    }
}

/// `today + weight * (value - today)`, rounded down by less than a hundred-millionth of a dollar times an atom.
pub(super) fn weighed(today: ValueE12, value: ValueE12, weight_bps: u16) -> ValueE12 {
    let weighed = floor_to_e8(value.wrapping_sub(today)).wrapping_mul(weight_bps.into()); // < 2^126
    today.wrapping_add(weighed)
}

impl Sums {
    /// Filled where it is: copies of it would be too much for a frame.
    const EMPTY: Self = Self {
        slots: [Slot::EMPTY; SCENARIOS + 1],
        today: RelativePrices { direct: OptionType::Call, value: U28F36::ZERO, call_delta: U24F40::ZERO },
        delta: WeightedSum::ZERO,
        puts: 0,
        vega: WeightedSum::ZERO,
    };

    #[inline(never)]
    fn set_moves(&mut self, grid: &ScenarioGrid) -> Result<(), MathError> {
        for (slot, spot) in self.slots.iter_mut().zip(grid.spot_moves()?) {
            slot.spot = spot;
        }
        Ok(())
    }

    /// Everything but the moves.
    #[inline(never)]
    fn clear(&mut self) {
        for slot in &mut self.slots {
            (slot.parts, slot.forwards) = (WeightedSum::ZERO, Forwards::NONE);
        }
        (self.delta, self.puts, self.vega) = (WeightedSum::ZERO, 0, WeightedSum::ZERO);
    }

    /// Today's.
    fn today(&self) -> &Slot {
        &self.slots[SCENARIOS]
    }

    #[inline(never)]
    fn add_live(
        &mut self,
        strike: &StrikeQuantities,
        pricer: &ScenarioPricer,
        vols_e9: &[u64; 3],
    ) -> Result<(), MarginError> {
        let prepared = Prepared::new(strike);
        let [up_e9, down_e9, same_e9] = *vols_e9;
        let (up, down, same) = (pricer.volatility(up_e9)?, pricer.volatility(down_e9)?, pricer.volatility(same_e9)?);
        let [first, second, moved @ .., extreme_up, extreme_down, today] = &mut self.slots;
        // Where spot stays.
        let unmoved = pricer.at(&SpotMove::NONE)?;
        let (at_up, at_down) = (unmoved.prices(&up), unmoved.prices(&down));
        self.today = unmoved.prices(&same);
        first.add(&prepared, &at_up);
        second.add(&prepared, &at_down);
        today.add(&prepared, &self.today);
        for [slot_up, slot_down] in moved.as_chunks_mut().0 {
            let spot = pricer.at(&slot_up.spot)?;
            slot_up.add(&prepared, &spot.prices(&up));
            slot_down.add(&prepared, &spot.prices(&down));
        }
        for slot in [extreme_up, extreme_down] {
            slot.add(&prepared, &pricer.at(&slot.spot)?.prices(&same));
        }
        self.add_delta(strike, &prepared);
        let gained = pricer.gained(&at_up, &at_down);
        self.vega.add(per_unit(gained, up_e9.saturating_sub(down_e9)), &prepared.both);
        Ok(())
    }

    /// At expiry and until the settlement price is known, an option is worth what it would be settled for at the scenario's spot.
    #[inline(never)]
    fn add_expired(&mut self, strike: &StrikeQuantities, pricer: &ScenarioPricer) -> Result<(), MarginError> {
        let prepared = Prepared::new(strike);
        for slot in &mut self.slots {
            self.today = pricer.at(&slot.spot)?.intrinsic();
            slot.add(&prepared, &self.today);
        }
        self.add_delta(strike, &prepared);
        Ok(())
    }

    /// Today's, which was added last.
    fn add_delta(&mut self, strike: &StrikeQuantities, prepared: &Prepared) {
        self.delta.add(U28F36::from_num(self.today.call_delta), &prepared.both);
        self.puts = self.puts.saturating_add(strike.puts);
    }

    /// Of the strike that was added last.
    fn mark(&self, strike: &StrikeQuantities, spot_e8: u64) -> StrikeMark {
        let (spot_e12, strike_e12) = (spot_e8 * 10_000, strike.strike_e8 * 10_000); // of the largest price: < 2^62.3
        let value_e12 = (u128::from(self.today.value.to_bits()).wrapping_mul(spot_e12.into()) >> 36) as u64;
        let (call_e12, put_e12) = match self.today.direct {
            OptionType::Call => (value_e12, (value_e12 + strike_e12).saturating_sub(spot_e12)),
            OptionType::Put => ((value_e12 + spot_e12).saturating_sub(strike_e12), value_e12),
        };
        StrikeMark { strike_e8: strike.strike_e8, expiry_ts: strike.expiry_ts, call_e12, put_e12 }
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
            delta_q36: self.delta_q36(),
            vega: self.vega.times(0, spot_e8.wrapping_mul(10_000)), // of the largest price: < 2^62.3
        }
    }

    fn delta_q36(&self) -> i128 {
        self.delta.total().wrapping_sub(i128::from(self.puts) << 36)
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
