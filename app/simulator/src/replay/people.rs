//! Everybody opens an account: those at their limits, the makers, whoever stakes in the insurance fund.

use super::{
    event::Event,
    hedging::Outside,
    liquidators::{edge_e9, MAKERS},
    listing::Listing,
    market,
    moment::Moment,
    opening::{self, Others},
    portfolios::{Backing, Plan},
    recorder::Recorder,
    story::Story,
    Makers, Options, Replay, Watched,
};
use crate::{scene::QUOTE_DECIMALS, Scene};
use anyhow::Result;
use market_data::PriceSeries;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use vault_types::margin::MarginMode;

/// What tells the keys of one kind of people from the other's.
const CUSTOMERS: u8 = 101;
const LIQUIDATORS: u8 = 102;
const BUYER: u8 = 103;
const COVERED: u8 = 104;
const STAKER: u8 = 105;

impl<'a> Replay<'a> {
    /// Everything up to the moment at which accounts are open.
    pub(super) fn open(event: &Event, prices: &'a PriceSeries, options: &Options) -> Result<Self> {
        let mut scene = market::open(event, prices, options)?;
        let spot_e8 = scene.market().last_price_e8;
        let listing = Listing::new(&mut scene, event, spot_e8)?;
        let others = open_others(&mut scene)?;
        let (watched, recorder) = (vec![], Recorder::default());
        let buy_back_bps = options.buy_back_bps;
        let mut replay = Self { scene, prices, listing, watched, others, buy_back_bps, recorder };
        replay.open_customers(options, spot_e8)?;
        replay.open_makers(options)?;
        replay.stake(options)?;
        replay.recorder.audit.run_margin(&replay.scene);
        Ok(replay)
    }

    fn open_customers(&mut self, options: &Options, spot_e8: u64) -> Result<()> {
        let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
        let moment = Moment::read(&self.scene, spot_e8, &self.listing.expiries)?;
        for number in 0..options.accounts {
            let drawn = Plan::draw(number, &self.listing, &mut rng);
            let plan = Plan { mode: options.mode.unwrap_or(drawn.mode), ..drawn };
            let owner = key(CUSTOMERS, number);
            self.scene.world.fund(&owner.pubkey());
            let is_at_limit = opening::open(&mut self.scene, &moment, &plan, &owner, &self.others)?;
            self.recorder.audit.note("accounts_open_with_the_least_collateral", is_at_limit);
            let address = self.scene.account_ref(&owner.pubkey()).address;
            let [_, collateral_atoms] = moment.collateral(&self.scene.account_at(&address))?;
            self.recorder.collateral_atoms += collateral_atoms;
            let (group, story) = (group(&plan), Story::default());
            self.watched.push(Watched {
                key: owner,
                address,
                group,
                edge_e9: None,
                collateral_atoms,
                story,
                outside: None,
                looked: None,
            });
        }
        Ok(())
    }

    fn open_makers(&mut self, options: &Options) -> Result<()> {
        let atoms = share(self.recorder.collateral_atoms, options.capital_bps) / MAKERS as u64;
        let cash = self.scene.quote_mint;
        for number in 0..MAKERS {
            let maker = self.scene.trader_of(key(LIQUIDATORS, number), 0, atoms);
            self.scene.open_margin_account(&maker)?;
            self.scene.deposit_collateral(&maker, &cash, atoms)?;
            self.scene.set_margin_mode(&maker, MarginMode::SCENARIO)?;
            self.recorder.maker_atoms += atoms;
            self.watched.push(Watched {
                address: self.scene.account_ref(&maker.pubkey()).address,
                key: maker,
                group: "liquidators".into(),
                edge_e9: Some(edge_e9(number)),
                collateral_atoms: atoms,
                story: Story::default(),
                outside: (options.makers == Makers::Hedge).then(Outside::default),
                looked: None,
            });
        }
        Ok(())
    }

    fn stake(&mut self, options: &Options) -> Result<()> {
        let atoms = share(self.recorder.collateral_atoms, options.fund_bps);
        if atoms > 0 {
            let staker = self.scene.trader_of(key(STAKER, 0), 0, atoms);
            self.scene.stake_insurance(&staker, atoms)?;
            self.recorder.staked_atoms = atoms;
        }
        Ok(())
    }
}

fn open_others(scene: &mut Scene) -> Result<Others> {
    let [buyer, covered] = [BUYER, COVERED].map(|kind| key(kind, 0));
    let buyer = scene.trader_of(buyer, 0, 0);
    let covered = scene.trader_of(covered, 0, 10_u64.pow(u32::from(QUOTE_DECIMALS)));
    scene.open_margin_account(&covered)?;
    Ok(Others { buyer, covered })
}

fn key(kind: u8, number: usize) -> Keypair {
    let mut seed = [kind; 32];
    seed[..8].copy_from_slice(&(number as u64).to_le_bytes());
    Keypair::new_from_array(seed)
}

fn share(atoms: u64, bps: u64) -> u64 {
    (u128::from(atoms) * u128::from(bps) / 10_000) as u64
}

/// Accounts of a mode and a kind of collateral are counted together.
fn group(plan: &Plan) -> String {
    let mode = match plan.mode {
        MarginMode::STANDARD => "standard",
        MarginMode::PORTFOLIO => "portfolio",
        _ => "scenario",
    };
    let owed = match (plan.owned.is_empty(), plan.balances) {
        (true, true) => "strangles",
        (true, false) => "single options",
        (false, _) => "spreads",
    };
    match plan.backing {
        Backing::Cash => format!("{mode}, {owed}"),
        Backing::Coins => format!("{mode}, {owed}, coins"),
    }
}
