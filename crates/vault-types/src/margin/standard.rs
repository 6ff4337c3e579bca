//! Standard margin: a share of spot over the mark for every option owed, as Deribit computes it.
//!
//! For one option on a whole unit of the underlying, at spot S and mark m, with `OTM` the amount that it is out of the money
//! (`max(K - S, 0)` for a call, `max(S - K, 0)` for a put; measured from spot, not from the forward) and the shares of
//! [`StandardParameters`]:
//!
//! | | short call | short put |
//! |---|---|---|
//! | initial | `max(initial * S - OTM, floor * S) + m` | the same, and at least maintenance |
//! | maintenance | `maintenance * S + m` | `max(maintenance * S, maintenance * m) + m` |
//! | liquidation | `liquidation * S + m` | `max(liquidation * S, liquidation * m) + m` |
//!
//! `max(0.15 - OTM / S, 0.10) * S` is the first cell without the division. Every level is above the mark: what closing the option costs
//! is always there, and the levels differ in the buffer over it.
//!
//! Options owned count for nothing in these sums, but they limit the loss at their expiry: an expiry requires the smaller of the sum
//! over its options owed and its maximum loss, level by level. Where the loss has no bound the sum stands, for all options owed at
//! that expiry: spreads beside an uncovered call may need more than they would in an account of their own. The underlying is no leg
//! here: it is collateral at its own value, and must not be counted twice.

use super::expiry::{by_expiry, largest_loss};
use super::scenario::ceil_to_e8;
use super::{Holding, MarginError, Requirement, Units, MAX_POSITIONS};
use crate::{layout::*, BPS};
use options_math::{mul_div::wide_product, MathError, OptionType, MAX_PRICE_E8};

/// Shares of spot, in bps.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct StandardParameters {
    /// Initial margin of an option at or in the money.
    pub initial_bps: u16,
    /// Initial margin of an option far out of the money.
    pub initial_floor_bps: u16,
    pub maintenance_bps: u16,
    pub liquidation_bps: u16,
}

impl StandardParameters {
    /// Deribit's 15 %, 10 % and 7.5 %; liquidation at half of maintenance.
    pub const DERIBIT: Self =
        Self { initial_bps: 1_500, initial_floor_bps: 1_000, maintenance_bps: 750, liquidation_bps: 375 };
    /// Twice Deribit's: a price that loses a quarter within an hour goes past 7.5 % of spot before anybody can bid (`docs/REPLAY.md`).
    pub const DEFAULT: Self =
        Self { initial_bps: 3_000, initial_floor_bps: 2_000, maintenance_bps: 1_500, liquidation_bps: 750 };

    /// At most spot itself and falling from level to level; at least 2 % of spot left when the whole account may be auctioned.
    pub fn is_valid(&self) -> bool {
        u64::from(self.initial_bps) <= BPS
            && self.initial_bps >= self.initial_floor_bps
            && self.initial_floor_bps >= self.maintenance_bps
            && self.maintenance_bps >= self.liquidation_bps
            && self.liquidation_bps >= 200
    }
}

/// Options of one series and what one of them is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    pub holding: Holding,
    /// USD times 10^12, of an option on a whole unit of the underlying: a price of [`options_math::Prices`], at most [`MAX_MARK_E12`].
    pub mark_e12: u64,
}

/// The largest price there is.
pub const MAX_MARK_E12: u64 = MAX_PRICE_E8 * E12_OVER_E8;
const E12_OVER_E8: u64 = 10_000;

/// The standard margin of one market's holdings, in atoms of the quote, rounded up once, at the end.
///
/// Exact at the spot and the marks that are given, but for a put whose mark is above spot: its buffer is rounded up to 10^-12 USD a
/// unit. With more quote decimals than underlying decimals and eight the sum is first rounded up to 10^-8 USD times an atom. An error
/// of the marks passes to the result as it is: [`options_math::price`] is within 6e-10 of spot, which at 1,500 USD and six decimals is
/// an atom for each unit owed.
///
/// Refused: parameters outside their bounds, more than [`MAX_POSITIONS`] holdings, a spot of zero or above [`MAX_PRICE_E8`], strikes and
/// quantities outside what [`options_math::lowest_payoff`] takes, a mark above [`MAX_MARK_E12`] ([`MathError::PriceTooHigh`]).
pub fn standard(
    holdings: &[Marked],
    spot_e8: u64,
    parameters: &StandardParameters,
    units: &Units,
) -> Result<Requirement, MarginError> {
    check(holdings, spot_e8, parameters)?;
    add_up(holdings, spot_e8, &Rule { parameters, buffer_bps: BPS as u16 })?.requirement(units)
}

/// The least that any model but maximum loss may ask for: the standard margin with `floor_bps` of its buffers, rounded up. What the options
/// owed are worth is in it in full: it is owed, whatever the future brings. So it is never below `floor_bps` of the standard margin.
/// Refused as [`standard`], and a floor above 10,000 bps.
pub fn standard_floor(
    holdings: &[Marked],
    spot_e8: u64,
    parameters: &StandardParameters,
    floor_bps: u16,
    units: &Units,
) -> Result<Requirement, MarginError> {
    if u64::from(floor_bps) > BPS {
        return Err(MarginError::Parameters);
    }
    check(holdings, spot_e8, parameters)?;
    add_up(holdings, spot_e8, &Rule { parameters, buffer_bps: floor_bps })?.requirement(units)
}

