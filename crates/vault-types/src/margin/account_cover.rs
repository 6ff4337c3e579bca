//! An account in maximum-loss mode: every token covers what is settled in it, on all of its markets.

use super::{
    in_kind::{cover_in_quote, cover_in_underlying},
    MarginError, Units, MAX_ACCOUNT_MARKETS,
};
use crate::{
    state::{AccountMarket, MarginAccount, SettlementAsset},
    LedgerError, Pubkey,
};

impl MarginAccount {
    /// Does the account hold, of every token, what covers the options that are settled in it? Needs no price: the answer holds whatever any
    /// market does. Errors: a loss without bound, and a cover that does not fit 64 bits.
    pub fn is_covered_in_kind(&self) -> Result<bool, MarginError> {
        let mut needs: Vec<(Pubkey, u64)> = Vec::with_capacity(MAX_ACCOUNT_MARKETS + 1);
        for (place, market) in self.markets.iter().enumerate().filter(|(_, market)| market.is_used()) {
            let settled_in = |settlement| self.holdings_on(place, |held| held.settlement == settlement);
            let in_quote = cover_in_quote(&settled_in(SettlementAsset::QUOTE), &self.units(market))?;
            let in_underlying = cover_in_underlying(&settled_in(SettlementAsset::UNDERLYING))?;
            add_need(&mut needs, self.quote_mint, in_quote)?;
            add_need(&mut needs, market.underlying_mint, in_underlying)?;
        }
        Ok(needs.iter().all(|(mint, need_atoms)| self.amount_of(mint) >= *need_atoms))
    }

    /// What an atom is of one of the account's markets.
    pub fn units(&self, market: &AccountMarket) -> Units {
        Units { underlying_decimals: market.underlying_decimals, quote_decimals: self.quote_decimals }
    }
}

/// Several markets may share a token: what covers one does not cover the other.
fn add_need(needs: &mut Vec<(Pubkey, u64)>, mint: Pubkey, atoms: u64) -> Result<(), LedgerError> {
    match needs.iter_mut().find(|(known, _)| *known == mint) {
        Some((_, need_atoms)) => *need_atoms = need_atoms.checked_add(atoms).ok_or(LedgerError::Overflow)?,
        None => needs.push((mint, atoms)),
    }
    Ok(())
}
