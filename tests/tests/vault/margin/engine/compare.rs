//! One account under comparison: what the engine says, what the program keeps, what it computes itself.

use super::Trading;
use crate::common::refused;
use options_math::SECONDS_PER_YEAR;
use options_vault::{errors::VaultError, events::ThresholdChallenged};
use simulator::ThresholdPost;
use solana_signer::Signer;
use vault_types::{
    margin::{MarginMode, Requirement},
    threshold::{spared_atoms, StoredThreshold, ThresholdBody},
};

/// What came of a challenge.
pub struct Challenged {
    pub chain_atoms: u64,
    pub kept: StoredThreshold,
}

/// What the engine's levels should be.
#[derive(Debug)]
pub struct Expected {
    pub by_program: Requirement,
    close_by: Requirement,
}

impl Expected {
    /// To the atom where the room asks for nothing; otherwise to the rounding of the prices there.
    pub fn is(&self, levels: &Requirement, floor: &Requirement) -> bool {
        let here = self.by_program.or_larger(floor);
        let with_room = here.or_larger(&self.close_by);
        let is_close = |level: u64, expected: u64| level.abs_diff(expected) <= 2 + expected / 1_000_000;
        levels.liquidation_atoms == here.liquidation_atoms
            && [
                (levels.initial_atoms, here.initial_atoms, with_room.initial_atoms),
                (levels.maintenance_atoms, here.maintenance_atoms, with_room.maintenance_atoms),
            ]
            .into_iter()
            .all(|(level, here, with_room)| level == here || (level > here && is_close(level, with_room)))
    }
}

pub fn levels_of(kept: &StoredThreshold) -> Requirement {
    Requirement {
        initial_atoms: kept.initial_margin_atoms,
        maintenance_atoms: kept.maintenance_margin_atoms,
        liquidation_atoms: kept.liquidation_threshold_atoms,
    }
}

/// The same message with the least levels that have this maintenance margin.
fn with_maintenance(post: &ThresholdPost, atoms: u64) -> ThresholdPost {
    let body = ThresholdBody {
        initial_margin_atoms: atoms,
        maintenance_margin_atoms: atoms,
        liquidation_threshold_atoms: 0,
        ..post.body
    };
    ThresholdPost { body, ..post.clone() }
}

