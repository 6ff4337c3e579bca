//! A market and a vault, and everything that people do with them. One method, one instruction.

mod admin;
mod cranks;
mod largest;
mod liquidation;
mod margin;
mod on_margin;
mod params;
mod people;
mod sealed;
mod signers;
mod thresholds;

pub use margin::{bank_args, share_bank_args, Contract, SCENE_RISK};
pub use params::SceneParams;
pub use sealed::SecretBid;
pub use signers::SurfacePost;
pub use thresholds::ThresholdPost;

use crate::{PushPrice, Refusal, World};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, House, VaultRef},
    CreateConfigArgs, CreateMarketArgs, CreateVaultArgs, Pubkey,
};
use vault_types::state::{
    DepositTicket, Market, OptionKind, PremiumAuction, PriceSource, Round, Series, Vault, VaultParams, WithdrawalTicket,
};

/// As stablecoins have.
pub(crate) const QUOTE_DECIMALS: u8 = 6;

/// Two of three sign.
const SIGNER_SEEDS: [u8; 3] = [211, 212, 213];
const QUORUM: u8 = 2;

/// A market with one vault.
pub struct Scene {
    pub world: World,
    /// The house's admin, and the mints' authority.
    pub authority: Keypair,
    pub guardian: Keypair,
    /// Who sign for the house, in the order of its signer set.
    pub signers: Vec<Keypair>,
    /// What the signers say that volatility is, at every strike.
    pub volatility_e9: u64,
    pub keeper: Keypair,
    pub fee_recipient: Pubkey,
    pub underlying_mint: Pubkey,
    pub quote_mint: Pubkey,
    /// What the scene's vaults sell, and with it what they and the people hold.
    pub kind: OptionKind,
    pub config: Pubkey,
    pub market: Pubkey,
    pub vault: Pubkey,
    /// The price account that everyone uses.
    pub price_account: Pubkey,
    pub price_source: PriceSource,
    pub feed_id: [u8; 32],
}

impl Scene {
    /// Creates mints, market and vault.
    pub fn new(params: &SceneParams) -> anyhow::Result<Self> {
        Self::on(World::new(params.version, params.start_ts)?, params)
    }

    /// The same on a chain that is there already.
    pub fn on(mut world: World, params: &SceneParams) -> anyhow::Result<Self> {
        let [authority, keeper, fees, guardian] = [201, 202, 203, 207].map(|byte| Keypair::new_from_array([byte; 32]));
        for who in [&authority, &keeper, &fees, &guardian] {
            world.fund(&who.pubkey());
        }
        let [underlying, quote] = [205, 206].map(|byte| Keypair::new_from_array([byte; 32]));
        let underlying_mint = world.create_mint(&underlying, &authority, params.decimals)?;
        let quote_mint = world.create_mint(&quote, &authority, QUOTE_DECIMALS)?;
        let config = address::config(&authority.pubkey());
        let market = address::market(&config, 0);
        let price_account = Keypair::new_from_array([204; 32]).pubkey();
        let is_pushed = params.price_source == PriceSource::PYTH_PUSH;
        let mut scene = Self {
            vault: address::vault(&market, 0),
            fee_recipient: fees.pubkey(),
            price_account,
            price_source: params.price_source,
            feed_id: if is_pushed { price_account.to_bytes() } else { params.feed_id },
            world,
            authority,
            guardian,
            signers: SIGNER_SEEDS.map(|byte| Keypair::new_from_array([byte; 32])).into(),
            volatility_e9: params.volatility_e9,
            keeper,
            underlying_mint,
            quote_mint,
            kind: params.kind,
            config,
            market,
        };
        scene.create_config(params)?;
        scene.create_signer_set(QUORUM)?;
        scene.create_market(params)?;
        scene.create_surface()?;
        scene.set_volatility(params.volatility_e9)?;
        scene.open_vault(0, params.vault)?;
        scene.world.create_wallet(&scene.fee_recipient, &scene.asset_mint())?;
        Ok(scene)
    }

    /// What the vault holds: the underlying for calls, the quote for puts.
    pub fn asset_mint(&self) -> Pubkey {
        match self.kind {
            OptionKind::PUT => self.quote_mint,
            _ => self.underlying_mint,
        }
    }

