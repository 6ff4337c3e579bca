//! An account in maximum-loss mode: every token covers what is settled in it, on all of its markets.

use super::{
    in_kind::{cover_in_quote, cover_in_underlying},
    Holding, MarginError, Units, MAX_POSITIONS,
};
use crate::{
    state::{HeldOptions, MarginAccount, SettlementAsset},
    LedgerError, Pubkey,
};

/// What a market's options are settled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarketTokens {
    pub market: Pubkey,
    pub underlying_mint: Pubkey,
    pub quote_mint: Pubkey,
    pub units: Units,
}

impl MarginAccount {
    /// Does the account hold, of every token, what covers the options that are settled in it?
    ///
    /// `markets` are the account's, in any order; one that is missing is refused ([`MarginError::Parameters`]), as is a loss without bound.
    pub fn is_covered_in_kind(&self, markets: &[MarketTokens]) -> Result<bool, MarginError> {
        let mut needs: Vec<(Pubkey, u64)> = Vec::with_capacity(2 * markets.len());
        for (place, market) in self.markets.iter().enumerate().filter(|(_, market)| **market != Pubkey::default()) {
            let tokens = markets.iter().find(|tokens| tokens.market == *market).ok_or(MarginError::Parameters)?;
            let settled_in = |settlement| self.holdings_of(place, settlement);
            let in_quote = cover_in_quote(&settled_in(SettlementAsset::QUOTE), &tokens.units)?;
            let in_underlying = cover_in_underlying(&settled_in(SettlementAsset::UNDERLYING))?;
            add_need(&mut needs, tokens.quote_mint, in_quote)?;
            add_need(&mut needs, tokens.underlying_mint, in_underlying)?;
        }
        Ok(needs.iter().all(|(mint, need_atoms)| self.amount_of(mint) >= *need_atoms))
    }

    fn holdings_of(&self, market: usize, settlement: SettlementAsset) -> Vec<Holding> {
        let is_among = |held: &&HeldOptions| usize::from(held.market) == market && held.settlement == settlement;
        let mut holdings = Vec::with_capacity(MAX_POSITIONS);
        holdings.extend(self.options.iter().filter(is_among).filter_map(HeldOptions::holding));
        holdings
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
