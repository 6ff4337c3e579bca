//! Margin accounts on the scene's market. An owner has one account, with number 0, quoted in the market's quote.

use super::Scene;
use crate::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, AccountRef, ExpiryRef, MarginSeriesRef, Shown},
    CreateBankArgs, Pubkey,
};
use vault_types::{
    change::Change,
    margin::{MarginMode, RiskParameters, ScenarioGrid, StandardParameters},
    state::{
        CollateralBank, CollateralClass, CollateralParams, Expiry, MarginAccount, MarginSeries, MarketRisk, OptionKind,
        OracleLimits, PriceSource, SettlementAsset,
    },
};

/// What the scene's market asks for when it is open: less than the defaults, so that accounts fall short of little. The figures of stories are for it.
pub const SCENE_RISK: RiskParameters = RiskParameters {
    grid: ScenarioGrid { price_range_bps: 1_500, ..ScenarioGrid::DEFAULT },
    standard: StandardParameters::DERIBIT,
    ..RiskParameters::DEFAULT
};

/// An option of the scene's market that margin accounts write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    pub kind: OptionKind,
    pub settlement: SettlementAsset,
    pub strike_e8: u64,
    pub expiry_ts: i64,
}

/// How a bank begins: without a cap, and with a haircut of all.
pub fn bank_args(scene: &Scene, class: CollateralClass) -> CreateBankArgs {
    CreateBankArgs {
        class,
        price_source: PriceSource::PYTH_PULL,
        price_program: Pubkey::default(),
        price_feed_id: scene.feed_id,
        oracle_limits: scene.market().oracle_limits,
        average_window_secs: 86_400,
        ramp_secs: 7 * 86_400,
        params: CollateralParams {
            cap_atoms: u64::MAX,
            haircut_bps: CollateralParams::DISABLED_HAIRCUT_BPS,
            max_outflow_bps: 10_000,
            max_above_average_bps: 1_000,
            max_rate_growth_bps: 0,
        },
    }
}

/// The same for shares of the scene's vault, which stand on the bank of its asset; their rate may grow by 1 % a day.
pub fn share_bank_args(scene: &Scene) -> CreateBankArgs {
    let args = bank_args(scene, CollateralClass::VAULT_SHARE);
    let params = CollateralParams { max_above_average_bps: 0, max_rate_growth_bps: 100, ..args.params };
    CreateBankArgs { price_feed_id: [0; 32], oracle_limits: OracleLimits::NONE, average_window_secs: 0, params, ..args }
}

impl Scene {
    /// Opens the banks of the market's two tokens.
    pub fn open_banks(&mut self) -> Result<(), Refusal> {
        let banks = [(self.underlying_mint, CollateralClass::MAJOR), (self.quote_mint, CollateralClass::STABLE)];
        for (mint, class) in banks {
            let args = bank_args(self, class);
            let create = instruction::create_bank(self.house(), mint, spl_token_interface::ID, None, args);
            self.world.send("create_bank", create, &[&self.authority])?;
        }
        Ok(())
    }

    /// A person with tokens of both kinds.
    pub fn trader(&mut self, seed: u8, underlying_atoms: u64, quote_atoms: u64) -> Keypair {
        self.trader_of(Keypair::new_from_array([seed; 32]), underlying_atoms, quote_atoms)
    }

    /// The same with a key of one's own.
    pub fn trader_of(&mut self, person: Keypair, underlying_atoms: u64, quote_atoms: u64) -> Keypair {
        self.world.fund(&person.pubkey());
        for (mint, atoms) in [(self.underlying_mint, underlying_atoms), (self.quote_mint, quote_atoms)] {
            let wallet = self.world.create_wallet(&person.pubkey(), &mint).expect("a new wallet");
            self.world.mint_to(&self.authority, &mint, &wallet, atoms).expect("the authority mints");
        }
        person
    }

    pub fn bank(&self, mint: &Pubkey) -> CollateralBank {
        self.world.read(&address::bank(&self.config, mint)).expect("a bank")
    }

    pub fn market_risk(&self) -> MarketRisk {
        self.world.read(&address::market_risk(&self.market)).expect("what the market asks for")
    }

