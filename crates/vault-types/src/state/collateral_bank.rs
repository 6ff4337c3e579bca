//! One token that a house takes as collateral: where it lies, how it is priced, how much of it counts.

use super::{AccountHolder, Market, OracleLimits, PriceSource, VaultParams};
use crate::{
    layout::*,
    liquidation::LossBook,
    margin::{holding::MAX_DECIMALS, CollateralError, ExchangeRate, NetPayment, PriceAverage},
    outflow::Outflow,
    Pubkey,
};

code! {
    /// What kind of token it is: where its price comes from, and the least haircut.
    CollateralClass {
        /// A token that is meant to be worth one USD, by its feed.
        STABLE = 0,
        /// A coin with a deep market, by its feed.
        MAJOR = 1,
        /// A coin with a thinner market, by its feed.
        MID_CAP = 2,
        /// A claim on a growing amount of the base bank's token, by the exchange rate of its issuer's account.
        YIELD_BEARING = 3,
        /// Shares of a vault of the base bank's token, by the official price per share of the last finished round: what that round's
        /// end pays, never what somebody could make the assets look like now.
        VAULT_SHARE = 4,
        /// A token of treasury bills, by its feed.
        TREASURY = 5,
    }
}

code! {
    /// What the token's issuer can do to the bank. See [`crate::token_extensions`].
    IssuerPower {
        NONE = 0,
        /// Freeze the custody account: nobody gets such a token out until it is thawed.
        FREEZES = 1,
    }
}

/// What may change of a bank, with the bounds that no authority can leave.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct CollateralParams {
    /// No deposit makes the bank larger than this.
    pub cap_atoms: u64,
    /// What does not count of the value. A class that stands on a base bank adds it to the base's. 10,000 switches the collateral off:
    /// it counts nothing, but for accounts whose quote it is, and leaves within the daily limit.
    pub haircut_bps: u16,
    /// The most that may be withdrawn within a day, in bps of the bank; 10,000 is no limit.
    pub max_outflow_bps: u16,
    /// How far above the average a price counts; zero for a class that stands on a base bank.
    pub max_above_average_bps: u16,
    /// How fast the exchange rate may grow in a day; zero for a class with a feed.
    pub max_rate_growth_bps: u16,
}

/// One per house and mint.
#[cfg_attr(feature = "anchor", zero_copy)]
#[cfg_attr(not(feature = "anchor"), derive(Clone, Copy, Pod, Zeroable), repr(C))]
#[derive(Debug, PartialEq, Eq)]
pub struct CollateralBank {
    pub version: u8,
    pub bump: u8,
    pub class: CollateralClass,
    pub issuer_power: IssuerPower,
    /// Of the mint.
    pub decimals: u8,
    pub price_source: PriceSource,
    pub padding: [u8; 6],
    /// The house that takes it.
    pub config: Pubkey,
    pub mint: Pubkey,
    /// The classic token program, or Token-2022.
    pub token_program: Pubkey,
    /// Token account of all deposits, owned by the bank.
    pub custody: Pubkey,
    /// As [`Market::price_feed_id`]; zero for a class that stands on a base bank.
    pub price_feed_id: [u8; 32],
    /// As [`Market::price_program`]; of a yield-bearing token the program that owns the account which says its exchange rate.
    pub price_program: Pubkey,
    /// The bank whose token this one is a claim on; zero for a class with a feed.
    pub base_bank: Pubkey,
    /// The account that says the exchange rate: the issuer's, or the vault. Zero for a class with a feed.
    pub rate_source: Pubkey,
    /// Zero for a class that stands on a base bank.
    pub oracle_limits: OracleLimits,
    /// What the average price is taken over; zero for a class that stands on a base bank. Never changes: with a longer one the history
    /// would be too short, and all deposits worth nothing.
    pub average_window_secs: u32,
    /// How long after it began to count until it counts in full. Never changes.
    pub ramp_secs: u32,
    pub params: CollateralParams,
    /// What all accounts of people together have in the bank, as the program counts it.
    pub deposited_atoms: u64,
    /// When it began to count: the opening, and each time that its haircut was all before.
    pub counts_from_ts: i64,
    pub average: PriceAverage,
    pub rate: ExchangeRate,
    pub outflow: Outflow,
    /// What all accounts of vaults have in it: neither the cap nor the outflow limit is about it, for it comes from vaults and only goes back,
    /// but for what their options pay.
    pub vault_atoms: u64,
    /// Of accounts whose quote it is: their insurance, and what they have lost.
    pub losses: LossBook,
    pub reserved: [u8; 16],
}

