//! The largest margin account that there can be: 24 positions on four expiries, eight kinds of collateral.

use super::{bank_args, Contract, Scene};
use crate::Refusal;
use anyhow::Result;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, TargetRef},
    Pubkey,
};
use vault_types::{
    change::Change,
    margin::{MarginMode, MAX_COLLATERALS, MAX_POSITIONS},
    state::{CollateralClass, CollateralParams, OptionKind, SettlementAsset},
    surface::{flat, SignedSlice},
};

const HOUR: i64 = 3_600;
const EXPIRIES: i64 = 4;
const USD: u64 = 100_000_000;
const DECIMALS: u8 = 9;
const COIN: u64 = 1_000_000_000;

impl Scene {
    /// Makes an owner's account as large as it can be, on a market that is open for risk. The owner has a coin of each new kind of collateral,
    /// deposits it with a coin and this much of the quote, and writes a coin of every option for somebody. Returns the options.
    pub fn grow_to_largest(
        &mut self,
        owner: &Keypair,
        to: &Pubkey,
        spot_e8: u64,
        quote_atoms: u64,
    ) -> Result<Vec<Contract>> {
        let mut mints = self.more_collateral(&owner.pubkey(), spot_e8)?;
        let expiries = self.post_expiries(EXPIRIES)?;
        mints.push(self.underlying_mint);
        for mint in &mints {
            self.deposit_collateral(owner, mint, COIN)?;
        }
        let quote_mint = self.quote_mint;
        self.deposit_collateral(owner, &quote_mint, quote_atoms)?;
        self.set_margin_mode(owner, MarginMode::SCENARIO)?;
        let contracts: Vec<Contract> = (0..MAX_POSITIONS).map(|index| contract(index, &expiries)).collect();
        self.list(&contracts)?;
        for contract in &contracts {
            self.write_options(owner, contract, to, COIN)?;
        }
        Ok(contracts)
    }

    /// All kinds of collateral but the market's two, at the coin's price. They count in full: the timelock is over, and a week of prices shown.
    fn more_collateral(&mut self, owner: &Pubkey, spot_e8: u64) -> Result<Vec<Pubkey>> {
        let mut mints = vec![];
        let mut proposals = vec![];
        for number in 2..MAX_COLLATERALS {
            let mint = self.new_collateral(number as u8, owner)?;
            proposals.push(self.propose_to_count(&mint)?);
            mints.push(mint);
        }
        let ready_ts = self.world.now() + i64::from(self.config().timelock_secs);
        self.world.set_time(ready_ts);
        for number in proposals {
            let admin = self.authority.insecure_clone();
            self.execute(&admin, number)?;
        }
        for hour in 0..8 * 24 {
            self.world.set_time(ready_ts + hour * HOUR);
            self.set_price(spot_e8);
            self.observe_price()?;
            for mint in mints.iter().chain([&self.underlying_mint.clone()]) {
                self.observe_collateral_price(mint)?;
            }
        }
        Ok(mints)
    }

    /// A mint with a bank; the owner has one of it.
    fn new_collateral(&mut self, number: u8, owner: &Pubkey) -> Result<Pubkey> {
        let authority = self.authority.insecure_clone();
        let mint = self.world.create_mint(&Keypair::new_from_array([220 + number; 32]), &authority, DECIMALS)?;
        let wallet = self.world.create_wallet(owner, &mint)?;
        self.world.mint_to(&authority, &mint, &wallet, COIN)?;
        let args = bank_args(self, CollateralClass::MAJOR);
        let create = instruction::create_bank(self.house(), mint, vault_client::TOKEN_PROGRAM, None, args);
        self.world.send("create_bank", create, &[&authority])?;
        Ok(mint)
    }

    /// Proposes that a bank counts, at the least haircut of its class.
    pub fn propose_to_count(&mut self, mint: &Pubkey) -> Result<u64, Refusal> {
        let (bank, config) = (self.bank(mint), self.config());
        let params = CollateralParams { haircut_bps: bank.class.least_haircut_bps(), ..bank.params };
        let target = TargetRef { address: address::bank(&self.config, mint), market: None };
        let (number, hash) = (config.proposals, bank.settings_hash(&config));
        let propose = instruction::propose_change(self.house(), number, target, Change::Collateral { params }, hash);
        self.world.send("propose_change", propose, &[&self.authority])?;
        Ok(number)
    }

    /// The signers say what volatility is for so many coming expiries, and not only for the next ones.
    pub fn post_expiries(&mut self, count: i64) -> Result<Vec<i64>, Refusal> {
        let (expiries, now) = (self.coming_expiries(count), self.world.now());
        let slice = |ts: &i64| SignedSlice::new(*ts, &flat(self.volatility_e9, ts.abs_diff(now)));
        let post = self.surface_post(expiries.iter().map(slice).collect());
        self.post_surface(&post)?;
        Ok(expiries)
    }
}

/// Calls and puts between 110 and 190 USD.
fn contract(index: usize, expiries: &[i64]) -> Contract {
    Contract {
        kind: if index.is_multiple_of(2) { OptionKind::CALL } else { OptionKind::PUT },
        settlement: SettlementAsset::QUOTE,
        strike_e8: (110 + 5 * (index as u64 * 7 % 17)) * USD,
        expiry_ts: expiries[index % expiries.len()],
    }
}
