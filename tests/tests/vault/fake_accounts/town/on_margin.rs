//! Vaults that sell on margin in every place, up to a stage. They offer what they cover, so that nothing must be known of risk.

use super::{Place, Stage, Town};
use crate::common::{ANY_PREMIUM, COIN, SPOT};
use simulator::Contract;
use vault_types::{margin::MarginMode, state::VaultParams};

/// The scene's parameters with it.
pub fn on_margin(params: &mut VaultParams) {
    *params = VaultParams { max_leverage_bps: 10_000, margin_mode: MarginMode::SCENARIO, ..*params };
}

impl Town {
    pub(super) fn live_on_a_vaults_margin(&mut self, place: Place, stage: Stage) {
        if place.vault != self.places[1].vault {
            self.scene.set_price(SPOT);
            self.scene.observe_price().unwrap();
            self.scene.set_volatility(800_000_000).unwrap();
            self.open_token_banks(place);
        }
        self.scene.open_vault_margin_account().unwrap();
        for person in &self.people {
            self.scene.deposit(person, 100 * COIN).unwrap();
        }
        self.scene.set_price(SPOT);
        let contract = self.scene.next_on_margin(SPOT).unwrap();
        self.vaults_option = Some((contract.strike_e8, contract.expiry_ts));
        self.margin_expiry_ts = contract.expiry_ts;
        if self.scene.margin_series(&contract).is_none() {
            self.scene.list(&[contract]).unwrap();
        }
        if stage > Stage::OnMargin {
            self.sell_on_margin(&contract, stage);
        }
    }

    fn sell_on_margin(&mut self, contract: &Contract, stage: Stage) {
        let scene = &mut self.scene;
        scene.roll_on_margin_into(contract).unwrap();
        for person in &self.people {
            scene.bid_on_margin(person, 10 * COIN, ANY_PREMIUM).unwrap();
        }
        if stage == Stage::MarginSale {
            return;
        }
        let close_ts = scene.auction().unwrap().close_ts;
        scene.world.set_time(close_ts);
        scene.close_auction().unwrap();
        scene.world.set_time(contract.expiry_ts);
        scene.set_price(contract.strike_e8 * 5 / 4);
        if scene.expiry(contract.expiry_ts).unwrap().settlement.price_e8 == 0 {
            scene.post_expiry_price(contract.expiry_ts).unwrap();
        }
        scene.settle_vault_account().unwrap();
    }
}
