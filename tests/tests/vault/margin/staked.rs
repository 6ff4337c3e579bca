//! Collateral that stands on another token: staked coins, at the rate of their pool.

use super::{at_risk, Trading, CASH};
use crate::common::{refused, COIN, SPOT};
use options_vault::errors::VaultError;
use simulator::{share_bank_args, Contract, Refusal};
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, JudgedRef, MarginSeriesRef, RateSource, Shown},
    CreateBankArgs, Pubkey, TOKEN_PROGRAM,
};
use vault_types::{
    liquidation::AuctionPhase,
    margin::MarginMode,
    state::{CollateralClass, MarginAccount},
};

const STAKE_PROGRAM: Pubkey = Pubkey::new_from_array([91; 32]);
const POOL: Pubkey = Pubkey::new_from_array([92; 32]);
const HOUR: i64 = 3_600;

/// Alice has staked coins; a coin's bank and theirs count in full.
struct Staked {
    story: Trading,
    pool: Pool,
}

/// What the pool's account says.
#[derive(Clone, Copy)]
struct Pool {
    owner: Pubkey,
    mint: Pubkey,
    lamports: u64,
    tokens: u64,
}

impl Pool {
    /// The first bytes of a pool of the stake pool program: its type, five keys and a bump, the pool's mint, two keys, lamports and tokens.
    fn bytes(&self) -> Vec<u8> {
        let mut data = vec![1_u8];
        data.extend([[3; 32]; 3].as_flattened());
        data.push(255);
        data.extend([[4; 32]; 2].as_flattened());
        data.extend(self.mint.to_bytes());
        data.extend([[5; 32]; 2].as_flattened());
        data.extend(self.lamports.to_le_bytes());
        data.extend(self.tokens.to_le_bytes());
        data.resize(611, 0);
        data
    }
}

fn staked() -> Staked {
    let mut story = at_risk();
    let authority = story.scene.authority.insecure_clone();
    let mint = story.scene.world.create_mint(&Keypair::new_from_array([93; 32]), &authority, 9).unwrap();
    let wallet = story.scene.world.create_wallet(&story.alice.pubkey(), &mint).unwrap();
    story.scene.world.mint_to(&authority, &mint, &wallet, 100 * COIN).unwrap();
    let pool = Pool { owner: STAKE_PROGRAM, mint, lamports: 1_200 * COIN, tokens: 1_000 * COIN };
    story.set_pool(&pool);
    let base = RateSource { bank: address::bank(&story.scene.config, &story.coin()), account: POOL };
    let args = CreateBankArgs {
        class: CollateralClass::YIELD_BEARING,
        price_program: STAKE_PROGRAM,
        ..share_bank_args(&story.scene)
    };
    let create = instruction::create_bank(story.scene.house(), mint, TOKEN_PROGRAM, Some(base), args);
    story.scene.world.send("create_bank", create, &[&authority]).unwrap();
    assert_eq!(story.scene.bank(&mint).rate.rate_e9, 1_200_000_000);

    let number = story.scene.propose_to_count(&mint).unwrap();
    let ready_ts = story.scene.world.now() + i64::from(story.scene.config().timelock_secs);
    story.scene.world.set_time(ready_ts);
    story.scene.execute(&authority, number).unwrap();
    for hour in 0..8 * 24 {
        story.scene.world.set_time(ready_ts + hour * HOUR);
        story.show_prices();
    }
    story.scene.set_volatility(story.scene.volatility_e9).unwrap();
    story.expiry_ts = story.scene.market().calendar.next_expiry_ts(story.scene.world.now()).unwrap();
    let alice = story.alice.insecure_clone();
    story.scene.deposit_collateral(&alice, &mint, 100 * COIN).unwrap();
    story.scene.set_margin_mode(&alice, MarginMode::SCENARIO).unwrap();
    Staked { story, pool }
}

impl Trading {
    fn set_pool(&mut self, pool: &Pool) {
        let mut account = self.scene.world.svm.get_account(&self.scene.price_account).expect("any account");
        (account.owner, account.data) = (pool.owner, pool.bytes());
        self.scene.world.set_account(POOL, account);
    }

    fn show_prices(&mut self) {
        let coin = self.coin();
        self.scene.set_price(SPOT);
        self.scene.observe_price().unwrap();
        self.scene.observe_collateral_price(&coin).unwrap();
    }
}

