//! A covered-call vault on the bank, and what its people do with it. One method, one instruction.

use crate::bank::{Bank, Outcome};
use simulator::{PriceUpdate, ProgramVersion, Refusal, SceneParams};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, House, SeriesRef, VaultRef},
    CreateConfigArgs, CreateMarketArgs, CreateVaultArgs, Instruction, Pubkey, PROGRAM_ID,
};
use vault_types::{
    price::ValidatedPrice,
    signed::message::MessageHeader,
    state::{
        Config, DepositTicket, Market, OptionKind, PremiumAuction, Round, Series, SignerSet, Vault, VolSurface,
        WithdrawalTicket,
    },
    strike::StrikeRule,
    surface::{flat, message, SignedSlice},
};

const FEED_ID: [u8; 32] = [7; 32];

/// A market with one vault.
pub struct Scene {
    pub bank: Bank,
    pub authority: Keypair,
    pub keeper: Keypair,
    /// Two of them sign for the house.
    pub signers: [Keypair; 3],
    pub market: Pubkey,
    pub vault: Pubkey,
    underlying_mint: Pubkey,
    price_account: Pubkey,
}

impl Scene {
    /// Creates mints, market and vault with the simulator's weekly parameters.
    pub async fn new(version: ProgramVersion) -> Self {
        let params = SceneParams::default();
        let mut bank = Bank::start(version, params.start_ts).await;
        let [authority, keeper, underlying, quote, price] = [1, 2, 3, 4, 5].map(keypair);
        bank.fund(&authority.pubkey()).await;
        bank.fund(&keeper.pubkey()).await;
        bank.create_mint(&underlying, &authority.pubkey(), params.decimals).await;
        bank.create_mint(&quote, &authority.pubkey(), 6).await;
        let market = address::market(&address::config(&authority.pubkey()), 0);
        let mut scene = Self {
            bank,
            authority,
            keeper,
            signers: [6, 7, 8].map(keypair),
            vault: address::vault(&market, 0),
            market,
            underlying_mint: underlying.pubkey(),
            price_account: price.pubkey(),
        };
        scene.create_config(&params).await;
        scene.create_signer_set().await;
        scene.create_market(&params, quote.pubkey()).await;
        scene.create_surface().await;
        scene.create_vault().await;
        scene
    }

    /// The scene's house, for which its authority signs.
    pub fn house(&self) -> House {
        let admin = self.authority.pubkey();
        House { admin, config: address::config(&admin) }
    }

    async fn create_config(&mut self, params: &SceneParams) {
        let args = CreateConfigArgs {
            guardian: self.keeper.pubkey(),
            timelock_secs: params.timelock_secs,
            cluster_genesis_hash: params.cluster_genesis_hash,
        };
        let create = instruction::create_config(self.authority.pubkey(), args);
        self.bank.send("create_config", &[create], &[&self.authority]).await.expect("a new house");
    }

    async fn create_market(&mut self, params: &SceneParams, quote_mint: Pubkey) {
        let args = CreateMarketArgs {
            id: 0,
            price_source: params.price_source,
            price_program: Pubkey::default(),
            price_feed_id: FEED_ID,
            oracle_limits: params.oracle_limits,
            calendar: params.calendar,
            strike_step_e8: params.strike_step_e8,
        };
        let create = instruction::create_market(self.house(), self.underlying_mint, quote_mint, args);
        self.bank.send("create_market", &[create], &[&self.authority]).await.expect("a new market");
    }

    async fn create_signer_set(&mut self) {
        let keys = self.signers.iter().map(Signer::pubkey).collect();
        let create = instruction::create_signer_set(self.house(), 2, keys);
        self.bank.send("create_signer_set", &[create], &[&self.authority]).await.expect("new signers");
    }

    async fn create_surface(&mut self) {
        let create = instruction::create_surface(self.keeper.pubkey(), self.market);
        self.bank.send("create_surface", &[create], &[&self.keeper]).await.expect("a new surface");
    }

    /// One more vault on the market, for whose house `house.admin` signs.
    pub fn create_vault_instruction(&self, house: House, id: u16) -> Instruction {
        let args = CreateVaultArgs { id, fee_recipient: self.authority.pubkey(), params: SceneParams::default().vault };
        instruction::create_vault(house, self.market, self.underlying_mint, args)
    }

    async fn create_vault(&mut self) {
        let create = self.create_vault_instruction(self.house(), 0);
        self.bank.send("create_vault", &[create], &[&self.authority]).await.expect("a new vault");
    }

    /// A person with coins, lamports and a wallet for shares.
    pub async fn person(&mut self, seed: u8, atoms: u64) -> Keypair {
        let person = keypair(seed);
        let (who, share_mint) = (person.pubkey(), address::share_mint(&self.vault));
        self.bank.fund(&who).await;
        self.bank.create_wallet(&who, &self.underlying_mint).await;
        self.bank.create_wallet(&who, &share_mint).await;
        self.bank.mint_to(&self.authority, &self.underlying_mint, &who, atoms).await;
        person
    }

