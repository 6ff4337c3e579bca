//! Between the options of a vault's round, which are counted by what covers them, and those of a margin series, which are counted in the
//! underlying.

use super::{MarginError, Units};
use crate::{premium::OptionTerms, state::OptionKind, LedgerError};

impl Units {
    /// The options that so much covers: calls one each, puts as many as it pays the strike of. In atoms of the underlying, rounded down.
    pub fn options_covered_by(&self, option: &OptionTerms, cover_atoms: u64) -> Result<u64, MarginError> {
        if option.kind == OptionKind::CALL {
            return Ok(cover_atoms);
        }
        let of_quote = 10_u128.pow(8 + u32::from(self.underlying_decimals));
        let value = of_quote.checked_mul(cover_atoms.into()).ok_or(LedgerError::Overflow)?;
        let of_option = 10_u128.pow(self.quote_decimals.into()).checked_mul(option.strike_e8.into());
        let options = of_option.and_then(|each| value.checked_div(each)).ok_or(LedgerError::Overflow)?;
        Ok(u64::try_from(options).map_err(|_| LedgerError::Overflow)?)
    }

    /// What covers so many options, rounded up: never less than they can come to.
    pub fn cover_of(&self, option: &OptionTerms, options_atoms: u64) -> Result<u64, MarginError> {
        if option.kind == OptionKind::CALL {
            return Ok(options_atoms);
        }
        // Both are below 2^64.
        self.quote_atoms_up(i128::from(options_atoms).wrapping_mul(option.strike_e8.into()))
    }
}
