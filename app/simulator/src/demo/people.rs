//! The people of the demo and how they make up their minds. Every choice comes from the run's seed.

use super::whole_to_atoms;
use crate::Scene;
use options_math::{price, OptionInputs};
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use report::DepositorRow;
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use vault_client::Pubkey;
use vault_types::{
    premium::{ask_atoms, ask_multiplier_bps, model_price, premium_atoms, ModelPrice},
    shares,
    state::{OptionKind, VaultState},
};

const DEPOSITORS: u8 = 8;
const MAKERS: u8 = 3;
/// What a depositor brings at first, in USD.
const WALLET_USD: f64 = 500_000.0;

/// Somebody who puts coins into the vault.
pub struct Depositor {
    pub key: Keypair,
    deposited_atoms: u64,
    withdrawn_atoms: u64,
}

/// Somebody who buys options, with an own view of volatility each week.
pub struct Maker {
    pub key: Keypair,
    /// Series and amounts bought and not yet redeemed or expired.
    pub options: Vec<(Pubkey, u64)>,
}

pub struct People {
    pub depositors: Vec<Depositor>,
    pub makers: Vec<Maker>,
}

/// What a depositor decides to do in a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Nothing,
    Deposit {
        atoms: u64,
    },
    /// Deposits and thinks better of it.
    DepositAndCancel {
        atoms: u64,
    },
    Withdraw {
        shares: u64,
    },
    /// Asks for shares to be paid and thinks better of it.
    WithdrawAndCancel {
        shares: u64,
    },
}

impl People {
    pub fn new(scene: &mut Scene, rng: &mut ChaCha8Rng, spot: f64) -> Self {
        let unit_usd = if scene.kind == OptionKind::PUT { 1.0 } else { spot };
        let decimals = scene.asset_decimals();
        let wallet_atoms =
            |rng: &mut ChaCha8Rng| whole_to_atoms(WALLET_USD * rng.random_range(0.2..2.0) / unit_usd, decimals);
        let depositors = (1..=DEPOSITORS).map(|seed| {
            let atoms = wallet_atoms(rng);
            Depositor { key: scene.person(seed, atoms), deposited_atoms: 0, withdrawn_atoms: 0 }
        });
        let depositors = depositors.collect();
        let makers = (1..=MAKERS).map(|seed| {
            let atoms = wallet_atoms(rng) * u64::from(DEPOSITORS);
            Maker { key: scene.person(100 + seed, atoms), options: Vec::new() }
        });
        Self { depositors, makers: makers.collect() }
    }

    /// The depositors' rows of the report, as things stand.
    pub fn report(&self, scene: &Scene) -> Vec<DepositorRow> {
        let rows = self.depositors.iter().enumerate().map(|(index, depositor)| {
            let worth = scene.whole(depositor.shares_worth_atoms(scene) + depositor.waiting_atoms(scene));
            let (deposited, withdrawn) =
                (scene.whole(depositor.deposited_atoms), scene.whole(depositor.withdrawn_atoms));
            DepositorRow {
                name: format!("depositor {}", index + 1),
                deposited,
                withdrawn,
                shares_value_end: worth,
                gain: withdrawn + worth - deposited,
            }
        });
        rows.collect()
    }

    /// Depositors who hold shares, in their wallet or in a queue.
    pub fn shareholders(&self, scene: &Scene) -> u32 {
        let count = self.depositors.iter().filter(|depositor| depositor.shares_worth_atoms(scene) > 0).count();
        u32::try_from(count).expect("a handful of people")
    }
}

impl Depositor {
    pub fn address(&self) -> Pubkey {
        self.key.pubkey()
    }

    pub fn note_deposit(&mut self, atoms: u64) {
        self.deposited_atoms += atoms;
    }

    pub fn note_withdrawal(&mut self, atoms: u64) {
        self.withdrawn_atoms += atoms;
    }

    /// Makes up their mind. In the first week half of them come in, later ones whenever they feel like it.
    pub fn decide(&self, scene: &Scene, rng: &mut ChaCha8Rng) -> Decision {
        let (owned, wallet) = (scene.shares(&self.address()), scene.coins(&self.address()));
        let some = |total: u64, rng: &mut ChaCha8Rng| (total as f64 * rng.random_range(0.2..0.7)) as u64;
        let smallest = scene.vault().params.min_deposit_atoms;
        let mood: f64 = rng.random();
        let is_out = owned == 0 && scene.deposit_ticket(&self.address()).is_none();
        match mood {
            mood if mood < 0.5 && is_out && wallet / 2 >= smallest => Decision::Deposit { atoms: wallet / 2 },
            mood if mood < 0.15 && wallet / 5 >= smallest => Decision::Deposit { atoms: some(wallet, rng) },
            mood if mood < 0.20 && wallet / 5 >= smallest => Decision::DepositAndCancel { atoms: some(wallet, rng) },
            mood if mood < 0.32 && owned > 0 => Decision::Withdraw { shares: some(owned, rng).max(1) },
            mood if mood < 0.36 && owned > 0 => Decision::Withdraw { shares: owned },
            mood if mood < 0.40 && owned > 0 => Decision::WithdrawAndCancel { shares: some(owned, rng).max(1) },
            _ => Decision::Nothing,
        }
    }

    /// Shares, also queued ones, at the last price per share.
    fn shares_worth_atoms(&self, scene: &Scene) -> u64 {
        let queued = scene.withdrawal_ticket(&self.address()).map_or(0, |ticket| ticket.shares);
        shares::atoms_for_shares(scene.shares(&self.address()) + queued, scene.vault().pps_e9).unwrap_or(0)
    }

    /// Coins that wait for the next round.
    fn waiting_atoms(&self, scene: &Scene) -> u64 {
        scene.deposit_ticket(&self.address()).map_or(0, |ticket| ticket.amount_atoms)
    }
}

impl Maker {
    /// How much this maker buys now, and the most they pay: a part of what is left, if it is worth the price to them.
    ///
    /// `view` is their volatility over the market's.
    pub fn quote(&self, scene: &Scene, spot_e8: u64, view: f64, rng: &mut ChaCha8Rng) -> Option<(u64, u64)> {
        let auction = scene.auction().filter(|_| scene.vault().state == VaultState::AUCTION)?;
        let (_, series) = scene.series()?;
        let now_ts = scene.world.now();
        let wanted = (auction.unsold_atoms() as f64 * rng.random_range(0.3..0.8)) as u64;
        let atoms = wanted.max(auction.smallest_bid_atoms());
        let model = |vol_e9: u64| {
            let seconds_to_expiry = series.expiry_ts.abs_diff(now_ts);
            let inputs = OptionInputs { spot_e8, strike_e8: series.strike_e8, seconds_to_expiry, vol_e9 };
            ModelPrice::new(series.kind, spot_e8, &price(&inputs).ok()?).ok()
        };
        let multiplier_bps = ask_multiplier_bps(&auction, now_ts).ok()?;
        let terms = series.terms();
        let asked = model_price(&terms, spot_e8, &scene.surface(), now_ts).ok()?;
        let asked_atoms = ask_atoms(&terms, atoms, &asked, multiplier_bps).ok()?;
        let own = model((scene.volatility_e9 as f64 * view) as u64)?;
        let worth_atoms = premium_atoms(&terms, atoms, &own, 10_000).ok()?;
        let affordable = asked_atoms <= scene.coins(&self.key.pubkey());
        (atoms > 0 && asked_atoms <= worth_atoms && affordable).then_some((atoms, worth_atoms))
    }
}
