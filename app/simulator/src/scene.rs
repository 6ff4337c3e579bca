//! A market and a vault, and everything that people do with them. One method, one instruction.

use crate::{PriceUpdate, ProgramVersion, Refusal, World};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, SeriesRef, VaultRef},
    CreateMarketArgs, CreateVaultArgs, Pubkey,
};
use vault_types::{
    price::ValidatedPrice,
    state::{
        AuctionParams, DepositTicket, ExpiryCalendar, FeeParams, Market, OptionKind, OracleLimits, PremiumAuction,
        Round, Series, StrikePolicy, Vault, VaultParams, WithdrawalTicket,
    },
    strike::StrikeRule,
};

/// How a scene is set up. [`SceneParams::default`] is a weekly covered-call vault on a coin with nine decimals.
#[derive(Clone, Debug)]
pub struct SceneParams {
    pub version: ProgramVersion,
    pub start_ts: i64,
    pub decimals: u8,
    pub strike_step_e8: u64,
    pub volatility_e9: u64,
    pub oracle_limits: OracleLimits,
    pub calendar: ExpiryCalendar,
    pub vault: VaultParams,
}

impl Default for SceneParams {
    fn default() -> Self {
        Self {
            version: ProgramVersion::V0,
            start_ts: 1_700_000_000,
            decimals: 9,
            strike_step_e8: 5 * 100_000_000,
            volatility_e9: 800_000_000,
            oracle_limits: OracleLimits {
                max_age_secs: 60,
                max_future_secs: 5,
                settlement_window_secs: 3_600,
                settlement_challenge_secs: 6 * 3_600,
                max_confidence_bps: 100,
            },
            calendar: ExpiryCalendar::weekly(2 * 86_400),
            vault: VaultParams {
                strike_policy: StrikePolicy {
                    target_delta_bps: 2_000,
                    min_distance_bps: 200,
                    max_distance_bps: 10_000,
                },
                auction: AuctionParams {
                    min_bid_atoms: 1_000_000,
                    duration_secs: 6 * 3_600,
                    start_premium_bps: 2_000,
                    end_discount_bps: 1_000,
                },
                fees: FeeParams { performance_fee_bps: 1_000, management_fee_e8: 2_000_000 },
                min_deposit_atoms: 1_000_000,
            },
        }
    }
}

/// A market with one vault.
pub struct Scene {
    pub world: World,
    pub authority: Keypair,
    pub keeper: Keypair,
    pub fee_recipient: Pubkey,
    pub underlying_mint: Pubkey,
    pub market: Pubkey,
    pub vault: Pubkey,
    /// The price account that everyone uses.
    pub price_account: Pubkey,
    pub feed_id: [u8; 32],
}

impl Scene {
    /// Creates mints, market and vault.
    pub fn new(params: &SceneParams) -> anyhow::Result<Self> {
        let mut world = World::new(params.version, params.start_ts)?;
        let [authority, keeper, fees] = [201, 202, 203].map(|byte| Keypair::new_from_array([byte; 32]));
        for who in [&authority, &keeper, &fees] {
            world.fund(&who.pubkey());
        }
        let underlying_mint = world.create_mint(&authority, params.decimals)?;
        let quote_mint = world.create_mint(&authority, 6)?;
        let market = address::market(&authority.pubkey(), &underlying_mint, &quote_mint);
        let mut scene = Self {
            vault: address::vault(&market, 0),
            fee_recipient: fees.pubkey(),
            price_account: Keypair::new_from_array([204; 32]).pubkey(),
            feed_id: [7; 32],
            world,
            authority,
            keeper,
            underlying_mint,
            market,
        };
        scene.create_market(params, quote_mint)?;
        scene.open_vault(0, params.vault)?;
        scene.world.create_wallet(&scene.fee_recipient, &underlying_mint)?;
        Ok(scene)
    }

    fn create_market(&mut self, params: &SceneParams, quote_mint: Pubkey) -> Result<u64, Refusal> {
        let args = CreateMarketArgs {
            price_feed_id: self.feed_id,
            oracle_limits: params.oracle_limits,
            calendar: params.calendar,
            strike_step_e8: params.strike_step_e8,
            volatility_e9: params.volatility_e9,
        };
        let create = instruction::create_market(self.authority.pubkey(), self.underlying_mint, quote_mint, args);
        self.world.send("create_market", create, &[&self.authority])
    }

