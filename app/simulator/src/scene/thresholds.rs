//! Margin thresholds: the signers sign what an account must hold, and somebody brings it to the chain.

use super::{Contract, Scene};
use crate::Refusal;
use solana_keypair::Keypair;
use solana_signer::Signer;
use vault_client::{
    address,
    instruction::{self, MarginSeriesRef, Shown},
    Instruction, Pubkey, PROGRAM_ID,
};
use vault_types::{
    margin::{self, Requirement},
    signed::message::MessageHeader,
    state::{AccountMarket, Config, MarginAccount, ThresholdBatch},
    threshold::{
        batch::{self, BatchBody, Leaf},
        message, Form, ThresholdBody,
    },
};

/// A message about one account on its way to the chain. Start from [`Scene::threshold_post`] and change what the test is about.
#[derive(Clone, Debug)]
pub struct ThresholdPost {
    pub header: MessageHeader,
    pub body: ThresholdBody,
    /// Places in the signer set, rising.
    pub signed_by: Vec<u8>,
}

impl Scene {
    /// A good message of this moment for the account at an address, which says that it must hold this. After a trade, `account` is what the
    /// trade will leave, and its number still that from before.
    pub fn threshold_post(
        &self,
        address: Pubkey,
        account: &MarginAccount,
        form: Form,
        levels: &Requirement,
    ) -> ThresholdPost {
        let header = self.message_header(form.domain(), address, account.threshold.sequence + 1);
        ThresholdPost { header, body: body(account, levels), signed_by: (0..self.signer_set().quorum).collect() }
    }

    /// An account as it will be when it has written this.
    pub fn after_writing(&self, account: &MarginAccount, contract: &Contract, atoms: u64) -> MarginAccount {
        let mut after = *account;
        after.write(&self.noted(contract), atoms).expect("a change that fits");
        after
    }

    /// What an account notes of a listed contract.
    pub fn noted(&self, contract: &Contract) -> margin::Contract {
        let (series, state) = self.margin_series(contract).expect("a listed series");
        let expiry = self.expiry(contract.expiry_ts).expect("a listed expiry");
        margin::Contract {
            series,
            market: AccountMarket {
                market: state.market,
                underlying_mint: expiry.underlying_mint,
                underlying_decimals: expiry.underlying_decimals,
                padding: [0; 7],
            },
            quote_mint: expiry.quote_mint,
            kind: state.kind,
            settlement: state.settlement,
            strike_e8: state.strike_e8,
            expiry_ts: state.expiry_ts,
        }
    }

    fn message_header(&self, domain: [u8; 16], target: Pubkey, sequence: u64) -> MessageHeader {
        let (set, now_ts) = (self.signer_set(), self.world.now());
        let house: Config = self.world.read(&self.config).expect("the scene's house");
        MessageHeader {
            domain,
            program: PROGRAM_ID,
            cluster_genesis_hash: house.cluster_genesis_hash,
            config: self.config,
            target,
            generation: set.generation,
            sequence,
            issued_ts: now_ts,
            expires_ts: now_ts + 3_600,
        }
    }

    /// The signatures of these members, and who they are.
    pub fn sign(&self, bytes: &[u8], members: &[u8]) -> (Instruction, u8) {
        let sign = |member: &u8| (*member, self.signers[usize::from(*member)].sign_message(bytes).into());
        let signatures: Vec<_> = members.iter().map(sign).collect();
        instruction::signatures(&self.signer_set(), &signatures, bytes).expect("members in order")
    }

    /// The signatures that bring a message, and who they are.
    pub fn signed_threshold(&self, post: &ThresholdPost) -> (Instruction, u8) {
        self.sign(&message::encode(&post.header, &post.body), &post.signed_by)
    }

    /// Has a message about an owner's account as it is signed, and brings it.
    pub fn apply_threshold(&mut self, owner: &Pubkey, post: &ThresholdPost) -> Result<u64, Refusal> {
        let (signatures, signed_by) = self.signed_threshold(post);
        let apply = instruction::apply_threshold(self.account_ref(owner), signed_by);
        self.world.send_after("apply_threshold", signatures, apply)
    }

