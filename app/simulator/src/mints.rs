//! Mints and wallets, by the real token programs.

use crate::{Refusal, World};
use anchor_lang::solana_program::program_pack::Pack;
use solana_keypair::Keypair;
use solana_signer::Signer;
use spl_associated_token_account_interface::{
    address::get_associated_token_address_with_program_id, instruction::create_associated_token_account_idempotent,
};
use spl_token_interface::{instruction as token, state, ID as TOKEN};
use vault_client::Pubkey;

impl World {
    /// A new mint of the classic token program at the address of `mint`.
    pub fn create_mint(&mut self, mint: &Keypair, authority: &Keypair, decimals: u8) -> Result<Pubkey, Refusal> {
        self.create_mint_by(&TOKEN, mint, authority, decimals)
    }

    /// The same of either token program, without extensions.
    pub fn create_mint_by(
        &mut self,
        program: &Pubkey,
        mint: &Keypair,
        authority: &Keypair,
        decimals: u8,
    ) -> Result<Pubkey, Refusal> {
        let space = state::Mint::LEN;
        let rent_lamports = self.svm.minimum_balance_for_rent_exemption(space);
        let create = solana_system_interface::instruction::create_account(
            &authority.pubkey(),
            &mint.pubkey(),
            rent_lamports,
            space as u64,
            program,
        );
        let mut initialize = token::initialize_mint2(&TOKEN, &mint.pubkey(), &authority.pubkey(), None, decimals)
            .expect("the classic token program");
        initialize.program_id = *program; // the instruction is the same in both
        self.send_all("create_mint", &[create, initialize], &[authority, mint])?;
        Ok(mint.pubkey())
    }

    /// The owner's associated token account, created unless it exists.
    pub fn create_wallet(&mut self, owner: &Pubkey, mint: &Pubkey) -> Result<Pubkey, Refusal> {
        self.create_wallet_by(&TOKEN, owner, mint)
    }

    /// The same of either token program.
    pub fn create_wallet_by(&mut self, program: &Pubkey, owner: &Pubkey, mint: &Pubkey) -> Result<Pubkey, Refusal> {
        let payer = self.payer();
        let create = create_associated_token_account_idempotent(&payer, owner, mint, program);
        self.send_all("create_wallet", &[create], &[])?;
        Ok(get_associated_token_address_with_program_id(owner, mint, program))
    }

    /// New tokens for a wallet.
    pub fn mint_to(&mut self, authority: &Keypair, mint: &Pubkey, wallet: &Pubkey, atoms: u64) -> Result<u64, Refusal> {
        let mut mint_to =
            token::mint_to(&TOKEN, mint, wallet, &authority.pubkey(), &[], atoms).expect("the classic token program");
        mint_to.program_id = self.svm.get_account(mint).map_or(TOKEN, |mint| mint.owner);
        self.send_all("mint_to", &[mint_to], &[authority])
    }

    /// Moves tokens between wallets of any owners.
    pub fn transfer(&mut self, from: &Pubkey, to: &Pubkey, owner: &Keypair, atoms: u64) -> Result<u64, Refusal> {
        let transfer =
            token::transfer(&TOKEN, from, to, &owner.pubkey(), &[], atoms).expect("the classic token program");
        self.send_all("transfer", &[transfer], &[owner])
    }
}
