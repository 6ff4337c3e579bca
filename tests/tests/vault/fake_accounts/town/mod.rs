//! A town with three vaults in the same state: two on one market, one on a market of its own.
//! Two people and a maker have done the same everywhere, and everywhere there was a round before, so every account has
//! twins of the same kind.

mod fallen;
mod life;
mod margin;
mod on_margin;

pub use margin::put;
use on_margin::on_margin;

use crate::common::COIN;
use crate::sealed::{seal, secret, DEAR};
use simulator::{Scene, SceneParams, SecretBid};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, House, TargetRef},
    CreateConfigArgs, CreateMarketArgs, CreateVaultArgs, Instruction, Pubkey,
};
use vault_types::{
    change::Change,
    state::{Config, Proposal, Vault, VaultParams},
};

/// How far the second round has come, everywhere.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub enum Stage {
    /// Deposits are queued, the series are listed.
    Queued,
    /// The auction runs; nobody has claimed shares.
    Auction,
    /// Shares are claimed, withdrawals requested, the auction is over but not closed.
    AuctionOver,
    /// Expired, without a settlement price.
    Expired,
    /// Expired so long ago that no settlement price is taken any more.
    Silent,
    Priced,
    Settled,
    Closed,
    /// Closed without a payoff, so with fees to collect.
    Gained,
    // From here on the vaults sell by sealed bids.
    /// Bids can be committed.
    Commitments,
    /// Both people have committed a bid.
    Reveals,
    /// Both bids are revealed.
    Clearing,
    /// Nobody has cleared the auction in time.
    TooLate,
    /// The auction is cleared, nobody has claimed.
    Claims,
    // From here on it is about margin accounts: both people have one with an option that the other one owes, and an empty one.
    /// The banks are open, and nothing else.
    Founded,
    /// The signers' batch is posted.
    Trading,
    /// Its leaves are applied.
    Signed,
    /// Expired, without a settlement price.
    MarginExpired,
    MarginPriced,
    /// Both accounts are settled; the options are in wallets.
    MarginSettled,
    /// Expired so long ago that no settlement price is taken any more.
    MarginSilent,
    // From here on what falls short is auctioned, and nothing is expired.
    /// Both people's stakes in the insurance fund have waited.
    Staked,
    /// They have left.
    Unstaked,
    /// Both people's accounts are sold; their empty ones can take something over.
    Fallen,
    /// Both people's accounts would lose too much if volatility rose.
    Hedged,
    /// No signer has been heard of for days.
    Forsaken,
    // From here on the vaults sell on margin.
    /// The series are listed, deposits are queued.
    OnMargin,
    /// The auction runs; both people have bought.
    MarginSale,
    /// The vaults' accounts have paid.
    SaleSettled,
}

impl Stage {
    fn is_sealed(self) -> bool {
        (Self::Commitments..=Self::Claims).contains(&self)
    }
}

/// What one of the two people bids, for less than half of what is sold.
pub fn sealed_bid(who: usize) -> SecretBid {
    secret(0, 50 * COIN, DEAR + who as u64)
}

const START_TS: i64 = 1_700_000_000;
/// Of the markets that nothing has happened on.
const NEW_MARKET: u16 = 9;

/// Where one vault is.
#[derive(Clone, Copy)]
pub struct Place {
    pub market: Pubkey,
    pub vault: Pubkey,
    pub price_account: Pubkey,
    pub feed_id: [u8; 32],
}

pub struct Town {
    pub scene: Scene,
    pub places: [Place; 3],
    /// Depositors.
    pub people: [Keypair; 2],
    pub maker: Keypair,
    /// Authority of the third place's market.
    pub mayor: Keypair,
    /// Admins of houses in which nothing has happened yet.
    pub founders: [Keypair; 2],
    pub quote_mint: Pubkey,
    /// What comes before an attempt in the same transaction.
    pub before: Option<Instruction>,
    /// Of the margin series.
    pub margin_expiry_ts: i64,
    /// Strike and expiry of what vaults sell on margin.
    pub vaults_option: Option<(u64, i64)>,
}

