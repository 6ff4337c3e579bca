//! A trader's collateral and options, held together.

use super::OptionKind;
use crate::layout::*;
use crate::liquidation::RunningAuction;
use crate::margin::{MarginMode, MAX_ACCOUNT_MARKETS, MAX_COLLATERALS, MAX_POSITIONS};
use crate::threshold::{is_lower, StoredThreshold};
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

code! {
    /// Whose an account is.
    AccountHolder {
        /// Who signs for everything that it does.
        PERSON = 0,
        /// Nobody can sign for it, or help it out: it pays what it has, and is nobody's hope for more.
        VAULT = 1,
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
    /// In atoms of the underlying that the options are on, which are those of the options' tokens: above zero when owned, below when owed. It follows
    /// the series, as in the [hash of a portfolio](crate::threshold::Portfolio).
    pub quantity_atoms: i64,
    /// USD times 10^8.
    pub strike_e8: u64,
    pub expiry_ts: i64,
    pub kind: OptionKind,
    pub settlement: SettlementAsset,
    /// Which of the account's markets.
    pub market: u8,
    pub padding: [u8; 5],
}

/// A market that an account has options on. Unused: all zero.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct AccountMarket {
    pub market: Pubkey,
    pub underlying_mint: Pubkey,
    pub underlying_decimals: u8,
    pub padding: [u8; 7],
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
    /// Of the quote.
    pub quote_decimals: u8,
    pub holder: AccountHolder,
    pub padding: u8,
    /// The house that the account belongs to.
    pub config: Pubkey,
    pub owner: Pubkey,
    /// What all of its markets are quoted in, and its requirements too. Never changes.
    pub quote_mint: Pubkey,
    /// The markets that it has options on, in no order.
    pub markets: [AccountMarket; MAX_ACCOUNT_MARKETS],
    /// Rises with every change that may add risk: each of the options, and collateral taken out. A threshold is for one of them. It starts
    /// at [`Self::first_position_seq`].
    pub position_seq: u64,
    pub threshold: StoredThreshold,
    pub collaterals: [HeldCollateral; MAX_COLLATERALS],
    /// By rising series, in any places.
    pub options: [HeldOptions; MAX_POSITIONS],
    pub auction: RunningAuction,
    /// What was left of one, times 10^18, in the [`LossBook`](crate::liquidation::LossBook) of its quote when its quote was last touched.
    pub loss_index_e18: u64,
    pub reserved: [u8; 64],
}

impl HeldCollateral {
    /// Is there any?
    pub fn is_used(&self) -> bool {
        self.amount_atoms > 0
    }

    /// Leaves its place if there is none.
    pub(crate) fn clear_if_unused(&mut self) {
        if !self.is_used() {
            *self = Self::default();
        }
    }
}

impl AccountMarket {
    /// Is there one?
    pub fn is_used(&self) -> bool {
        self.market != Pubkey::default()
    }
}

impl HeldOptions {
    /// Are there any?
    pub fn is_used(&self) -> bool {
        self.quantity_atoms != 0
    }

    /// Leaves its place if there are none.
    pub(crate) fn clear_if_unused(&mut self) {
        if !self.is_used() {
            *self = Self::zeroed();
        }
    }
}

impl MarginAccount {
    /// Where the count of an account begins that is opened now: above all numbers that an account opened in an earlier second at the same
    /// address can have reached, for it would have had to change 2^24 times a second. So what was signed for that one does not fit this one.
    pub fn first_position_seq(now_ts: i64) -> u64 {
        u64::try_from(now_ts).unwrap_or(0) << 24
    }

    /// Known codes; no mint or market twice, series rising; unused places empty; every option on one of the account's markets, and every market
    /// used.
    pub fn invariant(&self) -> bool {
        self.is_collateral_sound() && self.are_options_sound() && self.auction.invariant()
    }

    /// The part of the invariant that collateral alone can break.
    pub fn is_collateral_sound(&self) -> bool {
        let collaterals = self.collaterals.iter();
        self.mode.is_known()
            && self.holder.is_known()
            && collaterals.clone().all(|held| held.is_used() || *held == HeldCollateral::default())
            && all_differ(collaterals.filter(|held| held.is_used()).map(|held| &held.mint))
    }

    fn are_options_sound(&self) -> bool {
        let options = self.options.iter();
        options.clone().all(|held| held.is_used() || *held == HeldOptions::zeroed())
            && options.clone().filter(|held| held.is_used()).all(|held| self.is_sound(held))
            && all_rise(options.filter(|held| held.is_used()).map(|held| &held.series))
            && self.markets.iter().all(|market| market.is_used() || *market == AccountMarket::zeroed())
            && all_differ(self.markets.iter().filter(|market| market.is_used()).map(|market| &market.market))
            && (0..self.markets.len()).all(|market| self.is_market_in_order(market))
    }

    /// Nothing in it: it can be closed.
    pub fn is_empty(&self) -> bool {
        !self.collaterals.iter().any(HeldCollateral::is_used) && !self.has_options()
    }

    /// Are any owned or owed?
    pub fn has_options(&self) -> bool {
        self.options.iter().any(HeldOptions::is_used)
    }

    fn is_sound(&self, held: &HeldOptions) -> bool {
        held.kind.is_known() && held.settlement.is_known() && self.markets.get(usize::from(held.market)).is_some()
    }

    /// A market is named exactly as long as there are options on it.
    fn is_market_in_order(&self, market: usize) -> bool {
        let is_named = self.markets.get(market).is_some_and(AccountMarket::is_used);
        is_named == self.options.iter().any(|held| held.is_used() && usize::from(held.market) == market)
    }
}

fn all_rise<'a>(addresses: impl Iterator<Item = &'a Pubkey>) -> bool {
    let mut last = None;
    for address in addresses {
        if last.is_some_and(|last| !is_lower(last, address)) {
            return false;
        }
        last = Some(address);
    }
    true
}

/// Every pair is compared by its first eight bytes: whole addresses would cost the chain ten times as much.
fn all_differ<'a>(mut addresses: impl Iterator<Item = &'a Pubkey> + Clone) -> bool {
    let start = |address: &Pubkey| address.as_array().first_chunk().map(|start| u64::from_le_bytes(*start));
    while let Some(address) = addresses.next() {
        let word = start(address);
        if addresses.clone().any(|other| start(other) == word && other == address) {
            return false;
        }
    }
    true
}

#[cfg(feature = "anchor")]
impl anchor_lang::ZeroCopy for MarginAccount {}

account_layout!(MarginAccount, [133, 220, 173, 213, 179, 211, 43, 238]);