    fn create_config(&mut self, params: &SceneParams) -> Result<u64, Refusal> {
        let args = CreateConfigArgs {
            guardian: self.guardian.pubkey(),
            timelock_secs: params.timelock_secs,
            cluster_genesis_hash: params.cluster_genesis_hash,
        };
        let create = instruction::create_config(self.authority.pubkey(), args);
        self.world.send("create_config", create, &[&self.authority])
    }

    fn create_market(&mut self, params: &SceneParams) -> Result<u64, Refusal> {
        let is_pushed = params.price_source == PriceSource::PYTH_PUSH;
        let args = CreateMarketArgs {
            id: 0,
            price_source: params.price_source,
            price_program: if is_pushed { PushPrice::PROGRAM } else { Pubkey::default() },
            price_feed_id: self.feed_id,
            oracle_limits: params.oracle_limits,
            calendar: params.calendar,
            strike_step_e8: params.strike_step_e8,
        };
        let create = instruction::create_market(self.house(), self.underlying_mint, self.quote_mint, args);
        self.world.send("create_market", create, &[&self.authority])
    }

    /// One more vault on the market. The scene's methods act on [`Scene::vault`]: set it to move there.
    pub fn open_vault(&mut self, id: u16, params: VaultParams) -> Result<Pubkey, Refusal> {
        let args = CreateVaultArgs { id, fee_recipient: self.fee_recipient, params };
        let create = instruction::create_vault(self.house(), self.market, self.asset_mint(), args);
        self.world.send("create_vault", create, &[&self.authority])?;
        Ok(address::vault(&self.market, id))
    }

    /// A person with assets of the vault's kind, lamports and a wallet for shares.
    pub fn person(&mut self, seed: u8, atoms: u64) -> Keypair {
        let person = Keypair::new_from_array([seed; 32]);
        let (who, asset_mint, share_mint) = (person.pubkey(), self.asset_mint(), self.vault().share_mint);
        self.world.fund(&who);
        let wallet = self.world.create_wallet(&who, &asset_mint).expect("a new wallet");
        self.world.create_wallet(&who, &share_mint).expect("a new wallet");
        self.world.mint_to(&self.authority, &asset_mint, &wallet, atoms).expect("the authority mints");
        person
    }

    /// The scene's house, for which its authority signs.
    pub fn house(&self) -> House {
        House { config: self.config, admin: self.authority.pubkey() }
    }

    pub fn vault(&self) -> Vault {
        self.world.read(&self.vault).expect("the scene's vault")
    }

    pub fn market(&self) -> Market {
        self.world.read(&self.market).expect("the scene's market")
    }

    /// The record of a round.
    pub fn round(&self, number: u64) -> Option<Round> {
        self.world.read(&address::round(&self.vault, number))
    }

    /// The auction of the running round.
    pub fn auction(&self) -> Option<PremiumAuction> {
        self.world.read(&address::auction(&self.vault, self.vault().round))
    }

    /// The series of the running or last round, with its address.
    pub fn series(&self) -> Option<(Pubkey, Series)> {
        let address = self.round(self.vault().round)?.series;
        Some((address, self.world.read(&address)?))
    }

    pub fn deposit_ticket(&self, owner: &Pubkey) -> Option<DepositTicket> {
        self.world.read(&address::deposit_ticket(&self.vault, owner))
    }

    pub fn withdrawal_ticket(&self, owner: &Pubkey) -> Option<WithdrawalTicket> {
        self.world.read(&address::withdrawal_ticket(&self.vault, owner))
    }

    /// Assets in a person's wallet.
    pub fn coins(&self, owner: &Pubkey) -> u64 {
        self.world.balance(&address::wallet(owner, &self.asset_mint()))
    }

    /// Shares in a person's wallet.
    pub fn shares(&self, owner: &Pubkey) -> u64 {
        self.world.balance(&address::wallet(owner, &self.vault().share_mint))
    }

    /// The address of a series of the kind that the vault sells.
    pub fn series_address(&self, strike_e8: u64, expiry_ts: i64) -> Pubkey {
        address::series(&self.market, self.kind, strike_e8, expiry_ts, &self.asset_mint())
    }

    /// Builds an instruction from the vault as it is now.
    pub fn with_vault<T>(&self, build: impl FnOnce(VaultRef) -> T) -> T {
        build(VaultRef { address: self.vault, state: &self.vault() })
    }
}
