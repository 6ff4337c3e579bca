//! What an account pays or receives when an expiry is settled.
//!
//! All its options of one expiry that are settled in the same token are settled together, as one net payment with one rounding, against the
//! account. The pool of that expiry and token receives and pays it. Had every series a pool of its own, an account that is covered by what it
//! owns in one series could not pay another one before it is paid.

use super::{
    in_kind::{net_in_quote, net_in_underlying, NetPayment},
    BookError, Holding, MarginError, MAX_POSITIONS,
};
use crate::{
    state::{Expiry, HeldOptions, MarginAccount, SettlementAsset},
    Pubkey,
};
use bytemuck::Zeroable;

/// Why an account is not settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettleError {
    /// The account has no such options.
    NothingToSettle,
    /// It has too little of the token to pay what it owes.
    Short,
    Margin(MarginError),
    Book(BookError),
}

/// What has been paid, and what should have been on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    pub payment: NetPayment,
    pub unpaid_atoms: u64,
}

/// What is asked of an account, and what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettleTerms {
    /// It gives up what it should receive above this.
    pub most_atoms: u64,
    /// One that has too little, and nothing else, pays that and is rid of the rest.
    pub pays_what_it_has: bool,
    /// And also one that has something else, which nobody wants together with what it owes.
    pub is_unwanted: bool,
}

impl SettleTerms {
    pub const IN_FULL: Self = Self { most_atoms: u64::MAX, pays_what_it_has: false, is_unwanted: false };
}

impl Expiry {
    /// How long after an expiry an owner may bring the token that the account owes. After that it is auctioned for what it has of other tokens.
    pub const PATIENCE_SECS: i64 = 2 * 86_400;
    /// How long after an expiry accounts that have too little, and nothing else, may be helped or taken over. After that they pay what they have:
    /// whoever is owed must not wait for ever. The price is known for a day then, however late it came.
    pub const ABANDONED_SECS: i64 = 7 * 86_400;

    /// Must what is owed have been paid by now?
    pub fn is_overdue(&self, now_ts: i64) -> bool {
        now_ts >= self.expiry_ts.saturating_add(Self::PATIENCE_SECS)
    }

    /// Is that time over?
    pub fn is_abandoned(&self, now_ts: i64) -> bool {
        now_ts >= self.expiry_ts.saturating_add(Self::ABANDONED_SECS)
    }
}

impl From<MarginError> for SettleError {
    fn from(error: MarginError) -> Self {
        Self::Margin(error)
    }
}

impl MarginAccount {
    /// Settles the options of one expiry and token at the price: they are gone, and the token's collateral has changed by what is returned.
    /// The caller moves as many tokens between the bank's custody and the expiry's pool.
    ///
    /// An account that is covered in kind can always be settled; one with too little of this token is left as it is ([`SettleError::Short`]).
    pub fn settle(
        &mut self,
        expiry: &Expiry,
        settlement: SettlementAsset,
        price_e8: u64,
    ) -> Result<NetPayment, SettleError> {
        Ok(self.settle_on(&SettleTerms::IN_FULL, expiry, settlement, price_e8)?.payment)
    }

    /// The same on other terms.
    pub fn settle_on(
        &mut self,
        terms: &SettleTerms,
        expiry: &Expiry,
        settlement: SettlementAsset,
        price_e8: u64,
    ) -> Result<Settled, SettleError> {
        let mut payment = self.payment(expiry, settlement, price_e8)?;
        payment.to_account_atoms = payment.to_account_atoms.min(terms.most_atoms);
        let mint = expiry.mint(settlement);
        let due_atoms = payment.from_account_atoms;
        let has_nothing_to_sell = || terms.is_unwanted || self.has_nothing_beside(&mint, expiry, settlement);
        if terms.pays_what_it_has && has_nothing_to_sell() {
            payment.from_account_atoms = due_atoms.min(self.amount_of(&mint));
        }
        self.move_collateral(mint, &payment)?;
        let place = self.place_of(&expiry.market);
        for held in self.options.iter_mut().filter(|held| is_settled(held, place, expiry, settlement)) {
            *held = HeldOptions::zeroed();
        }
        self.forget_unused_markets();
        Ok(Settled { payment, unpaid_atoms: due_atoms.saturating_sub(payment.from_account_atoms) })
    }

    /// What the options of one expiry and token pay at the price, in all.
    pub fn payment(
        &self,
        expiry: &Expiry,
        settlement: SettlementAsset,
        price_e8: u64,
    ) -> Result<NetPayment, SettleError> {
        let place = self.place_of(&expiry.market);
        let settled = self.options.iter().filter(|held| is_settled(held, place, expiry, settlement));
        let mut holdings: Vec<Holding> = Vec::with_capacity(MAX_POSITIONS);
        holdings.extend(settled.filter_map(HeldOptions::holding));
        if holdings.is_empty() {
            return Err(SettleError::NothingToSettle);
        }
        Ok(match settlement {
            SettlementAsset::QUOTE => net_in_quote(&holdings, price_e8, &expiry.units())?,
            _ => net_in_underlying(&holdings, price_e8)?,
        })
    }

    /// Neither another collateral nor options that are owned, but for those that are settled: whoever has them can sell them and pay.
    fn has_nothing_beside(&self, mint: &Pubkey, expiry: &Expiry, settlement: SettlementAsset) -> bool {
        let place = self.place_of(&expiry.market);
        let mut others = self.options.iter().filter(|held| !is_settled(held, place, expiry, settlement));
        self.collaterals.iter().all(|held| !held.is_used() || held.mint == *mint)
            && others.all(|held| held.quantity_atoms <= 0)
    }

    fn move_collateral(&mut self, mint: Pubkey, payment: &NetPayment) -> Result<(), SettleError> {
        if payment.from_account_atoms > 0 {
            self.withdraw(&mint, payment.from_account_atoms).map_err(|_| SettleError::Short)?;
        }
        if payment.to_account_atoms > 0 {
            self.deposit(mint, payment.to_account_atoms).map_err(SettleError::Book)?;
        }
        Ok(())
    }
}

/// Is it of this expiry, and settled in this token? `place` is that of the expiry's market in the account.
fn is_settled(held: &HeldOptions, place: Option<usize>, expiry: &Expiry, settlement: SettlementAsset) -> bool {
    held.is_used()
        && Some(usize::from(held.market)) == place
        && held.expiry_ts == expiry.expiry_ts
        && held.settlement == settlement
}
