//! The option contingency: for options that are owed and not bought back at the same strike.

use super::Contingency;
use crate::derive_pmrm2::input::{OptionHolding, OtherParameters};

/// Options of one expiry: at each strike, what is owed of calls and puts together less what is owned of them, if that is above zero.
/// An owned call takes away from an owed put of the same strike and the other way round.
pub fn naked_shorts(options: &[&OptionHolding]) -> f64 {
    let is_first_of_its_strike = |index: usize| options[..index].iter().all(|o| o.strike != options[index].strike);
    let net_at =
        |strike: f64| options.iter().filter(|option| option.strike == strike).map(|option| option.amount).sum::<f64>();
    (0..options.len())
        .filter(|index| is_first_of_its_strike(*index))
        .map(|index| (-net_at(options[index].strike)).max(0.0))
        .sum()
}

/// `MM_OPTION_PERCENT * n * spot` for maintenance, `IM_OPTION_PERCENT * n * spot` on top, with `n` from [`naked_shorts`].
pub fn naked_short_contingency(parameters: &OtherParameters, naked_shorts: f64, spot_price: f64) -> Contingency {
    let notional = naked_shorts * spot_price;
    Contingency {
        maintenance: notional * parameters.maintenance_option_share,
        initial: notional * parameters.initial_option_share,
    }
}
