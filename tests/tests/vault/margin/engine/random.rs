//! Random portfolios at random moments of the market.

use super::{Position, Smile, Trading};
use crate::common::{COIN, SPOT};
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use std::cell::RefCell;
use vault_types::state::{OptionKind, SettlementAsset};

/// With every comparison the chain is copied four times.
const CASES: u32 = 300;
/// An hour more than a smile is good for.
const A_DAY_AND_MORE: u32 = 25;

#[derive(Clone, Debug)]
struct Moment {
    smile: Smile,
    positions: Vec<Position>,
    /// By which part of itself the price moves, hour by hour, in thousandths.
    moves: Vec<u64>,
    /// Then hours in which it stays.
    still_hours: u32,
}

fn any_position() -> impl Strategy<Value = Position> {
    let kind = prop::sample::select(vec![
        (OptionKind::CALL, SettlementAsset::UNDERLYING),
        (OptionKind::CALL, SettlementAsset::QUOTE),
        (OptionKind::PUT, SettlementAsset::QUOTE),
    ]);
    let coin = COIN as i64;
    let atoms = prop_oneof![3 => -20 * coin..-1, 1 => 1..20 * coin];
    (kind, 20..=40_u64, 0..2_usize, atoms).prop_map(|((kind, settlement), fives, week, atoms)| Position {
        kind,
        settlement,
        strike: fives * 5,
        week,
        atoms,
    })
}

fn any_moment() -> impl Strategy<Value = Moment> {
    let smile = (0.5..1.5_f64, 0.05..0.3_f64, -0.5..0.5_f64);
    let smile = smile.prop_map(|(vol, steepness, rho)| Smile { vol, steepness, rho });
    let positions = prop::collection::vec(any_position(), 1..=6).prop_map(|mut positions| {
        let terms = |known: &Position| (known.week, known.strike, known.kind.code(), known.settlement.code());
        positions.sort_by_key(terms);
        positions.dedup_by_key(|known| terms(known));
        // An account gets no options on a market on which it has not written any.
        positions.sort_by_key(|known| known.atoms > 0);
        positions[0].atoms = -positions[0].atoms.abs();
        positions
    });
    let moves = prop::collection::vec(940..=1_060_u64, 1..=6);
    let still_hours = prop::sample::select(vec![0, 0, 4, A_DAY_AND_MORE]);
    (smile, positions, moves, still_hours).prop_map(|(smile, positions, moves, still_hours)| Moment {
        smile,
        positions,
        moves,
        still_hours,
    })
}

impl Trading {
    fn live_through(&mut self, moment: &Moment) {
        self.scene.watch(SPOT, 1).unwrap();
        self.post_smile(&moment.smile);
        self.trade(&moment.positions);
        let mut price_e8 = SPOT;
        for thousandths in &moment.moves {
            price_e8 = price_e8 * thousandths / 1_000;
            self.scene.watch(price_e8, 1).unwrap();
        }
        self.scene.watch(price_e8, moment.still_hours).unwrap();
    }
}

/// The engine's levels are the program's scenarios or the floor, whichever is higher, with room for a price that moves; how often each of them was is counted.
#[test]
fn random_portfolios_get_the_programs_margin() {
    let story = RefCell::new(Trading::with_cash());
    let opened = story.borrow().scene.world.svm.clone();
    let (replaced, at_the_floor, with_room) = (RefCell::new(0), RefCell::new(0), RefCell::new(0));
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new_with_rng(config, rng).run(&any_moment(), |moment| {
        let story = &mut *story.borrow_mut();
        story.scene.world.svm = opened.clone();
        story.live_through(&moment);
        let (by_engine, expected) = story.compare();
        if let Some(expected) = expected {
            let floor = story.floor();
            prop_assert!(expected.is(&by_engine, &floor), "{:?} is not {:?} over {:?}", by_engine, expected, floor);
            *replaced.borrow_mut() += 1;
            *at_the_floor.borrow_mut() += u32::from(expected.by_program.or_larger(&floor) != expected.by_program);
            *with_room.borrow_mut() += u32::from(by_engine != expected.by_program.or_larger(&floor));
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let [replaced, at_the_floor, with_room] = [replaced, at_the_floor, with_room].map(RefCell::into_inner);
    println!("{replaced} of {CASES} could be too low; of {at_the_floor} the floor was higher, of {with_room} the room");
    assert!(replaced > CASES / 2 && at_the_floor > 0 && with_room > 0);
}