impl CollateralClass {
    /// Does it stand on a base bank instead of having a price of its own?
    pub fn is_derived(self) -> bool {
        matches!(self, Self::YIELD_BEARING | Self::VAULT_SHARE)
    }

    /// Does a unit of it count as a dollar where it is a market's quote?
    pub fn is_a_dollar(self) -> bool {
        matches!(self, Self::STABLE | Self::TREASURY)
    }

    /// A price can fall so far before a liquidation is over. Of a derived class on top of its base's: the issuer's contract may fail
    /// (5 %), and a vault's running round may lose what the price per share does not say yet (15 %).
    pub fn least_haircut_bps(self) -> u16 {
        match self {
            Self::STABLE | Self::TREASURY => 200,
            Self::YIELD_BEARING => 500,
            Self::MAJOR | Self::VAULT_SHARE => 1_500,
            _ => 3_500,
        }
    }
}

impl CollateralParams {
    pub const DISABLED_HAIRCUT_BPS: u16 = 10_000;

    /// - Haircut from the least of the class to all of it; outflow as of vaults.
    /// - Prices count from 1 % to 25 % above the average: tighter, and an ordinary day would not count; wider, and a pump would.
    /// - Exchange rates grow at most 5 % a day.
    pub fn is_valid(&self, class: CollateralClass) -> bool {
        let has_source_limits = if class.is_derived() {
            self.max_above_average_bps == 0 && (1..=500).contains(&self.max_rate_growth_bps)
        } else {
            (100..=2_500).contains(&self.max_above_average_bps) && self.max_rate_growth_bps == 0
        };
        has_source_limits
            && (class.least_haircut_bps()..=Self::DISABLED_HAIRCUT_BPS).contains(&self.haircut_bps)
            && (VaultParams::LEAST_OUTFLOW_BPS..=VaultParams::ANY_OUTFLOW_BPS).contains(&self.max_outflow_bps)
    }

    /// Does any of it count?
    pub fn counts(&self) -> bool {
        self.haircut_bps < Self::DISABLED_HAIRCUT_BPS
    }

    /// Do these only let in and out less than others? What is in counts as before: counting for less at once would put accounts up for auction that
    /// have what was asked of them, for whoever holds the key to buy.
    pub fn tightens(&self, other: &Self) -> bool {
        let counts_as_before = Self { cap_atoms: self.cap_atoms, max_outflow_bps: self.max_outflow_bps, ..*other };
        *self == counts_as_before && self.cap_atoms <= other.cap_atoms && self.max_outflow_bps <= other.max_outflow_bps
    }
}

impl CollateralBank {
    /// Known codes, bounds kept, exactly the price source of its class, and a sound average. Deposits may be above a cap that was lowered.
    /// The ramp takes from a day to 90 days, the window from an hour to a week.
    pub fn invariant(&self) -> bool {
        let has_source = if self.class.is_derived() { self.stands_on_a_base() } else { self.has_a_feed() };
        self.class.is_known()
            && self.issuer_power.is_known()
            && self.decimals <= MAX_DECIMALS
            && self.params.is_valid(self.class)
            && (86_400..=90 * 86_400).contains(&self.ramp_secs)
            && has_source
            && self.average.invariant(&self.average_limits())
            && self.losses.invariant()
    }

    fn has_a_feed(&self) -> bool {
        self.price_feed_id != [0; 32]
            && Market::is_valid_price_source(self.price_source, &self.price_program)
            && self.oracle_limits.is_valid()
            && (3_600..=7 * 86_400).contains(&self.average_window_secs)
            && self.base_bank == Pubkey::default()
            && self.rate_source == Pubkey::default()
            && self.rate == ExchangeRate::default()
    }