    /// One more vault on the market. The scene's methods act on [`Scene::vault`]: set it to move there.
    pub fn open_vault(&mut self, id: u16, params: VaultParams) -> Result<Pubkey, Refusal> {
        let args = CreateVaultArgs { id, fee_recipient: self.fee_recipient, params };
        let create = instruction::create_vault(self.authority.pubkey(), self.market, self.underlying_mint, args);
        self.world.send("create_vault", create, &[&self.authority])?;
        Ok(address::vault(&self.market, id))
    }

    /// A person with coins, lamports and a wallet for shares.
    pub fn person(&mut self, seed: u8, atoms: u64) -> Keypair {
        let person = Keypair::new_from_array([seed; 32]);
        let (who, share_mint) = (person.pubkey(), self.vault().share_mint);
        self.world.fund(&who);
        let wallet = self.world.create_wallet(&who, &self.underlying_mint).expect("a new wallet");
        self.world.create_wallet(&who, &share_mint).expect("a new wallet");
        self.world.mint_to(&self.authority, &self.underlying_mint, &wallet, atoms).expect("the authority mints");
        person
    }

    // What the accounts say.

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

    /// Coins in a person's wallet.
    pub fn coins(&self, owner: &Pubkey) -> u64 {
        self.world.balance(&address::wallet(owner, &self.underlying_mint))
    }

    /// Shares in a person's wallet.
    pub fn shares(&self, owner: &Pubkey) -> u64 {
        self.world.balance(&address::wallet(owner, &self.vault().share_mint))
    }

    // What the oracle does.

    /// Writes a price of this moment into the price account.
    pub fn set_price(&mut self, price_e8: u64) {
        let now_ts = self.world.now();
        self.post(&PriceUpdate::new(self.feed_id, price_e8, now_ts));
    }

    /// Writes any update into the price account.
    pub fn post(&mut self, update: &PriceUpdate) {
        self.world.set_account(self.price_account, update.to_account());
    }

    // What the market's authority does.

    pub fn set_volatility(&mut self, volatility_e9: u64) -> Result<u64, Refusal> {
        let set = instruction::set_volatility(self.authority.pubkey(), self.market, volatility_e9);
        self.world.send("set_volatility", set, &[&self.authority])
    }

    // What depositors do.

    pub fn deposit(&mut self, who: &Keypair, atoms: u64) -> Result<u64, Refusal> {
        let deposit = self.with_vault(|vault| instruction::deposit(who.pubkey(), vault, atoms));
        self.world.send("deposit", deposit, &[who])
    }

    pub fn cancel_deposit(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let cancel = self.with_vault(|vault| instruction::cancel_deposit(who.pubkey(), vault));
        self.world.send("cancel_deposit", cancel, &[who])
    }

    pub fn claim_shares(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let round = self.deposit_ticket(&who.pubkey()).map_or(0, |ticket| ticket.round);
        let claim = self.with_vault(|vault| instruction::claim_shares(who.pubkey(), vault, round));
        self.world.send("claim_shares", claim, &[who])
    }

    pub fn request_withdrawal(&mut self, who: &Keypair, shares: u64) -> Result<u64, Refusal> {
        let request = self.with_vault(|vault| instruction::request_withdrawal(who.pubkey(), vault, shares));
        self.world.send("request_withdrawal", request, &[who])
    }

    pub fn cancel_withdrawal(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let cancel = self.with_vault(|vault| instruction::cancel_withdrawal(who.pubkey(), vault));
        self.world.send("cancel_withdrawal", cancel, &[who])
    }

    pub fn claim_withdrawal(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let round = self.withdrawal_ticket(&who.pubkey()).map_or(0, |ticket| ticket.round);
        let claim = self.with_vault(|vault| instruction::claim_withdrawal(who.pubkey(), vault, round));
        self.world.send("claim_withdrawal", claim, &[who])
    }

    // What keepers do.

    /// The strike and expiry that the vault's rule picks at this price now.
    pub fn next_strike(&self, price_e8: u64) -> anyhow::Result<(u64, i64)> {
        let (market, vault, now_ts) = (self.market(), self.vault(), self.world.now());
        let expiry_ts = market.calendar.next_expiry_ts(now_ts)?;
        let spot = ValidatedPrice { price_e8, publish_ts: now_ts, prev_publish_ts: now_ts - 1 };
        let rule = StrikeRule::new(&market, &vault.params.strike_policy, &spot, now_ts, expiry_ts)?;
        let strike_e8 = rule.find()?;
        Ok((strike_e8, expiry_ts))
    }

    /// Lists a call.
    pub fn create_series(&mut self, strike_e8: u64, expiry_ts: i64) -> Result<u64, Refusal> {
        let market = self.market();
        let keeper = self.keeper.pubkey();
        let create = instruction::create_series(keeper, self.market, &market, OptionKind::CALL, strike_e8, expiry_ts);
        self.world.send("create_series", create, &[&self.keeper])
    }

