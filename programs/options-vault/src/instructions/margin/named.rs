//! What the chain itself says that an account must hold, and what it holds: from the accounts that are named at an instruction's end.
//!
//! An account that is covered in kind needs none of them. For any other the end names, in the account's own order,
//! 1. for each of its markets: the market, its [`MarketRisk`], its surface, its price account;
//! 2. for each collateral but the quote: its bank and its price account; for one that stands on a base bank its bank, the account that says its
//!    rate, the base bank, and that one's price account.

use crate::{
    errors::{ensure, refuse, VaultError},
    oracle,
    pda::read_in_place,
};
use anchor_lang::prelude::*;
use core::slice;
use vault_types::{
    margin::{CollateralTerms, MarginError, MarketInputs, Requirement, RiskParameters},
    price::ValidatedPrice,
    state::{AccountMarket, CollateralBank, HeldCollateral, MarginAccount, Market, MarketRisk, VolSurface},
};

/// Which of the chain's own models is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Model {
    /// The standard margin.
    Standard,
    /// The scenarios, at least the floor.
    Scenarios,
    /// The floor alone, beside a signed threshold.
    Floor,
    /// The scenarios alone, to compare with what was signed. The floor is asked for at every use of what was signed anyway.
    Comparison,
}

/// What an account is asked for that it holds enough.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Options leave it: only on a market that is open for risk, and with a fresh smile for every expiry.
    Write,
    /// Collateral leaves it, or its mode changes. Neither guardian nor signers can hold that up: what has no smile counts at the fallback.
    Leave,
}

/// What the chain itself asks for, over all markets.
#[derive(Default)]
pub(super) struct ChainMargin {
    pub requirement: Requirement,
    /// For a signed net delta: what is owed beyond what is owned, at the prices of now, in atoms of the quote.
    pub uncovered_atoms: u64,
    /// For a comparison: all that is owed, the same way.
    pub owed_atoms: u64,
    /// The lowest of the markets' limits.
    pub delta_limit_bps: u16,
}

/// The accounts at an instruction's end, in their order.
pub(super) struct Named<'a, 'info> {
    left: slice::Iter<'a, AccountInfo<'info>>,
    model: Model,
    is_write: bool,
    floor_bps: u16,
    /// No price is older.
    since_ts: i64,
    now_ts: i64,
}