    // What the accounts say.

    pub async fn vault(&self) -> Vault {
        self.bank.read(&self.vault).await.expect("the scene's vault")
    }

    pub async fn round(&self) -> Round {
        let address = address::round(&self.vault, self.vault().await.round);
        self.bank.read(&address).await.expect("a round has started")
    }

    pub async fn auction(&self) -> PremiumAuction {
        let address = address::auction(&self.vault, self.vault().await.round);
        self.bank.read(&address).await.expect("the auction is open")
    }

    /// Coins in a person's wallet.
    pub async fn coins(&self, owner: &Pubkey) -> u64 {
        self.bank.balance(&address::wallet(owner, &self.underlying_mint)).await
    }

    /// Shares in a person's wallet.
    pub async fn shares(&self, owner: &Pubkey) -> u64 {
        self.bank.balance(&address::wallet(owner, &address::share_mint(&self.vault))).await
    }

    /// Coins in the vault's custody.
    pub async fn custody(&self) -> u64 {
        self.bank.balance(&address::custody(&self.vault)).await
    }

    async fn series(&self) -> (Pubkey, Series) {
        let address = self.round().await.series;
        (address, self.bank.read(&address).await.expect("the round's series"))
    }

    // What depositors do.

    pub async fn deposit(&mut self, who: &Keypair, atoms: u64) -> Result<Outcome, Refusal> {
        let deposit = self.with_vault(|vault| instruction::deposit(who.pubkey(), vault, atoms, vec![])).await;
        self.bank.send("deposit", &[deposit], &[who]).await
    }

    pub async fn claim_shares(&mut self, who: &Keypair) -> Result<Outcome, Refusal> {
        let address = address::deposit_ticket(&self.vault, &who.pubkey());
        let ticket: DepositTicket = self.bank.read(&address).await.expect("a deposit");
        let claim =
            self.with_vault(|vault| instruction::claim_shares(who.pubkey(), who.pubkey(), vault, ticket.round)).await;
        self.bank.send("claim_shares", &[claim], &[who]).await
    }

    pub async fn request_withdrawal(&mut self, who: &Keypair, shares: u64) -> Result<Outcome, Refusal> {
        let request = self.with_vault(|vault| instruction::request_withdrawal(who.pubkey(), vault, shares)).await;
        self.bank.send("request_withdrawal", &[request], &[who]).await
    }

    pub async fn claim_withdrawal(&mut self, who: &Keypair) -> Result<Outcome, Refusal> {
        let address = address::withdrawal_ticket(&self.vault, &who.pubkey());
        let ticket: WithdrawalTicket = self.bank.read(&address).await.expect("a withdrawal");
        let claim = self
            .with_vault(|vault| instruction::claim_withdrawal(who.pubkey(), who.pubkey(), vault, ticket.round))
            .await;
        self.bank.send("claim_withdrawal", &[claim], &[who]).await
    }

    // What keepers do.

    /// Writes a price of this moment into the price account.
    pub async fn set_price(&mut self, price_e8: u64) {
        let now_ts = self.bank.clock().await.unix_timestamp;
        let account = PriceUpdate::new(FEED_ID, price_e8, now_ts).to_account();
        self.bank.set_account(&self.price_account, account);
    }

    /// Posts the price and shows it to the market.
    pub async fn observe_price(&mut self, price_e8: u64) -> Result<Outcome, Refusal> {
        self.set_price(price_e8).await;
        let observe = instruction::observe_price(self.market, self.price_account);
        self.bank.send("observe_price", &[observe], &[]).await
    }

    /// The ed25519 instruction and the post of one volatility for all strikes of the next two expiries, signed by the first two.
    pub async fn surface_instructions(&self, volatility_e9: u64) -> [Instruction; 2] {
        let (house, surface_address) = (self.house(), address::surface(&self.market));
        let market: Market = self.bank.read(&self.market).await.expect("the scene's market");
        let surface: VolSurface = self.bank.read(&surface_address).await.expect("the market's surface");
        let config: Config = self.bank.read(&house.config).await.expect("the scene's house");
        let set: SignerSet = self.bank.read(&address::signer_set(&house.config)).await.expect("the house's signers");
        let now_ts = self.bank.clock().await.unix_timestamp;
        let header = MessageHeader {
            domain: message::DOMAIN,
            program: PROGRAM_ID,
            cluster_genesis_hash: config.cluster_genesis_hash,
            config: house.config,
            target: surface_address,
            generation: set.generation,
            sequence: surface.sequence + 1,
            issued_ts: now_ts,
            expires_ts: now_ts + 60,
        };
        let next_ts = market.calendar.next_expiry_ts(now_ts).expect("a calendar without end");
        let slices = [next_ts, next_ts + i64::from(market.calendar.period_secs)]
            .map(|expiry_ts| SignedSlice::new(expiry_ts, &flat(volatility_e9, expiry_ts.abs_diff(now_ts))));
        let bytes = message::encode(&header, &slices);
        let sign = |member: u8| (member, self.signers[usize::from(member)].sign_message(&bytes).into());
        let (signatures, signed_by) =
            instruction::signatures(&set, &[sign(0), sign(1)], &bytes).expect("members in order");
        [signatures, instruction::post_surface(house.config, self.market, signed_by)]
    }