    /// An owner's account.
    pub fn account_ref(&self, owner: &Pubkey) -> AccountRef {
        AccountRef { address: address::margin_account(&self.config, owner, 0), owner: *owner, config: self.config }
    }

    pub fn margin_account(&self, owner: &Pubkey) -> Option<MarginAccount> {
        self.world.read(&self.account_ref(owner).address)
    }

    pub fn expiry(&self, expiry_ts: i64) -> Option<Expiry> {
        self.world.read(&address::expiry(&self.market, expiry_ts))
    }

    /// The series of a contract, with its address.
    pub fn margin_series(&self, contract: &Contract) -> Option<(Pubkey, MarginSeries)> {
        let address = self.margin_series_address(contract);
        Some((address, self.world.read(&address)?))
    }

    pub fn margin_series_address(&self, contract: &Contract) -> Pubkey {
        let expiry = address::expiry(&self.market, contract.expiry_ts);
        address::margin_series(&expiry, contract.kind, contract.settlement, contract.strike_e8)
    }

    /// Tokens of any mint in a person's wallet.
    pub fn tokens(&self, owner: &Pubkey, mint: &Pubkey) -> u64 {
        self.world.balance(&address::wallet(owner, mint))
    }

    /// Options in a person's wallet.
    pub fn options(&self, owner: &Pubkey, contract: &Contract) -> u64 {
        self.tokens(owner, &address::option_mint(&self.margin_series_address(contract)))
    }

    pub fn create_expiry(&mut self, expiry_ts: i64) -> Result<u64, Refusal> {
        let create = instruction::create_expiry(self.keeper.pubkey(), self.market, &self.market(), expiry_ts);
        self.world.send("create_expiry", create, &[&self.keeper])
    }

    /// Lists the series; its expiry must be there.
    pub fn create_margin_series(&mut self, contract: &Contract) -> Result<u64, Refusal> {
        let expiry = address::expiry(&self.market, contract.expiry_ts);
        let Contract { kind, settlement, strike_e8, .. } = *contract;
        let keeper = self.keeper.pubkey();
        let create = instruction::create_margin_series(keeper, self.market, expiry, kind, settlement, strike_e8);
        self.world.send("create_margin_series", create, &[&self.keeper])
    }

    /// Lists series, and their expiries where they are new.
    pub fn list(&mut self, contracts: &[Contract]) -> Result<(), Refusal> {
        for contract in contracts {
            if self.expiry(contract.expiry_ts).is_none() {
                self.create_expiry(contract.expiry_ts)?;
            }
            self.create_margin_series(contract)?;
        }
        Ok(())
    }

    pub fn open_margin_account(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let open = instruction::open_margin_account(who.pubkey(), self.config, self.quote_mint, 0);
        self.world.send("open_margin_account", open, &[who])
    }

    pub fn close_margin_account(&mut self, who: &Keypair) -> Result<u64, Refusal> {
        let close = instruction::close_margin_account(self.account_ref(&who.pubkey()));
        self.world.send("close_margin_account", close, &[who])
    }

    pub fn deposit_collateral(&mut self, who: &Keypair, mint: &Pubkey, atoms: u64) -> Result<u64, Refusal> {
        let (account, bank) = (self.account_ref(&who.pubkey()), self.bank(mint));
        let from = address::wallet(&who.pubkey(), mint);
        let deposit = instruction::deposit_collateral(account, &bank, from, atoms);
        self.world.send("deposit_collateral", deposit, &[who])
    }

    /// The same for what the account has to pay at an expiry, into a bank that may be full.
    pub fn deposit_to_pay(&mut self, who: &Keypair, mint: &Pubkey, atoms: u64, expiry_ts: i64) -> Result<u64, Refusal> {
        let (account, bank) = (self.account_ref(&who.pubkey()), self.bank(mint));
        let (from, expiry) = (address::wallet(&who.pubkey(), mint), address::expiry(&self.market, expiry_ts));
        let deposit = instruction::deposit_to_pay(account, &bank, from, atoms, expiry);
        self.world.send("deposit_collateral", deposit, &[who])
    }

