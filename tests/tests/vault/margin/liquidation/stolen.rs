//! A thief with the guardian's or the admin's key would like to lower what an account has, or raise what it must have, and buy it in the same
//! transaction.

use super::COIN;
use crate::{
    common::refused,
    margin::{
        at_risk,
        thresholds::{in_portfolio_mode, scaled},
        Trading,
    },
};
use options_vault::errors::VaultError;
use simulator::SCENE_RISK;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_types::{
    change::Change,
    liquidation::AuctionPhase,
    margin::{MarginMode, RiskParameters},
    state::{CollateralParams, Halts, MarginAccount},
    threshold::ThresholdParameters,
};

/// What takes worth from collateral, or asks for more.
const COLLATERAL: [fn(&mut CollateralParams); 4] = [
    |params| params.haircut_bps = CollateralParams::DISABLED_HAIRCUT_BPS,
    |params| params.haircut_bps += 1,
    |params| params.max_above_average_bps -= 1,
    |params| (params.haircut_bps, params.cap_atoms) = (9_000, 0),
];
const RISK: [fn(&mut RiskParameters); 14] = [
    |params| params.grid.price_range_bps += 500,
    |params| params.grid.vol_up_bps += 500,
    |params| params.grid.vol_down_bps += 500,
    |params| params.grid.extreme_multiple_bps += 500,
    |params| params.grid.extreme_weight_bps += 500,
    |params| params.grid.short_minimum_bps += 500,
    |params| params.grid.initial_factor_bps += 500,
    |params| params.grid.liquidation_factor_bps += 500,
    |params| params.standard.initial_bps += 500,
    |params| params.standard.maintenance_bps += 100,
    |params| params.standard.liquidation_bps += 100,
    |params| params.ceiling_over_realised_bps -= 500,
    |params| params.fallback_vol_e9 += 500_000_000,
    |params| (params.is_open, params.grid.short_minimum_bps) = (0, 10_000),
];
const THRESHOLDS: [fn(&mut ThresholdParameters); 4] = [
    |parameters| parameters.max_age_secs = 600,
    |parameters| parameters.tolerance_bps = 0,
    |parameters| parameters.floor_bps = 10_000,
    |parameters| (parameters.floor_bps, parameters.max_strikes) = (10_000, 1),
];

impl Trading {
    fn both_keys(&self) -> [Keypair; 2] {
        [&self.scene.guardian, &self.scene.authority].map(Keypair::insecure_clone)
    }

    fn collateral(&self, change: fn(&mut CollateralParams)) -> Change {
        let mut params = self.scene.bank(&self.coin()).params;
        change(&mut params);
        Change::Collateral { params }
    }

    fn risk(&self, change: fn(&mut RiskParameters)) -> Change {
        let mut params = RiskParameters { is_open: 1, ..SCENE_RISK };
        change(&mut params);
        Change::MarketRisk { params }
    }

    fn thresholds(&self, change: fn(&mut ThresholdParameters)) -> Change {
        let mut parameters = self.scene.config().thresholds;
        change(&mut parameters);
        Change::Thresholds { parameters }
    }

    fn harmful(&self) -> Vec<Change> {
        let collateral = COLLATERAL.map(|change| self.collateral(change));
        let risk = RISK.map(|change| self.risk(change));
        let thresholds = THRESHOLDS.map(|change| self.thresholds(change));
        collateral.into_iter().chain(risk).chain(thresholds).collect()
    }

    /// What keeps new risk out, and slows down what leaves.
    fn harmless(&self) -> Vec<Change> {
        vec![
            self.collateral(|params| (params.cap_atoms, params.max_outflow_bps) = (0, 1_000)),
            self.risk(|params| (params.is_open, params.delta_limit_bps) = (0, 100)),
            self.thresholds(|parameters| (parameters.loosen_bps_per_hour, parameters.max_strikes) = (1, 1)),
            Change::MarketHalts { halts: Halts::OF_A_MARKET },
        ]
    }

    fn is_left_alone(&mut self) {
        let alice = self.scene.account_ref(&self.alice.pubkey()).address;
        self.scene.judge_account(&alice).unwrap();
        assert_eq!(self.account(&self.alice).auction.phase, AuctionPhase::NONE);
    }

    /// Whatever either key can do at once.
    fn is_tightened(&mut self) {
        self.is_left_alone();
        for change in self.harmful() {
            for thief in self.both_keys() {
                refused(self.scene.tighten(&thief, &change), VaultError::Loosens);
                self.is_left_alone();
            }
        }
        let [thief, _] = self.both_keys();
        for change in self.harmless() {
            self.scene.tighten(&thief, &change).unwrap();
            self.is_left_alone();
        }
    }
}

/// An account with coins, as little as it may have.
#[test]
fn attack_05_a_stolen_guardian_key_begins_no_auction() {
    let mut story = at_risk();
    let (alice, coin, put) = (story.alice.insecure_clone(), story.coin(), story.put(140));
    story.scene.list(&[put]).unwrap();
    story.scene.deposit_collateral(&alice, &coin, 5 * COIN).unwrap();
    story.scene.set_margin_mode(&alice, MarginMode::SCENARIO).unwrap();
    while story.alice_writes(&put, COIN).is_ok() {}
    assert!(story.account(&alice).has_options());
    story.is_tightened();
}

/// And one with less than the chain would ask for, as far as the signers may go below that.
#[test]
fn attack_05_a_stolen_guardian_key_ends_no_threshold() {
    let mut signed = in_portfolio_mode();
    let put = signed.put;
    signed.write(&put, COIN, 96).unwrap();
    let levels = scaled(&signed.chain(), 96);
    assert_eq!(signed.kept().maintenance_margin_atoms, levels.maintenance_atoms);
    let (account, cash) = (signed.story.scene.account_ref(&signed.owner).address, signed.story.cash());
    signed.story.scene.world.patch::<MarginAccount>(&account, |account| {
        let held = account.collaterals.iter_mut().find(|held| held.mint == cash).unwrap();
        held.amount_atoms = levels.maintenance_atoms;
    });
    assert!(signed.chain().maintenance_atoms > levels.maintenance_atoms);
    signed.story.is_tightened();
    signed.story.scene.challenge_threshold(&signed.owner).unwrap();
    assert_eq!(signed.kept().is_void, 0, "it is as good as before");
}
