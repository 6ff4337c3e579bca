//! A trader's collateral and options, held together.

use super::OptionKind;
use crate::layout::*;
use crate::margin::{MarginMode, MAX_ACCOUNT_MARKETS, MAX_COLLATERALS, MAX_POSITIONS};
use crate::threshold::StoredThreshold;
use crate::Pubkey;

code! {
    /// What an option is paid in.
    SettlementAsset {
        /// The market's underlying.
        UNDERLYING = 0,
        /// The market's quote.
        QUOTE = 1,
    }
}

/// An amount of one collateral. Unused: all zero.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct HeldCollateral {
    pub mint: Pubkey,
    /// As the account's books say; the tokens lie in the custody of the mint's bank.
    pub amount_atoms: u64,
}

/// Options of one series, with what margin needs to know of it. Unused: all zero.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct HeldOptions {
    pub series: Pubkey,
    /// USD times 10^8.
    pub strike_e8: u64,
    pub expiry_ts: i64,
    /// In atoms of the option's token: above zero when owned, and held by the account; below when owed, and minted for others.
    pub quantity_atoms: i64,
    /// The same in atoms of the underlying that the options are on, rounded down: what is owned counts for no more than it is, what is
    /// owed for no less.
    pub underlying_atoms: i64,
    pub kind: OptionKind,
    pub settlement: SettlementAsset,
    /// Which of the account's markets.
    pub market: u8,
    pub padding: [u8; 5],
}

/// Collateral and options of one owner, judged as one portfolio.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct MarginAccount {
    pub version: u8,
    pub bump: u8,
    /// Tells the owner's accounts apart.
    pub id: u16,
    pub mode: MarginMode,
    pub padding: [u8; 3],
    /// The house that the account belongs to.
    pub config: Pubkey,
    pub owner: Pubkey,
    /// The markets that it has options on, in the order in which they came; unused ones are zero.
    pub markets: [Pubkey; MAX_ACCOUNT_MARKETS],
    /// Rises with every change that may add risk: each of the options, and collateral taken out. A threshold is for one of them.
    pub position_seq: u64,
    pub threshold: StoredThreshold,
    pub collaterals: [HeldCollateral; MAX_COLLATERALS],
    pub options: [HeldOptions; MAX_POSITIONS],
    pub reserved: [u8; 128],
}

impl HeldCollateral {
    /// Is there any?
    pub fn is_used(&self) -> bool {
        self.amount_atoms > 0
    }
}

impl HeldOptions {
    /// Are there any?
    pub fn is_used(&self) -> bool {
        self.quantity_atoms != 0
    }
}

impl MarginAccount {
    /// Known codes; no mint, series or market twice; unused places empty; every option on one of the account's markets, and every market
    /// used.
    pub fn invariant(&self) -> bool {
        let collaterals = self.collaterals.iter();
        let options = self.options.iter();
        self.mode.is_known()
            && collaterals.clone().all(|held| held.is_used() || *held == HeldCollateral::default())
            && options.clone().all(|held| held.is_used() || *held == HeldOptions::zeroed())
            && options.clone().filter(|held| held.is_used()).all(|held| self.is_sound(held))
            && all_differ(collaterals.filter(|held| held.is_used()).map(|held| held.mint))
            && all_differ(options.filter(|held| held.is_used()).map(|held| held.series))
            && all_differ(self.markets.iter().filter(|market| **market != Pubkey::default()).copied())
            && (0..self.markets.len()).all(|market| self.is_market_in_order(market))
    }

    /// Nothing in it: it can be closed.
    pub fn is_empty(&self) -> bool {
        !self.collaterals.iter().any(HeldCollateral::is_used) && !self.options.iter().any(HeldOptions::is_used)
    }

    fn is_sound(&self, held: &HeldOptions) -> bool {
        held.kind.is_known() && held.settlement.is_known() && self.markets.get(usize::from(held.market)).is_some()
    }

    /// A market is named exactly as long as there are options on it.
    fn is_market_in_order(&self, market: usize) -> bool {
        let is_named = self.markets.get(market).is_some_and(|market| *market != Pubkey::default());
        is_named == self.options.iter().any(|held| held.is_used() && usize::from(held.market) == market)
    }
}

fn all_differ(mut addresses: impl Iterator<Item = Pubkey> + Clone) -> bool {
    while let Some(address) = addresses.next() {
        if addresses.clone().any(|other| other == address) {
            return false;
        }
    }
    true
}

account_layout!(MarginAccount, [133, 220, 173, 213, 179, 211, 43, 238]);
