//! What the chain's own models ask of an account, computed off the chain from what is on it.

use simulator::Scene;
use vault_client::Pubkey;
use vault_types::{
    liquidation::{FairAtoms, FairValue, Hedge},
    margin::{Holding, MarketInputs, Requirement, RiskParameters},
    state::MarginAccount,
};

/// For the options on the scene's market, which is the account's in this place.
pub struct Formula<'a> {
    pub scene: &'a Scene,
    pub place: usize,
    pub spot_e8: u64,
}

impl Formula<'_> {
    /// By scenarios, and never less than the floor.
    pub fn by_scenarios(&self, account: &MarginAccount) -> Requirement {
        let by_scenarios =
            self.on_market(account, |market, risk| account.by_scenarios(self.place, market, risk).unwrap());
        by_scenarios.or_larger(&self.floor(account))
    }

    /// The same without the rise of initial margin for net delta, as whoever takes over a part of another account is asked for it.
    pub fn by_scenarios_without_rise(&self, account: &MarginAccount) -> Requirement {
        let by_scenarios = self.on_market(account, |market, risk| {
            let risk = RiskParameters { delta_limit_bps: 10_000, ..*risk };
            account.by_scenarios(self.place, market, &risk).unwrap()
        });
        by_scenarios.or_larger(&self.floor(account))
    }

    /// What the options are worth at the market's own volatilities.
    pub fn fair(&self, account: &MarginAccount) -> FairAtoms {
        self.on_market(account, |market, _| {
            FairValue::of(&account.holdings_on(self.place, |_| true), market).unwrap().in_atoms(&market.units).unwrap()
        })
    }

    /// Options of a series that an account owes, and what one is worth.
    pub fn owed(&self, account: &MarginAccount, series: &Pubkey) -> Hedge {
        let held =
            account.options.iter().find(|held| held.is_used() && held.series == *series).expect("a series of its");
        let price = self.on_market(account, |market, _| market.fair_price(&held.holding().unwrap()).unwrap());
        Hedge {
            owed_atoms: held.quantity_atoms.unsigned_abs(),
            price,
            units: account.units(&account.markets[self.place]),
        }
    }

    pub fn by_standard(&self, account: &MarginAccount) -> Requirement {
        self.with_buffers(account, 10_000)
    }

    /// Below which no signature goes.
    pub fn floor(&self, account: &MarginAccount) -> Requirement {
        self.with_buffers(account, self.scene.config().thresholds.floor_bps)
    }

    fn with_buffers(&self, account: &MarginAccount, bps: u16) -> Requirement {
        self.on_market(account, |market, risk| account.by_standard(self.place, market, risk, bps).unwrap())
    }

    /// Has every expiry of the account a fresh smile?
    pub fn has_smiles(&self, account: &MarginAccount) -> bool {
        self.on_market(account, |market, _| market.check_smiles(&account.holdings_on(self.place, |_| true)).is_ok())
    }

    fn on_market<T>(
        &self,
        account: &MarginAccount,
        compute: impl FnOnce(&MarketInputs<'_>, &RiskParameters) -> T,
    ) -> T {
        let (risk, surface, now_ts) = (self.scene.market_risk(), self.scene.surface(), self.scene.world.now());
        let floor_vol_e9 = risk.floor_vol_e9().unwrap();
        let holdings: Vec<Holding> = account.holdings_on(self.place, |_| true);
        let smiles = surface.smiles_of(&holdings, now_ts);
        let market = MarketInputs {
            spot_e8: self.spot_e8,
            now_ts,
            units: account.units(&account.markets[self.place]),
            smiles: &smiles,
            fallback_vol_e9: risk.params.fallback_vol_e9,
            floor_vol_e9,
            ceiling_vol_e9: risk.params.ceiling_vol_e9(floor_vol_e9),
        };
        compute(&market, &risk.params)
    }
}