/// How much is asked for beyond the marks.
struct Rule<'a> {
    parameters: &'a StandardParameters,
    /// Of the buffers.
    buffer_bps: u16,
}

fn check(holdings: &[Marked], spot_e8: u64, parameters: &StandardParameters) -> Result<(), MarginError> {
    if !parameters.is_valid() {
        return Err(MarginError::Parameters);
    }
    if holdings.len() > MAX_POSITIONS {
        return Err(MarginError::TooManyPositions);
    }
    if !(1..=MAX_PRICE_E8).contains(&spot_e8) {
        return Err(MathError::Spot.into());
    }
    Ok(())
}

fn add_up(holdings: &[Marked], spot_e8: u64, rule: &Rule<'_>) -> Result<Levels, MarginError> {
    let mut total = Levels::default();
    for of_expiry in by_expiry(holdings, |marked| marked.holding.expiry_ts) {
        total = total.plus(&at_one_expiry(of_expiry, spot_e8, rule)?);
    }
    Ok(total)
}

/// The smaller of the sum over the options owed and the maximum loss.
fn at_one_expiry<'a>(
    holdings: impl Iterator<Item = &'a Marked> + Clone,
    spot_e8: u64,
    rule: &Rule<'_>,
) -> Result<Levels, MarginError> {
    // First, since it refuses strikes and quantities that the sum could not take.
    let loss = match largest_loss(holdings.clone().map(|marked| &marked.holding)) {
        Ok(loss_e8) => Some(loss_e8.wrapping_mul(E12_OVER_E8.into())), // < 2^110
        Err(MarginError::UnboundedLoss) => None,
        Err(error) => return Err(error),
    };
    let mut sum = Levels::default();
    for owed in holdings.filter(|marked| marked.holding.quantity < 0) {
        sum = sum.plus(&of_one_owed(owed, spot_e8, rule)?);
    }
    Ok(match loss {
        Some(loss) => sum.at_most(loss),
        None => sum,
    })
}

/// The table at the top for options of one series, in USD times 10^12 and atoms of the underlying. Of one option each level is bps times a price
/// with eight decimals, below 2^64, so nothing saturates.
fn of_one_owed(owed: &Marked, spot_e8: u64, rule: &Rule<'_>) -> Result<Levels, MarginError> {
    let Rule { parameters, buffer_bps } = *rule;
    let mark = owed.mark_e12;
    if mark > MAX_MARK_E12 {
        return Err(MathError::PriceTooHigh.into());
    }
    let of_spot = |bps: u16| u64::from(bps).saturating_mul(spot_e8);
    let strike_e8 = owed.holding.strike_e8;
    let (out_of_the_money_e8, mark_in_buffer) = match owed.holding.option_type {
        OptionType::Call => (strike_e8.saturating_sub(spot_e8), 0),
        OptionType::Put => (spot_e8.saturating_sub(strike_e8), mark),
    };
    let buffer = |bps| of_spot(bps).max(share_up(mark_in_buffer, bps));
    let maintenance = buffer(parameters.maintenance_bps);
    let initial = of_spot(parameters.initial_bps)
        .saturating_sub(out_of_the_money_e8.saturating_mul(E12_OVER_E8))
        .max(of_spot(parameters.initial_floor_bps))
        .max(maintenance);
    // Of quantities below 2^58: nothing wraps.
    let quantity = owed.holding.quantity.unsigned_abs();
    let over_mark = |buffer: u64| wide_product(mark.saturating_add(share_up(buffer, buffer_bps)), quantity) as i128;
    Ok(Levels {
        initial: over_mark(initial),
        maintenance: over_mark(maintenance),
        liquidation: over_mark(buffer(parameters.liquidation_bps)),
    })
}

/// `value * bps / 10,000` of at most 10,000 bps, rounded up. In two parts, each of which fits: a division of 128 bits costs thirty times as much
/// on chain.
fn share_up(value: u64, bps: u16) -> u64 {
    let (whole, rest) = (value / BPS, value % BPS);
    let bps = u64::from(bps).min(BPS);
    whole * bps + (rest * bps).div_ceil(BPS)
}

/// The three levels in USD times 10^12, times atoms of the underlying. At most 24 * 2^57 * 2^64, so nothing wraps: checking for it
/// costs ten times as much on chain.
#[derive(Clone, Copy, Default)]
struct Levels {
    initial: i128,
    maintenance: i128,
    liquidation: i128,
}

impl Levels {
    fn each(&self, of: impl Fn(i128) -> i128) -> Self {
        Self { initial: of(self.initial), maintenance: of(self.maintenance), liquidation: of(self.liquidation) }
    }

    fn at_most(&self, bound: i128) -> Self {
        self.each(|level| level.min(bound))
    }

    fn plus(&self, other: &Self) -> Self {
        Self {
            initial: self.initial.wrapping_add(other.initial),
            maintenance: self.maintenance.wrapping_add(other.maintenance),
            liquidation: self.liquidation.wrapping_add(other.liquidation),
        }
    }

    /// In atoms of the quote. Dividing twice and rounding up twice is rounding up once.
    fn requirement(&self, units: &Units) -> Result<Requirement, MarginError> {
        let e8 = self.each(ceil_to_e8);
        Ok(Requirement {
            initial_atoms: units.quote_atoms_up(e8.initial)?,
            maintenance_atoms: units.quote_atoms_up(e8.maintenance)?,
            liquidation_atoms: units.quote_atoms_up(e8.liquidation)?,
        })
    }
}
