//! How accounts stand at a moment, computed off the chain from what is on it: whoever watches two hundred accounts does not send a transaction for each
//! of them every minute. What counts is still what the chain says: these numbers only choose what is sent to it.

use crate::{scene::QUOTE_DECIMALS, Scene};
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use vault_types::{
    liquidation::{FairValue, Health, LiquidationParameters},
    margin::{
        in_kind::cover_in_quote, CollateralPrice, CollateralTerms, MarginMode, MarketInputs, Requirement,
        RiskParameters,
    },
    price::ValidatedPrice,
    state::{
        CollateralBank, Expiry, HeldCollateral, HeldOptions, MarginAccount, MarketRisk, SettlementAsset, VolSurface,
    },
    threshold::{Present, Standing, ThresholdParameters},
};

const BPS: u64 = 10_000;

/// Everything on the chain that an account's health follows from, but the account.
pub struct Moment {
    pub now_ts: i64,
    /// The price that counts for a liquidation, USD times 10^8.
    pub spot_e8: u64,
    pub quote_bank: CollateralBank,
    pub parameters: LiquidationParameters,
    coin_bank: CollateralBank,
    coin_price: CollateralPrice,
    thresholds: ThresholdParameters,
    generation: u64,
    risk: MarketRisk,
    surface: VolSurface,
    expiries: BTreeMap<i64, Expiry>,
}

/// Who asks what an account must hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Its owner, to open it: with the rise of initial margin for net delta.
    ByOwner,
    /// A liquidation, or whoever takes over a part of it.
    ByLiquidation,
}

/// What options come to that have expired at a known price, in atoms of the quote.
#[derive(Default)]
struct Expired {
    /// What the account owes for them.
    due_atoms: u64,
    /// What it is to be paid for others.
    coming_atoms: u64,
    /// Does it owe more than it has, two days later?
    owes_token: bool,
}

impl Moment {
    /// What the chain says now, at a price that has just been shown to it.
    pub fn read(scene: &Scene, price_e8: u64, expiries: &[i64]) -> Result<Self> {
        let (now_ts, market, config) = (scene.world.now(), scene.market(), scene.config());
        let price = ValidatedPrice { price_e8, publish_ts: now_ts, prev_publish_ts: now_ts - 1 };
        let coin_bank = scene.bank(&scene.underlying_mint);
        Ok(Self {
            now_ts,
            spot_e8: market.without_jump(&price, now_ts).price_e8,
            quote_bank: scene.bank(&scene.quote_mint),
            parameters: config.liquidation,
            coin_price: coin_price(price_e8, now_ts, &coin_bank)?,
            coin_bank,
            thresholds: config.thresholds,
            generation: scene.signer_set().generation,
            risk: scene.market_risk(),
            surface: scene.surface(),
            expiries: expiries.iter().filter_map(|ts| Some((*ts, scene.expiry(*ts)?))).collect(),
        })
    }

    /// How an account stands that may have to be auctioned; `None` for one that owes nothing which it could fail to pay.
    pub fn health(&self, account: &MarginAccount) -> Result<Option<Health>> {
        if account.mode == MarginMode::MAX_LOSS {
            return Ok(None);
        }
        let mut account = *account;
        account.as_left_by(&self.quote_bank.losses, |account| self.health_as_left(account))
    }

    /// What the chain's own model asks for the account's options, whatever was signed.
    pub fn required(&self, account: &MarginAccount, asked: Asked) -> Result<Requirement> {
        let Some(place) = account.markets.iter().position(|market| market.is_used()) else {
            return Ok(Requirement::default());
        };
        let risk = match asked {
            Asked::ByOwner => self.risk.params,
            Asked::ByLiquidation => RiskParameters { delta_limit_bps: 10_000, ..self.risk.params },
        };
        let floor_bps = self.thresholds.floor_bps;
        let required = self.on_market(account, place, |market| match account.mode {
            MarginMode::STANDARD => account.by_standard(place, market, &risk, 10_000),
            _ => account.by_scenarios_over_floor(place, market, &risk, floor_bps),
        })?;
        Ok(required?)
    }

