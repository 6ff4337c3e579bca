//! What the chain's own models ask of an account, computed off the chain from what is on it.

use simulator::Scene;
use vault_client::Pubkey;
use vault_types::{
    liquidation::{FairAtoms, FairPrice, FairValue, Hedge},
    margin::{ExpirySmile, Holding, MarketInputs, Requirement, RiskParameters},
    state::{HeldOptions, MarginAccount},
};

/// For the options on the scene's market, which is the account's in this place.
pub struct Formula<'a> {
    pub scene: &'a Scene,
    pub place: usize,
    pub spot_e8: u64,
}

impl Formula<'_> {
    /// By scenarios, and never less than the floor. A smile that is too old counts as none, but in a liquidation.
    pub fn by_scenarios(&self, account: &MarginAccount) -> Requirement {
        let by_scenarios =
            self.on_market(account, |market, risk| account.by_scenarios(self.place, market, risk).unwrap());
        by_scenarios.or_larger(&self.floor(account))
    }

    /// In a liquidation: the same without the rise of initial margin for net delta, as whoever takes over a part of another account is asked for it.
    pub fn by_scenarios_without_rise(&self, account: &MarginAccount) -> Requirement {
        let by_scenarios = self.at_last_smiles(account, |market, risk| {
            let risk = RiskParameters { delta_limit_bps: 10_000, ..*risk };
            account.by_scenarios(self.place, market, &risk).unwrap()
        });
        by_scenarios.or_larger(&self.floor_in_liquidation(account))
    }

    /// What the options are worth at the market's own volatilities.
    pub fn fair(&self, account: &MarginAccount) -> FairAtoms {
        self.at_last_smiles(account, |market, _| {
            FairValue::of(&account.holdings_on(self.place, |_| true), market).unwrap().in_atoms(&market.units).unwrap()
        })
    }

    /// What one of the options of a series is worth that the account has.
    pub fn fair_price(&self, account: &MarginAccount, series: &Pubkey) -> FairPrice {
        let held = account.options.iter().find(|held| held.series == *series);
        let holding = held.and_then(HeldOptions::holding).expect("options that the account has");
        self.at_last_smiles(account, |market, _| market.fair_price(&holding).unwrap())
    }

    /// Options of a series that an account owes, and what one is worth.
    pub fn owed(&self, account: &MarginAccount, series: &Pubkey) -> Hedge {
        Hedge {
            owed_atoms: account.quantity_of(series).unsigned_abs(),
            price: self.fair_price(account, series),
            units: account.units(&account.markets[self.place]),
        }
    }

    pub fn by_standard(&self, account: &MarginAccount) -> Requirement {
        self.on_market(account, |market, risk| account.by_standard(self.place, market, risk, 10_000).unwrap())
    }

    pub fn by_standard_in_liquidation(&self, account: &MarginAccount) -> Requirement {
        self.at_last_smiles(account, |market, risk| account.by_standard(self.place, market, risk, 10_000).unwrap())
    }

    /// Below which no signature goes.
    pub fn floor(&self, account: &MarginAccount) -> Requirement {
        let bps = self.scene.config().thresholds.floor_bps;
        self.on_market(account, |market, risk| account.by_standard(self.place, market, risk, bps).unwrap())
    }

    pub fn floor_in_liquidation(&self, account: &MarginAccount) -> Requirement {
        let bps = self.scene.config().thresholds.floor_bps;
        self.at_last_smiles(account, |market, risk| account.by_standard(self.place, market, risk, bps).unwrap())
    }

    /// Has every expiry of the account a fresh smile?
    pub fn has_smiles(&self, account: &MarginAccount) -> bool {
        self.on_market(account, |market, _| market.check_smiles(&account.holdings_on(self.place, |_| true)).is_ok())
    }

    /// With the smiles that are fresh.
    fn on_market<T>(
        &self,
        account: &MarginAccount,
        compute: impl FnOnce(&MarketInputs<'_>, &RiskParameters) -> T,
    ) -> T {
        let holdings: Vec<Holding> = account.holdings_on(self.place, |_| true);
        self.with(account, &self.scene.surface().smiles_of(&holdings, self.scene.world.now()), compute)
    }

    /// With the last ones, however old.
    fn at_last_smiles<T>(
        &self,
        account: &MarginAccount,
        compute: impl FnOnce(&MarketInputs<'_>, &RiskParameters) -> T,
    ) -> T {
        let holdings: Vec<Holding> = account.holdings_on(self.place, |_| true);
        self.with(account, &self.scene.surface().last_smiles_of(&holdings, self.scene.world.now()), compute)
    }

    fn with<T>(
        &self,
        account: &MarginAccount,
        smiles: &[ExpirySmile],
        compute: impl FnOnce(&MarketInputs<'_>, &RiskParameters) -> T,
    ) -> T {
        let (risk, now_ts) = (self.scene.market_risk(), self.scene.world.now());
        let floor_vol_e9 = risk.floor_vol_e9().unwrap();
        let market = MarketInputs {
            spot_e8: self.spot_e8,
            now_ts,
            units: account.units(&account.markets[self.place]),
            smiles,
            fallback_vol_e9: risk.params.fallback_vol_e9,
            floor_vol_e9,
            ceiling_vol_e9: risk.params.ceiling_vol_e9(floor_vol_e9),
        };
        compute(&market, &risk.params)
    }
}
