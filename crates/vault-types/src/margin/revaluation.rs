//! What every option is worth in every scenario, added up exactly.

use super::{
    grid::SCENARIOS, kinds::Kinds, scenario::floor_to_e8, strikes::StrikesOf, sums::Sums, Holding, MarginError,
    MarketInputs, ScenarioGrid, ValueE8, MAX_POSITIONS,
};
use options_math::{MathError, ScenarioPricer, MAX_PRICE_E8};

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

/// What comes of the scenarios for a group.
pub(super) struct Outcome {
    pub today: ValueE12,
    /// The lowest value of all scenarios, with the extremes weighed.
    pub lowest: ValueE12,
    /// Delta times spot, rounded down by less than three dollars times an atom and `spot` times 2^-28 atoms.
    pub net_delta: ValueE8,
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
        sums.start();
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
        sums.end();
        (groups.on_group)(&Valued { kinds, sums: &sums });
    }
    Ok(())
}

impl Revaluation {
    /// Of nothing.
    const NOTHING: Self = Self { today: 0, scenarios: [0; SCENARIOS], delta_q36: 0 };
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
        // What an extreme brings is weighed alike, so the lower of the two is the lower one weighed.
        let extreme = extreme_up.value(spot_e8).min(extreme_down.value(spot_e8));
        lowest = lowest.min(weighed(today, extreme, grid.extreme_weight_bps));
        Outcome { today, lowest, net_delta: self.sums.net_delta(spot_e8) }
    }
}

/// `today + weight * (value - today)`, rounded down by less than a hundred-millionth of a dollar times an atom.
pub(super) fn weighed(today: ValueE12, value: ValueE12, weight_bps: u16) -> ValueE12 {
    let weighed = floor_to_e8(value.wrapping_sub(today)).wrapping_mul(weight_bps.into()); // < 2^126
    today.wrapping_add(weighed)
}