    pub async fn post_surface(&mut self, volatility_e9: u64) -> Result<Outcome, Refusal> {
        let instructions = self.surface_instructions(volatility_e9).await;
        self.bank.send("post_surface", &instructions, &[]).await
    }

    /// Posts price and volatility, lists the series that the vault's rule picks, and starts a round in it.
    pub async fn roll(&mut self, price_e8: u64) -> Result<Outcome, Refusal> {
        self.set_price(price_e8).await;
        self.post_surface(SceneParams::default().volatility_e9).await?;
        let market: Market = self.bank.read(&self.market).await.expect("the scene's market");
        let policy = self.vault().await.params.strike_policy;
        let now_ts = self.bank.clock().await.unix_timestamp;
        let expiry_ts = market.calendar.next_expiry_ts(now_ts).expect("a calendar without end");
        let spot = ValidatedPrice { price_e8, publish_ts: now_ts, prev_publish_ts: now_ts - 1 };
        let surface: VolSurface = self.bank.read(&address::surface(&self.market)).await.expect("the market's surface");
        let smile = surface.live_smile(expiry_ts, now_ts).expect("a slice of this moment");
        let rule = StrikeRule::new(OptionKind::CALL, &market, &policy, &spot, &smile).expect("a rule for this market");
        let strike_e8 = rule.find().expect("a strike for this price");

        let keeper = self.keeper.pubkey();
        let create = instruction::create_series(keeper, self.market, &market, OptionKind::CALL, strike_e8, expiry_ts);
        self.bank.send("create_series", &[create], &[&self.keeper]).await?;
        let series = address::series(&self.market, OptionKind::CALL, strike_e8, expiry_ts, &self.underlying_mint);
        let price = self.price_account;
        let roll = self.with_vault(|vault| instruction::roll(keeper, vault, series, price)).await;
        self.bank.send("roll", &[roll], &[&self.keeper]).await
    }

    pub async fn close_auction(&mut self) -> Result<Outcome, Refusal> {
        let rent_payer = self.auction().await.rent_payer;
        let close = self.with_vault(|vault| instruction::close_auction(vault, rent_payer)).await;
        self.bank.send("close_auction", &[close], &[]).await
    }

    pub async fn post_settlement_price(&mut self) -> Result<Outcome, Refusal> {
        let (address, state) = self.series().await;
        let post = instruction::post_settlement_price(SeriesRef { address, state: &state }, self.price_account);
        self.bank.send("post_settlement_price", &[post], &[]).await
    }

    pub async fn settle(&mut self) -> Result<Outcome, Refusal> {
        let (address, state) = self.series().await;
        let series = SeriesRef { address, state: &state };
        let settle = self.with_vault(|vault| instruction::settle(vault, series)).await;
        self.bank.send("settle", &[settle], &[]).await
    }

    pub async fn close_round(&mut self) -> Result<Outcome, Refusal> {
        let close = self.with_vault(instruction::close_round).await;
        self.bank.send("close_round", &[close], &[]).await
    }

    // What makers do.

    /// Buys options of the running round, into a new wallet.
    pub async fn bid(&mut self, who: &Keypair, atoms: u64, max_premium_atoms: u64) -> Result<Outcome, Refusal> {
        let (address, state) = self.series().await;
        self.bank.create_wallet(&who.pubkey(), &state.option_mint).await;
        let (price, series) = (self.price_account, SeriesRef { address, state: &state });
        let bid = self
            .with_vault(|vault| instruction::bid(who.pubkey(), vault, series, price, atoms, max_premium_atoms))
            .await;
        self.bank.send("bid", &[bid], &[who]).await
    }

    /// Burns options of the last round for their payoff.
    pub async fn redeem(&mut self, who: &Keypair, atoms: u64) -> Result<Outcome, Refusal> {
        let (address, state) = self.series().await;
        let redeem = instruction::redeem(who.pubkey(), SeriesRef { address, state: &state }, atoms);
        self.bank.send("redeem", &[redeem], &[who]).await
    }

    /// An instruction for the vault as it is now.
    pub async fn with_vault(&self, build: impl FnOnce(VaultRef) -> Instruction) -> Instruction {
        build(VaultRef { address: self.vault, state: &self.vault().await })
    }
}

fn keypair(seed: u8) -> Keypair {
    Keypair::new_from_array([seed; 32])
}
