//! What an account must hold for its options, market by market.

use super::{CoinsDue, Model, Named, Purpose};
use crate::{
    errors::{ensure, VaultError},
    oracle,
    pda::read_in_place,
};
use anchor_lang::prelude::*;
use vault_types::{
    liquidation::{FairAtoms, FairValue, Hedge},
    margin::{Holding, MarginError, MarketInputs, Requirement, RiskParameters, Units, MAX_ACCOUNT_MARKETS},
    price::ValidatedPrice,
    state::{AccountHolder, AccountMarket, MarginAccount, Market, MarketRisk, VolSurface},
};

/// What the chain itself asks for, over all markets.
#[derive(Default)]
pub(crate) struct ChainMargin {
    pub requirement: Requirement,
    /// For a signed net delta: what is owed beyond what is owned, at the prices of now, in atoms of the quote.
    pub uncovered_atoms: u64,
    /// For a comparison: all that is owed, the same way.
    pub owed_atoms: u64,
    /// The lowest of the markets' limits.
    pub delta_limit_bps: u16,
    /// For a liquidation: what the options are worth.
    pub fair: FairAtoms,
    /// The highest of the markets' realised volatilities.
    pub realised_vol_e9: u64,
    /// The spot prices of the account's markets in their places, USD times 10^8.
    pub spots_e8: [u64; MAX_ACCOUNT_MARKETS],
    /// The options that a hedge is about.
    pub hedge: Option<Hedge>,
}

/// What a vault's account is paid in, if not in its quote.
#[derive(Clone, Copy)]
pub(crate) struct VaultCoins {
    pub mint: Pubkey,
    pub spot_e8: u64,
    pub units: Units,
}

impl ChainMargin {
    fn plus(&self, other: &Self) -> core::result::Result<Self, VaultError> {
        Ok(Self {
            requirement: self.requirement.plus(&other.requirement)?,
            uncovered_atoms: self.uncovered_atoms.checked_add(other.uncovered_atoms).ok_or(VaultError::Overflow)?,
            owed_atoms: self.owed_atoms.saturating_add(other.owed_atoms),
            delta_limit_bps: self.delta_limit_bps.min(other.delta_limit_bps),
            fair: self.fair.plus(&other.fair)?,
            realised_vol_e9: self.realised_vol_e9.max(other.realised_vol_e9),
            spots_e8: core::array::from_fn(|place| self.spots_e8[place].max(other.spots_e8[place])),
            hedge: self.hedge.or(other.hedge),
        })
    }

    /// A vault sells against one kind of collateral, and can give its depositors nothing else.
    pub fn vault_coins(&self, account: &MarginAccount) -> Option<VaultCoins> {
        let held = account.collaterals.iter().find(|held| held.is_used() && held.mint != account.quote_mint)?;
        let mut markets = account.markets.iter().zip(self.spots_e8);
        let (market, spot_e8) = markets.find(|(market, _)| market.is_used() && market.underlying_mint == held.mint)?;
        let is_vault = account.holder == AccountHolder::VAULT;
        is_vault.then(|| VaultCoins { mint: held.mint, spot_e8, units: account.units(market) })
    }
}

impl Named<'_, '_> {
    /// What the account must hold by the model; markets add up.
    pub fn chain_margin(&mut self, account: &MarginAccount, model: Model) -> Result<ChainMargin> {
        self.chain_margin_with(account, model, CoinsDue::default())
    }

    /// The same of one that owes coins for expired options.
    pub(super) fn chain_margin_with(
        &mut self,
        account: &MarginAccount,
        model: Model,
        coins_due: CoinsDue,
    ) -> Result<ChainMargin> {
        let mut total = ChainMargin { delta_limit_bps: u16::MAX, ..ChainMargin::default() };
        for ((place, market), coins_atoms) in account.markets.iter().enumerate().zip(coins_due) {
            if market.is_used() {
                total = total.plus(&self.margin_on(account, place, market, model, coins_atoms)?)?;
            }
        }
        Ok(total)
    }