    pub fn withdraw_collateral(&mut self, who: &Keypair, mint: &Pubkey, atoms: u64) -> Result<u64, Refusal> {
        let (account, bank) = (self.account_ref(&who.pubkey()), self.bank(mint));
        let to = address::wallet(&who.pubkey(), mint);
        let shown = self.shown(&who.pubkey());
        let withdraw = instruction::withdraw_collateral(account, &bank, to, atoms, shown);
        self.world.send("withdraw_collateral", withdraw, &[who])
    }

    /// Takes options out of the writer's account, for somebody.
    pub fn write_options(
        &mut self,
        writer: &Keypair,
        contract: &Contract,
        to: &Pubkey,
        atoms: u64,
    ) -> Result<u64, Refusal> {
        let (address, state) = self.margin_series(contract).expect("a listed series");
        let wallet = self.world.create_wallet(to, &state.option_mint)?;
        let account = self.account_ref(&writer.pubkey());
        let shown = self.shown_after_write(&writer.pubkey(), &address);
        let series = MarginSeriesRef { address, state: &state };
        let write = instruction::write_options(account, series, wallet, atoms, shown);
        self.world.send("write_options", write, &[writer])
    }

    /// What an owner's account must show as it is: nothing in maximum-loss mode.
    pub fn shown(&self, owner: &Pubkey) -> Shown {
        let Some(account) = self.margin_account(owner) else { return Shown::nothing() };
        self.shown_of(&account)
    }

    /// The same when options of a series have been written.
    pub(super) fn shown_after_write(&self, owner: &Pubkey, series: &Pubkey) -> Shown {
        let Some(mut account) = self.margin_account(owner) else { return Shown::nothing() };
        let series: MarginSeries = self.world.read(series).expect("a listed series");
        if account.markets.iter().all(|known| known.market != series.market) {
            // Without a free place it is refused, whatever is shown.
            if let Some(free) = account.markets.iter_mut().find(|known| !known.is_used()) {
                free.market = series.market;
            }
        }
        self.shown_of(&account)
    }

    fn shown_of(&self, account: &MarginAccount) -> Shown {
        if account.mode == MarginMode::MAX_LOSS {
            return Shown::nothing();
        }
        let named = instruction::margin_accounts(account, |_| self.price_account, |_| vec![self.price_account]);
        Shown { signers: account.mode == MarginMode::PORTFOLIO, signed_by: 0, named }
    }

    /// Changes the mode of an owner's account.
    pub fn set_margin_mode(&mut self, who: &Keypair, mode: MarginMode) -> Result<u64, Refusal> {
        let mut account = self.margin_account(&who.pubkey()).expect("an account");
        account.mode = mode;
        let account_ref = self.account_ref(&who.pubkey());
        let set = instruction::set_margin_mode(account_ref, &account.quote_mint, mode, self.shown_of(&account));
        self.world.send("set_margin_mode", set, &[who])
    }

    /// What the market asks for; closed.
    pub fn create_market_risk(&mut self, params: RiskParameters) -> Result<u64, Refusal> {
        let create = instruction::create_market_risk(self.house(), self.market, &self.quote_mint, params);
        self.world.send("create_market_risk", create, &[&self.authority])
    }

    /// Opens the market for risk that is not covered in kind, and makes both kinds of collateral count: the timelock, and the banks' ramps while
    /// somebody shows the prices every hour.
    pub fn open_for_risk(&mut self, price_e8: u64) -> anyhow::Result<()> {
        self.create_market_risk(SCENE_RISK)?;
        self.change(&Change::MarketRisk { params: RiskParameters { is_open: 1, ..SCENE_RISK } })?;
        let params = self.bank(&self.underlying_mint).params;
        let haircut_bps = CollateralClass::MAJOR.least_haircut_bps();
        self.change(&Change::Collateral { params: CollateralParams { haircut_bps, ..params } })?;
        self.watch(price_e8, 8 * 24)?;
        self.set_volatility(self.volatility_e9)?;
        Ok(())
    }