impl Town {
    pub fn new(stage: Stage) -> Self {
        let mut params = SceneParams::default();
        if stage.is_sealed() {
            seal(&mut params.vault);
        }
        if stage >= Stage::OnMargin {
            on_margin(&mut params.vault);
        }
        let mut scene = Scene::new(&params).unwrap();
        let mayor = Keypair::new_from_array([31; 32]);
        let founders = [51, 52].map(|byte| Keypair::new_from_array([byte; 32]));
        for who in founders.iter().chain([&mayor]) {
            scene.world.fund(&who.pubkey());
        }
        let quote_mint = scene.market().quote_mint;
        let first = Place {
            market: scene.market,
            vault: scene.vault,
            price_account: scene.price_account,
            feed_id: scene.feed_id,
        };
        let second = Place { vault: address::vault(&first.market, 1), ..first };
        let market = address::market(&address::config(&mayor.pubkey()), 0);
        let third = Place {
            market,
            vault: address::vault(&market, 0),
            price_account: Pubkey::new_from_array([32; 32]),
            feed_id: [33; 32],
        };
        let people = [scene.person(1, 1_000 * COIN), scene.person(2, 1_000 * COIN)];
        let maker = scene.person(3, 1_000 * COIN);
        let mut town = Self {
            scene,
            places: [first, second, third],
            people,
            maker,
            mayor,
            founders,
            quote_mint,
            before: None,
            margin_expiry_ts: 0,
            vaults_option: None,
        };
        town.open_the_other_vaults();
        for place in town.places {
            town.enter(place);
            town.live_until(place, stage);
            if stage >= Stage::Founded {
                town.give_wallets_to_margin(place);
            } else {
                town.give_wallets_to_the_programs_accounts();
            }
        }
        town.enter(first);
        town
    }

    fn open_the_other_vaults(&mut self) {
        let (first, params) = (self.scene.market(), self.scene.vault().params);
        let guardian = self.scene.guardian.pubkey();
        let args = CreateConfigArgs { guardian, timelock_secs: 86_400, cluster_genesis_hash: [9; 32] };
        for founder in self.founders.iter().chain([&self.mayor]) {
            let config = instruction::create_config(founder.pubkey(), args.clone());
            self.scene.world.send("create_config", config, &[founder]).unwrap();
        }
        let signers = self.scene.signer_set().members().to_vec();
        let set = instruction::create_signer_set(self.house(self.places[2]), 2, signers);
        self.scene.world.send("create_signer_set", set, &[&self.mayor]).unwrap();
        let coin = self.scene.underlying_mint;
        let authority = self.scene.authority.insecure_clone();
        for (place, id, admin) in [
            (self.places[0], NEW_MARKET, &authority),
            (self.places[2], NEW_MARKET, &self.mayor),
            (self.places[2], 0, &self.mayor),
        ] {
            let args = CreateMarketArgs {
                id,
                price_source: first.price_source,
                price_program: first.price_program,
                price_feed_id: place.feed_id,
                oracle_limits: first.oracle_limits,
                calendar: first.calendar,
                strike_step_e8: first.strike_step_e8,
            };
            let market = instruction::create_market(self.house(place), coin, self.quote_mint, args);
            self.scene.world.send("create_market", market, &[admin]).unwrap();
        }
        let surface = instruction::create_surface(self.mayor.pubkey(), self.places[2].market);
        self.scene.world.send("create_surface", surface, &[&self.mayor]).unwrap();
        for (market, id, signer) in [(self.places[1].market, 1, &authority), (self.places[2].market, 0, &self.mayor)] {
            let args = CreateVaultArgs { id, fee_recipient: self.scene.fee_recipient, params };
            let house = House { admin: signer.pubkey(), config: address::config(&signer.pubkey()) };
            let vault = instruction::create_vault(house, market, coin, args);
            self.scene.world.send("create_vault", vault, &[signer]).unwrap();
        }
    }