    /// Starts a round in a listed series, at the price in the price account.
    pub fn roll_into(&mut self, strike_e8: u64, expiry_ts: i64) -> Result<u64, Refusal> {
        let series = self.series_address(strike_e8, expiry_ts);
        let (keeper, price) = (self.keeper.pubkey(), self.price_account);
        let roll = self.with_vault(|vault| instruction::roll(keeper, vault, series, price));
        self.world.send("roll", roll, &[&self.keeper])
    }

    /// Posts the price, confirms a volatility that has grown old, lists the series that the rule picks unless it exists,
    /// and starts a round.
    pub fn roll(&mut self, price_e8: u64) -> anyhow::Result<u64> {
        let market = self.market();
        if !market.volatility_is_fresh(self.world.now()) {
            self.set_volatility(market.volatility_e9)?;
        }
        self.set_price(price_e8);
        let (strike_e8, expiry_ts) = self.next_strike(price_e8)?;
        if self.world.read::<Series>(&self.series_address(strike_e8, expiry_ts)).is_none() {
            self.create_series(strike_e8, expiry_ts)?;
        }
        Ok(self.roll_into(strike_e8, expiry_ts)?)
    }

    pub fn close_auction(&mut self) -> Result<u64, Refusal> {
        let rent_payer = self.auction().map_or_else(Pubkey::default, |auction| auction.rent_payer);
        let close = self.with_vault(|vault| instruction::close_auction(vault, rent_payer));
        self.world.send("close_auction", close, &[])
    }

    /// Brings the price in the price account for the round's series.
    pub fn post_settlement_price(&mut self) -> Result<u64, Refusal> {
        let (address, series) = self.series().expect("a round has started");
        let series = SeriesRef { address, state: &series };
        let post = instruction::post_settlement_price(series, self.price_account);
        self.world.send("post_settlement_price", post, &[])
    }

    pub fn settle(&mut self) -> Result<u64, Refusal> {
        let (address, series) = self.series().expect("a round has started");
        let series = SeriesRef { address, state: &series };
        let settle = self.with_vault(|vault| instruction::settle(vault, series));
        self.world.send("settle", settle, &[])
    }

    pub fn close_round(&mut self) -> Result<u64, Refusal> {
        let close = self.with_vault(instruction::close_round);
        self.world.send("close_round", close, &[])
    }

    pub fn collect_fees(&mut self) -> Result<u64, Refusal> {
        let collect = self.with_vault(instruction::collect_fees);
        self.world.send("collect_fees", collect, &[])
    }

    /// From the auction to the next round: closes the auction, moves to expiry, settles at `price_e8`, closes the round.
    pub fn finish_round(&mut self, price_e8: u64) -> Result<(), Refusal> {
        if let Some(auction) = self.auction() {
            self.world.set_time(auction.end_ts.max(self.world.now()));
            self.close_auction()?;
        }
        let expiry_ts = self.vault().expiry_ts;
        self.world.set_time(expiry_ts);
        self.set_price(price_e8);
        self.post_settlement_price()?;
        self.settle()?;
        self.close_round()?;
        Ok(())
    }

    // What makers do.

    /// Buys options of the running round.
    pub fn bid(&mut self, who: &Keypair, atoms: u64, max_premium_atoms: u64) -> Result<u64, Refusal> {
        let (address, series) = self.series().expect("a round has started");
        self.world.create_wallet(&who.pubkey(), &series.option_mint)?;
        let (price, series) = (self.price_account, SeriesRef { address, state: &series });
        let bid =
            self.with_vault(|vault| instruction::bid(who.pubkey(), vault, series, price, atoms, max_premium_atoms));
        self.world.send("bid", bid, &[who])
    }

    /// Burns options of a series for their payoff.
    pub fn redeem(&mut self, who: &Keypair, series: Pubkey, atoms: u64) -> Result<u64, Refusal> {
        let state: Series = self.world.read(&series).expect("a series");
        let redeem = instruction::redeem(who.pubkey(), SeriesRef { address: series, state: &state }, atoms);
        self.world.send("redeem", redeem, &[who])
    }

    /// The address of a call of the market.
    pub fn series_address(&self, strike_e8: u64, expiry_ts: i64) -> Pubkey {
        address::series(&self.market, OptionKind::CALL, strike_e8, expiry_ts, &self.underlying_mint)
    }

    /// Builds an instruction from the vault as it is now.
    pub fn with_vault<T>(&self, build: impl FnOnce(VaultRef) -> T) -> T {
        build(VaultRef { address: self.vault, state: &self.vault() })
    }
}