    /// Hours in which the price stays there, and somebody shows it every hour.
    pub fn watch(&mut self, price_e8: u64, hours: u32) -> Result<(), Refusal> {
        let underlying_mint = self.underlying_mint;
        for _ in 0..hours {
            self.world.set_time(self.world.now() + 3_600);
            self.set_price(price_e8);
            self.observe_price()?;
            self.observe_volatility()?;
            self.observe_collateral_price(&underlying_mint)?;
        }
        Ok(())
    }

    pub fn observe_volatility(&mut self) -> Result<u64, Refusal> {
        let observe = instruction::observe_volatility(self.market, self.price_account);
        self.world.send("observe_volatility", observe, &[])
    }

    pub fn observe_collateral_price(&mut self, mint: &Pubkey) -> Result<u64, Refusal> {
        let bank = address::bank(&self.config, mint);
        let observe = instruction::observe_collateral_price(bank, self.price_account);
        self.world.send("observe_collateral_price", observe, &[])
    }

    /// Brings options from the owner's wallet into the account.
    pub fn bring_in_options(&mut self, who: &Keypair, contract: &Contract, atoms: u64) -> Result<u64, Refusal> {
        let (address, state) = self.margin_series(contract).expect("a listed series");
        let account = self.account_ref(&who.pubkey());
        let bring_in = instruction::bring_in_options(account, MarginSeriesRef { address, state: &state }, atoms);
        self.world.send("bring_in_options", bring_in, &[who])
    }

    /// Brings the price in the price account for an expiry.
    pub fn post_expiry_price(&mut self, expiry_ts: i64) -> Result<u64, Refusal> {
        let price_account = self.price_account;
        let post = self.with_expiry(expiry_ts, |expiry| instruction::post_expiry_price(expiry, price_account));
        self.world.send("post_expiry_price", post, &[])
    }

    pub fn settle_expiry_at_last_price(&mut self, expiry_ts: i64) -> Result<u64, Refusal> {
        let settle = self.with_expiry(expiry_ts, instruction::settle_expiry_at_last_price);
        self.world.send("settle_expiry_at_last_price", settle, &[])
    }

    /// Settles what an owner's account has of an expiry in one token.
    pub fn settle_margin_account(
        &mut self,
        owner: &Pubkey,
        expiry_ts: i64,
        settlement: SettlementAsset,
    ) -> Result<u64, Refusal> {
        let account = self.account_ref(owner);
        let settle =
            self.with_expiry(expiry_ts, |expiry| instruction::settle_margin_account(account, expiry, settlement));
        self.world.send("settle_margin_account", settle, &[])
    }

    /// The same for what the pool has. Whoever signs, who should be the owner, gives up the rest.
    pub fn settle_for_less(
        &mut self,
        account: AccountRef,
        signer: &Keypair,
        expiry_ts: i64,
        settlement: SettlementAsset,
    ) -> Result<u64, Refusal> {
        let account = AccountRef { owner: signer.pubkey(), ..account };
        let settle = self
            .with_expiry(expiry_ts, |expiry| instruction::settle_margin_account_for_less(account, expiry, settlement));
        self.world.send("settle_margin_account", settle, &[signer])
    }

    /// Burns options from a holder's wallet for their payoff.
    pub fn redeem_margin_options(&mut self, who: &Keypair, contract: &Contract, atoms: u64) -> Result<u64, Refusal> {
        let (address, state) = self.margin_series(contract).expect("a listed series");
        let series = MarginSeriesRef { address, state: &state };
        let redeem = self.with_expiry(contract.expiry_ts, |expiry| {
            let to = address::wallet(&who.pubkey(), &expiry.state.mint(contract.settlement));
            instruction::redeem_margin_options(who.pubkey(), expiry, series, to, atoms)
        });
        self.world.send("redeem_margin_options", redeem, &[who])
    }

    fn with_expiry<T>(&self, expiry_ts: i64, build: impl FnOnce(ExpiryRef) -> T) -> T {
        let state = self.expiry(expiry_ts).expect("a listed expiry");
        build(ExpiryRef { address: address::expiry(&self.market, expiry_ts), state: &state })
    }
}
