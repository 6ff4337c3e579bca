//! An account of the snapshot as the chain has it, so that the chain's own functions can be asked.

use super::{Account, LastThreshold, OptionTerms, Snapshot};
use bytemuck::Zeroable as _;
use vault_types::{
    state::{AccountMarket, HeldOptions, MarginAccount},
    threshold::{Form, Source, StoredThreshold},
};

impl Account {
    pub(super) fn form(&self) -> Form {
        match self.terms.form {
            0 => Form::Current,
            _ => Form::AfterTrade,
        }
    }

    /// Which of the snapshot's markets it has options on, in their order: the first of these is the account's first market, and so on.
    pub(super) fn places(&self) -> Vec<usize> {
        let mut places: Vec<usize> = self.options.iter().map(|option| option.market as usize).collect();
        places.dedup();
        places
    }
}

impl Snapshot {
    /// With everything that a margin, a hash of the portfolio or the account's invariant asks for; nothing for a market that the snapshot does not have,
    /// and for more entries than an account has.
    pub(super) fn margin_account(&self, account: &Account) -> MarginAccount {
        let mut known = MarginAccount::zeroed();
        known.position_seq = account.terms.position_seq;
        let places = account.places();
        for (market, place) in known.markets.iter_mut().zip(&places) {
            let Some(of_snapshot) = self.markets.get(*place) else { continue };
            (known.quote_mint, known.quote_decimals) = (of_snapshot.terms.quote_mint, of_snapshot.terms.quote_decimals);
            *market = AccountMarket {
                market: of_snapshot.terms.address,
                underlying_mint: of_snapshot.terms.underlying_mint,
                underlying_decimals: of_snapshot.terms.underlying_decimals,
                padding: [0; 7],
            };
        }
        let mut options: Vec<HeldOptions> =
            account.options.iter().filter_map(|option| self.held_options(option, &places)).collect();
        options.sort_by_key(|held| held.series);
        known.options.iter_mut().zip(options).for_each(|(place, held)| *place = held);
        known.collaterals.iter_mut().zip(&account.collaterals).for_each(|(place, held)| *place = *held);
        known
    }

    fn held_options(&self, option: &OptionTerms, places: &[usize]) -> Option<HeldOptions> {
        let place = places.iter().position(|place| *place == option.market as usize)?;
        Some(HeldOptions {
            series: self.series.get(option)?,
            quantity_atoms: option.quantity_atoms,
            strike_e8: option.strike_e8,
            expiry_ts: option.expiry_ts,
            kind: option.kind,
            settlement: option.settlement,
            market: u8::try_from(place).ok()?,
            padding: [0; 5],
        })
    }
}

impl LastThreshold {
    /// As the account keeps it, as far as it is compared with the next one.
    pub(super) fn stored(&self) -> StoredThreshold {
        if *self == Self::default() {
            return StoredThreshold::zeroed();
        }
        StoredThreshold {
            initial_margin_atoms: self.initial_margin_atoms,
            maintenance_margin_atoms: self.maintenance_margin_atoms,
            liquidation_threshold_atoms: self.liquidation_threshold_atoms,
            accepted_ts: self.accepted_ts,
            sequence: self.sequence,
            generation: self.generation,
            position_seq: self.position_seq,
            source: if self.is_void == 0 { Source::SIGNED } else { Source::CHAIN },
            is_void: self.is_void,
            ..StoredThreshold::zeroed()
        }
    }
}
