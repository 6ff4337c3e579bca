//! Whose accounts live through the event, and what they hold: portfolios of different shapes, each with the least collateral that the program
//! accepts for it.

use super::listing::Listing;
use crate::Contract;
use rand::{seq::IndexedRandom as _, Rng as _};
use rand_chacha::ChaCha8Rng;
use vault_types::{margin::MarginMode, state::OptionKind};

/// Strikes in per cent of spot.
const PUT_STRIKES: [u64; 4] = [80, 85, 90, 95];
const CALL_STRIKES: [u64; 4] = [105, 110, 115, 120];
/// The puts that a spread's owner, and one of a collar, owns.
const WING_STRIKE: u64 = 80;
/// Of what is owed, in USD: from a hundredth of a large trader's to that.
const NOTIONALS_USD: [f64; 2] = [5_000.0, 500_000.0];
/// Three accounts of four owe the nearer expiry.
const NEAR_SHARE: f64 = 0.75;

/// What an account owes and owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Strangle,
    Straddle,
    Put,
    Call,
    PutSpread,
    /// Owes a call, owns a put.
    Collar,
}

/// A kind of account: every twentieth is alike.
const KINDS: [(Shape, MarginMode, Backing); 20] = [
    (Shape::Strangle, MarginMode::SCENARIO, Backing::Cash),
    (Shape::Put, MarginMode::STANDARD, Backing::Cash),
    (Shape::Strangle, MarginMode::PORTFOLIO, Backing::Cash),
    (Shape::PutSpread, MarginMode::SCENARIO, Backing::Cash),
    (Shape::Strangle, MarginMode::SCENARIO, Backing::Cash),
    (Shape::Put, MarginMode::SCENARIO, Backing::Cash),
    (Shape::Straddle, MarginMode::SCENARIO, Backing::Cash),
    (Shape::Strangle, MarginMode::SCENARIO, Backing::Coins),
    (Shape::Call, MarginMode::STANDARD, Backing::Cash),
    (Shape::Strangle, MarginMode::STANDARD, Backing::Cash),
    (Shape::Straddle, MarginMode::PORTFOLIO, Backing::Cash),
    (Shape::Strangle, MarginMode::SCENARIO, Backing::Cash),
    (Shape::Call, MarginMode::SCENARIO, Backing::Cash),
    (Shape::Put, MarginMode::STANDARD, Backing::Coins),
    (Shape::Strangle, MarginMode::SCENARIO, Backing::Cash),
    (Shape::PutSpread, MarginMode::SCENARIO, Backing::Cash),
    (Shape::Collar, MarginMode::SCENARIO, Backing::Coins),
    (Shape::Strangle, MarginMode::PORTFOLIO, Backing::Cash),
    (Shape::Put, MarginMode::SCENARIO, Backing::Cash),
    (Shape::Strangle, MarginMode::SCENARIO, Backing::Cash),
];

/// What the collateral is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backing {
    /// The quote alone.
    Cash,
    /// Coins for seven tenths of what is asked, and the quote for the rest.
    Coins,
}

impl Backing {
    /// The part of what is asked that coins count for, in per cent.
    pub fn coins_percent(self) -> u64 {
        match self {
            Self::Cash => 0,
            Self::Coins => 70,
        }
    }
}

/// What an account is to have when it is open: what it owes, and what it owns, each a contract and a number of atoms.
#[derive(Clone, Debug)]
pub struct Plan {
    pub mode: MarginMode,
    pub backing: Backing,
    pub owed: Vec<(Contract, u64)>,
    pub owned: Vec<(Contract, u64)>,
    /// Of a strangle or straddle: its puts may be more or fewer than its calls, whatever needs least.
    pub balances: bool,
}

impl Plan {
    /// The plan of the account with this number.
    pub fn draw(number: usize, listing: &Listing, rng: &mut ChaCha8Rng) -> Self {
        let (shape, mode, backing) = KINDS[number % KINDS.len()];
        let expiry_ts = listing.expiries[usize::from(!rng.random_bool(NEAR_SHARE))];
        let [low, high] = NOTIONALS_USD.map(f64::ln);
        let atoms = listing.atoms_worth(rng.random_range(low..high).exp());
        let strike = |strikes: &[u64], rng: &mut ChaCha8Rng| *strikes.choose(rng).expect("some strikes");
        let (put_strike, call_strike) = (strike(&PUT_STRIKES, rng), strike(&CALL_STRIKES, rng));
        let put = |percent| (listing.contract(OptionKind::PUT, percent, expiry_ts), atoms);
        let call = |percent| (listing.contract(OptionKind::CALL, percent, expiry_ts), atoms);
        let (owed, owned) = match shape {
            Shape::Strangle => (vec![call(call_strike), put(put_strike)], vec![]),
            Shape::Straddle => (vec![call(100), put(100)], vec![]),
            Shape::Put => (vec![put(put_strike)], vec![]),
            Shape::Call => (vec![call(call_strike)], vec![]),
            Shape::PutSpread => (vec![put(put_strike.max(85))], vec![put(WING_STRIKE)]),
            Shape::Collar => (vec![call(call_strike)], vec![put(WING_STRIKE)]),
        };
        let balances = matches!(shape, Shape::Strangle | Shape::Straddle);
        Self { mode, backing, owed, owned, balances }
    }

    /// The same with its puts in a proportion to its calls, in per cent.
    pub fn with_puts(&self, percent: u64) -> Self {
        let mut plan = self.clone();
        for (_, atoms) in plan.owed.iter_mut().filter(|(contract, _)| contract.kind == OptionKind::PUT) {
            *atoms = *atoms * percent / 100;
        }
        plan
    }
}
