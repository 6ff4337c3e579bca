//! What an account must hold, by the chain's own functions.
//!
//! - By scenarios, and at least the floor, on each market; markets add up, and a gain on one pays for nothing owed on another. A challenge compares
//!   with the scenarios alone, so the maintenance margin is never below what the chain computes of the same prices and surfaces.
//! - The floor by itself, as the program computes it where a signature counts. Computed together with the scenarios it may be lower, where an account owes
//!   options of one token and owns the same ones of the other.
//! - Without the rise of initial margin for net delta. The program raises what was signed at each use, for the net delta that was signed with it: a
//!   level that had been raised before would be raised twice.
//! - A smile that is too old is none, and then what is owed is valued at the fallback volatility: at one second's notice, with nothing else changed, the
//!   chain may ask for more. So of all moments at which a smile becomes too old while the threshold may be in force the highest level counts.
//! - A challenge takes any price since the signature. So the maintenance margin also has [room](super::room) for the moves of a strike window: it is no less
//!   than what the chain would tolerate at the prices there. Otherwise a small move would void the threshold of an account that is close to covered.

use super::{room, Account, Market, Setting, Snapshot, SnapshotError};
use vault_types::{
    margin::{MarginError, MarketInputs, Requirement},
    state::MarginAccount,
};

impl Snapshot {
    /// The three levels in atoms of the account's quote. Errors: those of the chain's functions.
    pub(super) fn levels(&self, account: &Account, known: &MarginAccount) -> Result<Requirement, SnapshotError> {
        let mut total = Requirement::default();
        for (place, of_snapshot) in account.places().into_iter().enumerate() {
            if let Some(market) = self.markets.get(of_snapshot) {
                let on_market = levels_on(market, &self.setting, place, known)?;
                total = total.plus(&on_market).map_err(MarginError::from)?;
            }
        }
        Ok(total)
    }
}

/// For the options on the account's market in this place: the highest while the threshold may be in force.
fn levels_on(
    market: &Market,
    setting: &Setting,
    place: usize,
    known: &MarginAccount,
) -> Result<Requirement, MarginError> {
    let now_ts = setting.observed_ts;
    let until_ts = now_ts.saturating_add(setting.parameters.max_age_secs.into());
    let (holdings, risk) = (known.holdings_on(place, |_| true), market.terms.risk_without_rise());
    let moved_spots_e8 = room::spots_e8(&market.terms, setting);
    let mut highest = Requirement::default();
    for at_ts in market.changes(now_ts, until_ts) {
        let smiles = market.surface_at(at_ts).smiles_of(&holdings, now_ts);
        let inputs = market.terms.inputs(now_ts, &smiles);
        let floor = known.by_standard(place, &inputs, &risk, setting.parameters.floor_bps)?;
        highest = highest.or_larger(&known.by_scenarios(place, &inputs, &risk)?).or_larger(&floor);
        for &spot_e8 in &moved_spots_e8 {
            let moved = known.by_scenarios(place, &MarketInputs { spot_e8, ..inputs }, &risk)?;
            highest = highest.or_larger(&room::tolerated(&moved, setting));
        }
    }
    Ok(highest)
}