    /// For the account's options on one market.
    #[inline(never)]
    fn margin_on(
        &mut self,
        account: &MarginAccount,
        place: usize,
        of_account: &AccountMarket,
        model: Model,
        coins_atoms: u64,
    ) -> Result<ChainMargin> {
        let [market_info, risk_info, surface_info, price_info] =
            [self.next()?, self.next()?, self.next()?, self.next()?];
        ensure(*market_info.key == of_account.market, VaultError::WrongAccountOrder)?;
        let market = read_in_place::<Market>(market_info)?;
        let risk = read_in_place::<MarketRisk>(risk_info)?;
        let surface = read_in_place::<VolSurface>(surface_info)?;
        let is_theirs = risk.market == of_account.market && surface.market == of_account.market;
        ensure(is_theirs, VaultError::WrongAccountOrder)?;
        let floor_vol_e9 = risk.floor_vol_e9().map_err(VaultError::from)?;
        let holdings = account.holdings_on(place, |_| true);
        let spot = match self.last_spot_of(&holdings, coins_atoms, &market) {
            Some(last) => self.spot(price_info, &market).unwrap_or(last),
            None => self.spot(price_info, &market)?,
        };
        let smiles = match self.is_liquidation() {
            true => surface.last_smiles_of(&holdings, self.now_ts),
            false => surface.smiles_of(&holdings, self.now_ts),
        };
        let inputs = MarketInputs {
            spot_e8: spot.price_e8,
            now_ts: self.now_ts,
            units: account.units(of_account),
            smiles: &smiles,
            fallback_vol_e9: risk.params.fallback_vol_e9,
            floor_vol_e9,
            ceiling_vol_e9: risk.params.ceiling_vol_e9(floor_vol_e9),
        };
        if self.purpose == Purpose::Write {
            ensure(risk.params.is_open == 1, VaultError::MarketClosedForRisk)?;
            inputs.check_smiles(&holdings).map_err(VaultError::from)?;
        }
        let requirement = self.by_model(account, place, &inputs, &risk.params, model).map_err(VaultError::from)?;
        let (uncovered_atoms, owed_atoms) = match model {
            Model::Floor => (account.uncovered_atoms(place, &inputs).map_err(VaultError::from)?, 0),
            Model::Comparison => (0, account.owed_atoms(place, &inputs).map_err(VaultError::from)?),
            _ => (0, 0),
        };
        let delta_limit_bps = risk.params.delta_limit_bps;
        let mut margin =
            ChainMargin { requirement, uncovered_atoms, owed_atoms, delta_limit_bps, ..Default::default() };
        if self.is_liquidation() {
            margin.realised_vol_e9 = floor_vol_e9;
            margin.fair = fair_value(&holdings, &inputs).map_err(VaultError::from)?;
            margin.owe_coins(coins_atoms, &inputs)?;
            margin.spots_e8[place.min(MAX_ACCOUNT_MARKETS - 1)] = spot.price_e8;
            margin.hedge = self.hedge_of(account, place, &inputs)?;
        }
        Ok(margin)
    }

    #[inline(never)]
    fn by_model(
        &self,
        account: &MarginAccount,
        place: usize,
        inputs: &MarketInputs<'_>,
        risk: &RiskParameters,
        model: Model,
    ) -> core::result::Result<Requirement, MarginError> {
        // Whoever takes over options may well have a net delta from them: the rise of initial margin is for what one writes.
        let without_rise = RiskParameters { delta_limit_bps: 10_000, ..*risk };
        let risk = if self.is_liquidation() { &without_rise } else { risk };
        match model {
            Model::Standard => account.by_standard(place, inputs, risk, 10_000),
            Model::Floor => account.by_standard(place, inputs, risk, self.floor_bps),
            Model::Scenarios => account.by_scenarios_over_floor(place, inputs, risk, self.floor_bps),
            Model::Comparison => account.by_scenarios(place, inputs, risk),
        }
    }

    /// The options that are asked about, if the account owes them on this market.
    #[inline(never)]
    fn hedge_of(&self, account: &MarginAccount, place: usize, inputs: &MarketInputs<'_>) -> Result<Option<Hedge>> {
        let Some(series) = self.hedged else { return Ok(None) };
        let mut on_market = account.options.iter().filter(|held| usize::from(held.market) == place);
        let owed = on_market.find(|held| held.series == series && held.quantity_atoms < 0);
        let Some((owed, holding)) = owed.and_then(|held| Some((held, held.holding()?))) else { return Ok(None) };
        let price = inputs.fair_price(&holding).map_err(VaultError::from)?;
        Ok(Some(Hedge { owed_atoms: owed.quantity_atoms.unsigned_abs(), price, units: inputs.units }))
    }

    /// What stands in for a price in a liquidation on a market where nothing is owed: options that cannot be priced must not hold up the auction of
    /// everything else.
    fn last_spot_of(&self, holdings: &[Holding], coins_atoms: u64, market: &Market) -> Option<ValidatedPrice> {
        let owes = coins_atoms > 0 || holdings.iter().any(|holding| holding.quantity < 0);
        market.last_seen(self.now_ts).filter(|_| self.is_liquidation() && !owes)
    }

    /// The market's price of now. For a liquidation one that jumps counts as far as it may.
    pub(super) fn spot(&self, account: &AccountInfo, market: &Market) -> Result<ValidatedPrice> {
        let price = oracle::read(account, market)?;
        price.check_fresh(self.now_ts, &market.oracle_limits).map_err(VaultError::from)?;
        if self.is_liquidation() {
            return Ok(market.without_jump(&price, self.now_ts));
        }
        market.check_jump(&price, self.now_ts).map_err(VaultError::from)?;
        ensure(price.publish_ts >= self.since_ts, VaultError::PriceBeforeSignature)?;
        Ok(price)
    }
}

impl ChainMargin {
    /// Coins that are owed at every level, at the price of now.
    fn owe_coins(&mut self, coins_atoms: u64, inputs: &MarketInputs<'_>) -> Result<()> {
        let value = i128::from(coins_atoms).wrapping_mul(inputs.spot_e8.into());
        let atoms = inputs.units.quote_atoms_up(value).map_err(VaultError::from)?;
        self.requirement = self.requirement.plus(&Requirement::flat(atoms)).map_err(VaultError::from)?;
        let today = i64::try_from(atoms).ok().and_then(|atoms| self.fair.today.checked_sub(atoms));
        self.fair.today = today.ok_or(VaultError::Overflow)?;
        Ok(())
    }
}

#[inline(never)]
fn fair_value(holdings: &[Holding], inputs: &MarketInputs<'_>) -> core::result::Result<FairAtoms, MarginError> {
    FairValue::of(holdings, inputs)?.in_atoms(&inputs.units)
}
