//! What the snapshot's risk model asks for of an account.
//!
//! A level that is signed is the larger of the chain's ([`levels`](super::levels)) and the model's, so the chain finds none too low. The model's is what
//! [`risk_models::simulated_margin`] asks for of the account's options alone, as the chain's is: coins and cash are counted on the other side, by the chain.
//!
//! - An option has the seconds left and the volatility by which the chain values it ([`revalue`](vault_types::margin::revalue())): what is owned is a day
//!   older. A market begins at its spot and at its realised volatility, the floor of what is owed.
//! - Where nothing is owed nothing is asked for. Of an account that owes no more of any kind and expiry than it owns no more is asked for than its options can
//!   lose, as in the chain's scenario mode: whoever holds that can pay whatever happens, and nothing has to be sold.
//! - USD become atoms of the quote, rounded up. What is no number, or none that fits, is an error and never a smaller level: the account is left out.

use super::revaluation::valued_as;
use super::risk_model::{ONE_E8, ONE_E9};
use super::{Account, Market, OptionTerms, Snapshot, SnapshotError};
use options_math::OptionType;
use risk_models::simulated_margin::OptionEntry;
use vault_types::{
    margin::{in_kind::cover_in_quote, MarginError, MarketInputs, Requirement},
    state::{MarginAccount, OptionKind, SettlementAsset},
    LedgerError,
};

const SECONDS_PER_DAY: f64 = 86_400.0;
/// Two to the power of 64.
const BEYOND_U64: f64 = 18_446_744_073_709_551_616.0;

/// An account's options as the model takes them.
#[derive(Default)]
struct Position {
    entries: Vec<OptionEntry>,
    /// Whether more of some kind and expiry is owed than owned.
    is_uncovered: bool,
}

impl Snapshot {
    /// In atoms of the account's quote; nothing without a risk model. Errors: those of the chain's functions, and what the model has no number for.
    pub(super) fn risk_levels(&self, account: &Account, known: &MarginAccount) -> Result<Requirement, SnapshotError> {
        let Some(model) = &self.risk_model else { return Ok(Requirement::default()) };
        if account.options.iter().all(|option| option.quantity_atoms > 0) {
            return Ok(Requirement::default());
        }
        let mut position = Position::default();
        for (place, options) in account.options.chunk_by(|one, next| one.market == next.market).enumerate() {
            if let Some(market) = options.first().and_then(|option| self.markets.get(option.market as usize)) {
                position.add(market, options, self.setting.observed_ts, place, known)?;
            }
        }
        let is_uncovered = position.is_uncovered;
        let asked = model.moment().margin(position.entries);
        let asked = asked.map_err(|error| SnapshotError::RiskModel { reason: error.to_string() })?.requirement;
        let atoms = |usd| atoms_up(usd, known.quote_decimals);
        let liquidation_atoms = atoms(asked.liquidation_threshold)?;
        // In order in real numbers; in floating point the last digit may say otherwise.
        let maintenance_atoms = atoms(asked.maintenance)?.max(liquidation_atoms);
        let initial_atoms = atoms(asked.initial)?.max(maintenance_atoms);
        let levels = Requirement { initial_atoms, maintenance_atoms, liquidation_atoms };
        let bound = if is_uncovered { None } else { largest_loss(known)? };
        Ok(bound.map_or(levels, |atoms| levels.or_smaller(&Requirement::flat(atoms))))
    }
}

impl Position {
    /// All options of an account on one market, which is its market in this place.
    fn add(
        &mut self,
        market: &Market,
        options: &[OptionTerms],
        now_ts: i64,
        place: usize,
        known: &MarginAccount,
    ) -> Result<(), MarginError> {
        let smiles = market.surface_at(now_ts).smiles_of(&known.holdings_on(place, |_| true), now_ts);
        let inputs = market.terms.inputs(now_ts, &smiles);
        for of_strike in
            options.chunk_by(|one, next| (one.expiry_ts, one.strike_e8) == (next.expiry_ts, next.strike_e8))
        {
            self.add_strike(market, of_strike, &inputs)?;
        }
        // What does not fit is not zero either.
        self.is_uncovered |= known.uncovered_atoms(place, &inputs) != Ok(0);
        Ok(())
    }

    /// Options of one strike and expiry: a call and a put have one volatility, that of what is owned if no more is owed.
    fn add_strike(
        &mut self,
        market: &Market,
        options: &[OptionTerms],
        inputs: &MarketInputs<'_>,
    ) -> Result<(), MarginError> {
        let net = options.iter().fold(0_i64, |net, option| net.saturating_add(option.quantity_atoms));
        for option in options {
            let valued = valued_as(inputs, option.expiry_ts, option.strike_e8, net >= 0)?;
            self.entries.push(OptionEntry {
                market: market.terms.address.to_string(),
                option_type: if option.kind == OptionKind::CALL { OptionType::Call } else { OptionType::Put },
                strike: option.strike_e8 as f64 / ONE_E8,
                days: valued.seconds_to_expiry as f64 / SECONDS_PER_DAY,
                volatility: valued.vol_e9 as f64 / ONE_E9,
                amount: option.quantity_atoms as f64 / power_of_ten(market.terms.underlying_decimals),
            });
        }
        Ok(())
    }
}

/// The most that an account's options can lose at their expiries, those of each token by themselves; `None` without a bound.
fn largest_loss(known: &MarginAccount) -> Result<Option<u64>, MarginError> {
    let mut total = 0_u64;
    for (place, market) in known.markets.iter().enumerate().filter(|(_, market)| market.is_used()) {
        for settlement in [SettlementAsset::UNDERLYING, SettlementAsset::QUOTE] {
            let holdings = known.holdings_on(place, |held| held.settlement == settlement);
            match cover_in_quote(&holdings, &known.units(market)) {
                Ok(atoms) => total = total.checked_add(atoms).ok_or(LedgerError::Overflow)?,
                Err(MarginError::UnboundedLoss) => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(Some(total))
}

/// Exact: a token has at most 12 decimals.
fn power_of_ten(decimals: u8) -> f64 {
    10_u64.pow(decimals.into()) as f64
}

/// Whole atoms, rounded up.
fn atoms_up(usd: f64, decimals: u8) -> Result<u64, SnapshotError> {
    let atoms = (usd * power_of_ten(decimals)).ceil();
    match (0.0..BEYOND_U64).contains(&atoms) {
        true => Ok(atoms as u64),
        false => Err(SnapshotError::RiskModel { reason: format!("it asks for {usd} USD, which is no amount") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn atoms_are_rounded_up_and_never_made_up() {
        assert_eq!(
            [0.0, 1e-9, 1.000_001, 1.000_000_1].map(|usd| atoms_up(usd, 6).unwrap()),
            [0, 1, 1_000_001, 1_000_001]
        );
        assert_eq!(atoms_up(18_446_744_073_709.0, 6), Ok(18_446_744_073_709_000_704));
        for usd in [f64::NAN, f64::INFINITY, -1.0, 18_446_744_073_709.6] {
            assert!(matches!(atoms_up(usd, 6), Err(SnapshotError::RiskModel { .. })), "{usd}");
        }
    }
}