    /// The least that may be signed for the account.
    pub fn floor(&self, account: &MarginAccount) -> Result<Requirement> {
        let Some(place) = account.markets.iter().position(|market| market.is_used()) else {
            return Ok(Requirement::default());
        };
        let floor_bps = self.thresholds.floor_bps;
        let floor =
            self.on_market(account, place, |market| account.by_standard(place, market, &self.risk.params, floor_bps))?;
        Ok(floor?)
    }

    /// What its collateral counts for, and what it is worth, in atoms of the quote.
    pub fn collateral(&self, account: &MarginAccount) -> Result<[u64; 2]> {
        let mut total = [0_u64; 2];
        for held in account.collaterals.iter().filter(|held| held.is_used()) {
            let [counted, fair] = self.value_of(account, held)?;
            total = [total[0].saturating_add(counted), total[1].saturating_add(fair)];
        }
        Ok(total)
    }

    /// The cash that pays for the account's options at every price; `None` where a price may rise without end.
    pub fn cover(&self, account: &MarginAccount) -> Option<u64> {
        let place = account.markets.iter().position(|market| market.is_used())?;
        let units = account.units(&account.markets[place]);
        cover_in_quote(&account.holdings_on(place, |_| true), &units).ok()
    }

    /// What options that an account has or owes are worth, in atoms of the quote.
    pub fn worth_of(&self, account: &MarginAccount, held: &HeldOptions) -> Result<u64> {
        let Some(holding) = held.holding() else { return Ok(0) };
        let fair = self.on_market(account, usize::from(held.market), |market| {
            anyhow::Ok(FairValue::of(&[holding], market)?.in_atoms(&market.units)?)
        })??;
        Ok(fair.today.unsigned_abs())
    }

    /// Would the account still have its initial margin when so much of the quote has left it?
    pub fn may_leave(&self, account: &MarginAccount, atoms: u64) -> Result<bool> {
        if atoms == 0 {
            return Ok(true);
        }
        let mut after = *account;
        after.leave_losses(&mut self.quote_bank.clone())?;
        if after.withdraw(&account.quote_mint, atoms).is_err() {
            return Ok(false);
        }
        let initial_atoms = self.required(&after, Asked::ByOwner)?.initial_atoms;
        let health = self.health(&after)?;
        Ok(health.is_none_or(|health| health.counted_atoms >= health.requirement.initial_atoms.max(initial_atoms)))
    }

    /// So many coins count for about this much.
    pub fn coins_that_count(&self, counted_atoms: u64) -> u64 {
        let kept_bps = u128::from(BPS.saturating_sub(self.coin_bank.params.haircut_bps.into()).max(1));
        let scale = 10_u128.pow(u32::from(self.coin_bank.decimals) + 8 - u32::from(QUOTE_DECIMALS));
        let coins = u128::from(counted_atoms) * scale * u128::from(BPS) / kept_bps / u128::from(self.spot_e8.max(1));
        u64::try_from(coins).unwrap_or(u64::MAX)
    }

    fn health_as_left(&self, account: &mut MarginAccount) -> Result<Option<Health>> {
        if account.is_covered_in_kind() == Ok(true) {
            return Ok(None);
        }
        let signed = self.signed(account);
        let Expired { due_atoms, coming_atoms, owes_token } = self.set_aside_expired(account)?;
        let chain = match signed {
            Some(signed) => self.floor(account)?.or_larger(&signed),
            None => self.required(account, Asked::ByLiquidation)?,
        };
        let (mark_atoms, gain_by_vega) = self.marks(account)?;
        let [counted_atoms, fair_atoms] = self.collateral(account)?;
        Ok(Some(Health {
            counted_atoms,
            fair_atoms: fair_atoms + coming_atoms,
            mark_atoms: mark_atoms - i64::try_from(due_atoms)?,
            requirement: chain.plus(&Requirement::flat(due_atoms))?,
            vega_loss_atoms: gain_by_vega.min(0).unsigned_abs(),
            owes_token,
        }))
    }