    /// The signers say what an owner's account must hold as it is.
    pub fn set_threshold(&mut self, owner: &Pubkey, levels: &Requirement) -> Result<u64, Refusal> {
        let account = self.margin_account(owner).expect("an account");
        let post = self.threshold_post(self.account_ref(owner).address, &account, Form::Current, levels);
        self.apply_threshold(owner, &post)
    }

    /// Takes options out of the writer's account, with a threshold that was signed for it after that.
    pub fn write_options_signed(
        &mut self,
        writer: &Keypair,
        contract: &Contract,
        to: &Pubkey,
        atoms: u64,
        post: &ThresholdPost,
    ) -> Result<u64, Refusal> {
        let (address, state) = self.margin_series(contract).expect("a listed series");
        let wallet = self.world.create_wallet(to, &state.option_mint)?;
        let (signatures, signed_by) = self.signed_threshold(post);
        let shown = Shown { signed_by, ..self.shown_after_write(&writer.pubkey(), &address) };
        let series = MarginSeriesRef { address, state: &state };
        let write = instruction::write_options(self.account_ref(&writer.pubkey()), series, wallet, atoms, shown);
        self.world.send_all("write_options", &[signatures, write], &[writer])
    }

    pub fn create_threshold_batch(&mut self) -> Result<u64, Refusal> {
        let create = instruction::create_threshold_batch(self.keeper.pubkey(), self.config);
        self.world.send("create_threshold_batch", create, &[&self.keeper])
    }

    /// What the signers say about an account, as a leaf of a batch.
    pub fn leaf(&self, owner: &Pubkey, levels: &Requirement) -> Leaf {
        let account = self.margin_account(owner).expect("an account");
        Leaf { margin_account: self.account_ref(owner).address, body: body(&account, levels) }
    }

    /// The signatures of a quorum under the root of a tree, and who they are.
    pub fn signed_batch(&self, body: &BatchBody, sequence: u64) -> (Instruction, u8) {
        let header = self.message_header(batch::DOMAIN, address::threshold_batch(&self.config), sequence);
        let members: Vec<u8> = (0..self.signer_set().quorum).collect();
        self.sign(&batch::encode(&header, body), &members)
    }

    /// Has the root of a tree signed and brings it.
    pub fn post_threshold_batch(&mut self, body: &BatchBody, sequence: u64) -> Result<u64, Refusal> {
        let (signatures, signed_by) = self.signed_batch(body, sequence);
        let post = instruction::post_threshold_batch(self.config, signed_by);
        self.world.send_after("post_threshold_batch", signatures, post)
    }

    pub fn threshold_batch(&self) -> ThresholdBatch {
        self.world.read(&address::threshold_batch(&self.config)).expect("the house's batch")
    }

    pub fn apply_leaf(
        &mut self,
        owner: &Pubkey,
        leaf: &Leaf,
        index: u32,
        proof: Vec<[u8; 32]>,
    ) -> Result<u64, Refusal> {
        let apply = instruction::apply_leaf(self.account_ref(owner), leaf, index, proof);
        self.world.send("apply_leaf", apply, &[])
    }

    /// Anybody has the chain compute what an owner's account must hold.
    pub fn challenge_threshold(&mut self, owner: &Pubkey) -> Result<u64, Refusal> {
        let account = self.margin_account(owner).expect("an account");
        let named = instruction::challenge_accounts(&account, |_| self.price_account);
        let challenge = instruction::challenge_threshold(self.account_ref(owner), named);
        self.world.send("challenge_threshold", challenge, &[])
    }
}

fn body(account: &MarginAccount, levels: &Requirement) -> ThresholdBody {
    let portfolio = account.portfolio().expect("an account's own");
    ThresholdBody {
        position_seq: portfolio.position_seq,
        position_hash: portfolio.position_hash,
        initial_margin_atoms: levels.initial_atoms,
        maintenance_margin_atoms: levels.maintenance_atoms,
        liquidation_threshold_atoms: levels.liquidation_atoms,
        net_delta_atoms: 0,
        gamma_atoms: 0,
        vega_atoms: 0,
        theta_atoms: 0,
        worst_scenario: 0,
        model_id: 1,
        market_data_hash: [1; 32],
        scenario_root: [2; 32],
    }
}