impl Trading {
    /// Does something to the chain, and takes it back.
    fn apart<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.scene.world.svm.clone();
        let outcome = act(self);
        self.scene.world.svm = before;
        outcome
    }

    /// A quorum signs this about Alice's account, the program keeps it, and somebody has the chain look.
    pub fn challenged(&mut self, post: &ThresholdPost) -> Challenged {
        let alice = self.alice.pubkey();
        self.scene.apply_threshold(&alice, post).unwrap();
        assert_eq!(levels_of(&self.account(&self.alice).threshold), post.body.levels(), "kept as signed");
        self.challenge()
    }

    pub fn challenge(&mut self) -> Challenged {
        self.scene.challenge_threshold(&self.alice.pubkey()).unwrap();
        let event: ThresholdChallenged = self.scene.world.event().expect("a record of the challenge");
        Challenged { chain_atoms: event.chain_atoms, kept: self.account(&self.alice).threshold }
    }

    /// What is not missed of a threshold: ten units of the quote, or a five-hundredth of what is owed at spot.
    fn spared_atoms(&self) -> u64 {
        let owed = self.account(&self.alice).options.iter().map(|held| held.quantity_atoms.min(0)).sum::<i64>();
        let value = u128::from(owed.unsigned_abs()) * u128::from(self.scene.pulled_price_e8().unwrap());
        // From nine decimals with eight of the price to six.
        spared_atoms(value.div_ceil(100_000_000_000).try_into().unwrap(), 6)
    }

    /// The least levels that the program tolerates in the room that the engine leaves for a price that moves, up to four standard deviations of a strike
    /// window, at steps of 0.4 %. There, too, what the engine would have signed stands.
    fn tolerated_close_by(&mut self, post: &ThresholdPost) -> Requirement {
        let (spot_e8, window_secs) =
            (self.scene.pulled_price_e8().unwrap() as f64, self.scene.config().thresholds.strike_window_secs);
        let years = f64::from(window_secs) / SECONDS_PER_YEAR as f64;
        let room = 4.0 * self.scene.market_risk().floor_vol_e9().unwrap() as f64 / 1e9 * years.sqrt();
        let steps = (room / 0.004).ceil().min(10.0);
        let parts = (1..=steps as i32).flat_map(|step| [-1.0, 1.0].map(|sign| sign * f64::from(step) / steps));
        let least = parts.map(|part| {
            let there = self.apart(|story| {
                story.scene.set_price((spot_e8 * (1.0 + part * room)) as u64);
                story.challenged(post)
            });
            assert_eq!(there.kept.is_void, 0, "close by it stands too");
            self.tolerated_atoms(there.chain_atoms)
        });
        let atoms = least.max().unwrap_or(0);
        Requirement { initial_atoms: atoms, maintenance_atoms: atoms, liquidation_atoms: 0 }
    }

    /// Of what the chain asks for.
    fn tolerated_atoms(&self, chain_atoms: u64) -> u64 {
        (chain_atoms * (10_000 - u64::from(self.scene.config().thresholds.tolerance_bps))).div_ceil(10_000)
    }

    /// What the engine would have signed stands; what is an atom below the tolerance is void. Returns the engine's levels, and those that it should have:
    /// what the program puts in the place of what it voids, with room for a price that moves. `None` if nothing can be too low for the program.
    pub fn compare(&mut self) -> (Requirement, Option<Expected>) {
        self.scenario_mode_asks_for_the_same();
        self.scene.set_margin_mode(&self.alice, MarginMode::PORTFOLIO).unwrap();
        let post = self.computed();
        let levels = post.body.levels();
        let stands = self.apart(|story| story.challenged(&post));
        assert_eq!(stands.kept.is_void, 0, "what the engine computes stands");
        assert_eq!(levels_of(&stands.kept), levels);
        assert!(levels.maintenance_atoms >= stands.chain_atoms);

        let close_by = self.tolerated_close_by(&post);
        let least = self.tolerated_atoms(stands.chain_atoms).saturating_sub(self.spared_atoms());
        let tolerated = self.apart(|story| story.challenged(&with_maintenance(&post, least)));
        assert_eq!((tolerated.kept.is_void, tolerated.kept.maintenance_margin_atoms), (0, least));
        let Some(too_little) = least.checked_sub(1) else { return (levels, None) };
        let (caught, strikes) = self.apart(|story| {
            let caught = story.challenged(&with_maintenance(&post, too_little));
            (caught, story.scene.signer_set().strikes.strikes)
        });
        assert_eq!((caught.kept.is_void, strikes), (1, 1), "an atom below what is tolerated");
        assert_eq!(caught.kept.maintenance_margin_atoms, caught.chain_atoms);
        (levels, Some(Expected { by_program: levels_of(&caught.kept), close_by }))
    }

    /// In scenario mode, with nothing signed, Alice's cash above the engine's initial margin is hers to take out, and not an atom more. Without other
    /// collateral only, and above the floor.
    fn scenario_mode_asks_for_the_same(&mut self) {
        let (alice, cash) = (self.alice.insecure_clone(), self.cash());
        let account = self.account(&alice);
        if account.amount_of(&self.coin()) > 0 {
            return;
        }
        let initial_atoms = self.computed().body.initial_margin_atoms;
        // In this mode the floor is computed together with the scenarios, and may be another one.
        if initial_atoms == self.floor().initial_atoms {
            return;
        }
        let excess_atoms = account.amount_of(&cash) - initial_atoms;
        let mut with_less = account;
        with_less.collaterals[0].amount_atoms = initial_atoms - 1;
        // What cash covers in full needs no margin.
        if with_less.is_covered_in_kind() != Ok(true) {
            let more = self.scene.withdraw_collateral(&alice, &cash, excess_atoms + 1);
            refused(more, VaultError::BelowInitialMargin);
        }
        self.apart(|story| story.scene.withdraw_collateral(&alice, &cash, excess_atoms).unwrap());
    }
}