impl Staked {
    /// What a staked coin's value rests on: the pool, the coin's bank, its price.
    fn shown(&self, account: &MarginAccount, rate_source: Pubkey) -> Shown {
        let (price, base) = (self.story.scene.price_account, address::bank(&account.config, &self.story.coin()));
        let named = instruction::margin_accounts(account, |_| price, |_| vec![rate_source, base, price]);
        Shown { signers: false, signed_by: 0, named }
    }

    fn write(&mut self, contract: &Contract, atoms: u64, rate_source: Pubkey) -> Result<u64, Refusal> {
        let (alice, bob) = (self.story.alice.insecure_clone(), self.story.bob.pubkey());
        let (address, state) = self.story.scene.margin_series(contract).unwrap();
        let wallet = self.story.scene.world.create_wallet(&bob, &state.option_mint).unwrap();
        let shown = self.shown(&self.story.after_writing(contract, atoms), rate_source);
        let account = self.story.scene.account_ref(&alice.pubkey());
        let series = MarginSeriesRef { address, state: &state };
        let write = instruction::write_options(account, series, wallet, atoms, shown);
        self.story.scene.world.send("write_options", write, &[&alice])
    }
}

/// A hundred staked coins, each worth 1.2 coins of 150 USD, less 15 % and 5 %: 14,400 USD of margin, and nothing where the pool says nothing.
#[test]
fn attack_08_a_staked_coin_counts_by_its_pools_rate_and_its_bases_price() {
    let mut staked = staked();
    let call = staked.story.call_in_cash(160);
    staked.story.scene.list(&[call]).unwrap();
    let per_coin = staked.story.chain_margin(&staked.story.after_writing(&call, COIN)).initial_atoms;
    let most = 14_400 * CASH / per_coin;
    assert!(most > 20, "{per_coin}");
    refused(staked.write(&call, (most + 1) * COIN, POOL), VaultError::BelowInitialMargin);
    let pool = staked.pool;
    refused(staked.write(&call, COIN, pool.mint), VaultError::WrongFeed);

    let mut with = |pool: Pool, atoms: u64| {
        staked.story.set_pool(&pool);
        staked.write(&call, atoms, POOL)
    };
    // A pool without tokens has no rate: that is no other account, and no collateral.
    refused(with(Pool { tokens: 0, ..pool }, COIN), VaultError::BelowInitialMargin);
    refused(with(Pool { mint: STAKE_PROGRAM, ..pool }, COIN), VaultError::BelowInitialMargin);
    refused(with(Pool { owner: TOKEN_PROGRAM, ..pool }, COIN), VaultError::WrongPriceOwner);
    // A fall counts at once, a rise only as far as rates grow in a day.
    refused(with(Pool { lamports: 600 * COIN, ..pool }, most * COIN), VaultError::BelowInitialMargin);
    refused(with(Pool { lamports: 9_000 * COIN, ..pool }, 2 * most * COIN), VaultError::BelowInitialMargin);
    with(pool, most * COIN).unwrap();
}

/// A pool that says nothing for a moment, as a vault that is being settled does, makes nobody's collateral worthless in a liquidation: it counts at the
/// rate that was last observed.
#[test]
fn attack_08_a_rate_that_is_gone_for_a_moment_sells_no_account() {
    let mut staked = staked();
    let call = staked.story.call_in_cash(160);
    staked.story.scene.list(&[call]).unwrap();
    staked.write(&call, 5 * COIN, POOL).unwrap();
    let judge = |staked: &mut Staked| {
        let account = staked.story.account(&staked.story.alice);
        let address = staked.story.scene.account_ref(&staked.story.alice.pubkey()).address;
        let judged = JudgedRef { address, config: account.config, quote_mint: account.quote_mint };
        let judge = instruction::judge_account(judged, staked.shown(&account, POOL));
        staked.story.scene.world.send("judge_account", judge, &[]).unwrap();
        staked.story.account(&staked.story.alice).auction.phase
    };
    assert_eq!(judge(&mut staked), AuctionPhase::NONE);
    let pool = staked.pool;
    staked.story.set_pool(&Pool { tokens: 0, ..pool });
    assert_eq!(judge(&mut staked), AuctionPhase::NONE);
    // A rate that has really fallen counts at once.
    staked.story.set_pool(&Pool { lamports: COIN / 10, ..pool });
    assert_eq!(judge(&mut staked), AuctionPhase::INSOLVENT);
}
