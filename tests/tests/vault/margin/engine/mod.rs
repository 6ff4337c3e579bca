//! What the threshold model computes for signers from the chain's own accounts, against the program that was built: its scenario margin to the atom, and
//! no threshold that a challenge voids.

mod cases;
mod compare;
mod random;
mod risk_model;
mod trades;

use super::{at_risk, formula::Formula, Trading, CASH};
use crate::common::COIN;
use options_math::{Fix, SviParameters, SECONDS_PER_YEAR};
use simulator::{Contract, Scene, ThresholdPost};
use solana_signer::Signer;
use threshold_model::{
    AccountInput, FormInput, MarketInput, MarketOnChain, RiskModelInput, RoundInput, SignedHouseInput, Snapshot,
    SnapshotInput,
};
use vault_client::{address, Pubkey};
use vault_types::{
    margin::{MarginMode, Requirement},
    state::{MarginAccount, MarketRisk, OptionKind, SettlementAsset},
    surface::SignedSlice,
    threshold::Form,
};

/// How long the engine's messages are good.
const GOOD_FOR_SECS: i64 = 3_600;

/// The scene's market as it is on chain, at the price in the price account; with the decimals that an account notes.
fn market_input(scene: &Scene, account: &MarginAccount) -> MarketInput {
    let known = account.markets.iter().find(|known| known.market == scene.market).expect("options on the market");
    let on_chain = MarketOnChain {
        address: scene.market,
        market: &scene.market(),
        risk: &scene.market_risk(),
        surface: &scene.surface(),
        underlying_decimals: known.underlying_decimals,
        quote_decimals: account.quote_decimals,
        spot_e8: scene.pulled_price_e8().expect("a price"),
    };
    on_chain.input().expect("a volatility that was observed")
}

/// What the engine would have the signers sign about an account at an address, on these markets.
fn computed_on(
    scene: &Scene,
    markets: Vec<MarketInput>,
    risk_model: Option<RiskModelInput>,
    address: &Pubkey,
    account: &MarginAccount,
    form: Form,
) -> ThresholdPost {
    let now_ts = scene.world.now();
    let expected = if form == Form::Current { FormInput::Current } else { FormInput::AfterTrade };
    let snapshot = Snapshot::new(&SnapshotInput {
        round: RoundInput {
            observed_ts: now_ts,
            expires_ts: now_ts + GOOD_FOR_SECS,
            sequence: account.threshold.sequence + 1,
        },
        house: SignedHouseInput::on_chain(&scene.config, &scene.config(), &scene.signer_set()),
        markets,
        accounts: vec![AccountInput::on_chain(address, expected, account)],
        risk_model,
    });
    let snapshot = snapshot.expect("what a chain can have");
    let header = snapshot.header(form.domain(), address);
    let body = snapshot.threshold(form, address, &header).expect("an account that can be valued");
    ThresholdPost { header, body, signed_by: (0..scene.signer_set().quorum).collect() }
}

/// The same for an account on the scene's market alone.
fn computed(scene: &Scene, address: &Pubkey, account: &MarginAccount, form: Form) -> ThresholdPost {
    computed_on(scene, vec![market_input(scene, account)], None, address, account, form)
}

/// A smile with its volatility at the money, its slope in volatility, and its skew.
#[derive(Clone, Copy, Debug)]
struct Smile {
    vol: f64,
    steepness: f64,
    rho: f64,
}

const SKEWED: Smile = Smile { vol: 0.8, steepness: 0.2, rho: -0.4 };

/// Options of one series: above zero when owned, below when owed.
#[derive(Clone, Copy, Debug)]
struct Position {
    kind: OptionKind,
    settlement: SettlementAsset,
    /// USD.
    strike: u64,
    /// Which of the coming expiries.
    week: usize,
    atoms: i64,
}

impl Trading {
    /// A market at risk on which no net delta raises initial margin: in portfolio mode the program does that to what was signed, at each use, and
    /// what it computes itself has it already.
    fn without_rise() -> Self {
        let mut story = at_risk();
        let risk = address::market_risk(&story.scene.market);
        story.scene.world.patch::<MarketRisk>(&risk, |risk| risk.params.delta_limit_bps = 10_000);
        story
    }

    /// There two traders in scenario mode, who have all their cash in their accounts.
    fn with_cash() -> Self {
        let mut story = Self::without_rise();
        story.scene.world.ask_for_most_units();
        for who in [story.alice.insecure_clone(), story.bob.insecure_clone()] {
            story.scene.deposit_collateral(&who, &story.cash(), 100_000 * CASH).unwrap();
            story.scene.set_margin_mode(&who, MarginMode::SCENARIO).unwrap();
        }
        story
    }

    /// The signers post this smile for the coming two expiries.
    fn post_smile(&mut self, smile: &Smile) {
        let now_ts = self.scene.world.now();
        let slice = |expiry_ts: i64| {
            let years = (expiry_ts - now_ts) as f64 / SECONDS_PER_YEAR as f64;
            let fix = Fix::from_num::<f64>;
            let (variance, b) = (smile.vol * smile.vol * years, smile.steepness * smile.vol * years.sqrt());
            let (a, m, sigma) = (variance * 0.8, fix(0.0), fix(0.1));
            SignedSlice::new(expiry_ts, &SviParameters { a: fix(a), b: fix(b), rho: fix(smile.rho), m, sigma })
        };
        let slices = self.scene.coming_expiries(2).into_iter().map(slice).collect();
        let post = self.scene.surface_post(slices);
        self.scene.post_surface(&post).unwrap();
    }

    fn contract_of(&self, position: &Position) -> Contract {
        Contract {
            kind: position.kind,
            settlement: position.settlement,
            strike_e8: position.strike * crate::common::USD,
            expiry_ts: self.scene.coming_expiries(2)[position.week],
        }
    }

    /// Alice comes to owe and own this: each is written by one of the two for the other.
    fn trade(&mut self, positions: &[Position]) {
        let (alice, bob) = (self.alice.insecure_clone(), self.bob.insecure_clone());
        for position in positions {
            let (contract, atoms) = (self.contract_of(position), position.atoms.unsigned_abs());
            self.scene.list(&[contract]).unwrap();
            if position.atoms < 0 {
                self.scene.write_options(&alice, &contract, &bob.pubkey(), atoms).unwrap();
            } else {
                self.scene.write_options(&bob, &contract, &alice.pubkey(), atoms).unwrap();
                self.scene.bring_in_options(&alice, &contract, atoms).unwrap();
            }
        }
    }

    /// Below which no signature about Alice's account goes.
    fn floor(&self) -> Requirement {
        let spot_e8 = self.scene.pulled_price_e8().expect("a price");
        Formula { scene: &self.scene, place: 0, spot_e8 }.floor(&self.account(&self.alice))
    }

    /// Alice's account as it is, and what the engine would have signed about it.
    fn computed(&self) -> ThresholdPost {
        let address = self.scene.account_ref(&self.alice.pubkey()).address;
        computed(&self.scene, &address, &self.account(&self.alice), Form::Current)
    }
}

/// So many tenths of a coin of a kind that is paid in the quote.
const fn in_cash(kind: OptionKind, strike: u64, week: usize, tenths: i64) -> Position {
    Position { kind, settlement: SettlementAsset::QUOTE, strike, week, atoms: tenths * COIN as i64 / 10 }
}