impl<'a, 'info> Named<'a, 'info> {
    /// By a model, whose floor is this part of the standard buffers.
    pub fn new(
        accounts: &'a [AccountInfo<'info>],
        model: Model,
        purpose: Purpose,
        floor_bps: u16,
        now_ts: i64,
    ) -> Self {
        let is_write = purpose == Purpose::Write;
        Self { left: accounts.iter(), model, is_write, floor_bps, since_ts: i64::MIN, now_ts }
    }

    /// For a challenge of what was signed at a moment: only prices since then.
    pub fn for_comparison(accounts: &'a [AccountInfo<'info>], signed_ts: i64, now_ts: i64) -> Self {
        Self { since_ts: signed_ts, ..Self::new(accounts, Model::Comparison, Purpose::Leave, 0, now_ts) }
    }

    /// What the account must hold by the model; markets add up.
    pub fn chain_margin(&mut self, account: &MarginAccount) -> Result<ChainMargin> {
        let mut total = ChainMargin { delta_limit_bps: u16::MAX, ..ChainMargin::default() };
        for (place, market) in account.markets.iter().enumerate().filter(|(_, market)| market.is_used()) {
            let of_market = self.margin_on(account, place, market)?;
            total = ChainMargin {
                requirement: total.requirement.plus(&of_market.requirement).map_err(VaultError::from)?,
                uncovered_atoms: total
                    .uncovered_atoms
                    .checked_add(of_market.uncovered_atoms)
                    .ok_or(VaultError::Overflow)?,
                owed_atoms: total.owed_atoms.saturating_add(of_market.owed_atoms),
                delta_limit_bps: total.delta_limit_bps.min(of_market.delta_limit_bps),
            };
        }
        Ok(total)
    }

    /// For the account's options on one market.
    #[inline(never)]
    fn margin_on(&mut self, account: &MarginAccount, place: usize, of_account: &AccountMarket) -> Result<ChainMargin> {
        let [market_info, risk_info, surface_info, price_info] =
            [self.next()?, self.next()?, self.next()?, self.next()?];
        ensure(*market_info.key == of_account.market, VaultError::WrongAccountOrder)?;
        let market = read_in_place::<Market>(market_info)?;
        let risk = read_in_place::<MarketRisk>(risk_info)?;
        let surface = read_in_place::<VolSurface>(surface_info)?;
        let is_theirs = risk.market == of_account.market && surface.market == of_account.market;
        ensure(is_theirs, VaultError::WrongAccountOrder)?;
        let spot = self.spot(price_info, &market)?;
        let floor_vol_e9 = risk.floor_vol_e9().map_err(VaultError::from)?;
        let holdings = account.holdings_on(place, |_| true);
        let smiles = surface.smiles_of(&holdings, self.now_ts);
        let inputs = MarketInputs {
            spot_e8: spot.price_e8,
            now_ts: self.now_ts,
            units: account.units(of_account),
            smiles: &smiles,
            fallback_vol_e9: risk.params.fallback_vol_e9,
            floor_vol_e9,
            ceiling_vol_e9: risk.params.ceiling_vol_e9(floor_vol_e9),
        };
        if self.is_write {
            ensure(risk.params.is_open == 1, VaultError::MarketClosedForRisk)?;
            inputs.check_smiles(&holdings).map_err(VaultError::from)?;
        }
        let requirement = self.by_model(account, place, &inputs, &risk.params).map_err(VaultError::from)?;
        let (uncovered_atoms, owed_atoms) = match self.model {
            Model::Floor => (account.uncovered_atoms(place, &inputs).map_err(VaultError::from)?, 0),
            Model::Comparison => (0, account.owed_atoms(place, &inputs).map_err(VaultError::from)?),
            _ => (0, 0),
        };
        Ok(ChainMargin { requirement, uncovered_atoms, owed_atoms, delta_limit_bps: risk.params.delta_limit_bps })
    }

    #[inline(never)]
    fn by_model(
        &self,
        account: &MarginAccount,
        place: usize,
        inputs: &MarketInputs<'_>,
        risk: &RiskParameters,
    ) -> core::result::Result<Requirement, MarginError> {
        match self.model {
            Model::Standard => account.by_standard(place, inputs, risk, 10_000),
            Model::Floor => account.by_standard(place, inputs, risk, self.floor_bps),
            Model::Scenarios => account.by_scenarios_over_floor(place, inputs, risk, self.floor_bps),
            Model::Comparison => account.by_scenarios(place, inputs, risk),
        }
    }

    fn spot(&self, account: &AccountInfo, market: &Market) -> Result<ValidatedPrice> {
        let price = oracle::read(account, market)?;
        price.check_fresh(self.now_ts, &market.oracle_limits).map_err(VaultError::from)?;
        market.check_jump(&price, self.now_ts).map_err(VaultError::from)?;
        ensure(price.publish_ts >= self.since_ts, VaultError::PriceBeforeSignature)?;
        Ok(price)
    }

    /// What all collateral counts for, in atoms of the quote. A value above `u64::MAX` stays there.
    pub fn collateral_value(&mut self, account: &MarginAccount) -> Result<u64> {
        let mut total_atoms = 0u64;
        for held in account.collaterals.iter().filter(|held| held.is_used()) {
            total_atoms = total_atoms.saturating_add(self.value_of(account, held)?);
        }
        Ok(total_atoms)
    }

    #[inline(never)]
    fn value_of(&mut self, account: &MarginAccount, held: &HeldCollateral) -> Result<u64> {
        let terms = if held.mint == account.quote_mint {
            CollateralTerms::quote(account.quote_decimals)
        } else {
            match self.terms(account, held)? {
                Some(terms) => terms,
                None => return Ok(0),
            }
        };
        Ok(terms.value_atoms(held.amount_atoms, account.quote_decimals).map_err(VaultError::from)?)
    }

    /// `None` for a token without a price that one would trade at, or without a rate: it counts nothing, and holds up nothing that does not
    /// need it.
    #[inline(never)]
    fn terms(&mut self, account: &MarginAccount, held: &HeldCollateral) -> Result<Option<CollateralTerms>> {
        let (bank_info, source_info) = (self.next()?, self.next()?);
        let bank = read_in_place::<CollateralBank>(bank_info)?;
        ensure(bank.config == account.config && bank.mint == held.mint, VaultError::WrongAccountOrder)?;
        if !bank.class.is_derived() {
            return self.terms_by_price(&bank, source_info);
        }
        let (base_info, price_info) = (self.next()?, self.next()?);
        ensure(*base_info.key == bank.base_bank, VaultError::WrongAccountOrder)?;
        let base = self.terms_by_price(&*read_in_place::<CollateralBank>(base_info)?, price_info)?;
        let rate_e9 = usable(oracle::read_rate(source_info, &bank))?;
        Ok(base.zip(rate_e9).map(|(base, rate_e9)| bank.terms_on(&base, rate_e9, self.now_ts)))
    }

    fn terms_by_price(&self, bank: &CollateralBank, price_info: &AccountInfo) -> Result<Option<CollateralTerms>> {
        let Some(price) = usable(oracle::read_collateral(price_info, bank))? else {
            return Ok(None);
        };
        let checked = bank.check_jump(&price, self.now_ts).and_then(|()| bank.terms_at(&price, self.now_ts));
        Ok(checked.ok())
    }

    fn next(&mut self) -> Result<&'a AccountInfo<'info>> {
        self.left.next().ok_or_else(|| refuse(VaultError::AccountsMissing))
    }
}

/// What an account that was named says; `None` if it is the right one and has nothing that one would trade at.
fn usable<T>(read: Result<T>) -> Result<Option<T>> {
    const WRONG: [VaultError; 3] = [VaultError::WrongFeed, VaultError::WrongPriceOwner, VaultError::NotAPriceAccount];
    match read {
        Ok(value) => Ok(Some(value)),
        Err(Error::AnchorError(error)) if WRONG.iter().any(|wrong| error.error_code_number == u32::from(*wrong)) => {
            Err(Error::AnchorError(error))
        }
        Err(_) => Ok(None),
    }
}