    /// The house of a place.
    pub fn house(&self, place: Place) -> House {
        let is_third = place.market == self.places[2].market;
        let admin = if is_third { self.mayor.pubkey() } else { self.scene.authority.pubkey() };
        House { admin, config: address::config(&admin) }
    }

    /// A house without signers: one for the first two places, another for the third.
    pub fn new_house(&self, place: Place) -> House {
        let founder = &self.founders[usize::from(place.market == self.places[2].market)];
        House { admin: founder.pubkey(), config: address::config(&founder.pubkey()) }
    }

    /// A market without a surface, in the house of the place.
    pub fn new_market(&self, place: Place) -> Pubkey {
        address::market(&self.house(place).config, NEW_MARKET)
    }

    /// Makes the scene's methods act on this place.
    pub fn enter(&mut self, place: Place) {
        self.scene.config = self.house(place).config;
        self.scene.market = place.market;
        self.scene.vault = place.vault;
        self.scene.price_account = place.price_account;
        self.scene.feed_id = place.feed_id;
        let share_mint = self.scene.vault().share_mint;
        for who in self.people.iter().chain([&self.maker]) {
            self.scene.world.create_wallet(&who.pubkey(), &share_mint).unwrap();
        }
    }

    /// Anyone can open a token account in the name of a vault or a series: not every account of theirs is the right one.
    fn give_wallets_to_the_programs_accounts(&mut self) {
        let scene = &mut self.scene;
        let (coin, share_mint) = (scene.underlying_mint, scene.vault().share_mint);
        let series = scene.series().map(|(address, _)| address);
        for owner in [Some(scene.vault), series].into_iter().flatten() {
            let wallet = scene.world.create_wallet(&owner, &coin).unwrap();
            scene.world.mint_to(&scene.authority, &coin, &wallet, 500 * COIN).unwrap();
        }
        let shares = scene.world.create_wallet(&scene.vault, &share_mint).unwrap();
        let makers = address::wallet(&self.maker.pubkey(), &share_mint);
        scene.world.transfer(&makers, &shares, &self.maker, 50 * COIN).unwrap();
    }

    /// A change of the vault, which is ready to be executed when the first round is over.
    pub fn change(&self, place: Place) -> (TargetRef, Change) {
        let params: VaultParams = self.scene.world.read::<Vault>(&place.vault).unwrap().params;
        let change = Change::VaultParams { params: VaultParams { vault_cap_atoms: u64::MAX - 1, ..params } };
        (TargetRef { address: place.vault, market: Some(place.market) }, change)
    }

    /// Proposes it; the same again would be the house's next proposal.
    pub fn propose(&self, place: Place) -> Instruction {
        let house = self.house(place);
        let (target, change) = self.change(place);
        let config: Config = self.scene.world.read(&house.config).unwrap();
        let vault: Vault = self.scene.world.read(&place.vault).unwrap();
        instruction::propose_change(house, config.proposals, target, change, vault.settings_hash(&config))
    }

    /// The proposal that waits in a place.
    pub fn proposal(&self, place: Place) -> Proposal {
        let proposals = self.scene.world.read_all::<Proposal>().into_iter().map(|(_, proposal)| proposal);
        proposals.into_iter().find(|proposal| proposal.target == place.vault).unwrap()
    }

    /// Whose key it is.
    pub fn keypair(&self, who: &Pubkey) -> Option<Keypair> {
        let known = self.people.iter().chain(&self.founders).chain([
            &self.maker,
            &self.mayor,
            &self.scene.keeper,
            &self.scene.authority,
            &self.scene.guardian,
        ]);
        known.into_iter().find(|keypair| keypair.pubkey() == *who).map(Keypair::insecure_clone)
    }
}
