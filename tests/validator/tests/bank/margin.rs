//! A margin account and a threshold that signers sign for it.

use crate::scene::Scene;
use simulator::SceneParams;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, AccountRef, Shown},
    AccountMeta, CreateBankArgs, Instruction, Pubkey, PROGRAM_ID, TOKEN_PROGRAM,
};
use vault_types::{
    margin::MarginMode,
    signed::message::MessageHeader,
    state::{CollateralClass, CollateralParams, Config, MarginAccount, Market, PriceSource, SignerSet},
    threshold::{message, Form, ThresholdBody},
};

impl Scene {
    /// Opens an empty account of the keeper's in portfolio mode.
    pub async fn open_margin_account(&mut self) -> AccountRef {
        let market: Market = self.bank.read(&self.market).await.expect("the scene's market");
        let args = CreateBankArgs {
            class: CollateralClass::STABLE,
            price_source: PriceSource::PYTH_PULL,
            price_program: Pubkey::default(),
            price_feed_id: market.price_feed_id,
            oracle_limits: SceneParams::default().oracle_limits,
            average_window_secs: 86_400,
            ramp_secs: 86_400,
            params: CollateralParams {
                cap_atoms: u64::MAX,
                haircut_bps: CollateralParams::DISABLED_HAIRCUT_BPS,
                max_outflow_bps: 10_000,
                max_above_average_bps: 1_000,
                max_rate_growth_bps: 0,
            },
        };
        let create = instruction::create_bank(self.house(), market.quote_mint, TOKEN_PROGRAM, None, args);
        self.bank.send("create_bank", &[create], &[&self.authority]).await.expect("a new bank");
        let (owner, config) = (self.keeper.pubkey(), self.house().config);
        let open = instruction::open_margin_account(owner, config, market.quote_mint, 0);
        self.bank.send("open_margin_account", &[open], &[&self.keeper]).await.expect("a new account");
        let account = AccountRef { address: address::margin_account(&config, &owner, 0), owner, config };
        let quote_bank = AccountMeta::new_readonly(address::bank(&config, &market.quote_mint), false);
        let shown = Shown { named: vec![quote_bank], ..Shown::nothing() };
        let set = instruction::set_margin_mode(account, &market.quote_mint, MarginMode::PORTFOLIO, shown);
        self.bank.send("set_margin_mode", &[set], &[&self.keeper]).await.expect("nothing is owed");
        account
    }

    /// The ed25519 instruction and the threshold of an empty account, signed by the first two.
    pub async fn threshold_instructions(&self, account: AccountRef) -> [Instruction; 2] {
        let state: MarginAccount = self.bank.read(&account.address).await.expect("an account");
        let config: Config = self.bank.read(&account.config).await.expect("the scene's house");
        let set: SignerSet = self.bank.read(&address::signer_set(&account.config)).await.expect("the house's signers");
        let now_ts = self.bank.clock().await.unix_timestamp;
        let header = MessageHeader {
            domain: Form::Current.domain(),
            program: PROGRAM_ID,
            cluster_genesis_hash: config.cluster_genesis_hash,
            config: account.config,
            target: account.address,
            generation: set.generation,
            sequence: 1,
            issued_ts: now_ts,
            expires_ts: now_ts + 60,
        };
        let portfolio = state.portfolio().expect("an account's own");
        let body = ThresholdBody {
            position_seq: portfolio.position_seq,
            position_hash: portfolio.position_hash,
            initial_margin_atoms: 3,
            maintenance_margin_atoms: 2,
            liquidation_threshold_atoms: 1,
            net_delta_atoms: 0,
            gamma_atoms: 0,
            vega_atoms: 0,
            theta_atoms: 0,
            worst_scenario: 0,
            model_id: 1,
            market_data_hash: [1; 32],
            scenario_root: [2; 32],
        };
        let bytes = message::encode(&header, &body);
        let sign = |member: u8| (member, self.signers[usize::from(member)].sign_message(&bytes).into());
        let (signatures, signed_by) =
            instruction::signatures(&set, &[sign(0), sign(1)], &bytes).expect("members in order");
        [signatures, instruction::apply_threshold(account, signed_by)]
    }
}