    fn stands_on_a_base(&self) -> bool {
        self.base_bank != Pubkey::default()
            && self.rate_source != Pubkey::default()
            && self.price_feed_id == [0; 32]
            && self.price_source == PriceSource::PYTH_PULL
            && (self.price_program != Pubkey::default()) == (self.class == CollateralClass::YIELD_BEARING)
            && self.oracle_limits == OracleLimits::NONE
            && self.average_window_secs == 0
            && self.average == PriceAverage::default()
    }

    /// Adds a deposit. Errors: `AboveCap`.
    pub fn deposit(&mut self, amount_atoms: u64, now_ts: i64) -> Result<(), CollateralError> {
        if self.deposited_atoms.saturating_add(amount_atoms) > self.params.cap_atoms {
            return Err(CollateralError::AboveCap);
        }
        self.deposit_beyond_cap(amount_atoms, now_ts)
    }

    /// The same for somebody who has to pay with it, whatever the cap is. Errors: `AboveCap` for more than 2^64 atoms.
    pub fn deposit_beyond_cap(&mut self, amount_atoms: u64, now_ts: i64) -> Result<(), CollateralError> {
        let total_atoms = self.deposited_atoms.checked_add(amount_atoms).ok_or(CollateralError::AboveCap)?;
        self.outflow.open_window(self.deposited_atoms, now_ts);
        self.outflow.receive(amount_atoms);
        self.deposited_atoms = total_atoms;
        Ok(())
    }

    /// What may be withdrawn now, by all accounts together.
    pub fn withdrawable_atoms(&self, now_ts: i64) -> u64 {
        let mut outflow = self.outflow;
        outflow.open_window(self.deposited_atoms, now_ts);
        outflow.allowance_atoms(self.params.max_outflow_bps).min(self.deposited_atoms)
    }

    /// Takes a withdrawal out. Errors: `NotDeposited`, `AboveOutflow`.
    pub fn withdraw(&mut self, amount_atoms: u64, now_ts: i64) -> Result<(), CollateralError> {
        let left_atoms = self.deposited_atoms.checked_sub(amount_atoms).ok_or(CollateralError::NotDeposited)?;
        if amount_atoms > self.withdrawable_atoms(now_ts) {
            return Err(CollateralError::AboveOutflow);
        }
        self.outflow.open_window(self.deposited_atoms, now_ts);
        self.outflow.pay(amount_atoms, self.params.max_outflow_bps, now_ts);
        self.deposited_atoms = left_atoms;
        Ok(())
    }

    /// Takes what an account receives past its owner, or gives what it pays: in a settlement, or a vault's on its way in and out. Neither cap nor
    /// outflow limit holds that up. Errors: `NotDeposited`, and `AboveCap` for more than 2^64 atoms.
    pub fn settle(&mut self, holder: AccountHolder, payment: &NetPayment) -> Result<(), CollateralError> {
        let atoms = self.atoms_of(holder);
        let left_atoms = atoms.checked_sub(payment.from_account_atoms).ok_or(CollateralError::NotDeposited)?;
        *atoms = left_atoms.checked_add(payment.to_account_atoms).ok_or(CollateralError::AboveCap)?;
        Ok(())
    }

    /// What accounts of such a holder together have in it.
    pub(crate) fn atoms_of(&mut self, holder: AccountHolder) -> &mut u64 {
        match holder {
            AccountHolder::VAULT => &mut self.vault_atoms,
            _ => &mut self.deposited_atoms,
        }
    }

    /// What custody must hold at least.
    pub fn custody_atoms(&self) -> Option<u64> {
        let noted_atoms = self.deposited_atoms.checked_add(self.vault_atoms)?.checked_add(self.losses.fund_atoms)?;
        // Roundings may have taken from accounts what was still to be lost.
        Some(noted_atoms.saturating_sub(self.losses.pending_atoms))
    }
}

borsh_as_bytes!(CollateralParams);
account_layout!(CollateralBank, [121, 247, 239, 44, 231, 198, 229, 191]);