    /// What is signed for an account in portfolio mode and in force.
    fn signed(&self, account: &MarginAccount) -> Option<Requirement> {
        if account.mode != MarginMode::PORTFOLIO || account.has_expired_options(self.now_ts) {
            return None;
        }
        let present = Present { position_seq: account.position_seq, generation: self.generation, now_ts: self.now_ts };
        match account.threshold.standing(&Requirement::default(), &present, &self.thresholds) {
            Standing::Fresh(levels) => Some(levels),
            _ => None,
        }
    }

    /// Takes options out that expired at a known price, and says what they come to.
    fn set_aside_expired(&self, account: &mut MarginAccount) -> Result<Expired> {
        let mut expired = Expired::default();
        for expiry in self.expiries.values().filter(|expiry| expiry.expiry_ts <= self.now_ts) {
            let Some((price_e8, _)) = expiry.settlement.final_price(self.now_ts) else { continue };
            if let Ok(payment) = account.payment(expiry, SettlementAsset::QUOTE, price_e8) {
                expired.due_atoms += payment.from_account_atoms;
                expired.coming_atoms += payment.to_account_atoms;
                let is_short = payment.from_account_atoms > account.amount_of(&account.quote_mint);
                expired.owes_token |= is_short && expiry.is_overdue(self.now_ts);
            }
            for held in account.options.iter_mut().filter(|held| held.is_used() && held.expiry_ts == expiry.expiry_ts) {
                held.quantity_atoms = 0;
            }
        }
        Ok(expired)
    }

    /// What the options are worth, and what they gain by ten points of volatility, in atoms of the quote.
    fn marks(&self, account: &MarginAccount) -> Result<(i64, i64)> {
        self.marks_at(account, self.spot_e8)
    }

    /// The same at another price.
    pub fn marks_at(&self, account: &MarginAccount, spot_e8: u64) -> Result<(i64, i64)> {
        let Some(place) = account.markets.iter().position(|market| market.is_used()) else { return Ok((0, 0)) };
        self.on_market(account, place, |market| {
            let market = &MarketInputs { spot_e8, ..*market };
            let holdings = account.holdings_on(place, |_| true);
            let fair = FairValue::of(&holdings, market)?.in_atoms(&market.units)?;
            Ok((fair.today, fair.gain_by_vega))
        })?
    }

    /// Something about one market's options.
    pub fn on_market<T>(
        &self,
        account: &MarginAccount,
        place: usize,
        compute: impl FnOnce(&MarketInputs<'_>) -> T,
    ) -> Result<T> {
        let floor_vol_e9 = self.risk.floor_vol_e9()?;
        let smiles = self.surface.smiles_of(&account.holdings_on(place, |_| true), self.now_ts);
        Ok(compute(&MarketInputs {
            spot_e8: self.spot_e8,
            now_ts: self.now_ts,
            units: account.units(&account.markets[place]),
            smiles: &smiles,
            fallback_vol_e9: self.risk.params.fallback_vol_e9,
            floor_vol_e9,
            ceiling_vol_e9: self.risk.params.ceiling_vol_e9(floor_vol_e9),
        }))
    }

    fn value_of(&self, account: &MarginAccount, held: &HeldCollateral) -> Result<[u64; 2]> {
        let value = |terms: CollateralTerms| terms.value_atoms(held.amount_atoms, account.quote_decimals);
        if held.mint == account.quote_mint {
            return Ok([held.amount_atoms; 2]);
        }
        let price = self.coin_bank.without_jump(&self.coin_price, self.now_ts);
        let terms = self.coin_bank.terms_at(&price, self.now_ts)?;
        Ok([value(terms)?, value(terms.fair(price.mid.price_e8))?])
    }
}

/// The price that the scene's oracle has published, as a bank reads it.
fn coin_price(price_e8: u64, now_ts: i64, bank: &CollateralBank) -> Result<CollateralPrice> {
    let update = crate::PriceUpdate::new([0; 32], price_e8, now_ts);
    let crate::PriceUpdate { price, confidence, exponent, publish_ts, prev_publish_ts, .. } = update;
    CollateralPrice::from_parts(price, confidence, exponent, publish_ts, prev_publish_ts, &bank.oracle_limits)
        .context("a price that a bank takes")
}
