//! Lamports, mints and wallets, by the real system and token programs.

use crate::bank::Bank;
use anchor_lang::solana_program::program_pack::Pack;
use solana_keypair::Keypair;
use solana_signer::Signer;
use solana_system_interface::instruction as system;
use spl_associated_token_account_interface::instruction::create_associated_token_account;
use spl_token_interface::{instruction as token, state, ID as TOKEN};
use vault_client::{address, Pubkey};

/// More than the rent of every account in these stories.
const SPENDING_LAMPORTS: u64 = 10_000_000_000;
/// Rent of a mint, rounded up.
const MINT_LAMPORTS: u64 = 2_000_000;

impl Bank {
    /// Somebody with lamports to pay rent.
    pub async fn fund(&mut self, who: &Pubkey) {
        let transfer = system::transfer(&self.payer(), who, SPENDING_LAMPORTS);
        self.send("transfer", &[transfer], &[]).await.expect("the payer is rich");
    }

    /// A new mint of the classic token program.
    pub async fn create_mint(&mut self, mint: &Keypair, authority: &Pubkey, decimals: u8) {
        let (payer, address, space) = (self.payer(), mint.pubkey(), state::Mint::LEN as u64);
        let create = system::create_account(&payer, &address, MINT_LAMPORTS, space, &TOKEN);
        let initialize =
            token::initialize_mint2(&TOKEN, &address, authority, None, decimals).expect("the classic program");
        self.send("create_mint", &[create, initialize], &[mint]).await.expect("a new mint");
    }

    /// The owner's associated token account.
    pub async fn create_wallet(&mut self, owner: &Pubkey, mint: &Pubkey) {
        let create = create_associated_token_account(&self.payer(), owner, mint, &TOKEN);
        self.send("create_wallet", &[create], &[]).await.expect("a new wallet");
    }

    /// New tokens for an owner's wallet.
    pub async fn mint_to(&mut self, authority: &Keypair, mint: &Pubkey, owner: &Pubkey, atoms: u64) {
        let wallet = address::wallet(owner, mint);
        let mint_to =
            token::mint_to(&TOKEN, mint, &wallet, &authority.pubkey(), &[], atoms).expect("the classic program");
        self.send("mint_to", &[mint_to], &[authority]).await.expect("the authority mints");
    }
}
